#include "textflag.h"

// Where the alphas of two pixels of four words go, once for each of their colours; and
// the weight of alpha itself.
DATA alphas<>+0(SB)/8, $0x8080070607060706
DATA alphas<>+8(SB)/8, $0x80800f0e0f0e0f0e
DATA alphas<>+16(SB)/8, $0x8080070607060706
DATA alphas<>+24(SB)/8, $0x80800f0e0f0e0f0e
GLOBL alphas<>(SB), RODATA|NOPTR, $32

DATA itself<>+0(SB)/8, $0x0001000000000000
DATA itself<>+8(SB)/8, $0x0001000000000000
DATA itself<>+16(SB)/8, $0x0001000000000000
DATA itself<>+24(SB)/8, $0x0001000000000000
GLOBL itself<>(SB), RODATA|NOPTR, $32

// func addWeightedAVX2(sums []uint32, row []byte)
TEXT ·addWeightedAVX2(SB), NOSPLIT, $0-48
	MOVQ    sums_base+0(FP), DI
	MOVQ    row_base+24(FP), SI
	MOVQ    row_len+32(FP), CX
	SHRQ    $4, CX
	VMOVDQU alphas<>(SB), Y6
	VMOVDQU itself<>(SB), Y7

block:
	VPMOVZXBW    (SI), Y0
	VPSHUFB      Y6, Y0, Y1
	VPOR         Y7, Y1, Y1
	VPMULLW      Y1, Y0, Y0
	VEXTRACTI128 $1, Y0, X1
	VPMOVZXWD    X0, Y2
	VPMOVZXWD    X1, Y3
	VPADDD       (DI), Y2, Y2
	VPADDD       32(DI), Y3, Y3
	VMOVDQU      Y2, (DI)
	VMOVDQU      Y3, 32(DI)
	ADDQ         $16, SI
	ADDQ         $64, DI
	DECQ         CX
	JNZ          block
	VZEROUPPER
	RET
