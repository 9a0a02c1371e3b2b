import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecommenderError } from '../../src/errors.ts'
import { Arena, kernelMemory, PlainMemory } from '../../src/kernels/index.ts'

const backends = [
  ['wasm-simd', () => kernelMemory('wasm-simd')],
  ['plain', () => new PlainMemory()],
] as const

describe.each(backends)('an arena over %s memory', (_, memory) => {
  it('gives aligned blocks that do not overlap, whatever the order of allocations and frees', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 70_000 })), { maxLength: 60 }), (steps) => {
        const arena = new Arena(memory())
        const live: { address: number; bytes: number; mark: number }[] = []
        for (const [index, [frees, size]] of steps.entries()) {
          if (frees && live.length > 0) {
            const [gone] = live.splice(size % live.length, 1)
            arena.free(gone!.address)
          } else {
            const address = arena.allocate(size)
            expect(address % 64).toBe(0)
            expect(address).toBeGreaterThan(0)
            arena.uint8(address, size).fill(index + 1)
            live.push({ address, bytes: size, mark: index + 1 })
          }
        }
        for (const { address, bytes, mark } of live) {
          expect(arena.uint8(address, bytes).every((value) => value === mark)).toBe(true)
        }
        for (const { address } of live) arena.free(address)
        expect(arena.bytes).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('keeps what was written when it grows, and uses freed memory again', () => {
    const arena = new Arena(memory())
    const first = arena.allocate(400)
    arena.float32(first, 100).set(Float32Array.from({ length: 100 }, (_, i) => i))
    arena.allocate(1_000_000)
    expect([...arena.float32(first, 100)]).toEqual(Array.from({ length: 100 }, (_, i) => i))
    const size = arena.memory.buffer.byteLength
    for (let round = 0; round < 50; round += 1) arena.free(arena.allocate(900_000))
    expect(arena.memory.buffer.byteLength).toBeLessThanOrEqual(size + 900_000 + 65_536)
  })

  it('joins neighbouring free blocks, so that a larger one fits in their place', () => {
    const arena = new Arena(memory())
    const [a, b, c] = [arena.allocate(6400), arena.allocate(6400), arena.allocate(6400)]
    arena.allocate(64)
    arena.free(a!)
    arena.free(c!)
    arena.free(b!)
    expect(arena.allocate(19_200)).toBe(a)
  })

  it('clears a zeroed block that was used before, and passes over a second free', () => {
    const arena = new Arena(memory())
    const first = arena.allocate(64)
    arena.uint8(first, 64).fill(7)
    arena.free(first)
    arena.free(first)
    arena.free(0)
    expect(arena.bytes).toBe(0)
    expect(arena.uint8(arena.allocateZeroed(64), 64).every((value) => value === 0)).toBe(true)
  })
})

it('names the limit when more than 4 GB are asked for, and stays as it was', () => {
  const arena = new Arena(kernelMemory('wasm-simd'))
  expect(() => arena.allocate(5e9)).toThrow(RecommenderError)
  expect(() => arena.allocate(5e9)).toThrow(/4096 MB at most/)
  expect(arena.bytes).toBe(0)
  expect(arena.allocate(64)).toBe(1024)
})
