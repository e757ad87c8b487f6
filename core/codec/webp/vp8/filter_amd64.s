#include "textflag.h"

// Bytes, or words, in all of a register.
DATA signs<>+0(SB)/8, $0x8080808080808080
DATA signs<>+8(SB)/8, $0x8080808080808080
DATA threes<>+0(SB)/8, $0x0303030303030303
DATA threes<>+8(SB)/8, $0x0303030303030303
DATA fours<>+0(SB)/8, $0x0404040404040404
DATA fours<>+8(SB)/8, $0x0404040404040404
DATA halves<>+0(SB)/8, $0x7f7f7f7f7f7f7f7f
DATA halves<>+8(SB)/8, $0x7f7f7f7f7f7f7f7f
DATA nine<>+0(SB)/8, $0x0900090009000900
DATA nine<>+8(SB)/8, $0x0900090009000900
DATA round<>+0(SB)/8, $0x003f003f003f003f
DATA round<>+8(SB)/8, $0x003f003f003f003f
GLOBL signs<>(SB), RODATA|NOPTR, $16
GLOBL threes<>(SB), RODATA|NOPTR, $16
GLOBL fours<>(SB), RODATA|NOPTR, $16
GLOBL halves<>(SB), RODATA|NOPTR, $16
GLOBL nine<>(SB), RODATA|NOPTR, $16
GLOBL round<>(SB), RODATA|NOPTR, $16

// DISTANCE sets d to |a-b|, by way of t.
#define DISTANCE(a, b, d, t) \
	MOVO    a, d \
	PSUBUSB b, d \
	MOVO    b, t \
	PSUBUSB a, t \
	POR     t, d

// JUDGE looks at the pixels of 16 places across an edge, X0 to X7 from p3 over p0
// and q0 to q3, with the thresholds at DX. It sets X8 where they are filtered and
// X11 where they do not vary much.
#define JUDGE \
	DISTANCE(X0, X1, X8, X10)  \
	DISTANCE(X1, X2, X9, X10)  \
	PMAXUB   X9, X8            \
	DISTANCE(X7, X6, X9, X10)  \
	PMAXUB   X9, X8            \
	DISTANCE(X6, X5, X9, X10)  \
	PMAXUB   X9, X8            \
	DISTANCE(X2, X3, X11, X10) \
	DISTANCE(X5, X4, X9, X10)  \
	PMAXUB   X9, X11           \
	PMAXUB   X11, X8           \
	MOVOU    16(DX), X12       \ // interior
	PSUBUSB  X12, X8           \
	MOVOU    32(DX), X12       \ // variance
	PSUBUSB  X12, X11          \
	DISTANCE(X3, X4, X9, X10)  \
	PADDUSB  X9, X9            \
	DISTANCE(X2, X5, X12, X10) \
	PSRLW    $1, X12           \
	MOVOU    halves<>(SB), X10 \
	PAND     X10, X12          \
	PADDUSB  X12, X9           \
	MOVOU    (DX), X12         \ // edge
	PSUBUSB  X12, X9           \
	POR      X9, X8            \
	PXOR     X10, X10          \
	PCMPEQB  X10, X8           \
	PCMPEQB  X10, X11

// SIGNED turns p1, p0, q0 and q1 into numbers with a sign, and back. It leaves the
// signs in X12.
#define SIGNED \
	MOVOU signs<>(SB), X12 \
	PXOR  X12, X2          \
	PXOR  X12, X3          \
	PXOR  X12, X4          \
	PXOR  X12, X5

// STEEPER adds q0-p0 to X9 three times and keeps it where pixels are filtered.
#define STEEPER \
	MOVO   X4, X12 \
	PSUBSB X3, X12 \
	PADDSB X12, X9 \
	PADDSB X12, X9 \
	PADDSB X12, X9 \
	PAND   X8, X9

// EIGHTH divides the bytes of x by 8, rounding down, by way of X14 and X15.
#define EIGHTH(x) \
	PXOR      X14, X14 \
	PXOR      X15, X15 \
	PUNPCKLBW x, X14   \
	PUNPCKHBW x, X15   \
	PSRAW     $11, X14 \
	PSRAW     $11, X15 \
	PACKSSWB  X15, X14 \
	MOVO      X14, x

// NARROW moves q0 and p0 towards each other by an eighth of a, and leaves what it
// took from q0 in X12.
#define NARROW(a) \
	MOVO   a, X13            \
	MOVOU  threes<>(SB), X12 \
	PADDSB X12, X13          \
	EIGHTH(X13)              \
	MOVOU  fours<>(SB), X12  \
	PADDSB a, X12            \
	EIGHTH(X12)              \
	PADDSB X13, X3           \
	PSUBSB X12, X4

// INNER is the filter of edges within a macroblock (RFC 6386 §15.3).
#define INNER \
	SIGNED                 \
	MOVO   X2, X9          \
	PSUBSB X5, X9          \
	MOVO   X11, X12        \
	PANDN  X9, X12         \
	MOVO   X12, X9         \
	STEEPER                \
	NARROW(X9)             \
	MOVOU  signs<>(SB), X9 \
	PXOR   X9, X12         \
	PAVGB  X9, X12         \ // half, rounded up
	PXOR   X9, X12         \
	PAND   X11, X12        \
	PADDSB X12, X2         \
	PSUBSB X12, X5         \
	SIGNED

// WIDEN adds X12 and X13 to the sums in X14 and X15, takes a 128th of them from q
// and adds it to p.
#define WIDEN(p, q) \
	PADDW    X12, X14 \
	PADDW    X13, X15 \
	MOVO     X14, X8  \
	MOVO     X15, X10 \
	PSRAW    $7, X8   \
	PSRAW    $7, X10  \
	PACKSSWB X10, X8  \
	PADDSB   X8, p    \
	PSUBSB   X8, q

// OUTER is the filter of edges between macroblocks (RFC 6386 §15.3).
#define OUTER \
	SIGNED                     \
	PXOR      X12, X1          \
	PXOR      X12, X6          \
	MOVO      X2, X9           \
	PSUBSB    X5, X9           \
	STEEPER                    \
	MOVO      X11, X8          \
	PANDN     X9, X8           \
	PAND      X11, X9          \
	NARROW(X8)                 \
	MOVOU     nine<>(SB), X8   \
	PXOR      X12, X12         \
	PXOR      X13, X13         \
	PUNPCKLBW X9, X12          \
	PUNPCKHBW X9, X13          \
	PMULHW    X8, X12          \
	PMULHW    X8, X13          \
	MOVOU     round<>(SB), X14 \
	MOVO      X14, X15         \
	WIDEN(X1, X6)              \
	WIDEN(X2, X5)              \
	WIDEN(X3, X4)              \
	SIGNED                     \
	PXOR      X12, X1          \
	PXOR      X12, X6

// func filterRows(a, b *uint8, stride int, t *thresholds, outer bool)
TEXT ·filterRows(SB), NOSPLIT, $0-33
	MOVQ    a+0(FP), DI
	MOVQ    b+8(FP), R10
	MOVQ    stride+16(FP), SI
	MOVQ    t+24(FP), DX
	MOVBLZX outer+32(FP), AX
	LEAQ    (SI)(SI*2), R8
	LEAQ    (DI)(SI*4), R9
	LEAQ    (R10)(SI*4), R11
	MOVQ    (DI), X0
	MOVHPS  (R10), X0
	MOVQ    (DI)(SI*1), X1
	MOVHPS  (R10)(SI*1), X1
	MOVQ    (DI)(SI*2), X2
	MOVHPS  (R10)(SI*2), X2
	MOVQ    (DI)(R8*1), X3
	MOVHPS  (R10)(R8*1), X3
	MOVQ    (R9), X4
	MOVHPS  (R11), X4
	MOVQ    (R9)(SI*1), X5
	MOVHPS  (R11)(SI*1), X5
	MOVQ    (R9)(SI*2), X6
	MOVHPS  (R11)(SI*2), X6
	MOVQ    (R9)(R8*1), X7
	MOVHPS  (R11)(R8*1), X7
	JUDGE
	TESTL   AX, AX
	JZ      inner
	OUTER
	MOVQ    X1, (DI)(SI*1)
	MOVHPS  X1, (R10)(SI*1)
	MOVQ    X6, (R9)(SI*2)
	MOVHPS  X6, (R11)(SI*2)
	JMP     store

inner:
	INNER

store:
	MOVQ   X2, (DI)(SI*2)
	MOVHPS X2, (R10)(SI*2)
	MOVQ   X3, (DI)(R8*1)
	MOVHPS X3, (R10)(R8*1)
	MOVQ   X4, (R9)
	MOVHPS X4, (R11)
	MOVQ   X5, (R9)(SI*1)
	MOVHPS X5, (R11)(SI*1)
	RET

// PAIR loads eight bytes each from two places, in turns, into x.
#define PAIR(a, b, x) \
	MOVQ      a, x   \
	MOVQ      b, X15 \
	PUNPCKLBW X15, x

// DEAL interleaves the bytes of a and b: the first half in a, the second in c.
#define DEAL(a, b, c) \
	MOVO      a, c \
	PUNPCKLBW b, a \
	PUNPCKHBW b, c

// func filterColumns(a, b *uint8, stride int, t *thresholds, outer bool)
TEXT ·filterColumns(SB), NOSPLIT, $0-33
	MOVQ    a+0(FP), DI
	MOVQ    b+8(FP), R10
	MOVQ    stride+16(FP), SI
	MOVQ    t+24(FP), DX
	MOVBLZX outer+32(FP), AX
	LEAQ    (SI)(SI*2), R8
	LEAQ    (DI)(SI*4), R9
	LEAQ    (R10)(SI*4), R11

	// Dealing out four times turns 16 rows of 8 into 8 columns of 16.
	PAIR((DI), (R10), X0)
	PAIR((DI)(SI*1), (R10)(SI*1), X1)
	PAIR((DI)(SI*2), (R10)(SI*2), X2)
	PAIR((DI)(R8*1), (R10)(R8*1), X3)
	PAIR((R9), (R11), X4)
	PAIR((R9)(SI*1), (R11)(SI*1), X5)
	PAIR((R9)(SI*2), (R11)(SI*2), X6)
	PAIR((R9)(R8*1), (R11)(R8*1), X7)
	DEAL(X0, X4, X8)
	DEAL(X2, X6, X9)
	DEAL(X1, X5, X10)
	DEAL(X3, X7, X11)
	DEAL(X0, X2, X4)
	DEAL(X8, X9, X5)
	DEAL(X1, X3, X6)
	DEAL(X10, X11, X7)
	DEAL(X0, X1, X2)
	DEAL(X4, X6, X3)
	DEAL(X8, X10, X9)
	DEAL(X5, X7, X11)
	MOVO  X2, X1
	MOVO  X4, X2
	MOVO  X8, X4
	MOVO  X5, X6
	MOVO  X9, X5
	MOVO  X11, X7
	JUDGE
	TESTL AX, AX
	JZ    inner
	OUTER
	JMP   store

inner:
	INNER

store:
	DEAL(X0, X1, X8)
	DEAL(X2, X3, X9)
	DEAL(X4, X5, X10)
	DEAL(X6, X7, X11)
	MOVO      X0, X1
	PUNPCKLWL X2, X0
	PUNPCKHWL X2, X1
	MOVO      X4, X3
	PUNPCKLWL X6, X4
	PUNPCKHWL X6, X3
	MOVO      X8, X5
	PUNPCKLWL X9, X8
	PUNPCKHWL X9, X5
	MOVO      X10, X7
	PUNPCKLWL X11, X10
	PUNPCKHWL X11, X7
	MOVO      X0, X2
	PUNPCKLLQ X4, X0
	PUNPCKHLQ X4, X2
	MOVO      X1, X6
	PUNPCKLLQ X3, X1
	PUNPCKHLQ X3, X6
	MOVO      X8, X9
	PUNPCKLLQ X10, X8
	PUNPCKHLQ X10, X9
	MOVO      X5, X11
	PUNPCKLLQ X7, X5
	PUNPCKHLQ X7, X11
	MOVQ      X0, (DI)
	MOVHPS    X0, (DI)(SI*1)
	MOVQ      X2, (DI)(SI*2)
	MOVHPS    X2, (DI)(R8*1)
	MOVQ      X1, (R9)
	MOVHPS    X1, (R9)(SI*1)
	MOVQ      X6, (R9)(SI*2)
	MOVHPS    X6, (R9)(R8*1)
	MOVQ      X8, (R10)
	MOVHPS    X8, (R10)(SI*1)
	MOVQ      X9, (R10)(SI*2)
	MOVHPS    X9, (R10)(R8*1)
	MOVQ      X5, (R11)
	MOVHPS    X5, (R11)(SI*1)
	MOVQ      X11, (R11)(SI*2)
	MOVHPS    X11, (R11)(R8*1)
	RET
