import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ResidentMatrix, vectorSpace } from '../../src/kernels/index.ts'
import { TopK } from '../../src/math/top-k.ts'
import { type DenseScan, PlainScan } from '../../src/similarity/dense-scan.ts'
import { KernelScan } from '../../src/similarity/kernel-scan.ts'

/** A number from -0.5 to 0.5 for a place. */
const noise = (place: number): number => {
  const x = Math.sin(place * 127.1 + 311.7) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

const worlds = fc.record({
  rows: fc.integer({ min: 700, max: 1500 }),
  // 64 numbers a row and more: beyond the size from which the coarse first pass runs.
  columns: fc.constantFrom(95, 96, 97, 100, 112, 128),
  queries: fc.constantFrom(1, 2, 17),
  k: fc.constantFrom(1, 5, 40, 2000),
  kind: fc.constantFrom('noise', 'clusters', 'duplicates', 'huge', 'tiny', 'mostly zero'),
  seed: fc.integer({ min: 0, max: 1e6 }),
})

function entryOf(kind: string, row: number, column: number, seed: number): number {
  const own = noise(row * 131 + column + seed)
  switch (kind) {
    case 'clusters':
      return noise((row % 7) * 977 + column) + own * 1e-3
    case 'duplicates':
      return noise((row % 13) * 977 + column)
    case 'huge':
      return own * 1e18
    case 'tiny':
      return own * 1e-25
    case 'mostly zero':
      return row % 3 === 0 && column % 17 === seed % 17 ? own : 0
    default:
      return own
  }
}

describe('the scan in kernels', () => {
  it('finds what the plain scan finds, whatever the rows, after removals, changes and growth, with a filter and without', () => {
    fc.assert(
      fc.property(worlds, fc.boolean(), ({ rows, columns, queries, k, kind, seed }, filtered) => {
        const scans: DenseScan[] = [new PlainScan(columns), new KernelScan(columns)]
        const row = (r: number, salt: number): Float64Array =>
          Float64Array.from({ length: columns }, (_, c) => entryOf(kind, r, c, seed + salt))
        const asked = Float32Array.from({ length: queries * columns }, (_, i) =>
          entryOf(kind, 5000 + Math.floor(i / columns), i % columns, seed),
        )
        const accept = filtered ? (r: number): boolean => r % 3 !== 1 : undefined
        const answers = scans.map((scan) => {
          const found: unknown[] = []
          const search = (): void => {
            const heaps = Array.from({ length: queries }, () => new TopK(k))
            scan.search(asked, heaps, accept, k)
            for (const heap of heaps) {
              const { indices, scores } = heap.drain()
              found.push(
                [...indices],
                Array.from(scores, (score) => Number(score.toPrecision(6))),
              )
            }
          }
          scan.reserve(rows)
          for (let r = 0; r < rows; r += 1) scan.write(r, row(r, 0))
          search()
          for (let r = 0; r < rows; r += 5) expect(scan.erase(r)).toBe(true)
          expect(scan.erase(5)).toBe(false)
          for (let r = 0; r < rows; r += 10) expect(scan.write(r, row(r, 1))).toBe(true)
          expect(scan.write(1, row(1, 2))).toBe(false)
          search()
          scan.reserve(rows + 30)
          scan.write(rows + 29, row(3, 3))
          search()
          return found
        })
        expect(answers[1]).toEqual(answers[0])
      }),
      { numRuns: 12 },
    )
  })

  it('may be searched from inside a filter, and survives a filter that throws', () => {
    const scan = new KernelScan(100)
    scan.reserve(800)
    for (let r = 0; r < 800; r += 1)
      scan.write(
        r,
        Float64Array.from({ length: 100 }, (_, c) => noise(r * 100 + c)),
      )
    const query = Float32Array.from({ length: 100 }, (_, c) => noise(c))
    const plain = new TopK(3)
    scan.search(query, [plain], undefined, 3)
    const expected = plain.drain()
    const { arena } = vectorSpace()
    const before = arena.bytes
    const outer = new TopK(3)
    const inner = new TopK(3)
    const growing = new KernelScan(50)
    scan.search(
      query,
      [outer],
      (row) => {
        if (row === 0) scan.search(query, [inner], undefined, 3)
        // The kernel memory grows while the search is under way.
        if (row === 1) growing.reserve(200_000)
        return true
      },
      3,
    )
    growing.dispose()
    expect(inner.drain()).toEqual(expected)
    expect(outer.drain()).toEqual(expected)
    const fail = (): never => {
      throw new Error('the filter failed')
    }
    expect(() => scan.search(query, [new TopK(3)], fail, 3)).toThrow('the filter failed')
    expect(arena.bytes).toBe(before)
  })

  it('gives its memory back', () => {
    const { arena } = vectorSpace()
    const before = arena.bytes
    const matrix = new ResidentMatrix(128)
    matrix.reserve(1000)
    for (let r = 0; r < 1000; r += 1) matrix.set(r, new Float32Array(128).fill(r))
    matrix.candidates(new Float32Array(128).fill(1), 1, 3, ({ score }) => expect(score(2)).toBe(256))
    expect(arena.bytes).toBeGreaterThan(before + 4 * 128_000)
    matrix.dispose()
    expect(arena.bytes).toBe(before)
  })
})
