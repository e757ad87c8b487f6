#include "textflag.h"

// func stretchWords(dst, src *uint8, n int, gain uint16, floor int16)
TEXT ·stretchWords(SB), NOSPLIT, $0-28
	MOVQ    dst+0(FP), DI
	MOVQ    src+8(FP), SI
	MOVQ    n+16(FP), CX
	MOVWLZX gain+24(FP), AX
	MOVWLZX floor+26(FP), BX
	MOVL    AX, X6
	PSHUFLW $0, X6, X6
	PSHUFD  $0, X6, X6
	MOVL    BX, X7
	PSHUFLW $0, X7, X7
	PSHUFD  $0, X7, X7
	PXOR    X5, X5

loop:
	MOVOU     (SI), X0
	MOVO      X0, X1
	PUNPCKLBW X5, X0
	PUNPCKHBW X5, X1
	PSLLW     $7, X0
	PSLLW     $7, X1
	PMULHUW   X6, X0
	PMULHUW   X6, X1
	PSUBW     X7, X0
	PSUBW     X7, X1
	PSRAW     $6, X0
	PSRAW     $6, X1
	PACKUSWB  X1, X0
	MOVOU     X0, (DI)
	ADDQ      $16, SI
	ADDQ      $16, DI
	SUBQ      $16, CX
	JNZ       loop
	RET
