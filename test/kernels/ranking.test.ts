import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena } from '../../src/kernels/arena.ts'
import * as layout from '../../src/kernels/assembly/ranking-layout.ts'
import { type KernelBackend, kernelMemory } from '../../src/kernels/backend.ts'
import { createRankingKernels } from '../../src/kernels/ranking.ts'

const USERS = 6
const ITEMS = 9

interface World {
  readonly width: number
  readonly loss: 0 | 1 | 2
  readonly draws: number
  readonly popular: 0 | 1
  readonly composed: boolean
  readonly steps: number
}

const noise = (i: number): number => {
  const x = Math.sin(i * 127.1 + 5) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

/** Trains the world with one backend; returns all that training may change. */
function run(backend: KernelBackend, { width, loss, draws, popular, composed, steps }: World): number[] {
  const arena = new Arena(kernelMemory(backend))
  const words = new Uint32Array(layout.RANK_BYTES / 4)
  const numbers = new Float32Array(words.buffer)
  const keep = (values: Uint32Array | Float32Array): number => {
    const address = arena.allocate(values.byteLength)
    arena.uint8(address, values.byteLength).set(new Uint8Array(values.buffer))
    return address
  }
  const rowsOf = (rows: number, shift: number): Float32Array =>
    Float32Array.from({ length: rows * width }, (_, n) => noise(n + shift))
  const users = rowsOf(USERS + 2, 0)
  for (let user = 0; user < USERS; user++) users[user * width + width - 2] = 1
  const items = rowsOf(ITEMS + 2, 900)
  const seen = Array.from({ length: USERS }, (_, user) => [user, user + 2, user + 3])
  const set = (at: number, value: number): void => {
    words[at / 4] = value
  }
  set(layout.RANK_USERS, keep(users))
  set(layout.RANK_ITEMS, keep(items))
  set(layout.RANK_WIDTH, width)
  set(layout.RANK_BIAS, width - 2)
  if (composed) {
    for (const [at, count] of [
      [layout.RANK_USER_STARTS, USERS],
      [layout.RANK_ITEM_STARTS, ITEMS],
    ] as const) {
      set(at, keep(Uint32Array.from({ length: count + 1 }, (_, n) => 2 * n)))
      set(at + 4, keep(Uint32Array.from({ length: 2 * count }, (_, n) => (n % 2 === 0 ? n / 2 : count + (n & 2) / 2))))
      set(at + 8, keep(Float32Array.from({ length: 2 * count }, (_, n) => (n % 2 === 0 ? 1 : 0.5 + noise(n)))))
    }
  }
  set(layout.RANK_PAIR_USERS, keep(Uint32Array.from(seen.flatMap((own, user) => own.map(() => user)))))
  set(layout.RANK_PAIR_ITEMS, keep(Uint32Array.from(seen.flat())))
  set(layout.RANK_PAIRS, 3 * USERS)
  set(layout.RANK_SEEN_STARTS, keep(Uint32Array.from({ length: USERS + 1 }, (_, user) => 3 * user)))
  set(layout.RANK_SEEN, keep(Uint32Array.from(seen.flat())))
  set(layout.RANK_ITEM_COUNT, ITEMS)
  set(layout.RANK_LOSS, loss)
  set(layout.RANK_DRAWS, draws)
  set(layout.RANK_POPULAR, popular)
  numbers[layout.RANK_RATE / 4] = 0.05
  numbers[layout.RANK_REGULARIZATION / 4] = 0.02
  set(layout.RANK_CORRECTIONS, keep(Float32Array.from({ length: ITEMS }, (_, n) => noise(n))))
  words.set([11, 22, 33, 1], layout.RANK_RANDOM / 4)
  set(layout.RANK_VECTORS, arena.allocateZeroed(4 * width * (draws + 3)))
  set(layout.RANK_CHOSEN, arena.allocate(4 * (draws + 2)))
  set(layout.RANK_COEFFICIENTS, arena.allocate(4 * (draws + 2)))
  const job = keep(words)
  const kernels = createRankingKernels(arena.memory, backend)
  const learned = kernels.trainPairs(job, steps) + kernels.trainPairs(job, 1)
  return [
    ...arena.float32(words[layout.RANK_USERS / 4]!, users.length),
    ...arena.float32(words[layout.RANK_ITEMS / 4]!, items.length),
    ...arena.uint32(job + layout.RANK_RANDOM, 4),
    learned,
  ]
}

const world: fc.Arbitrary<World> = fc.record({
  width: fc.constantFrom(8, 16, 72),
  loss: fc.constantFrom(0, 1, 2),
  draws: fc.integer({ min: 1, max: 6 }),
  popular: fc.constantFrom(0, 1),
  composed: fc.boolean(),
  steps: fc.integer({ min: 0, max: 30 }),
})

describe('ranking kernels', () => {
  it('draw and learn what their plain twin does', () => {
    fc.assert(
      fc.property(world, (given) => {
        const [compiled, plain] = [run('wasm-simd', given), run('plain', given)]
        for (const [at, value] of plain.entries())
          expect(Math.abs(compiled[at]! - value)).toBeLessThanOrEqual(2e-4 * (1 + Math.abs(value)))
      }),
      { numRuns: 60 },
    )
  })

  it('step along the gradient of the pairwise loss', () => {
    const given: World = { width: 8, loss: 0, draws: 3, popular: 0, composed: false, steps: 0 }
    const before = start(given.width)
    const after = run('wasm-simd', { ...given })
    // Which user, item and negative were drawn shows in what has moved, besides the pull towards zero.
    const moved = (rows: number, offset: number): number[] =>
      Array.from({ length: rows }, (_, row) => row).filter((row) =>
        Array.from({ length: 8 }, (_, j) => offset + row * 8 + j).some((at) => before[at] !== after[at]),
      )
    const [user] = moved(USERS, 0)
    const [first, second] = moved(ITEMS, (USERS + 2) * 8)
    if (user === undefined || first === undefined || second === undefined) throw new Error('Nothing was learned.')
    const isOwn = (item: number): boolean => [user, user + 2, user + 3].includes(item)
    const [item, other] = isOwn(first) ? [first, second] : [second, first]
    const at = (row: number, base: number): number[] => before.slice(base + row * 8, base + row * 8 + 8)
    const u = at(user, 0)
    const y = at(item, (USERS + 2) * 8)
    const z = at(other, (USERS + 2) * 8)
    const loss = (vector: readonly number[]): number =>
      Math.log1p(Math.exp(-vector.reduce((sum, value, j) => sum + value * (y[j]! - z[j]!), 0))) +
      0.01 * vector.reduce((sum, value) => sum + value * value, 0)
    for (let j = 0; j < 6; j++) {
      const nudge = (by: number): number => loss(u.map((value, at) => (at === j ? value + by : value)))
      const slope = (nudge(1e-4) - nudge(-1e-4)) / 2e-4
      expect((after[user * 8 + j]! - u[j]!) / -0.05).toBeCloseTo(slope, 3)
    }
  })
})

/** The vectors before any step. */
function start(width: number): number[] {
  const users = Array.from({ length: (USERS + 2) * width }, (_, n) => Math.fround(noise(n)))
  for (let user = 0; user < USERS; user++) users[user * width + width - 2] = 1
  return [...users, ...Array.from({ length: (ITEMS + 2) * width }, (_, n) => Math.fround(noise(n + 900)))]
}
