/** The built-in table, made by tools/distill. */

/** Fingerprint of all of the rest: it need not be counted at every start. */
export declare const id: string
export declare const dimensions: number
/** See pieces.ts. */
export declare const pieces: string
/** Base64: one byte a piece. */
export declare const scores: string
/** Base64: one byte a row. */
export declare const scales: string
/** Base64, in parts: two numbers a byte. */
export declare const codes: readonly string[]
