#include "textflag.h"

// func literalsBMI2(state *bitState, codes *[symbols]code, src, out []byte) int
TEXT ·literalsBMI2(SB), NOSPLIT, $0-72
	MOVQ state+0(FP), AX
	MOVQ codes+8(FP), BX
	MOVQ src_base+16(FP), SI
	MOVQ src_len+24(FP), DX
	MOVQ out_base+40(FP), DI
	MOVQ 0(AX), R8  // pending
	MOVQ 8(AX), R9  // bits
	ADDQ SI, DX     // end of src
	JMP  check

loop:
	MOVBLZX 0(SI), AX
	MOVBLZX 1(SI), CX
	MOVBLZX 2(SI), R10
	MOVBLZX 3(SI), R11
	ADDQ    $4, SI
	MOVL    (BX)(AX*8), AX
	MOVL    (BX)(CX*8), CX
	MOVL    (BX)(R10*8), R10
	MOVL    (BX)(R11*8), R11
	MOVL    CX, R12
	SHRL    $8, R12
	SHLXQ   AX, R12, R12
	ADDL    AX, CX       // low byte: bits of both
	SHRL    $8, AX
	ORQ     AX, R12
	MOVL    R11, R13
	SHRL    $8, R13
	SHLXQ   R10, R13, R13
	ADDL    R10, R11
	SHRL    $8, R10
	ORQ     R10, R13
	SHLXQ   CX, R13, R13
	ADDL    CX, R11
	ORQ     R13, R12
	SHLXQ   R9, R12, R12
	ADDL    R11, R9
	ORQ     R12, R8
	MOVBLZX R9, R9
	MOVQ    R8, (DI)
	MOVL    R9, AX
	SHRL    $3, AX
	ADDQ    AX, DI
	MOVL    R9, CX
	ANDL    $0x38, CX
	SHRXQ   CX, R8, R8
	ANDL    $7, R9

check:
	CMPQ SI, DX
	JB   loop
	MOVQ state+0(FP), AX
	MOVQ R8, 0(AX)
	MOVQ R9, 8(AX)
	SUBQ out_base+40(FP), DI
	MOVQ DI, ret+64(FP)
	RET
