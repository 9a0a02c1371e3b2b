import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, kernelMemory } from '../../src/kernels/index.ts'
import { createNeighborKernels } from '../../src/kernels/neighbors.ts'

interface Job {
  /** Users by items; 0 stands for no entry. */
  readonly rows: readonly (readonly number[])[]
  readonly item: number
  readonly k: number
  readonly slope: number
  readonly mixed: number
  readonly base: number
  readonly budget: number
  /** Of the candidates' scratch, beyond k. */
  readonly spare: number
}

const through = (user: number): number => 1 / (user + 1)
const term = (item: number): number => Math.fround(1 + (item % 3) / 4)

/** The row that a kernel makes, sorted by column, and what it leaves in the sums. */
function made(backend: 'wasm-simd' | 'plain', job: Job, ones: boolean): { row: [number, number][]; sums: number[] } {
  const { rows, item } = job
  const items = rows[0]!.length
  const arena = new Arena(kernelMemory(backend))
  const lists = rows.map((row) => row.flatMap((value, column) => (value === 0 ? [] : [column])))
  const starts = [0]
  for (const list of lists) starts.push(starts.at(-1)! + list.length)
  const place = (bytes: number): number => arena.allocateZeroed(bytes + 64)
  const columns = lists.flat()
  const own = rows.flatMap((row, user) => (row[item] === 0 ? [] : [user]))
  const at = {
    starts: place(starts.length * 4),
    columns: place(columns.length * 4),
    values: place(columns.length * 4),
    users: place(own.length * 4),
    weights: place(own.length * 8),
    sums: place(items * 8),
    touched: place((items + 1) * 4),
    others: place(items * 4),
    found: place(4),
    keys: place((job.k + job.spare) * 8),
    indices: place(job.k * 4),
    scores: place(job.k * 4),
  }
  arena.uint32(at.starts, starts.length).set(starts)
  arena.uint32(at.columns, columns.length).set(columns)
  arena.float32(at.values, columns.length).set(rows.flatMap((row) => row.filter((value) => value !== 0)))
  arena.uint32(at.users, own.length).set(own)
  arena.float64(at.weights, own.length).set(own.map((user) => rows[user]![item]! * through(user)))
  arena.float32(at.others, items).set(Array.from({ length: items }, (_, other) => term(other)))
  const kernels = createNeighborKernels(arena.memory, backend)
  let calls = 0
  for (let from = 0; from < own.length; calls++) {
    const next = kernels.addThroughUsers(
      from,
      own.length,
      at.users,
      at.weights,
      at.starts,
      at.columns,
      ones ? 0 : at.values,
      at.sums,
      at.touched,
      at.found,
      job.budget,
    )
    expect(next).toBeGreaterThan(from)
    from = next
  }
  if (job.budget === 0) expect(calls).toBe(own.length)
  const size = kernels.keepBest(
    item,
    arena.uint32(at.found, 1)[0]!,
    at.sums,
    at.touched,
    at.others,
    job.slope,
    job.mixed,
    job.base,
    job.k,
    at.keys,
    job.k + job.spare,
    at.indices,
    at.scores,
  )
  const indices = [...arena.uint32(at.indices, size)]
  const scores = [...arena.float32(at.scores, size)]
  const row = indices.map((column, entry): [number, number] => [column, scores[entry]!])
  return { row: row.sort(([a], [b]) => a - b), sums: [...arena.float64(at.sums, items)] }
}

/** The same by the definition. */
function expected({ rows, item, k, slope, mixed, base }: Job): [number, number][] {
  const all = rows[0]!.flatMap((_, other): [number, number][] => {
    let shared = 0
    for (const [user, row] of rows.entries())
      if (row[item] !== 0 && row[other] !== 0) shared += row[item]! * through(user) * row[other]!
    if (shared === 0 || other === item) return []
    const score = base < 0 ? shared * slope * term(other) : shared / (mixed * shared + slope * term(other) + base)
    return [[other, Math.fround(score)]]
  })
  const best = all.sort(([a, x], [b, y]) => y - x || a - b).slice(0, k)
  return best.sort(([a], [b]) => a - b)
}

const jobs = (value: fc.Arbitrary<number>): fc.Arbitrary<Job> =>
  fc.integer({ min: 1, max: 24 }).chain((items) =>
    fc.record({
      rows: fc.array(fc.array(value, { minLength: items, maxLength: items }), { minLength: 1, maxLength: 12 }),
      item: fc.integer({ min: 0, max: items - 1 }),
      k: fc.integer({ min: 1, max: 9 }),
      slope: fc.constantFrom(0.5, 1, 3),
      mixed: fc.constantFrom(0, 0.25),
      base: fc.constantFrom(-1, 0, 0.5),
      budget: fc.constantFrom(0, 5, 1e6),
      spare: fc.constantFrom(1, 2, 5, 64),
    }),
  )

describe('the neighbour kernels', () => {
  for (const backend of ['wasm-simd', 'plain'] as const) {
    it(`give the best of a row by definition, of equal scores the smaller columns, and clean sums (${backend})`, () => {
      fc.assert(
        fc.property(jobs(fc.constantFrom(0, 0, 0.5, 1, 2)), (job) => {
          const { row, sums } = made(backend, job, false)
          expect(row).toEqual(expected(job))
          expect(sums.every((sum) => sum === 0)).toBe(true)
        }),
        { numRuns: 300 },
      )
    })

    it(`read a matrix of ones without its values (${backend})`, () => {
      fc.assert(
        fc.property(jobs(fc.constantFrom(0, 1)), (job) => {
          expect(made(backend, job, true).row).toEqual(expected(job))
        }),
        { numRuns: 150 },
      )
    })
  }

  it('choose among thousands of candidates, many of them equal', () => {
    const rows = Array.from({ length: 7 }, (_, user) =>
      Array.from({ length: 5000 }, (_, item) =>
        item === 0 || Math.imul(item + 1, 2654435761 + user * 97) % 5 === 0 ? 1 : 0,
      ),
    )
    const job: Job = { rows, item: 0, k: 100, slope: 1, mixed: 0, base: -1, budget: 1e6, spare: 50 }
    for (const backend of ['wasm-simd', 'plain'] as const) {
      const { row } = made(backend, job, true)
      expect(row).toHaveLength(100)
      expect(row).toEqual(expected(job))
    }
  })
})
