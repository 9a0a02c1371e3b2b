import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/kernels/arena.ts'
import { type KernelBackend, kernelMemory } from '../../src/kernels/backend.ts'
import { createMatrixKernels } from '../../src/kernels/matrix.ts'
import { sweepInverse } from '../../src/math/symmetric-inverse.ts'

const noise = (i: number): number => {
  const x = Math.sin(i * 91.7 + 3) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

async function inverse(
  size: number,
  backend: KernelBackend,
  shift: number,
): Promise<{ a: Float64Array; b: Float64Array } | undefined> {
  const rows = Float64Array.from({ length: size * 8 }, (_, n) => noise(n))
  const a = new Float64Array(size * size)
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < 8; k++) a[i * size + j]! += rows[i * 8 + k]! * rows[j * 8 + k]!
      if (i === j) a[i * size + j]! += shift
    }
  const arena = new Arena(kernelMemory(backend))
  const address = arena.allocate(4 * size * size)
  arena.float32(address, size * size).set(a)
  const bytes = arena.bytes
  const done = await sweepInverse(
    arena,
    createMatrixKernels(arena.memory, backend),
    address,
    size,
    async () => {},
    100_000,
  )
  expect(arena.bytes).toBe(bytes)
  if (!done) return undefined
  const found = arena.float32(address, size * size)
  const b = Float64Array.from(a, (_, n) => {
    const [i, j] = [Math.floor(n / size), n % size]
    return -found[Math.max(i, j) * size + Math.min(i, j)]!
  })
  return { a, b }
}

describe('sweepInverse', () => {
  for (const backend of ['wasm-simd', 'plain'] as const) {
    it.each([1, 2, 7, 95, 96, 97, 200, 293])(`inverts %i rows (${backend})`, async (size) => {
      const { a, b } = (await inverse(size, backend, 1))!
      let most = 0
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          let sum = i === j ? -1 : 0
          for (let k = 0; k < size; k++) sum += a[i * size + k]! * b[k * size + j]!
          most = Math.max(most, Math.abs(sum))
        }
      expect(most).toBeLessThan(1e-4)
    })
  }

  it('says where a matrix is not positive definite', async () => {
    expect(await inverse(120, 'wasm-simd', -2)).toBeUndefined()
  })
})
