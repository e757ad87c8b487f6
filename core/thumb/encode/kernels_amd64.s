#include "textflag.h"

// What each of 32 bytes counts in the sum of sums of Adler-32.
DATA counts<>+0(SB)/8, $0x191a1b1c1d1e1f20
DATA counts<>+8(SB)/8, $0x1112131415161718
DATA counts<>+16(SB)/8, $0x090a0b0c0d0e0f10
DATA counts<>+24(SB)/8, $0x0102030405060708
GLOBL counts<>(SB), RODATA|NOPTR, $32

// The first three bytes of every four.
DATA three<>+0(SB)/8, $0x0908060504020100
DATA three<>+8(SB)/8, $0x808080800e0d0c0a
GLOBL three<>(SB), RODATA|NOPTR, $16

// ROWS loads where the filters read and write, and how many blocks of 32 bytes end
// before the last one, which ends with the row and may overlap the one before.
#define ROWS \
	MOVQ dst_base+0(FP), DI;   \
	MOVQ dst_len+8(FP), DX;    \
	MOVQ row_base+24(FP), SI;  \
	MOVQ left_base+48(FP), R8; \
	XORQ CX, CX;               \
	SUBQ $32, DX

// NEXT goes on with the next block, or the last.
#define NEXT(again) \
	CMPQ CX, DX;      \
	JE   done;        \
	ADDQ $32, CX;     \
	CMPQ CX, DX;      \
	JBE  again;       \
	MOVQ DX, CX;      \
	JMP  again;       \
done:               \
	VZEROUPPER;       \
	RET

// func differAVX2(dst, row, left []byte)
TEXT ·differAVX2(SB), NOSPLIT, $0-72
	ROWS

differ:
	VMOVDQU (SI)(CX*1), Y0
	VPSUBB (R8)(CX*1), Y0, Y0
	VMOVDQU Y0, (DI)(CX*1)
	NEXT(differ)

// func averageAVX2(dst, row, left, above []byte)
//
// VPAVGB rounds up, the filter down.
TEXT ·averageAVX2(SB), NOSPLIT, $0-96
	ROWS
	MOVQ above_base+72(FP), R9
	VPCMPEQB Y15, Y15, Y15
	VPABSB Y15, Y15 // 1 in every byte

mean:
	VMOVDQU (R8)(CX*1), Y1
	VMOVDQU (R9)(CX*1), Y2
	VPAVGB Y1, Y2, Y3
	VPXOR  Y1, Y2, Y4
	VPAND  Y15, Y4, Y4
	VPSUBB Y4, Y3, Y3
	VMOVDQU (SI)(CX*1), Y0
	VPSUBB Y3, Y0, Y0
	VMOVDQU Y0, (DI)(CX*1)
	NEXT(mean)

// func paethAVX2(dst, row, left, above, corner []byte)
//
// With a, b and c for left, above and corner, the distances of the predictor are
// |b-c|, |a-c| and |b-c + a-c|. The last is |pa-pb| where c lies between a and b, else
// it is not smaller than the others and never decides.
TEXT ·paethAVX2(SB), NOSPLIT, $0-120
	ROWS
	MOVQ above_base+72(FP), R9
	MOVQ corner_base+96(FP), R10
	VPXOR Y15, Y15, Y15

nearest:
	VMOVDQU (R8)(CX*1), Y1  // a
	VMOVDQU (R9)(CX*1), Y2  // b
	VMOVDQU (R10)(CX*1), Y3 // c
	VPSUBUSB Y3, Y2, Y4     // b-c
	VPSUBUSB Y2, Y3, Y5     // c-b
	VPSUBUSB Y3, Y1, Y6     // a-c
	VPSUBUSB Y1, Y3, Y7     // c-a
	VPMINUB Y4, Y7, Y8
	VPMINUB Y5, Y6, Y9
	VPOR    Y8, Y9, Y8      // 0 where c is not between
	VPCMPEQB Y15, Y8, Y8
	VPOR    Y4, Y5, Y4      // pa
	VPOR    Y6, Y7, Y6      // pb
	VPSUBUSB Y6, Y4, Y5
	VPSUBUSB Y4, Y6, Y7
	VPOR    Y5, Y7, Y5
	VPOR    Y8, Y5, Y5      // pc
	VPMINUB Y4, Y6, Y7      // the smaller of pa and pb
	VPCMPEQB Y4, Y7, Y8     // pa <= pb
	VPBLENDVB Y8, Y1, Y2, Y2
	VPMINUB Y5, Y7, Y5
	VPCMPEQB Y5, Y7, Y5     // the smaller <= pc
	VPBLENDVB Y5, Y2, Y3, Y3
	VMOVDQU (SI)(CX*1), Y0
	VPSUBB Y3, Y0, Y0
	VMOVDQU Y0, (DI)(CX*1)
	NEXT(nearest)

// func absoluteAVX2(row []byte) int
TEXT ·absoluteAVX2(SB), NOSPLIT, $0-32
	MOVQ row_base+0(FP), SI
	MOVQ row_len+8(FP), DX
	ADDQ SI, DX
	VPXOR Y0, Y0, Y0
	VPXOR Y15, Y15, Y15

magnitudes:
	VPABSB (SI), Y1
	VPSADBW Y15, Y1, Y1
	VPADDQ Y1, Y0, Y0
	ADDQ $32, SI
	CMPQ SI, DX
	JB   magnitudes
	VEXTRACTI128 $1, Y0, X1
	VPADDQ X1, X0, X0
	VPSRLDQ $8, X0, X1
	VPADDQ X1, X0, X0
	VMOVQ X0, ret+24(FP)
	VZEROUPPER
	RET

// func adlerAVX2(sums *[2]uint32, data []byte)
//
// Per block of 32 bytes, the sum of sums grows by 32 times the sum before the block,
// which Y2 adds up, and by every byte as often as counts says.
TEXT ·adlerAVX2(SB), NOSPLIT, $0-32
	MOVQ sums+0(FP), DI
	MOVQ data_base+8(FP), SI
	MOVQ data_len+16(FP), DX
	ADDQ SI, DX
	VPXOR Y0, Y0, Y0 // bytes
	VPXOR Y1, Y1, Y1 // bytes by their counts
	VPXOR Y2, Y2, Y2 // Y0 before each block
	VPXOR Y15, Y15, Y15
	VMOVDQU counts<>(SB), Y14
	VPCMPEQW Y13, Y13, Y13
	VPABSW Y13, Y13 // 1 in every word

bytes:
	VMOVDQU (SI), Y3
	VPADDD Y0, Y2, Y2
	VPSADBW Y15, Y3, Y4
	VPADDD Y4, Y0, Y0
	VPMADDUBSW Y14, Y3, Y3
	VPMADDWD Y13, Y3, Y3
	VPADDD Y3, Y1, Y1
	ADDQ $32, SI
	CMPQ SI, DX
	JB   bytes
	VPSLLD $5, Y2, Y2
	VPADDD Y2, Y1, Y1
	VEXTRACTI128 $1, Y0, X3
	VPADDD X3, X0, X0
	VEXTRACTI128 $1, Y1, X3
	VPADDD X3, X1, X1
	VPHADDD X1, X0, X0
	VPHADDD X0, X0, X0
	VMOVQ X0, (DI)
	VZEROUPPER
	RET

// func packAVX2(dst, src []byte)
TEXT ·packAVX2(SB), NOSPLIT, $0-48
	MOVQ dst_base+0(FP), DI
	MOVQ src_base+24(FP), SI
	MOVQ src_len+32(FP), DX
	VMOVDQU three<>(SB), X15
	ADDQ SI, DX

four:
	VMOVDQU (SI), X0
	VPSHUFB X15, X0, X0
	VMOVDQU X0, (DI)
	ADDQ $16, SI
	ADDQ $12, DI
	CMPQ SI, DX
	JB   four
	RET
