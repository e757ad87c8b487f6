#include "textflag.h"

// The last whole pixel of three bytes of a block, over and over.
DATA lastPixel<>+0(SB)/8, $0x0d0c0e0d0c0e0d0c
DATA lastPixel<>+8(SB)/8, $0x0c0e0d0c0e0d0c0e
GLOBL lastPixel<>(SB), RODATA|NOPTR, $16

// func sumAcross3AVX2(row []byte, blocks int)
TEXT ·sumAcross3AVX2(SB), NOSPLIT, $0-32
	MOVQ    row_base+0(FP), DI
	MOVQ    blocks+24(FP), CX
	VMOVDQU lastPixel<>(SB), X7
	VPXOR   X6, X6, X6          // the sums so far
	VMOVDQU (DI), X0

block:
	VMOVDQU 15(DI), X4
	VPSLLDQ $3, X0, X1
	VPADDB  X1, X0, X0
	VPSLLDQ $6, X0, X1
	VPADDB  X1, X0, X0
	VPSLLDQ $12, X0, X1
	VPADDB  X1, X0, X0
	VPADDB  X6, X0, X0
	VMOVDQU X0, (DI)
	VPSHUFB X7, X0, X6
	VMOVDQA X4, X0
	ADDQ    $15, DI
	DECQ    CX
	JNZ     block

	// The byte behind the last block is restored: its block is not done.
	VPEXTRB $0, X4, (DI)
	RET

// func sumAcross4AVX2(row []byte, blocks int)
TEXT ·sumAcross4AVX2(SB), NOSPLIT, $0-32
	MOVQ  row_base+0(FP), DI
	MOVQ  blocks+24(FP), CX
	VPXOR X6, X6, X6

block:
	VMOVDQU (DI), X0
	VPSLLDQ $4, X0, X1
	VPADDB  X1, X0, X0
	VPSLLDQ $8, X0, X1
	VPADDB  X1, X0, X0
	VPADDB  X6, X0, X0
	VMOVDQU X0, (DI)
	VPSHUFD $0xff, X0, X6
	ADDQ    $16, DI
	DECQ    CX
	JNZ     block
	RET
