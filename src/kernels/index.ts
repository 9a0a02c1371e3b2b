/** Numeric kernels: compiled to WebAssembly with SIMD, each with a plain twin, over one kind of memory. */

export { Arena, type LinearMemory, PlainMemory } from './arena.ts'
export { type KernelBackend, kernelBackend, kernelMemory, loadKernel } from './backend.ts'
export { type Candidates, ResidentMatrix } from './resident-matrix.ts'
export { createSvdKernels, type SvdKernels } from './svd.ts'
export { createTrainKernels, type TrainKernels } from './train.ts'
export { createVectorKernels, type VectorKernels, type VectorSpace, vectorSpace } from './vector.ts'
