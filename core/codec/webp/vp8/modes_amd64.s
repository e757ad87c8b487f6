#include "textflag.h"
#include "arith_amd64.h"

// Fields of a stroll behind its walk.
#define ODDS   48(DI)
#define ABOVE  56(DI)
#define LEFT   64(DI)
#define OUT    72(DI)
#define ACROSS 80(DI)
#define DOWN   88(DI)

// MODE ends the walk down the tree at a mode.
#define MODE(mode) \
	MOVL $mode, R10 \
	JMP  next

// func readBlockModes(s *stroll)
//
// R10 is the mode to the left, R14 where the odds begin of the mode above, and R8 and
// R9 are odds of decisions to come.
TEXT ·readBlockModes(SB), NOSPLIT, $0-8
	MOVQ s+0(FP), DI
	BEGIN
	MOVQ OUT, R15
	MOVQ $4, DOWN
	MOVQ LEFT, R11

row:
	MOVBLZX (R11), R10
	MOVQ    ABOVE, SI
	MOVQ    $4, ACROSS
	MOVBLZX (SI), R14
	IMULL   $160, R14
	ADDQ    ODDS, R14

block:
	SHLL    $4, R10
	LEAQ    (R14)(R10*1), DX
	MOVBLZX 1(SI), R14
	IMULL   $160, R14
	ADDQ    ODDS, R14
	CMPQ    CX, $32
	JGE     provided
	FILL(beyond1)

provided:
	MOVBLZX (DX), R11
	MOVBLZX 1(DX), R9
	MOVBLZX 2(DX), R8
	DECIDE
	JCC     notDC
	NO
	MODE(0)

notDC:
	YES
	MOVL    R9, R11
	MOVBLZX 3(DX), R9
	DECIDE
	JCC     notTrueMotion
	NO
	MODE(1)

notTrueMotion:
	YES
	MOVL    R8, R11
	MOVBLZX 4(DX), R8
	MOVBLZX 6(DX), R10
	DECIDE
	JCC     notAbove
	NO
	MODE(2)

notAbove:
	YES
	CMPQ    CX, $40
	JGE     provided2
	FILL(beyond2)

provided2:
	MOVL    R9, R11
	MOVBLZX 5(DX), R9
	DECIDE
	JCC     low
	NO
	MOVL    R8, R11
	DECIDE
	JCC     notLeft
	NO
	MODE(3)

notLeft:
	YES
	MOVL R9, R11
	DECIDE
	JCC  verticalRight
	NO
	MODE(4)

verticalRight:
	YES
	MODE(5)

low:
	YES
	MOVL    R10, R11
	MOVBLZX 7(DX), R9
	MOVBLZX 8(DX), R8
	DECIDE
	JCC     notLeftDown
	NO
	MODE(6)

notLeftDown:
	YES
	MOVL R9, R11
	DECIDE
	JCC  notVerticalLeft
	NO
	MODE(7)

notVerticalLeft:
	YES
	MOVL R8, R11
	DECIDE
	JCC  horizontalUp
	NO
	MODE(8)

horizontalUp:
	YES
	MODE(9)

next:
	MOVB R10, (SI)
	MOVB R10, (R15)
	INCQ SI
	INCQ R15
	DECQ ACROSS
	JNE  block
	MOVQ LEFT, R11
	MOVB R10, (R11)
	INCQ R11
	MOVQ R11, LEFT
	DECQ DOWN
	JNE  row
	SUBQ $4, R11
	MOVQ R11, LEFT // the garbage collector sees it
	END
	RET
