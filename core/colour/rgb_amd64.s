#include "textflag.h"

// What of BT.601's coefficients (JFIF 1.02) is left, in 1/65536, when whole multiples of
// the differences are taken out: 1.402 is 1 + 26345, 1.772 is 2 - 14942, and green takes
// 22554 of blue and 1 - 18734 of red. Pairs are of blue and red.
DATA ofRed<>+0(SB)/4, $0x66e90000
GLOBL ofRed<>(SB), RODATA|NOPTR, $4
DATA ofGreen<>+0(SB)/4, $0x492ea7e6
GLOBL ofGreen<>(SB), RODATA|NOPTR, $4
DATA ofBlue<>+0(SB)/4, $0x0000c5a2
GLOBL ofBlue<>(SB), RODATA|NOPTR, $4

// Where the bytes of red, green and blue go in each third of 48 bytes.
DATA reds<>+0(SB)/8, $0x8002808001808000
DATA reds<>+8(SB)/8, $0x0580800480800380
DATA reds<>+16(SB)/8, $0x8080078080068080
DATA reds<>+24(SB)/8, $0x800a808009808008
DATA reds<>+32(SB)/8, $0x0d80800c80800b80
DATA reds<>+40(SB)/8, $0x80800f80800e8080
GLOBL reds<>(SB), RODATA|NOPTR, $48

DATA greens<>+0(SB)/8, $0x0280800180800080
DATA greens<>+8(SB)/8, $0x8080048080038080
DATA greens<>+16(SB)/8, $0x8007808006808005
DATA greens<>+24(SB)/8, $0x0a80800980800880
DATA greens<>+32(SB)/8, $0x80800c80800b8080
DATA greens<>+40(SB)/8, $0x800f80800e80800d
GLOBL greens<>(SB), RODATA|NOPTR, $48

DATA blues<>+0(SB)/8, $0x8080018080008080
DATA blues<>+8(SB)/8, $0x8004808003808002
DATA blues<>+16(SB)/8, $0x0780800680800580
DATA blues<>+24(SB)/8, $0x8080098080088080
DATA blues<>+32(SB)/8, $0x800c80800b80800a
DATA blues<>+40(SB)/8, $0x0f80800e80800d80
GLOBL blues<>(SB), RODATA|NOPTR, $48

// TERM writes, of the pairs in Y4 and Y5, what they add to a channel beside whole
// multiples.
#define TERM(coefficients, sum, other) \
	VPMADDWD coefficients, Y4, sum;   \
	VPMADDWD coefficients, Y5, other; \
	VPADDD Y11, sum, sum;             \
	VPADDD Y11, other, other;         \
	VPSRAD $16, sum, sum;             \
	VPSRAD $16, other, other;         \
	VPACKSSDW other, sum, sum

// THIRD writes 16 of the 48 bytes of 16 pixels.
#define THIRD(at) \
	VPSHUFB reds<>+at(SB), X6, X9;    \
	VPSHUFB greens<>+at(SB), X7, X10; \
	VPOR X10, X9, X9;                 \
	VPSHUFB blues<>+at(SB), X8, X10;  \
	VPOR X10, X9, X9;                 \
	VMOVDQU X9, at(DI)

// func rgbRowAVX2(dst, luma, cb, cr []uint8)
TEXT ·rgbRowAVX2(SB), NOSPLIT, $0-96
	MOVQ dst_base+0(FP), DI
	MOVQ luma_base+24(FP), SI
	MOVQ luma_len+32(FP), DX
	MOVQ cb_base+48(FP), R8
	MOVQ cr_base+72(FP), R9
	VPBROADCASTD ofRed<>(SB), Y12
	VPBROADCASTD ofGreen<>(SB), Y13
	VPBROADCASTD ofBlue<>(SB), Y14
	VPCMPEQW Y15, Y15, Y15
	VPABSW Y15, Y15
	VPSLLW $7, Y15, Y15  // 128 in every word
	VPCMPEQD Y11, Y11, Y11
	VPABSD Y11, Y11
	VPSLLD $15, Y11, Y11 // a half in every number
	XORQ CX, CX
	SUBQ $16, DX         // where the last block begins

pixels:
	VPMOVZXBW (SI)(CX*1), Y0 // y
	VPMOVZXBW (R8)(CX*1), Y1
	VPMOVZXBW (R9)(CX*1), Y2
	VPSUBW Y15, Y1, Y1       // b
	VPSUBW Y15, Y2, Y2       // r
	VPUNPCKLWD Y2, Y1, Y4
	VPUNPCKHWD Y2, Y1, Y5
	TERM(Y12, Y6, Y9)
	TERM(Y13, Y7, Y9)
	TERM(Y14, Y8, Y9)
	VPADDW Y0, Y6, Y6
	VPADDW Y2, Y6, Y6
	VPADDW Y0, Y7, Y7
	VPSUBW Y2, Y7, Y7
	VPADDW Y0, Y8, Y8
	VPADDW Y1, Y8, Y8
	VPADDW Y1, Y8, Y8
	VEXTRACTI128 $1, Y6, X9
	VPACKUSWB X9, X6, X6
	VEXTRACTI128 $1, Y7, X9
	VPACKUSWB X9, X7, X7
	VEXTRACTI128 $1, Y8, X9
	VPACKUSWB X9, X8, X8
	THIRD(0)
	THIRD(16)
	THIRD(32)
	CMPQ CX, DX
	JE   done
	ADDQ $16, CX
	ADDQ $48, DI
	CMPQ CX, DX
	JBE  pixels
	SUBQ DX, CX          // the last block overlaps the one before
	LEAQ (CX)(CX*2), AX
	SUBQ AX, DI
	MOVQ DX, CX
	JMP  pixels

done:
	VZEROUPPER
	RET
