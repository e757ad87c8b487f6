#include "textflag.h"
#include "transform_amd64.h"

// Where the edge's bytes come from: two of the lowest to the left, the others from
// bottom to top, the corner, eight above, the last of them again.
DATA fromLeft<>+0(SB)/8, $0x80808003070b0f0f
DATA fromLeft<>+8(SB)/8, $0x8080808080808080
GLOBL fromLeft<>(SB), RODATA|NOPTR, $16
DATA fromCorner<>+0(SB)/8, $0x8080038080808080
DATA fromCorner<>+8(SB)/8, $0x8080808080808080
GLOBL fromCorner<>(SB), RODATA|NOPTR, $16
DATA fromAbove<>+0(SB)/8, $0x0100808080808080
DATA fromAbove<>+8(SB)/8, $0x8007070605040302
GLOBL fromAbove<>(SB), RODATA|NOPTR, $16

// Ones, the bytes of the edge beside the block, and where those lie that TrueMotion
// adds.
DATA ones<>+0(SB)/8, $0x0101010101010101
DATA ones<>+8(SB)/8, $0x0101010101010101
GLOBL ones<>(SB), RODATA|NOPTR, $16
DATA beside<>+0(SB)/8, $0xffff00ffffffff00
DATA beside<>+8(SB)/8, $0x000000000000ffff
GLOBL beside<>(SB), RODATA|NOPTR, $16
DATA lefts<>+0(SB)/8, $0x0303030304040404
DATA lefts<>+8(SB)/8, $0x0101010102020202
GLOBL lefts<>(SB), RODATA|NOPTR, $16
DATA aboves<>+0(SB)/8, $0x0908070609080706
DATA aboves<>+8(SB)/8, $0x0908070609080706
GLOBL aboves<>(SB), RODATA|NOPTR, $16
DATA corners<>+0(SB)/8, $0x0505050505050505
DATA corners<>+8(SB)/8, $0x0505050505050505
GLOBL corners<>(SB), RODATA|NOPTR, $16

// The ways from the edge to the pixels by mode: bytes of its means of three, bytes of
// its means of two, and all ones for TrueMotion.
DATA ways<>+0(SB)/8, $0x8080808080808080 // DC
DATA ways<>+8(SB)/8, $0x8080808080808080
DATA ways<>+16(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA ways<>+24(SB)/8, $0x0f0f0f0f0f0f0f0f
DATA ways<>+32(SB)/8, $0x0000000000000000
DATA ways<>+40(SB)/8, $0x0000000000000000
DATA ways<>+48(SB)/8, $0x8080808080808080 // TrueMotion
DATA ways<>+56(SB)/8, $0x8080808080808080
DATA ways<>+64(SB)/8, $0x8080808080808080
DATA ways<>+72(SB)/8, $0x8080808080808080
DATA ways<>+80(SB)/8, $0xffffffffffffffff
DATA ways<>+88(SB)/8, $0xffffffffffffffff
DATA ways<>+96(SB)/8, $0x0807060508070605 // Above
DATA ways<>+104(SB)/8, $0x0807060508070605
DATA ways<>+112(SB)/8, $0x8080808080808080
DATA ways<>+120(SB)/8, $0x8080808080808080
DATA ways<>+128(SB)/8, $0x0000000000000000
DATA ways<>+136(SB)/8, $0x0000000000000000
DATA ways<>+144(SB)/8, $0x0202020203030303 // Left
DATA ways<>+152(SB)/8, $0x0000000001010101
DATA ways<>+160(SB)/8, $0x8080808080808080
DATA ways<>+168(SB)/8, $0x8080808080808080
DATA ways<>+176(SB)/8, $0x0000000000000000
DATA ways<>+184(SB)/8, $0x0000000000000000
DATA ways<>+192(SB)/8, $0x0605040307060504 // RightDown
DATA ways<>+200(SB)/8, $0x0403020105040302
DATA ways<>+208(SB)/8, $0x8080808080808080
DATA ways<>+216(SB)/8, $0x8080808080808080
DATA ways<>+224(SB)/8, $0x0000000000000000
DATA ways<>+232(SB)/8, $0x0000000000000000
DATA ways<>+240(SB)/8, $0x0706050480808080 // VerticalRight
DATA ways<>+248(SB)/8, $0x0605040280808003
DATA ways<>+256(SB)/8, $0x8080808008070605
DATA ways<>+264(SB)/8, $0x8080808007060580
DATA ways<>+272(SB)/8, $0x0000000000000000
DATA ways<>+280(SB)/8, $0x0000000000000000
DATA ways<>+288(SB)/8, $0x0a09080709080706 // LeftDown
DATA ways<>+296(SB)/8, $0x0c0b0a090b0a0908
DATA ways<>+304(SB)/8, $0x8080808080808080
DATA ways<>+312(SB)/8, $0x8080808080808080
DATA ways<>+320(SB)/8, $0x0000000000000000
DATA ways<>+328(SB)/8, $0x0000000000000000
DATA ways<>+336(SB)/8, $0x0908070680808080 // VerticalLeft
DATA ways<>+344(SB)/8, $0x0b0908070a808080
DATA ways<>+352(SB)/8, $0x8080808009080706
DATA ways<>+360(SB)/8, $0x8080808080090807
DATA ways<>+368(SB)/8, $0x0000000000000000
DATA ways<>+376(SB)/8, $0x0000000000000000
DATA ways<>+384(SB)/8, $0x0480038006050480 // HorizontalDown
DATA ways<>+392(SB)/8, $0x0280018003800280
DATA ways<>+400(SB)/8, $0x8004800380808004
DATA ways<>+408(SB)/8, $0x8002800180038002
DATA ways<>+416(SB)/8, $0x0000000000000000
DATA ways<>+424(SB)/8, $0x0000000000000000
DATA ways<>+432(SB)/8, $0x0080018001800280 // HorizontalUp
DATA ways<>+440(SB)/8, $0x8080808080800080
DATA ways<>+448(SB)/8, $0x8001800280028003
DATA ways<>+456(SB)/8, $0x0000000000008001
DATA ways<>+464(SB)/8, $0x0000000000000000
DATA ways<>+472(SB)/8, $0x0000000000000000
GLOBL ways<>(SB), RODATA|NOPTR, $480

// func predictBlocks(pixels *uint8, modes *[16]uint8, blocks *[24][16]int16, coded uint32, from int) int
//
// All modes take the same steps, which no branch waits for: all pixels but those of
// TrueMotion are means of two or of three neighbours along the edge, or their mean of
// all, which is put behind those of two. X10 is the block to the left and X11 what is
// above that.
TEXT ·predictBlocks(SB), NOSPLIT, $0-48
	MOVQ pixels+0(FP), DI
	MOVQ modes+8(FP), SI
	MOVQ blocks+16(FP), R8
	MOVL coded+24(FP), R9
	MOVQ from+32(FP), CX
	LEAQ ways<>(SB), R10
	MOVQ CX, AX
	ANDQ $3, AX
	MOVQ CX, DX
	SHRQ $2, DX
	SHLQ $7, DX
	ADDQ DX, DI
	LEAQ (DI)(AX*4), DI
	ADDQ CX, SI
	MOVQ CX, DX
	SHLQ $5, DX
	ADDQ DX, R8
	SHRL CX, R9

row:
	MOVL      -36(DI), X11
	MOVL      -4(DI), X10
	MOVL      28(DI), X1
	MOVL      60(DI), X2
	MOVL      92(DI), X3
	PUNPCKLLQ X1, X10
	PUNPCKLLQ X3, X2
	PUNPCKLQDQ X2, X10

block:
	MOVL      -32(DI), X0
	MOVL      -28(DI), X1
	PUNPCKLLQ X1, X0
	PSHUFB    fromCorner<>(SB), X11
	PSHUFB    fromLeft<>(SB), X10
	POR       X11, X10
	MOVO      X0, X11
	PSHUFB    fromAbove<>(SB), X0
	POR       X10, X0

	MOVO   X0, X1
	PSRLDQ $1, X1
	MOVO   X0, X2
	PSRLDQ $2, X2
	MOVO   X0, X3
	PAVGB  X1, X3
	MOVO   X0, X4
	PXOR   X2, X4
	PAND   ones<>(SB), X4
	PAVGB  X0, X2
	PSUBB  X4, X2
	PAVGB  X1, X2

	MOVO   X0, X4
	PAND   beside<>(SB), X4
	PXOR   X15, X15
	PSADBW X15, X4
	PSHUFD $0xee, X4, X5
	PADDW  X5, X4
	PADDW  four<>(SB), X4
	PSRLW  $3, X4
	PSLLDQ $15, X4
	POR    X4, X3

	MOVO    X0, X5
	PSHUFB  lefts<>(SB), X5
	MOVO    X0, X6
	PSHUFB  aboves<>(SB), X6
	PSHUFB  corners<>(SB), X0
	MOVO    X6, X7
	PSUBUSB X0, X6
	PSUBUSB X7, X0
	PADDUSB X6, X5
	PSUBUSB X0, X5

	MOVBLZX (SI), AX
	LEAQ    (AX)(AX*2), AX
	SHLQ    $4, AX
	MOVOU   (R10)(AX*1), X6
	MOVOU   16(R10)(AX*1), X7
	MOVOU   32(R10)(AX*1), X10
	PSHUFB  X6, X2
	PSHUFB  X7, X3
	PAND    X5, X10
	POR     X2, X10
	POR     X3, X10
	SHRL    $1, R9
	JCC     predicted

	MOVOU     (R8), X0
	MOVOU     16(R8), X2
	SUMS(large)
	MOVOU     X15, (R8)
	MOVOU     X15, 16(R8)
	INVERSE
	MOVO      X10, X1
	PUNPCKLBW X15, X10
	PUNPCKHBW X15, X1
	PADDW     X10, X0
	PADDW     X1, X4
	PACKUSWB  X4, X0
	MOVO      X0, X10

predicted:
	MOVO X10, X0
	STORE
	INCQ SI
	ADDQ $32, R8
	ADDQ $4, DI
	INCQ CX
	TESTQ $3, CX
	JNE  block
	ADDQ $112, DI
	CMPQ CX, $16
	JNE  row
	MOVQ CX, ret+40(FP)
	RET

large:
	MOVO X10, X0
	STORE
	MOVQ CX, ret+40(FP)
	RET
