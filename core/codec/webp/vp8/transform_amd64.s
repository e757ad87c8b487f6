#include "textflag.h"
#include "transform_amd64.h"

// func addBlockWords(pixels *blockPixels, c *[16]int16) bool
TEXT ·addBlockWords(SB), NOSPLIT, $0-17
	MOVQ  pixels+0(FP), DI
	MOVQ  c+8(FP), SI
	MOVOU (SI), X0
	MOVOU 16(SI), X2
	SUMS(large)
	MOVOU X15, (SI)
	MOVOU X15, 16(SI)
	INVERSE

	MOVL      (DI), X1
	MOVL      32(DI), X2
	MOVL      64(DI), X3
	MOVL      96(DI), X5
	PUNPCKLLQ X2, X1
	PUNPCKLLQ X5, X3
	PUNPCKLBW X15, X1
	PUNPCKLBW X15, X3
	PADDW     X1, X0
	PADDW     X3, X4
	PACKUSWB  X4, X0
	STORE
	MOVB      $1, ret+16(FP)
	RET

large:
	MOVB $0, ret+16(FP)
	RET
