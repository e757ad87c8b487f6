#include "textflag.h"

DATA greenAlpha<>+0(SB)/8, $0xff00ff00ff00ff00
DATA greenAlpha<>+8(SB)/8, $0xff00ff00ff00ff00
DATA redBlue<>+0(SB)/8, $0x00ff00ff00ff00ff
DATA redBlue<>+8(SB)/8, $0x00ff00ff00ff00ff
GLOBL greenAlpha<>(SB), RODATA|NOPTR, $16
GLOBL redBlue<>(SB), RODATA|NOPTR, $16

// func copyFours(dst *uint8, src *uint32, n int)
TEXT ·copyFours(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX

loop:
	MOVOU (SI), X0
	MOVOU X0, (DI)
	ADDQ  $16, SI
	ADDQ  $16, DI
	SUBQ  $4, CX
	JNZ   loop
	RET

// func addGreenFours(dst, src *uint8, n int)
TEXT ·addGreenFours(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX

loop:
	MOVOU   (SI), X0
	MOVO    X0, X1
	PSRLW   $8, X1        // alpha and green
	PSHUFLW $0xa0, X1, X1 // green twice
	PSHUFHW $0xa0, X1, X1
	PADDB   X1, X0
	MOVOU   X0, (DI)
	ADDQ    $16, SI
	ADDQ    $16, DI
	SUBQ    $4, CX
	JNZ     loop
	RET

// func addColourFours(row *uint8, n int, fromGreen, fromRed uint32)
TEXT ·addColourFours(SB), NOSPLIT, $0-24
	MOVQ   row+0(FP), DI
	MOVQ   n+8(FP), CX
	MOVL   fromGreen+16(FP), X4
	PSHUFD $0, X4, X4
	MOVL   fromRed+20(FP), X5
	PSHUFD $0, X5, X5
	MOVOU  greenAlpha<>(SB), X6
	MOVOU  redBlue<>(SB), X7

loop:
	MOVOU   (DI), X0
	MOVO    X0, X1
	PAND    X6, X1
	PSHUFLW $0xa0, X1, X2 // green, in the upper half of each word
	PSHUFHW $0xa0, X2, X2
	PMULHW  X4, X2
	PADDB   X0, X2        // red and blue
	MOVO    X2, X3
	PSLLW   $8, X3
	PMULHW  X5, X3        // of red
	PSRLL   $16, X3       // to blue
	PADDB   X3, X2
	PAND    X7, X2
	POR     X1, X2
	MOVOU   X2, (DI)
	ADDQ    $16, DI
	SUBQ    $4, CX
	JNZ     loop
	RET
