import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/kernels/arena.ts'
import { type KernelBackend, kernelMemory } from '../../src/kernels/backend.ts'
import { blockScratchBytes, createFactorKernels, gradientScratchBytes } from '../../src/kernels/factors.ts'
import { factorize, solveFactorized } from '../../src/math/dense-solve.ts'

interface World {
  readonly factors: number
  readonly columns: number
  /** The pairs of each row: columns, each with a weight. */
  readonly rows: readonly (readonly (readonly [number, number])[])[]
}

const noise = (i: number): number => {
  const x = Math.sin(i * 127.1 + 11) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

const world = fc
  .record({
    factors: fc.constantFrom(8, 16, 24, 64),
    columns: fc.integer({ min: 1, max: 40 }),
    lengths: fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 53 }),
  })
  .map(({ factors, columns, lengths }): World => {
    let n = 0
    const rows = lengths.map((length) =>
      Array.from(
        { length: Math.min(length, columns) },
        (_, at) => [(n * 7 + at) % columns, 1 + 3 * Math.abs(noise(n++))] as const,
      ),
    )
    return { factors, columns, rows }
  })

const LAMBDA = 0.7

function run(
  backend: KernelBackend,
  { factors, columns, rows }: World,
  solver: 'gradients' | 'blocks',
  amount: number,
): Float32Array {
  const arena = new Arena(kernelMemory(backend))
  const store = (values: Float32Array | Int32Array): number => {
    const address = arena.allocate(values.byteLength + 16)
    arena.uint8(address, values.byteLength).set(new Uint8Array(values.buffer))
    return address
  }
  const { y, gram, x } = numbers({ factors, columns, rows })
  const starts = Int32Array.from([0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)])
  const addresses = [
    store(starts),
    store(Int32Array.from(rows.flat(), ([column]) => column)),
    store(Float32Array.from(rows.flat(), ([, weight]) => weight)),
    store(new Float32Array(rows.length).fill(LAMBDA)),
    store(x),
    store(y),
  ] as const
  const gramAddress = store(gram)
  const scratch = arena.allocate(Math.max(gradientScratchBytes(factors), blockScratchBytes(12, factors)))
  const kernels = createFactorKernels(arena.memory, backend)
  // In two stretches, as a training does.
  const middle = rows.length >> 1
  for (const [first, last] of [
    [0, middle],
    [middle, rows.length],
  ] as const) {
    if (solver === 'gradients')
      kernels.solveByGradients(first, last, ...addresses, factors, gramAddress, amount, scratch)
    else kernels.solveByBlocks(first, last, ...addresses, factors, gramAddress, amount, scratch)
  }
  return arena.float32(addresses[4], x.length).slice()
}

function numbers({ factors, columns, rows }: World): { y: Float32Array; gram: Float32Array; x: Float32Array } {
  const y = Float32Array.from({ length: columns * factors }, (_, n) => noise(n))
  const x = Float32Array.from({ length: rows.length * factors }, (_, n) => noise(n + 0.5))
  const gram = Float32Array.from({ length: factors * factors }, (_, n) => {
    const [i, j] = [Math.floor(n / factors), n % factors]
    let sum = 0
    for (let row = 0; row < columns; row++) sum += y[row * factors + i]! * y[row * factors + j]!
    return sum
  })
  return { y, gram, x }
}

/** Each row's equations solved in double precision. */
function solved(given: World): Float64Array {
  const { factors, rows } = given
  const { y, gram } = numbers(given)
  return Float64Array.from(
    rows.flatMap((pairs) => {
      const b = new Float64Array(factors)
      if (pairs.length === 0) return [...b]
      const h = Float64Array.from(gram)
      for (let i = 0; i < factors; i++) h[i * factors + i]! += LAMBDA
      for (const [column, weight] of pairs) {
        for (let i = 0; i < factors; i++) {
          b[i]! += (1 + weight) * y[column * factors + i]!
          for (let j = 0; j < factors; j++)
            h[i * factors + j]! += weight * y[column * factors + i]! * y[column * factors + j]!
        }
      }
      expect(factorize(h, factors)).toBe(true)
      solveFactorized(h, factors, b)
      return [...b]
    }),
  )
}

const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let most = 0
  for (let n = 0; n < a.length; n++) most = Math.max(most, Math.abs(a[n]! - b[n]!) / (1 + Math.abs(b[n]!)))
  return most
}

describe('factor kernels', () => {
  it('give by gradients what their plain twin gives', () => {
    fc.assert(
      fc.property(world, fc.integer({ min: 0, max: 4 }), (given, steps) => {
        expect(
          apart(run('wasm-simd', given, 'gradients', steps), run('plain', given, 'gradients', steps)),
        ).toBeLessThan(1e-3)
      }),
      { numRuns: 25 },
    )
  })

  it('give by blocks what their plain twin gives', () => {
    fc.assert(
      fc.property(world, fc.constantFrom(4, 8), (given, size) => {
        expect(apart(run('wasm-simd', given, 'blocks', size), run('plain', given, 'blocks', size))).toBeLessThan(1e-3)
      }),
      { numRuns: 25 },
    )
  })

  it.each(['wasm-simd', 'plain'] as const)(
    'solve the equations: in one block, or by as many gradients as it takes (%s)',
    (backend) => {
      fc.assert(
        fc.property(world, (given) => {
          const exact = solved(given)
          expect(apart(run(backend, given, 'blocks', given.factors), exact)).toBeLessThan(2e-3)
          expect(apart(run(backend, given, 'gradients', 60), exact)).toBeLessThan(2e-3)
        }),
        { numRuns: 8 },
      )
    },
  )
})
