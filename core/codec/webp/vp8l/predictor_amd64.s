#include "textflag.h"

DATA black<>+0(SB)/8, $0xff000000ff000000
DATA black<>+8(SB)/8, $0xff000000ff000000
DATA lowBits<>+0(SB)/8, $0x0101010101010101
DATA lowBits<>+8(SB)/8, $0x0101010101010101
GLOBL black<>(SB), RODATA|NOPTR, $16
GLOBL lowBits<>(SB), RODATA|NOPTR, $16

// Pixels of the rows at DI, which is written, SI, which holds what is coded, and
// DX, which is above, from the offset AX on. It runs up to 0.
#define ROW(i) i(DI)(AX*1)
#define CODED i(SI)(AX*1)
#define ABOVE(i) i(DX)(AX*1)

// MEAN sets a to the means of bytes of a and b, rounded down, by way of t. X15 has
// the lowest bits.
#define MEAN(a, b, t) \
	MOVO  a, t   \
	PXOR  b, t   \
	PAND  X15, t \
	PAVGB b, a   \
	PSUBB t, a

// Each of what follows makes a prediction in X0: of one pixel, of which X0 has what
// is to its left, or of four.
#define BLACK MOVO X14, X0
#define LEFT
#define TOP4 MOVOU (DX)(AX*1), X0
#define TOP1 MOVL (DX)(AX*1), X0
#define RIGHT4 MOVOU 4(DX)(AX*1), X0
#define RIGHT1 MOVL 4(DX)(AX*1), X0
#define CORNER4 MOVOU -4(DX)(AX*1), X0
#define CORNER1 MOVL -4(DX)(AX*1), X0
#define CORNERTOP4 CORNER4; MOVOU (DX)(AX*1), X1; MEAN(X0, X1, X2)
#define CORNERTOP1 CORNER1; MOVL (DX)(AX*1), X1; MEAN(X0, X1, X2)
#define TOPRIGHT4 TOP4; MOVOU 4(DX)(AX*1), X1; MEAN(X0, X1, X2)
#define TOPRIGHT1 TOP1; MOVL 4(DX)(AX*1), X1; MEAN(X0, X1, X2)
#define LEFTRIGHTTOP \
	MOVL 4(DX)(AX*1), X1 \
	MOVL (DX)(AX*1), X3  \
	MEAN(X0, X1, X2)     \
	MEAN(X0, X3, X2)
#define LEFTCORNER MOVL -4(DX)(AX*1), X1; MEAN(X0, X1, X2)
#define LEFTTOP MOVL (DX)(AX*1), X1; MEAN(X0, X1, X2)
#define FOUR \
	MOVL (DX)(AX*1), X3   \
	MOVL 4(DX)(AX*1), X4  \
	MEAN(X3, X4, X5)      \
	MOVL -4(DX)(AX*1), X1 \
	MEAN(X0, X1, X2)      \
	MEAN(X0, X3, X2)
#define SELECT \
	MOVL    (DX)(AX*1), X1   \
	MOVL    -4(DX)(AX*1), X2 \
	MOVO    X1, X3           \
	PSADBW  X2, X3           \ // how far left is from what it should be
	PSADBW  X0, X2           \ // and how far what is above
	PCMPGTL X3, X2           \
	PXOR    X1, X0           \
	PAND    X2, X0           \
	PXOR    X1, X0

// The gradients keep what is to the left as words; X13 is 0.
#define GRADIENT \
	MOVL      (DX)(AX*1), X1   \
	MOVL      -4(DX)(AX*1), X2 \
	PUNPCKLBW X13, X1          \
	PUNPCKLBW X13, X2          \
	PSUBW     X2, X1           \
	PADDW     X1, X0           \
	PACKUSWB  X0, X0
#define HALFGRADIENT \
	MOVL      (DX)(AX*1), X1   \
	MOVL      -4(DX)(AX*1), X2 \
	PUNPCKLBW X13, X1          \
	PUNPCKLBW X13, X2          \
	PADDW     X1, X0           \
	PSRLW     $1, X0           \ // mean
	MOVO      X2, X3           \
	PCMPGTW   X0, X3           \ // -1 where it is below the corner
	MOVO      X0, X1           \
	PSUBW     X2, X1           \
	PSUBW     X3, X1           \
	PSRAW     $1, X1           \
	PADDW     X1, X0           \
	PACKUSWB  X0, X0

// ONE adds the coded pixel to the prediction.
#define ONE \
	MOVL  (SI)(AX*1), X1 \
	PADDB X1, X0         \
	MOVL  X0, (DI)(AX*1) \
	ADDQ  $4, AX

// EACH predicts pixel by pixel.
#define EACH(label, prediction) \
label: \
	prediction \
	ONE        \
	JLT label  \
	RET

// FOURS predicts four pixels at a time, and the last one by one.
#define FOURS(label, single, begin, prediction4, prediction1) \
begin: \
	CMPQ  AX, $-16       \
	JGT   single         \
label: \
	prediction4          \
	MOVOU (SI)(AX*1), X3 \
	PADDB X3, X0         \
	MOVOU X0, (DI)(AX*1) \
	ADDQ  $16, AX        \
	CMPQ  AX, $-16       \
	JLE   label          \
	TESTQ AX, AX         \
	JZ    done           \
single: \
	prediction1          \
	ONE                  \
	JLT   single         \
	RET

// func predictPixels(mode int, row, coded, above *uint8, n int)
TEXT ·predictPixels(SB), NOSPLIT, $0-40
	MOVQ  mode+0(FP), BX
	MOVQ  row+8(FP), DI
	MOVQ  coded+16(FP), SI
	MOVQ  above+24(FP), DX
	MOVQ  n+32(FP), AX
	SHLQ  $2, AX
	ADDQ  AX, DI
	ADDQ  AX, SI
	ADDQ  AX, DX
	NEGQ  AX
	MOVOU lowBits<>(SB), X15
	MOVL  -4(DI)(AX*1), X0
	CMPQ  BX, $12
	JEQ   gradient0
	CMPQ  BX, $11
	JEQ   select
	CMPQ  BX, $13
	JEQ   half0
	CMPQ  BX, $7
	JEQ   leftTop
	CMPQ  BX, $1
	JEQ   left
	CMPQ  BX, $10
	JEQ   four
	CMPQ  BX, $5
	JEQ   leftRightTop
	CMPQ  BX, $2
	JEQ   top
	CMPQ  BX, $9
	JEQ   topRight
	CMPQ  BX, $6
	JEQ   leftCorner
	CMPQ  BX, $8
	JEQ   cornerTop
	CMPQ  BX, $3
	JEQ   right
	CMPQ  BX, $4
	JEQ   corner
	PXOR  X14, X14
	CMPQ  BX, $0
	JNE   black
	MOVOU black<>(SB), X14
	FOURS(black4, black1, black, BLACK, BLACK)
	FOURS(top4, top1, top, TOP4, TOP1)
	FOURS(right4, right1, right, RIGHT4, RIGHT1)
	FOURS(corner4, corner1, corner, CORNER4, CORNER1)
	FOURS(cornerTop4, cornerTop1, cornerTop, CORNERTOP4, CORNERTOP1)
	FOURS(topRight4, topRight1, topRight, TOPRIGHT4, TOPRIGHT1)
	EACH(leftRightTop, LEFTRIGHTTOP)
	EACH(leftCorner, LEFTCORNER)
	EACH(leftTop, LEFTTOP)
	EACH(four, FOUR)
	EACH(select, SELECT)

	// Sums of up to four pixels, doubling.
left:
	PSHUFD $0, X0, X0
	CMPQ   AX, $-16
	JGT    left1

left4:
	MOVOU  (SI)(AX*1), X1
	MOVO   X1, X2
	PSLLDQ $4, X2
	PADDB  X2, X1
	MOVO   X1, X2
	PSLLDQ $8, X2
	PADDB  X2, X1
	PADDB  X1, X0
	MOVOU  X0, (DI)(AX*1)
	PSHUFD $0xff, X0, X0
	ADDQ   $16, AX
	CMPQ   AX, $-16
	JLE    left4
	TESTQ  AX, AX
	JZ     done

left1:
	ONE
	JLT left1
	RET

gradient0:
	PXOR      X13, X13
	PUNPCKLBW X13, X0

gradient:
	GRADIENT
	MOVL      (SI)(AX*1), X1
	PADDB     X1, X0
	MOVL      X0, (DI)(AX*1)
	PUNPCKLBW X13, X0
	ADDQ      $4, AX
	JLT       gradient
	RET

half0:
	PXOR      X13, X13
	PUNPCKLBW X13, X0

half:
	HALFGRADIENT
	MOVL      (SI)(AX*1), X1
	PADDB     X1, X0
	MOVL      X0, (DI)(AX*1)
	PUNPCKLBW X13, X0
	ADDQ      $4, AX
	JLT       half
	RET

done:
	RET
