#include "textflag.h"

// How often the bytes of a block of 16 count: the first half, the second.
DATA weights<>+0(SB)/8, $0x000d000e000f0010
DATA weights<>+8(SB)/8, $0x0009000a000b000c
DATA weights<>+16(SB)/8, $0x0005000600070008
DATA weights<>+24(SB)/8, $0x0001000200030004
GLOBL weights<>(SB), RODATA|NOPTR, $32

// func sums(p []byte) (sum, weighted uint32)
//
// X1 has the sums of all bytes so far, X2 the sum of what X1 was before each block,
// X3 the bytes weighted by their place in their block.
TEXT ·sums(SB), NOSPLIT, $0-32
	MOVQ  p_base+0(FP), SI
	MOVQ  p_len+8(FP), CX
	PXOR  X0, X0
	PXOR  X1, X1
	PXOR  X2, X2
	PXOR  X3, X3
	MOVOU weights<>+0(SB), X4
	MOVOU weights<>+16(SB), X5
	SHRQ  $4, CX
	JZ    done

block:
	MOVOU     (SI), X6
	MOVO      X6, X7
	MOVO      X6, X8
	PADDQ     X1, X2
	PSADBW    X0, X6
	PADDQ     X6, X1
	PUNPCKLBW X0, X7
	PUNPCKHBW X0, X8
	PMADDWL   X4, X7
	PMADDWL   X5, X8
	PADDL     X7, X3
	PADDL     X8, X3
	ADDQ      $16, SI
	DECQ      CX
	JNZ       block

done:
	PSHUFD $0x4e, X1, X6
	PADDL  X6, X1
	MOVL   X1, sum+24(FP)
	PSHUFD $0x4e, X2, X6
	PADDL  X6, X2
	PSLLL  $4, X2
	MOVL   X2, AX
	PSHUFD $0x4e, X3, X6
	PADDL  X6, X3
	PSHUFD $0xb1, X3, X6
	PADDL  X6, X3
	MOVL   X3, BX
	ADDL   BX, AX
	MOVL   AX, weighted+28(FP)
	RET
