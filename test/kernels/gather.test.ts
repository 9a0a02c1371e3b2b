import { describe, expect, it } from 'vitest'
import { createGatherKernels } from '../../src/kernels/gather.ts'
import { Arena, kernelMemory } from '../../src/kernels/index.ts'

/** Numbers that look like chance, the same each time. */
function numbers(count: number): Float32Array {
  let state = 3
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return state / 2 ** 31
  })
}

/** The sum of rows after one another, in single precision, with guards around it. */
function sums(backend: 'wasm-simd' | 'plain', blocks: number, places: readonly number[]): number[] {
  const arena = new Arena(kernelMemory(backend))
  const kernels = createGatherKernels(arena, backend)
  const values = numbers(9 * blocks * 32)
  const rows = arena.allocate(values.byteLength)
  const order = arena.allocate(places.length * 4)
  const out = arena.allocate(blocks * 128 + 16)
  arena.float32(rows, values.length).set(values)
  arena.uint32(order, places.length).set(places)
  arena.float32(out, blocks * 32 + 4).fill(99)
  kernels.sumRows(rows, order, places.length, blocks, out)
  return [...arena.float32(out, blocks * 32 + 4)]
}

describe('the gathering kernels', () => {
  const orders = [[], [0], [8], [3, 3], [0, 1, 2], [8, 0, 8, 5], Array.from({ length: 500 }, (_, at) => (at * 5) % 9)]

  for (const blocks of [1, 2, 3, 8]) {
    it(`add rows of ${blocks} times 32 numbers, to the same bits compiled and plain, and touch nothing after`, () => {
      const values = numbers(9 * blocks * 32)
      for (const places of orders) {
        const expected = new Float32Array(blocks * 32)
        for (const place of places)
          for (let k = 0; k < expected.length; k++)
            expected[k] = Math.fround(expected[k]! + values[place * expected.length + k]!)
        for (const backend of ['wasm-simd', 'plain'] as const)
          expect(sums(backend, blocks, places)).toEqual([...expected, 99, 99, 99, 99])
      }
    })
  }
})
