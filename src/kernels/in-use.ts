/** Which kernels have been used so far: apart from the kernels themselves, so that asking does not load them. */

/** WebAssembly with 128-bit SIMD, plain TypeScript where that is missing or refused, or none, as long as nothing has needed any. */
export type KernelsInUse = 'wasm-simd' | 'plain' | 'none'

let inUse: KernelsInUse = 'none'

/** Notes what the first use of kernels came to. */
export function noteKernels(kind: Exclude<KernelsInUse, 'none'>): void {
  inUse = kind
}

/** What has been used so far. */
export function kernelsInUse(): KernelsInUse {
  return inUse
}
