#include "textflag.h"

// The bytes of two pixels of four words in the order that VPMADDWD wants: each
// channel's pair side by side.
DATA pairs4<>+0(SB)/8, $0x0b0a030209080100
DATA pairs4<>+8(SB)/8, $0x0f0e07060d0c0504
DATA pairs4<>+16(SB)/8, $0x0b0a030209080100
DATA pairs4<>+24(SB)/8, $0x0f0e07060d0c0504
GLOBL pairs4<>(SB), RODATA|NOPTR, $32

// The same of pixels of three words.
DATA pairs3<>+0(SB)/8, $0x0908030207060100
DATA pairs3<>+8(SB)/8, $0x808080800b0a0504
DATA pairs3<>+16(SB)/8, $0x0908030207060100
DATA pairs3<>+24(SB)/8, $0x808080800b0a0504
GLOBL pairs3<>(SB), RODATA|NOPTR, $32

// The first three bytes of every four.
DATA three<>+0(SB)/8, $0x0908060504020100
DATA three<>+8(SB)/8, $0x808080800e0d0c0a
GLOBL three<>(SB), RODATA|NOPTR, $16

// The alpha of two pixels of words, over their colours.
DATA alpha4<>+0(SB)/8, $0x8080070607060706
DATA alpha4<>+8(SB)/8, $0x80800f0e0f0e0f0e
DATA alpha4<>+16(SB)/8, $0x8080070607060706
DATA alpha4<>+24(SB)/8, $0x80800f0e0f0e0f0e
GLOBL alpha4<>(SB), RODATA|NOPTR, $32

// 255 in the place of alpha.
DATA full4<>+0(SB)/8, $0x00ff000000000000
DATA full4<>+8(SB)/8, $0x00ff000000000000
DATA full4<>+16(SB)/8, $0x00ff000000000000
DATA full4<>+24(SB)/8, $0x00ff000000000000
GLOBL full4<>(SB), RODATA|NOPTR, $32

// STEP4 and STEP3 add the products of four pixels of four or three channels to acc.
#define STEP4(src, weight, acc) \
	VMOVDQU src(R10), Y4;          \
	VPSHUFB Y15, Y4, Y4;           \
	VPMADDWD weight(BX), Y4, Y4;   \
	VPADDD Y4, acc, acc

#define STEP3(src, weight, acc) \
	VMOVDQU src(R10), X4;               \
	VINSERTI128 $1, src+12(R10), Y4, Y4; \
	VPSHUFB Y15, Y4, Y4;                \
	VPMADDWD weight(BX), Y4, Y4;        \
	VPADDD Y4, acc, acc

// AT4 and AT3 find the first of the pixels that the pixel of a start is made of.
#define AT4(at, acc) \
	MOVLQSX at(R8), AX;   \
	LEAQ (SI)(AX*8), R10; \
	VMOVDQA Y14, acc

#define AT3(at, acc) \
	MOVLQSX at(R8), AX;   \
	LEAQ (AX)(AX*2), AX;  \
	LEAQ (SI)(AX*2), R10; \
	VMOVDQA Y14, acc

// FOLD leaves a pixel in the low half of acc.
#define FOLD(acc, accX) \
	VEXTRACTI128 $1, acc, X5; \
	VPADDD X5, accX, accX

// Pixels of any number of steps, of two and of three.
#define PIXEL4(at, acc, accX, again) \
	AT4(at, acc);       \
	MOVQ R9, R12;       \
again:                \
	STEP4(0, 0, acc);   \
	ADDQ $32, R10;      \
	ADDQ $32, BX;       \
	DECQ R12;           \
	JNZ  again;         \
	FOLD(acc, accX)

#define PIXEL4TWO(at, acc, accX) \
	AT4(at, acc);      \
	STEP4(0, 0, acc);  \
	STEP4(32, 32, acc); \
	ADDQ $64, BX;      \
	FOLD(acc, accX)

#define PIXEL4THREE(at, acc, accX) \
	AT4(at, acc);       \
	STEP4(0, 0, acc);   \
	STEP4(32, 32, acc); \
	STEP4(64, 64, acc); \
	ADDQ $96, BX;       \
	FOLD(acc, accX)

#define PIXEL3(at, acc, accX, again) \
	AT3(at, acc);      \
	MOVQ R9, R12;      \
again:               \
	STEP3(0, 0, acc);  \
	ADDQ $24, R10;     \
	ADDQ $32, BX;      \
	DECQ R12;          \
	JNZ  again;        \
	FOLD(acc, accX)

#define PIXEL3TWO(at, acc, accX) \
	AT3(at, acc);       \
	STEP3(0, 0, acc);   \
	STEP3(24, 32, acc); \
	ADDQ $64, BX;       \
	FOLD(acc, accX)

#define PIXEL3THREE(at, acc, accX) \
	AT3(at, acc);       \
	STEP3(0, 0, acc);   \
	STEP3(24, 32, acc); \
	STEP3(48, 64, acc); \
	ADDQ $96, BX;       \
	FOLD(acc, accX)

// PACKED makes bytes of four pixels, in X0.
#define PACKED \
	VPSRAD $21, X0, X0;    \
	VPSRAD $21, X1, X1;    \
	VPSRAD $21, X2, X2;    \
	VPSRAD $21, X3, X3;    \
	VPACKSSDW X1, X0, X0;  \
	VPACKSSDW X3, X2, X2;  \
	VPACKUSWB X2, X0, X0

// STORE4 and STORE3 write them and go on while there are more.
#define STORE4(again) \
	VMOVDQU X0, (DI); \
	ADDQ $16, DI;     \
	ADDQ $16, R8;     \
	CMPQ R8, DX;      \
	JB   again

#define STORE3(again) \
	VPSHUFB X13, X0, X0;    \
	VMOVQ X0, (DI);         \
	VPEXTRD $2, X0, 8(DI);  \
	ADDQ $12, DI;           \
	ADDQ $16, R8;           \
	CMPQ R8, DX;            \
	JB   again

// SAMPLE adds up sixteen products at a time in acc, WIDE as many as that holds.
#define SAMPLE(at, acc, again) \
	MOVLQSX at(R8), AX;     \
	LEAQ (SI)(AX*2), R10;   \
	VPXOR acc, acc, acc;    \
	MOVQ R9, R12;           \
again:                   \
	VMOVDQU (R10), Y4;      \
	VPMADDWD (BX), Y4, Y4;  \
	VPADDD Y4, acc, acc;    \
	ADDQ $32, R10;          \
	ADDQ $32, BX;           \
	DECQ R12;               \
	JNZ  again

#define WIDE(at, weight, acc) \
	MOVLQSX at(R8), AX;       \
	VMOVDQU (SI)(AX*2), acc;  \
	VPMADDWD weight(BX), acc, acc

// ADDED adds up each of four sums in X0.
#define ADDED \
	VPHADDD Y1, Y0, Y0;       \
	VPHADDD Y3, Y2, Y2;       \
	VPHADDD Y2, Y0, Y0;       \
	VEXTRACTI128 $1, Y0, X1;  \
	VPADDD X1, X0, X0

// STORE1 writes the four samples in X0 and goes on while there are more.
#define STORE1(again) \
	VPADDD X14, X0, X0;     \
	VPSRAD $21, X0, X0;     \
	VPACKSSDW X0, X0, X0;   \
	VPACKUSWB X0, X0, X0;   \
	VMOVD X0, (DI);         \
	ADDQ $4, DI;            \
	ADDQ $16, R8;           \
	CMPQ R8, DX;            \
	JB   again

// STRAIGHT makes dwords of two pixels in sum.
#define STRAIGHT(from, sum, real, other) \
	VPMOVSXWD from(SI), sum;        \
	VPADDD Y15, sum, sum;           \
	VCVTDQ2PS sum, real;            \
	VPERMILPS $0xff, real, other;   \
	VDIVPS other, Y14, other;       \
	VMULPS other, real, real;       \
	VADDPS Y13, real, real;         \
	VCVTTPS2DQ real, real;          \
	VPADDD Y12, sum, sum;           \
	VPSRAD $7, sum, sum;            \
	VPBLENDD $0x88, sum, real, sum; \
	VPSHUFD $0xff, sum, other;      \
	VPCMPGTD Y11, other, other;     \
	VPAND other, sum, sum

// BEGIN loads the arguments that all horizontal kernels have.
#define BEGIN \
	MOVQ dst_base+0(FP), DI;      \
	MOVQ src_base+24(FP), SI;     \
	MOVQ starts_base+48(FP), R8;  \
	MOVQ starts_len+56(FP), DX;   \
	MOVQ weights_base+72(FP), BX; \
	MOVQ steps+96(FP), R9;        \
	MOVL bias+104(FP), AX;        \
	VMOVD AX, X14;                    \
	LEAQ (R8)(DX*4), DX

// func vertical8AVX2(dst []int16, rows [][]uint8, weights []int16)
//
// Per block of 64 samples and tap: a byte with its top bit turned over, above a zero
// byte, is 256 times its difference from 128; VPMULHRSW is (a*b + 1<<14) >> 15.
TEXT ·vertical8AVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), DX
	MOVQ rows_base+24(FP), SI
	MOVQ rows_len+32(FP), R8
	MOVQ weights_base+48(FP), BX
	VPXOR Y13, Y13, Y13
	VPCMPEQB Y15, Y15, Y15
	VPSLLW $7, Y15, Y15
	VPACKSSWB Y15, Y15, Y15  // 0x80 in every byte
	XORQ R9, R9
	SUBQ $64, DX // where the last block begins

block8:
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	VPXOR Y2, Y2, Y2
	VPXOR Y3, Y3, Y3
	MOVQ SI, R10
	XORQ R11, R11

tap8:
	MOVQ (R10), AX
	VPBROADCASTW (BX)(R11*2), Y6
	VPXOR (AX)(R9*1), Y15, Y4
	VPXOR 32(AX)(R9*1), Y15, Y5
	VPUNPCKLBW Y4, Y13, Y7
	VPUNPCKHBW Y4, Y13, Y8
	VPUNPCKLBW Y5, Y13, Y9
	VPUNPCKHBW Y5, Y13, Y10
	VPMULHRSW Y6, Y7, Y7
	VPMULHRSW Y6, Y8, Y8
	VPMULHRSW Y6, Y9, Y9
	VPMULHRSW Y6, Y10, Y10
	VPADDW Y7, Y0, Y0
	VPADDW Y8, Y1, Y1
	VPADDW Y9, Y2, Y2
	VPADDW Y10, Y3, Y3
	ADDQ $24, R10
	INCQ R11
	CMPQ R11, R8
	JB   tap8

	VPERM2I128 $0x20, Y1, Y0, Y4
	VPERM2I128 $0x31, Y1, Y0, Y5
	VPERM2I128 $0x20, Y3, Y2, Y6
	VPERM2I128 $0x31, Y3, Y2, Y7
	VMOVDQU Y4, (DI)(R9*2)
	VMOVDQU Y5, 32(DI)(R9*2)
	VMOVDQU Y6, 64(DI)(R9*2)
	VMOVDQU Y7, 96(DI)(R9*2)
	CMPQ R9, DX
	JE   done8
	ADDQ $64, R9
	CMPQ R9, DX
	JBE  block8
	MOVQ DX, R9 // the last block overlaps the one before
	JMP  block8

done8:
	VZEROUPPER
	RET

// func vertical16AVX2(dst []int16, rows [][]uint16, weights []int16)
TEXT ·vertical16AVX2(SB), NOSPLIT, $0-72
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), DX
	MOVQ rows_base+24(FP), SI
	MOVQ rows_len+32(FP), R8
	MOVQ weights_base+48(FP), BX
	VPCMPEQW Y15, Y15, Y15
	VPSLLW $15, Y15, Y15 // 0x8000 in every word
	XORQ R9, R9
	SUBQ $32, DX

block16:
	VPXOR Y0, Y0, Y0
	VPXOR Y1, Y1, Y1
	MOVQ SI, R10
	XORQ R11, R11

tap16:
	MOVQ (R10), AX
	VPBROADCASTW (BX)(R11*2), Y6
	VPXOR (AX)(R9*2), Y15, Y4
	VPXOR 32(AX)(R9*2), Y15, Y5
	VPMULHRSW Y6, Y4, Y4
	VPMULHRSW Y6, Y5, Y5
	VPADDW Y4, Y0, Y0
	VPADDW Y5, Y1, Y1
	ADDQ $24, R10
	INCQ R11
	CMPQ R11, R8
	JB   tap16

	VMOVDQU Y0, (DI)(R9*2)
	VMOVDQU Y1, 32(DI)(R9*2)
	CMPQ R9, DX
	JE   done16
	ADDQ $32, R9
	CMPQ R9, DX
	JBE  block16
	MOVQ DX, R9
	JMP  block16

done16:
	VZEROUPPER
	RET

// func horizontal4AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)
TEXT ·horizontal4AVX2(SB), NOSPLIT, $0-108
	BEGIN
	VPBROADCASTD X14, X14
	VMOVDQU pairs4<>(SB), Y15
	CMPQ R9, $2
	JE   two
	CMPQ R9, $3
	JE   three

any:
	PIXEL4(0, Y0, X0, a)
	PIXEL4(4, Y1, X1, b)
	PIXEL4(8, Y2, X2, c)
	PIXEL4(12, Y3, X3, d)
	PACKED
	STORE4(any)
	VZEROUPPER
	RET

two:
	PIXEL4TWO(0, Y0, X0)
	PIXEL4TWO(4, Y1, X1)
	PIXEL4TWO(8, Y2, X2)
	PIXEL4TWO(12, Y3, X3)
	PACKED
	STORE4(two)
	VZEROUPPER
	RET

three:
	PIXEL4THREE(0, Y0, X0)
	PIXEL4THREE(4, Y1, X1)
	PIXEL4THREE(8, Y2, X2)
	PIXEL4THREE(12, Y3, X3)
	PACKED
	STORE4(three)
	VZEROUPPER
	RET

// func horizontal3AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)
TEXT ·horizontal3AVX2(SB), NOSPLIT, $0-108
	BEGIN
	VPBROADCASTD X14, X14
	VMOVDQU pairs3<>(SB), Y15
	VMOVDQU three<>(SB), X13
	CMPQ R9, $2
	JE   two
	CMPQ R9, $3
	JE   three

any:
	PIXEL3(0, Y0, X0, a)
	PIXEL3(4, Y1, X1, b)
	PIXEL3(8, Y2, X2, c)
	PIXEL3(12, Y3, X3, d)
	PACKED
	STORE3(any)
	VZEROUPPER
	RET

two:
	PIXEL3TWO(0, Y0, X0)
	PIXEL3TWO(4, Y1, X1)
	PIXEL3TWO(8, Y2, X2)
	PIXEL3TWO(12, Y3, X3)
	PACKED
	STORE3(two)
	VZEROUPPER
	RET

three:
	PIXEL3THREE(0, Y0, X0)
	PIXEL3THREE(4, Y1, X1)
	PIXEL3THREE(8, Y2, X2)
	PIXEL3THREE(12, Y3, X3)
	PACKED
	STORE3(three)
	VZEROUPPER
	RET

// func horizontal4WordsAVX2(dst []int16, src []int16, starts []int32, weights []int16, steps int, bias int32)
TEXT ·horizontal4WordsAVX2(SB), NOSPLIT, $0-108
	BEGIN
	VPBROADCASTD X14, X14
	VMOVDQU pairs4<>(SB), Y15

nextWords:
	PIXEL4(0, Y0, X0, aw)
	PIXEL4(4, Y1, X1, bw)
	PIXEL4(8, Y2, X2, cw)
	PIXEL4(12, Y3, X3, dw)
	VPSRAD $14, X0, X0
	VPSRAD $14, X1, X1
	VPSRAD $14, X2, X2
	VPSRAD $14, X3, X3
	VPACKSSDW X1, X0, X0
	VPACKSSDW X3, X2, X2
	VMOVDQU X0, (DI)
	VMOVDQU X2, 16(DI)
	ADDQ $32, DI
	ADDQ $16, R8
	CMPQ R8, DX
	JB   nextWords
	VZEROUPPER
	RET

// func horizontal1AVX2(dst []uint8, src []int16, starts []int32, weights []int16, steps int, bias int32)
//
// Steps of 0 stand for eight taps.
TEXT ·horizontal1AVX2(SB), NOSPLIT, $0-108
	BEGIN
	VPBROADCASTD X14, X14
	CMPQ R9, $1
	JB   eight
	JE   sixteen

any:
	SAMPLE(0, Y0, a)
	SAMPLE(4, Y1, b)
	SAMPLE(8, Y2, c)
	SAMPLE(12, Y3, d)
	ADDED
	STORE1(any)
	VZEROUPPER
	RET

sixteen:
	WIDE(0, 0, Y0)
	WIDE(4, 32, Y1)
	WIDE(8, 64, Y2)
	WIDE(12, 96, Y3)
	ADDQ $128, BX
	ADDED
	STORE1(sixteen)
	VZEROUPPER
	RET

eight:
	WIDE(0, 0, X0)
	WIDE(4, 16, X1)
	WIDE(8, 32, X2)
	WIDE(12, 48, X3)
	ADDQ $64, BX
	VPHADDD X1, X0, X0
	VPHADDD X3, X2, X2
	VPHADDD X2, X0, X0
	STORE1(eight)
	VZEROUPPER
	RET

// func premultiplyAVX2(dst []uint16, src []uint8)
TEXT ·premultiplyAVX2(SB), NOSPLIT, $0-48
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), DX
	MOVQ src_base+24(FP), SI
	VMOVDQU alpha4<>(SB), Y14
	VMOVDQU full4<>(SB), Y15
	ADDQ SI, DX

pixels:
	VPMOVZXBW (SI), Y0
	VPMOVZXBW 16(SI), Y1
	VPSHUFB Y14, Y0, Y2
	VPSHUFB Y14, Y1, Y3
	VPOR    Y15, Y2, Y2
	VPOR    Y15, Y3, Y3
	VPMULLW Y2, Y0, Y0
	VPMULLW Y3, Y1, Y1
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	ADDQ $32, SI
	ADDQ $64, DI
	CMPQ SI, DX
	JB   pixels
	VZEROUPPER
	RET

// func straightenAVX2(dst []uint8, src []int16, middle int32)
//
// Per pixel: 255 over alpha times each colour and a half, as real numbers, cut off.
TEXT ·straightenAVX2(SB), NOSPLIT, $0-52
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), DX
	MOVQ src_base+24(FP), SI
	MOVL middle+48(FP), AX
	VMOVD AX, X15
	VPBROADCASTD X15, Y15
	MOVL $0x437f0000, AX // 255
	VMOVD AX, X14
	VPBROADCASTD X14, Y14
	MOVL $0x3f000000, AX // 0.5
	VMOVD AX, X13
	VPBROADCASTD X13, Y13
	VPCMPEQD Y12, Y12, Y12
	VPABSD Y12, Y12
	VPSLLD $6, Y12, Y12  // half a step of alpha
	VPXOR Y11, Y11, Y11
	ADDQ DI, DX

four:
	STRAIGHT(0, Y0, Y2, Y4)
	STRAIGHT(16, Y1, Y3, Y5)
	VPACKSSDW Y1, Y0, Y0
	VPACKUSWB Y0, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPUNPCKLDQ X1, X0, X0
	VMOVDQU X0, (DI)
	ADDQ $32, SI
	ADDQ $16, DI
	CMPQ DI, DX
	JB   four
	VZEROUPPER
	RET
