#include "textflag.h"

DATA halfway<>+0(SB)/8, $0x8080808080808080
GLOBL halfway<>(SB), RODATA|NOPTR, $8
DATA last<>+0(SB)/8, $0x0f0f0f0f0f0f0f0f
GLOBL last<>(SB), RODATA|NOPTR, $8

// SUM makes the sums of 16 differences in x, from the sum before them in all of
// carry on, which becomes that of the last.
#define SUM(x, carry, t) \
	VPXOR   X8, x, x      \
	VPSLLDQ $1, x, t      \
	VPADDB  t, x, x       \
	VPSLLDQ $2, x, t      \
	VPADDB  t, x, x       \
	VPSLLDQ $4, x, t      \
	VPADDB  t, x, x       \
	VPSLLDQ $8, x, t      \
	VPADDB  t, x, x       \
	VPADDB  carry, x, x   \
	VPSHUFB X9, x, carry

// func restoreAVX(dst, even, odd []byte, first, second byte)
TEXT ·restoreAVX(SB), NOSPLIT, $0-74
	MOVQ         dst_base+0(FP), DI
	MOVQ         even_base+24(FP), SI
	MOVQ         even_len+32(FP), CX
	MOVQ         odd_base+48(FP), DX
	VPBROADCASTB first+72(FP), X6
	VPBROADCASTB second+73(FP), X7
	VPBROADCASTQ halfway<>(SB), X8
	VPBROADCASTQ last<>(SB), X9
	SHRQ         $4, CX

loop:
	VMOVDQU    (SI), X0
	VMOVDQU    (DX), X1
	SUM(X0, X6, X2)
	SUM(X1, X7, X3)
	VPUNPCKLBW X1, X0, X4
	VPUNPCKHBW X1, X0, X5
	VMOVDQU    X4, (DI)
	VMOVDQU    X5, 16(DI)
	ADDQ       $16, SI
	ADDQ       $16, DX
	ADDQ       $32, DI
	DECQ       CX
	JNZ        loop
	RET

// func totalAVX2(b []byte) uint64
TEXT ·totalAVX2(SB), NOSPLIT, $0-32
	MOVQ  b_base+0(FP), SI
	MOVQ  b_len+8(FP), CX
	SHRQ  $5, CX
	VPXOR Y0, Y0, Y0
	VPXOR Y2, Y2, Y2

add:
	VPSADBW (SI), Y2, Y1
	VPADDQ  Y1, Y0, Y0
	ADDQ    $32, SI
	DECQ    CX
	JNZ     add

	VEXTRACTI128 $1, Y0, X1
	VPADDQ       X1, X0, X0
	VPSRLDQ      $8, X0, X1
	VPADDQ       X1, X0, X0
	VMOVQ        X0, AX
	MOVQ         AX, ret+24(FP)
	VZEROUPPER
	RET
