#include "textflag.h"

// A lane in registers: acc has its next bits, 57 or more after REFILL; steps are
// those for its next code; out is where its next start goes.

#define LOAD(l, phases, acc, bit, k, steps, phase, out) \
	MOVQ    0(l), bit         \
	MOVQ    8(l), k           \
	MOVQ    16(l), phase      \
	SHLQ    $6, phase         \
	ADDQ    phases, phase     \
	MOVQ    24(l), acc        \
	MOVQ    40(l), out        \
	LEAQ    (out)(acc*4), out \
	MOVQ    0(phase), steps   \
	TESTQ   k, k              \
	CMOVQEQ 32(phase), steps

#define STORE(l, phases, bit, k, phase, out) \
	MOVQ bit, 0(l)      \
	MOVQ k, 8(l)        \
	SUBQ phases, phase  \
	SHRQ $6, phase      \
	MOVQ phase, 16(l)   \
	SUBQ 40(l), out     \
	SHRQ $2, out        \
	MOVQ out, 24(l)

#define REFILL(buf, acc, bit) \
	MOVQ   bit, R14         \
	SHRQ   $3, R14          \
	MOVQ   (buf)(R14*1), acc \
	MOVL   bit, R14         \
	BSWAPQ acc              \
	ANDL   $7, R14          \
	SHLXQ  R14, acc, acc

// STEP takes a step without a branch but for the one to stop, before anything of it
// is done, where the table does not know the next code. The start of a next block is
// stored always, and counts where this one ends. Steps of DC lead to those of AC.
#define STEP(acc, bit, k, steps, phase, out, stop) \
	MOVQ    acc, R14             \
	SHRQ    $52, R14             \
	MOVWLZX (steps)(R14*2), R14  \
	MOVL    R14, R15             \
	SHRL    $6, R15              \
	ADDL    k, R15               \
	TESTL   $64, R15             \
	JNE     stop                 \
	SHLXQ   R14, acc, acc        \
	MOVL    R15, k               \
	MOVQ    0(phase), steps      \
	LEAQ    4(out), R15          \
	TESTL   $(128<<6), R14       \
	CMOVQNE 8(phase), steps      \
	CMOVLNE 24(phase), k         \
	CMOVQNE 16(phase), phase     \
	CMOVQEQ out, R15             \
	ANDL    $63, R14             \
	ADDQ    R14, bit             \
	MOVL    bit, (out)           \
	MOVQ    R15, out

// func runBMI2(l *lane, phases *phase, buf *byte)
TEXT ·runBMI2(SB), NOSPLIT, $0-24
	MOVQ l+0(FP), R8
	MOVQ phases+8(FP), R9
	MOVQ buf+16(FP), R10
	MOVQ 32(R8), R11
	LOAD(R8, R9, AX, BX, CX, DX, SI, DI)

loop:
	CMPQ BX, R11
	JAE  stop
	REFILL(R10, AX, BX)
	STEP(AX, BX, CX, DX, SI, DI, stop)
	STEP(AX, BX, CX, DX, SI, DI, stop)
	STEP(AX, BX, CX, DX, SI, DI, stop)
	JMP  loop

stop:
	STORE(R8, R9, BX, CX, SI, DI)
	RET

// func runBothBMI2(a, b *lane, phases *phase, buf *byte)
TEXT ·runBothBMI2(SB), NOSPLIT, $0-32
	MOVQ a+0(FP), R14
	MOVQ phases+16(FP), R15
	LOAD(R14, R15, AX, BX, CX, DX, SI, DI)
	MOVQ b+8(FP), R14
	LOAD(R14, R15, R8, R9, R10, R11, R12, R13)

loop:
	MOVQ a+0(FP), R14
	MOVQ b+8(FP), R15
	CMPQ BX, 32(R14)
	JAE  stop
	CMPQ R9, 32(R15)
	JAE  stop
	MOVQ buf+24(FP), R15
	REFILL(R15, AX, BX)
	REFILL(R15, R8, R9)
	STEP(AX, BX, CX, DX, SI, DI, stop)
	STEP(R8, R9, R10, R11, R12, R13, stop)
	STEP(AX, BX, CX, DX, SI, DI, stop)
	STEP(R8, R9, R10, R11, R12, R13, stop)
	STEP(AX, BX, CX, DX, SI, DI, stop)
	STEP(R8, R9, R10, R11, R12, R13, stop)
	JMP  loop

stop:
	MOVQ phases+16(FP), R15
	MOVQ a+0(FP), R14
	STORE(R14, R15, BX, CX, SI, DI)
	MOVQ b+8(FP), R14
	STORE(R14, R15, R9, R10, R12, R13)
	RET
