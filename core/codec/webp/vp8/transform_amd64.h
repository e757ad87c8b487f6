// Words, eight of each.
DATA cosineRest<>+0(SB)/8, $0x4e7b4e7b4e7b4e7b // 20091: √2·cos(π/8)·65536 less 65536
DATA cosineRest<>+8(SB)/8, $0x4e7b4e7b4e7b4e7b
DATA sineRest<>+0(SB)/8, $0x8a8c8a8c8a8c8a8c // -30068: √2·sin(π/8)·65536 less 65536
DATA sineRest<>+8(SB)/8, $0x8a8c8a8c8a8c8a8c
DATA bound<>+0(SB)/8, $0x0800080008000800
DATA bound<>+8(SB)/8, $0x0800080008000800
DATA four<>+0(SB)/8, $0x0004000400040004
DATA four<>+8(SB)/8, $0x0004000400040004
GLOBL cosineRest<>(SB), RODATA|NOPTR, $16
GLOBL sineRest<>(SB), RODATA|NOPTR, $16
GLOBL bound<>(SB), RODATA|NOPTR, $16
GLOBL four<>(SB), RODATA|NOPTR, $16

// TRANSFORM is one pass of the inverse DCT in the lower four words of X0 to X3,
// with the factors in X12 and X13. The high word of a product is less than it by
// the number itself, as the factors are by 65536.
#define TRANSFORM \
	MOVO   X0, X4  \
	PADDW  X2, X4  \ // even sum
	PSUBW  X2, X0  \ // even difference
	MOVO   X1, X5  \
	PMULHW X12, X5 \
	PADDW  X1, X5  \
	MOVO   X3, X6  \
	PMULHW X13, X6 \
	PADDW  X3, X6  \
	PADDW  X6, X5  \ // odd sum
	MOVO   X1, X7  \
	PMULHW X13, X7 \
	PADDW  X1, X7  \
	MOVO   X3, X6  \
	PMULHW X12, X6 \
	PADDW  X3, X6  \
	PSUBW  X6, X7  \ // odd difference
	MOVO   X0, X1  \
	MOVO   X0, X2  \
	PADDW  X7, X1  \
	PSUBW  X7, X2  \
	MOVO   X4, X0  \
	MOVO   X4, X3  \
	PADDW  X5, X0  \
	PSUBW  X5, X3

// TRANSPOSE turns four rows of four words in X0 to X3 into columns: two in X0, two
// in X4.
#define TRANSPOSE \
	PUNPCKLWL X1, X0 \
	PUNPCKLWL X3, X2 \
	MOVO      X0, X4 \
	PUNPCKLLQ X2, X0 \
	PUNPCKHLQ X2, X4

// SUMS fits what lies in X0 and X2, rows of words, into words. It goes to large where
// they might not: coefficients beyond ±2047. X15 is 0 behind it.
#define SUMS(large) \
	MOVOU    bound<>(SB), X5 \
	MOVO     X0, X4          \
	PADDW    X5, X4          \
	PADDW    X2, X5          \
	POR      X5, X4          \
	PSRLW    $12, X4         \
	PXOR     X15, X15        \
	PCMPEQW  X15, X4         \
	PMOVMSKB X4, AX          \
	CMPL     AX, $0xffff     \
	JNE      large

// INVERSE is the inverse DCT of the four rows of words in X0 and X2: two rows each in
// X0 and X4.
#define INVERSE \
	MOVOU  cosineRest<>(SB), X12 \
	MOVOU  sineRest<>(SB), X13   \
	MOVO   X0, X1                \
	PSRLDQ $8, X1                \
	MOVO   X2, X3                \
	PSRLDQ $8, X3                \
	TRANSFORM                    \
	TRANSPOSE                    \
	MOVO   X0, X1                \
	PSRLDQ $8, X1                \
	MOVO   X4, X2                \
	MOVO   X4, X3                \
	PSRLDQ $8, X3                \
	MOVOU  four<>(SB), X14       \
	PADDW  X14, X0               \
	TRANSFORM                    \
	PSRAW  $3, X0                \
	PSRAW  $3, X1                \
	PSRAW  $3, X2                \
	PSRAW  $3, X3                \
	TRANSPOSE

// STORE stores the four rows of pixels in X0.
#define STORE \
	MOVL   X0, (DI)     \
	PSHUFD $0x55, X0, X1 \
	MOVL   X1, 32(DI)   \
	PSHUFD $0xaa, X0, X1 \
	MOVL   X1, 64(DI)   \
	PSHUFD $0xff, X0, X1 \
	MOVL   X1, 96(DI)
