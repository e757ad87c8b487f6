#include "textflag.h"

// PAETH makes samples of a pixel: X1 is the one to the left, X2 that above it, X3 the
// one above, X4 the filtered one; all in words. X1 and X2 become those of the next
// pixel, X5 the samples in bytes. Package function paeth says why this is it.
#define PAETH \
	MOVO      X2, X5 \
	PADDW     X2, X5 \
	PADDW     X2, X5 \
	PSUBW     X3, X5 \
	PSUBW     X1, X5 \
	MOVO      X1, X6 \
	PMINSW    X3, X6 \
	MOVO      X1, X7 \
	PMAXSW    X3, X7 \
	MOVO      X7, X8 \
	PCMPGTW   X5, X8 \
	PCMPGTW   X6, X5 \
	MOVO      X8, X9 \
	PANDN     X6, X9 \
	PAND      X5, X8 \
	PANDN     X7, X5 \
	PAND      X2, X8 \
	POR       X9, X5 \
	POR       X8, X5 \
	PADDB     X4, X5 \
	MOVO      X5, X1 \
	MOVO      X3, X2 \
	PACKUSWB  X5, X5

#define BEGIN \
	MOVQ  row_base+0(FP), DI \
	MOVQ  above_base+24(FP), SI \
	MOVQ  pixels+48(FP), CX \
	PXOR  X0, X0 \
	MOVQ  left+56(FP), X1 \
	MOVQ  corner+64(FP), X2 \
	PUNPCKLBW X0, X1 \
	PUNPCKLBW X0, X2 \
	TESTQ CX, CX \
	JZ    done

// func paeth3(row, above []byte, pixels int, left, corner uint64)
TEXT ·paeth3(SB), NOSPLIT, $0-72
	BEGIN

pixel:
	MOVL      (SI), X3
	MOVL      (DI), X4
	PUNPCKLBW X0, X3
	PUNPCKLBW X0, X4
	PAETH
	MOVL      X5, AX
	MOVW      AX, (DI)
	SHRL      $16, AX
	MOVB      AX, 2(DI)
	ADDQ      $3, SI
	ADDQ      $3, DI
	DECQ      CX
	JNZ       pixel

done:
	RET

// func paeth4(row, above []byte, pixels int, left, corner uint64)
TEXT ·paeth4(SB), NOSPLIT, $0-72
	BEGIN

pixel:
	MOVL      (SI), X3
	MOVL      (DI), X4
	PUNPCKLBW X0, X3
	PUNPCKLBW X0, X4
	PAETH
	MOVL      X5, (DI)
	ADDQ      $4, SI
	ADDQ      $4, DI
	DECQ      CX
	JNZ       pixel

done:
	RET

// func paeth6(row, above []byte, pixels int, left, corner uint64)
TEXT ·paeth6(SB), NOSPLIT, $0-72
	BEGIN

pixel:
	MOVQ      (SI), X3
	MOVQ      (DI), X4
	PUNPCKLBW X0, X3
	PUNPCKLBW X0, X4
	PAETH
	MOVQ      X5, AX
	MOVL      AX, (DI)
	SHRQ      $32, AX
	MOVW      AX, 4(DI)
	ADDQ      $6, SI
	ADDQ      $6, DI
	DECQ      CX
	JNZ       pixel

done:
	RET

// func paeth8(row, above []byte, pixels int, left, corner uint64)
TEXT ·paeth8(SB), NOSPLIT, $0-72
	BEGIN

pixel:
	MOVQ      (SI), X3
	MOVQ      (DI), X4
	PUNPCKLBW X0, X3
	PUNPCKLBW X0, X4
	PAETH
	MOVQ      X5, (DI)
	ADDQ      $8, SI
	ADDQ      $8, DI
	DECQ      CX
	JNZ       pixel

done:
	RET
