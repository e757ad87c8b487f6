#include "textflag.h"

// 65504 and -65504.
DATA largest<>+0(SB)/4, $0x477fe000
GLOBL largest<>(SB), RODATA|NOPTR, $4
DATA smallest<>+0(SB)/4, $0xc77fe000
GLOBL smallest<>(SB), RODATA|NOPTR, $4

// func addF16C(sums []float32, src []byte)
TEXT ·addF16C(SB), NOSPLIT, $0-48
	MOVQ         sums_base+0(FP), DI
	MOVQ         sums_len+8(FP), CX
	MOVQ         src_base+24(FP), SI
	SHRQ         $3, CX
	VBROADCASTSS largest<>(SB), Y2
	VBROADCASTSS smallest<>(SB), Y3

loop:
	VCVTPH2PS (SI), Y0
	VCMPPS    $7, Y0, Y0, Y1 // all ones where it is a number
	VANDPS    Y1, Y0, Y0
	VMINPS    Y2, Y0, Y0
	VMAXPS    Y3, Y0, Y0
	VADDPS    (DI), Y0, Y0
	VMOVUPS   Y0, (DI)
	ADDQ      $16, SI
	ADDQ      $32, DI
	DECQ      CX
	JNZ       loop
	VZEROUPPER
	RET

// func numbersF16C(dst []float32, src []byte)
TEXT ·numbersF16C(SB), NOSPLIT, $0-48
	MOVQ         dst_base+0(FP), DI
	MOVQ         dst_len+8(FP), CX
	MOVQ         src_base+24(FP), SI
	SHRQ         $3, CX
	VBROADCASTSS largest<>(SB), Y2
	VBROADCASTSS smallest<>(SB), Y3

loop:
	VCVTPH2PS (SI), Y0
	VCMPPS    $7, Y0, Y0, Y1
	VANDPS    Y1, Y0, Y0
	VMINPS    Y2, Y0, Y0
	VMAXPS    Y3, Y0, Y0
	VMOVUPS   Y0, (DI)
	ADDQ      $16, SI
	ADDQ      $32, DI
	DECQ      CX
	JNZ       loop
	VZEROUPPER
	RET

// func wordsF16C(dst []uint16, src []float32)
TEXT ·wordsF16C(SB), NOSPLIT, $0-48
	MOVQ dst_base+0(FP), DI
	MOVQ dst_len+8(FP), CX
	MOVQ src_base+24(FP), SI
	SHRQ $3, CX

loop:
	VMOVUPS   (SI), Y0
	VCVTPS2PH $0, Y0, (DI) // to the nearest, and to even
	ADDQ      $32, SI
	ADDQ      $16, DI
	DECQ      CX
	JNZ       loop
	VZEROUPPER
	RET
