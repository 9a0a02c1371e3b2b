/** The scratch memory of the matrix product. Compiled into the kernel and the library. */

/** Bytes that a product needs, at an address that is a multiple of 16: a packed block of A, one of B, and a tile for the edges. */
export const PRODUCT_SCRATCH_BYTES = 622_784
