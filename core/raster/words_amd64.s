#include "textflag.h"

// Every two bytes the other way round.
DATA swapped<>+0(SB)/8, $0x0607040502030001
DATA swapped<>+8(SB)/8, $0x0e0f0c0d0a0b0809
DATA swapped<>+16(SB)/8, $0x0607040502030001
DATA swapped<>+24(SB)/8, $0x0e0f0c0d0a0b0809
GLOBL swapped<>(SB), RODATA|NOPTR, $32

// func addWordsAVX2(sums []uint32, row []uint16)
TEXT ·addWordsAVX2(SB), NOSPLIT, $0-48
	MOVQ sums_base+0(FP), DI
	MOVQ row_base+24(FP), SI
	MOVQ row_len+32(FP), CX
	SHRQ $4, CX

block:
	VPMOVZXWD (SI), Y0
	VPMOVZXWD 16(SI), Y1
	VPADDD    (DI), Y0, Y0
	VPADDD    32(DI), Y1, Y1
	VMOVDQU   Y0, (DI)
	VMOVDQU   Y1, 32(DI)
	ADDQ      $32, SI
	ADDQ      $64, DI
	DECQ      CX
	JNZ       block
	VZEROUPPER
	RET

// func readWordsAVX2(dst []uint16, src []byte)
TEXT ·readWordsAVX2(SB), NOSPLIT, $0-48
	MOVQ    dst_base+0(FP), DI
	MOVQ    src_base+24(FP), SI
	MOVQ    dst_len+8(FP), CX
	SHRQ    $4, CX
	VMOVDQU swapped<>(SB), Y7

block:
	VMOVDQU (SI), Y0
	VPSHUFB Y7, Y0, Y0
	VMOVDQU Y0, (DI)
	ADDQ    $32, SI
	ADDQ    $32, DI
	DECQ    CX
	JNZ     block
	VZEROUPPER
	RET
