import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  apart,
  block,
  boost,
  calibrate,
  deduplicate,
  dpp,
  freshness,
  maxPerAttribute,
  mmr,
  pin,
  pipeline,
  quota,
  type RerankCandidate,
  sprinkle,
  xQuAD,
} from '../../src/rerank/index.ts'
import { candidatesArbitrary, rerankerSuite } from '../contracts/reranker.ts'

const idsOf = (candidates: readonly RerankCandidate[]): string => candidates.map(({ itemId }) => itemId).join('')

/** `abc` with falling scores and these vectors, or authors. */
const withVectors = (...vectors: number[][]): RerankCandidate[] =>
  vectors.map((vector, at) => ({ itemId: 'abcdefgh'[at]!, score: 1 - at / 10, vector: Float32Array.from(vector) }))
const withAuthors = (authors: string): RerankCandidate[] =>
  [...authors].map((author, at) => ({ itemId: 'abcdefgh'[at]!, score: 1 - at / 10, attributes: { author } }))

function cosineOf(a: RerankCandidate, b: RerankCandidate): number {
  const [x, y] = [[...(a.vector as Float32Array)], [...(b.vector as Float32Array)]]
  const dot = (u: number[], v: number[]): number => u.reduce((sum, one, at) => sum + one * v[at]!, 0)
  const scale = Math.sqrt(dot(x, x) * dot(y, y))
  return scale === 0 ? 0 : dot(x, y) / scale
}

const relative = (candidates: readonly RerankCandidate[]): number[] => {
  const scores = candidates.map(({ score }) => score)
  const [low, high] = [Math.min(...scores), Math.max(...scores)]
  return scores.map((score) => (high > low ? (score - low) / (high - low) : 1))
}

/** Greedy by any set function, in the plainest way: the value that each choice turns out to have, and the best there was. */
function expectGreedy(
  candidates: readonly RerankCandidate[],
  answer: readonly RerankCandidate[],
  places: number,
  worth: (set: readonly number[], at: number) => number,
): void {
  const order = answer.map(({ itemId }) => candidates.findIndex((candidate) => candidate.itemId === itemId))
  for (let place = 0; place < Math.min(places, order.length); place++) {
    const set = order.slice(0, place)
    const open = [...candidates.keys()].filter((at) => !set.includes(at))
    const best = Math.max(...open.map((at) => worth(set, at)))
    expect(worth(set, order[place]!)).toBeGreaterThanOrEqual(best - 1e-5)
  }
}

describe('mmr', () => {
  rerankerSuite(() => mmr())

  it('is the greedy choice by its formula', () => {
    fc.assert(
      fc.property(candidatesArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (candidates, lambda) => {
        const scores = relative(candidates)
        const answer = mmr({ lambda })(candidates, { k: 6 })
        expectGreedy(candidates, answer, 6, (set, at) => {
          const nearest = Math.max(0, ...set.map((other) => cosineOf(candidates[at]!, candidates[other]!)))
          return lambda * scores[at]! - (1 - lambda) * nearest
        })
      }),
      { numRuns: 60 },
    )
  })

  it('prefers the unlike, by dense vectors, sparse ones, or labels', () => {
    const dense = withVectors([1, 0], [1, 0.1], [0, 1])
    expect(idsOf(mmr({ lambda: 0.5 })(dense, { k: 3 }))).toBe('acb')
    expect(idsOf(mmr({ lambda: 1 })(dense, { k: 3 }))).toBe('abc')
    const sparse = dense.map((candidate) => {
      const values = candidate.vector as Float32Array
      return { ...candidate, vector: { indices: Int32Array.of(3, 9), values } }
    })
    expect(idsOf(mmr({ lambda: 0.5 })(sparse, { k: 3 }))).toBe('acb')
    expect(idsOf(mmr({ lambda: 0.5 })(withAuthors('xxy'), { k: 3 }))).toBe('acb')
  })

  it('refuses vectors that do not belong together, and leaves no memory behind', async () => {
    const { vectorSpace } = await import('../../src/kernels/vector.ts')
    const { arena } = vectorSpace()
    const before = arena.bytes
    expect(() => mmr()(withVectors([1, 0], [1]), { k: 2 })).toThrow('candidates[1].vector')
    expect(() => mmr()(withVectors([1, 0], [Number.NaN, 0]), { k: 2 })).toThrow('no finite number')
    const mixed = [
      ...withVectors([1]),
      { itemId: 'z', score: 0, vector: { indices: Int32Array.of(0), values: Float32Array.of(1) } },
    ]
    expect(() => mmr()(mixed, { k: 2 })).toThrow('Some vectors are dense')
    mmr()(withVectors([1, 0], [0, 1]), { k: 2 })
    dpp()(withVectors([1, 0], [0, 1]), { k: 2 })
    expect(arena.bytes).toBe(before)
    expect(() => mmr({ lambda: 2 })).toThrow('lambda')
  })
})

describe('dpp', () => {
  rerankerSuite(() => dpp())

  /** By cofactors along the first row. */
  function determinant(matrix: readonly (readonly number[])[]): number {
    if (matrix.length === 0) return 1
    return matrix[0]!.reduce((sum, value, column) => {
      const minor = matrix.slice(1).map((row) => row.filter((_, at) => at !== column))
      return sum + (column % 2 === 0 ? 1 : -1) * value * determinant(minor)
    }, 0)
  }

  it('chooses, place by place, what raises the determinant most', () => {
    fc.assert(
      fc.property(candidatesArbitrary, fc.double({ min: 0, max: 5, noNaN: true }), (candidates, relevance) => {
        const quality = relative(candidates).map((score) => Math.exp(relevance * (score - 1)))
        const kernel = (i: number, j: number): number =>
          quality[i]! * quality[j]! * (i === j ? 1 : cosineOf(candidates[i]!, candidates[j]!))
        const volume = (set: readonly number[]): number => determinant(set.map((i) => set.map((j) => kernel(i, j))))
        const answer = dpp({ relevance })(candidates, { k: 3 })
        // From the place on at which nothing adds anything, the rest follows as it came.
        expectGreedy(candidates, answer, 3, (set, at) => {
          const gain = volume([...set, at]) / Math.max(1e-12, volume(set))
          return gain < 1e-6 ? 0 : gain
        })
      }),
      { numRuns: 60 },
    )
  })

  it('knows when nothing adds anything', () => {
    expect(idsOf(dpp()(withVectors([1, 0], [2, 0], [0, 1], [1, 1]), { k: 4 }))).toBe('acbd')
    expect(() => dpp({ relevance: -1 })).toThrow('relevance')
  })
})

describe('calibrate', () => {
  const target = { red: 3, green: 1 }
  rerankerSuite(() => calibrate({ attribute: 'tags', target }))

  it('brings the list near the proportions that are wanted', () => {
    const candidates = withAuthors('xxxxyyyy')
    const answer = calibrate({ attribute: 'author', target: { x: 1, y: 1 }, lambda: 0.9 })(candidates, { k: 4 })
    expect([...idsOf(answer).slice(0, 4)].sort().join('')).toBe('abef')
    expect(idsOf(calibrate({ attribute: 'author', target: { y: 1 }, lambda: 0 })(candidates, { k: 4 }))).toBe(
      'abcdefgh',
    )
  })

  it('is the greedy choice by its formula', () => {
    fc.assert(
      fc.property(candidatesArbitrary, fc.constantFrom(0, 0.3, 0.8, 1), (candidates, lambda) => {
        const scores = relative(candidates)
        const wanted = { red: 0.75, green: 0.25 }
        const answer = calibrate({ attribute: 'tags', target, lambda })(candidates, { k: 5 })
        expectGreedy(candidates, answer, 5, (set, at) => {
          const list = [...set, at]
          const divergence = Object.entries(wanted).reduce((sum, [label, share]) => {
            const has = list
              .map((one) => candidates[one]!.tags!)
              .map((tags) => (tags.includes(label) ? 1 / tags.length : 0))
            const own = has.reduce((total: number, one) => total + one, 0) / list.length
            return sum + share * Math.log(share / (0.99 * own + 0.01 * share))
          }, 0)
          return (1 - lambda) * scores[at]! - lambda * divergence
        })
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [{ attribute: '', target }, 'attribute'],
    [{ attribute: 'tags', target: {} }, 'target'],
    [{ attribute: 'tags', target: { a: -1 } }, 'target.a'],
    [{ attribute: 'tags', target, lambda: 2 }, 'lambda'],
  ])('refuses %o', (options, field) => {
    expect(() => calibrate(options as Parameters<typeof calibrate>[0])).toThrow(field)
  })
})

describe('xQuAD', () => {
  rerankerSuite(() => xQuAD({ attribute: 'tags' }))

  it('covers aspects before it repeats them', () => {
    expect(
      idsOf(xQuAD({ attribute: 'author', lambda: 0.9, aspects: { x: 1, y: 1 } })(withAuthors('xxxy'), { k: 4 })).slice(
        0,
        2,
      ),
    ).toBe('ad')
    const aspects = { x: 1, y: 0 }
    expect(idsOf(xQuAD({ attribute: 'author', lambda: 0.9, aspects })(withAuthors('xyx'), { k: 3 }))).toBe('abc')
    expect(() => xQuAD({ attribute: 'tags', aspects: { a: Number.NaN } })).toThrow('aspects.a')
  })
})

describe('rules', () => {
  describe('block', () => rerankerSuite(() => block(['a', 'bc']), { drops: true }))
  describe('pin', () => rerankerSuite(() => pin(['a', 'bc'])))
  describe('maxPerAttribute', () => rerankerSuite(() => maxPerAttribute('tags', 2), { drops: true }))
  describe('apart', () => rerankerSuite(() => apart('author')))
  describe('quota', () => rerankerSuite(() => quota({ attribute: 'author', shares: { blue: 0.5 } })))
  describe('sprinkle', () => rerankerSuite(() => sprinkle({ items: ['a', 'b'], rate: 0.2 })))

  it('block and pin do so', () => {
    const candidates = withAuthors('xyxy')
    expect(idsOf(block(['b', 'z'])(candidates, { k: 4 }) as RerankCandidate[])).toBe('acd')
    expect(idsOf(pin(['d', 'z', 'b'])(candidates, { k: 4 }) as RerankCandidate[])).toBe('dbac')
    expect(() => pin('d')).toThrow('itemIds')
  })

  it('pinned items stay pinned when nothing after moves them', async () => {
    const rerank = pipeline(mmr(), maxPerAttribute('author', 1), pin(['d']))
    expect((await rerank(withAuthors('xyxz'), { k: 3 }))[0]?.itemId).toBe('d')
  })

  it('maxPerAttribute holds for every value of every item', () => {
    fc.assert(
      fc.property(candidatesArbitrary, fc.integer({ min: 1, max: 3 }), (candidates, n) => {
        const answer = maxPerAttribute('tags', n)(candidates, { k: 5 }) as RerankCandidate[]
        for (const tag of ['red', 'green', 'blue'])
          expect(answer.filter(({ tags }) => tags!.includes(tag)).length).toBeLessThanOrEqual(n)
        // Nothing was dropped that had room.
        for (const dropped of candidates.filter((candidate) => !answer.includes(candidate))) {
          const before = answer.filter((kept) => candidates.indexOf(kept) < candidates.indexOf(dropped))
          expect(dropped.tags!.some((tag) => before.filter(({ tags }) => tags!.includes(tag)).length >= n)).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('apart keeps the distance wherever it can be kept', () => {
    expect(idsOf(apart('author')(withAuthors('xxyy'), { k: 4 }) as RerankCandidate[])).toBe('acbd')
    expect(idsOf(apart('author')(withAuthors('xxxy'), { k: 4 }) as RerankCandidate[])).toBe('adbc')
    const far = apart('author', { distance: 2 })(withAuthors('xxyyzz'), { k: 6 }) as RerankCandidate[]
    expect(far.map(({ attributes }) => attributes!['author']).join('')).toBe('xyzxyz')
  })

  it('quota gives every beginning of the list its shares, as far as there are candidates', () => {
    const shares = { blue: 0.5, green: 0.25 }
    fc.assert(
      fc.property(candidatesArbitrary, (candidates) => {
        const answer = quota({ attribute: 'author', shares })(candidates, { k: 5 }) as RerankCandidate[]
        const count = (list: readonly RerankCandidate[], author: string): number =>
          list.filter(({ attributes }) => attributes!['author'] === author).length
        for (let size = 1; size <= answer.length; size++) {
          for (const [author, share] of Object.entries(shares)) {
            const wanted = Math.floor(share * size - 1e-9)
            const head = count(answer.slice(0, size), author)
            expect(head >= Math.min(wanted, count(candidates, author))).toBe(true)
          }
        }
      }),
      { numRuns: 60 },
    )
    expect(() => quota({ attribute: 'a', shares: { x: 0.7, y: 0.7 } })).toThrow('shares')
  })

  it('sprinkle keeps a steady rate, by ids or by a test', () => {
    const candidates = withAuthors('xxxxxxyy')
    expect(idsOf(sprinkle({ items: ['g', 'h'], rate: 0.25 })(candidates, { k: 8 }) as RerankCandidate[])).toBe(
      'abcgdefh',
    )
    const isY = ({ attributes }: RerankCandidate): boolean => attributes!['author'] === 'y'
    expect(idsOf(sprinkle({ items: isY, rate: 0.5 })(candidates, { k: 8 }) as RerankCandidate[])).toBe('agbhcdef')
    expect(() => sprinkle({ items: [], rate: 2 })).toThrow('rate')
  })
})

describe('deduplicate', () => {
  rerankerSuite(() => deduplicate(), { drops: true })

  it('drops what says the same as one before it', () => {
    const texts = [
      'A fine day, today!',
      'a fine day today',
      'a fine night today',
      '',
      '',
      '今天天气很好',
      '今天天气很好。',
      'Emma',
      'emma',
    ]
    const candidates = texts.map((text, at) => ({ itemId: String(at), score: 0, text }))
    expect(idsOf(deduplicate()(candidates, { k: 9 }))).toBe('023457')
  })
})

describe('boosts', () => {
  describe('boost', () =>
    rerankerSuite(() => boost(({ tags = [] }) => (tags.includes('red') ? 0.5 : 0)), { moves: true }))
  describe('freshness', () => rerankerSuite(() => freshness(), { moves: true }))

  it('add a part by their name, and sort anew', () => {
    const candidates = withAuthors('xyx')
    const answer = boost(({ itemId }) => (itemId === 'c' ? 1 : 0), { name: 'campaign' })(candidates, {
      k: 3,
    }) as RerankCandidate[]
    expect(idsOf(answer)).toBe('cab')
    expect(answer[0]).toMatchObject({ score: 1.8, parts: { score: 0.8, campaign: 1 } })
    expect(() => boost(() => Number.NaN)(candidates, { k: 3 })).toThrow('amount')
  })

  it('freshness fades by half each half-life', () => {
    const day = 86_400_000
    const candidates = [0, 7, 14].map((age, at) => ({ itemId: 'abc'[at]!, score: 1, createdAt: -age * day }))
    const answer = freshness({ weight: 0.4 })(candidates, { k: 3, now: 0 }) as RerankCandidate[]
    expect(answer.map(({ parts }) => parts!['freshness'])).toEqual([0.4, 0.2, 0.1])
    expect(() => freshness()(candidates, { k: 3 })).toThrow('now')
  })
})

describe('pipeline', () => {
  it('hands on what each gave, and refuses what is none of it', async () => {
    const candidates = withAuthors('xxy')
    const rerank = pipeline(block(['a']), pin(['c']))
    expect(idsOf(await rerank(candidates, { k: 3 }))).toBe('cb')
    const stranger = pipeline(() => [{ itemId: 'z', score: 1 }])
    await expect(stranger(candidates, { k: 3 })).rejects.toMatchObject({ field: 'rerankers[0]' })
    const twice = pipeline(pin([]), (given) => [given[0]!, given[0]!])
    await expect(twice(candidates, { k: 3 })).rejects.toMatchObject({ field: 'rerankers[1]' })
    expect(() => pipeline('mmr' as never)).toThrow('rerankers[0]')
    await expect(rerank(candidates, { k: 3, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
  })
})
