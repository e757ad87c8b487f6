// Fields of a walk.
#define VALUE  0(DI)
#define SPAN   8(DI)
#define HAVE   16(DI)
#define WINDOW 24(DI)
#define LIMIT  32(DI)
#define NEXT   40(DI)

// The state of decisions is kept as arith's is, with two differences: the span in BX
// is not one less, and it is doubled, with the bits in AX, of which CX count, only
// before the next decision. Doubling is then done beside the multiplication by the
// odds, for which the next decision waits.

// DECIDE reads a decision of the odds in R11. It clears the carry flag for yes, and
// leaves its own span in BX, 24 bits too high, and that of no in R11, and in R13
// where that is compared.
#define DECIDE \
	LZCNTL BX, R12       \
	MOVL   $256, R13     \
	SUBL   R11, R13      \
	SHLQ   $24, R13      \
	IMULQ  BX, R11       \
	SHLXQ  R12, R11, R11 \
	SHLXL  R12, BX, BX   \
	SUBL   $24, R12      \
	ADDQ   R13, R11      \
	SHLXQ  R12, AX, AX   \
	SUBQ   R12, CX       \
	SHRQ   $32, R11      \
	MOVQ   R11, R13      \
	SHLQ   $56, R13      \
	CMPQ   AX, R13

// NO and YES go on with what was decided.
#define NO MOVL R11, BX

#define YES \
	SUBQ R13, AX \
	SHRL $24, BX \
	SUBL R11, BX

// FILL reads data until there are 56 bits at least. Behind the end of the window
// anything is read.
#define FILL(beyond) \
	MOVQ   NEXT, R12       \
	MOVQ   R12, R11        \
	CMPQ   R12, LIMIT      \
	JGT    beyond          \
	MOVQ   WINDOW, R13     \
	MOVQ   (R13)(R12*1), R13 \
	BSWAPQ R13             \
	SHRXQ  CX, R13, R13    \
	ORQ    R13, AX         \
beyond:                    \
	MOVL   $63, R13        \
	SUBQ   CX, R13         \
	SHRQ   $3, R13         \
	ADDQ   R13, R11        \
	MOVQ   R11, NEXT       \
	ORQ    $56, CX

// BEGIN takes up the state of decisions and END leaves it.
#define BEGIN \
	MOVQ VALUE, AX \
	MOVQ SPAN, BX  \
	INCL BX        \
	MOVQ HAVE, CX

#define END \
	LZCNTL BX, R12     \
	SHLXL  R12, BX, BX \
	SHRL   $24, BX     \
	SUBL   $24, R12    \
	SHLXQ  R12, AX, AX \
	SUBQ   R12, CX     \
	DECL   BX          \
	MOVQ   AX, VALUE   \
	MOVQ   BX, SPAN    \
	MOVQ   CX, HAVE
