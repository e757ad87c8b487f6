#include "textflag.h"
#include "arith_amd64.h"

// Places of coefficients in a block by their order, in bytes.
DATA places<>+0(SB)/8, $0x0c06040a10080200
DATA places<>+8(SB)/8, $0x1e1c160e141a1812
GLOBL places<>(SB), RODATA|NOPTR, $16

// Odds of the bits of values of 5 to 6, 7 to 10 and so forth, each with a 0 behind
// them, eight or sixteen bytes apart (RFC 6386 §13.2).
DATA category1<>+0(SB)/8, $0x000000000000009f
DATA category2<>+0(SB)/8, $0x00000000000091a5
DATA category3<>+0(SB)/8, $0x00000000008c94ad
DATA category4<>+0(SB)/8, $0x00000000878c9bb0
DATA category5<>+0(SB)/8, $0x00000082868d9db4
DATA category6<>+0(SB)/8, $0x8c99b1c4e6f3fefe
DATA category6<>+8(SB)/8, $0x0000000000818285
GLOBL category1<>(SB), RODATA|NOPTR, $8
GLOBL category2<>(SB), RODATA|NOPTR, $8
GLOBL category3<>(SB), RODATA|NOPTR, $8
GLOBL category4<>(SB), RODATA|NOPTR, $8
GLOBL category5<>(SB), RODATA|NOPTR, $8
GLOBL category6<>(SB), RODATA|NOPTR, $16

// Fields of a march behind its walk.
#define ODDS   48(DI)
#define STEPS  56(DI)
#define OUT    64(DI)
#define FIRST  72(DI)
#define LAST   80(DI)
#define SIDE   88(DI)
#define BEHIND 96(DI)
#define ABOVE  104(DI)
#define LEFT   112(DI)
#define BIT    120(DI)
#define DC     128(DI)
#define FULL   136(DI)
#define ACROSS 144(DI)
#define DOWN   152(DI)
#define EXTRA  160(DI)

// SIGN reads a decision of even odds that makes the value in R10 negative, stores it
// and goes on to the next coefficient with those odds that context is the offset of;
// to last behind the last one.
#define SIGN(context, last) \
	LZCNTL  BX, R12      \
	SHLXL   R12, BX, BX  \
	SUBL    $24, R12     \
	SHLXQ   R12, AX, AX  \
	SUBQ    R12, CX      \
	SHRL    $24, BX      \
	LEAL    1(BX), R11   \
	SHRL    $1, R11      \
	SHRL    $1, BX       \
	MOVQ    R11, R13     \
	SHLQ    $56, R13     \
	MOVQ    AX, R12      \
	SUBQ    R13, R12     \
	CMOVQCC R12, AX      \
	CMOVLCS R11, BX      \
	SBBL    R11, R11     \
	NOTL    R11          \
	XORL    R11, R10     \
	SUBL    R11, R10     \
	MOVQ    SI, R13      \
	SUBQ    ODDS, R13    \
	SHRQ    $6, R13      \
	MOVQ    STEPS, R12   \
	IMULL   (R12)(R13*4), R10 \
	LEAQ    places<>(SB), R12 \
	MOVBLZX (R12)(R13*1), R12 \
	MOVW    R10, (R8)(R12*1) \
	ADDQ    $64, SI      \
	LEAQ    context(SI), DX \
	CMPQ    SI, LAST     \
	JEQ     last

// func readBlocks(m *march)
//
// SI is where the odds of a position begin and DX those of its context. Odds of
// decisions to come are read before it is known which of them comes: in R9 those of
// whether a coefficient is 0, where one comes next, or of whether the block goes on.
TEXT ·readBlocks(SB), NOSPLIT, $0-8
	MOVQ m+0(FP), DI
	BEGIN
	MOVQ OUT, R8
	MOVQ ABOVE, R14
	MOVQ LEFT, R15
	MOVQ SIDE, R11
	MOVQ R11, DOWN

row:
	MOVQ SIDE, R11
	MOVQ R11, ACROSS
	MOVL R15, R10
	ANDL $1, R10

block:
	// R10 says whether the block to the left has coefficients.
	MOVL    R14, R11
	ANDL    $1, R11
	ADDL    R11, R10
	SHLL    $4, R10
	MOVQ    FIRST, SI
	LEAQ    (SI)(R10*1), DX
	CMPQ    CX, $16
	JGE     some
	FILL(beyond1)

some:
	MOVBLZX (DX), R11
	MOVBLZX 1(DX), R9
	DECIDE
	JCC     coefficients
	NO
	SHRL    $1, R14
	XORL    R10, R10
	JMP     next

zero:
	NO
	ADDQ $64, SI
	MOVQ SI, DX
	CMPQ SI, LAST
	JEQ  end
	JMP  more

coefficients:
	YES

more:
	CMPQ CX, $32
	JGE  provided
	FILL(beyond2)

provided:
	MOVL    R9, R11
	MOVBLZX 2(DX), R10
	MOVBLZX 65(SI), R9
	DECIDE
	JCS     zero
	YES
	MOVL    R10, R11
	MOVBLZX 80(SI), R9
	DECIDE
	JCC     large
	NO
	MOVL    $1, R10
	SIGN(16, end)
	MOVL    R9, R11
	MOVBLZX 1(DX), R9
	DECIDE
	JCC     coefficients
	NO

end:
	MOVL  $1, R10
	ORL   BEHIND, R14
	SHRL  $1, R14
	SUBQ  ODDS, SI
	MOVQ  BIT, R11
	CMPQ  SI, $64
	JGT   full
	ORQ   R11, DC
	JMP   next

full:
	ORQ R11, FULL

next:
	// R10 says whether the block has coefficients.
	SHLQ $1, BIT
	ADDQ $32, R8
	DECQ ACROSS
	JNE  block
	NEGL R10
	ANDL BEHIND, R10
	ORL  R10, R15
	SHRL $1, R15
	DECQ DOWN
	JNE  row

	END
	MOVQ R14, ABOVE
	MOVQ R15, LEFT
	RET

large:
	YES
	CMPQ CX, $48
	JGE  provided2
	FILL(beyond3)

provided2:
	MOVBLZX 3(DX), R11
	MOVBLZX 4(DX), R10
	DECIDE
	JCC     category
	NO
	MOVL    R10, R11
	MOVL    $2, R10
	MOVBLZX 5(DX), R9
	DECIDE
	JCC     threeOrFour
	NO

signed:
	MOVBLZX 96(SI), R9
	SIGN(32, end)
	MOVL    R9, R11
	MOVBLZX 1(DX), R9
	DECIDE
	JCC     coefficients
	NO
	JMP     end

threeOrFour:
	YES
	MOVL R9, R11
	MOVL $3, R10
	DECIDE
	JCC  four
	NO
	JMP  signed

four:
	YES
	MOVL $4, R10
	JMP  signed

category:
	YES
	MOVBLZX 6(DX), R11
	DECIDE
	JCC     high
	NO
	MOVBLZX 7(DX), R11
	DECIDE
	JCC     second
	NO
	MOVL    $5, R10
	LEAQ    category1<>(SB), DX
	JMP     rest

second:
	YES
	MOVL $7, R10
	LEAQ category2<>(SB), DX
	JMP  rest

high:
	YES
	MOVBLZX 8(DX), R11
	DECIDE
	JCC     highest
	NO
	MOVBLZX 9(DX), R11
	DECIDE
	JCC     fourth
	NO
	MOVL    $11, R10
	LEAQ    category3<>(SB), DX
	JMP     rest

fourth:
	YES
	MOVL $19, R10
	LEAQ category4<>(SB), DX
	JMP  rest

highest:
	YES
	MOVBLZX 10(DX), R11
	DECIDE
	JCC     sixth
	NO
	MOVL    $35, R10
	LEAQ    category5<>(SB), DX
	JMP     rest

sixth:
	YES
	MOVL $67, R10
	LEAQ category6<>(SB), DX

rest:
	MOVQ $0, EXTRA

bits:
	CMPQ CX, $24
	JGE  provided3
	FILL(beyond4)

provided3:
	MOVBLZX (DX), R11
	TESTL   R11, R11
	JEQ     gathered
	INCQ    DX
	DECIDE
	JCC     one
	NO
	SHLQ    $1, EXTRA
	JMP     bits

one:
	YES
	MOVQ EXTRA, R11
	LEAQ 1(R11)(R11*1), R11
	MOVQ R11, EXTRA
	JMP  bits

gathered:
	ADDL EXTRA, R10
	JMP  signed
