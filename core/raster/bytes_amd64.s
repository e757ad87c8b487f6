#include "textflag.h"

// func addBytesAVX2(sums, row []byte)
TEXT ·addBytesAVX2(SB), NOSPLIT, $0-48
	MOVQ sums_base+0(FP), DI
	MOVQ row_base+24(FP), SI
	MOVQ row_len+32(FP), CX
	SHRQ $5, CX

block:
	VPMOVZXBW (SI), Y0
	VPMOVZXBW 16(SI), Y1
	VPADDW    (DI), Y0, Y0
	VPADDW    32(DI), Y1, Y1
	VMOVDQU   Y0, (DI)
	VMOVDQU   Y1, 32(DI)
	ADDQ      $32, SI
	ADDQ      $64, DI
	DECQ      CX
	JNZ       block
	VZEROUPPER
	RET
