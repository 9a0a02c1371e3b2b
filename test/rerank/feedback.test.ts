import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../src/math/random.ts'
import { cosinesTo } from '../../src/rerank/cosines.ts'
import {
  BayesianLogistic,
  type CandidateVector,
  FeedbackReranker,
  feedbackFeatures,
  type ItemFeedback,
  pipeline,
  type RerankCandidate,
} from '../../src/rerank/index.ts'
import { candidatesArbitrary, rerankerSuite } from '../contracts/reranker.ts'

const vector = (...values: number[]): Float32Array => Float32Array.from(values)
const idsOf = (candidates: readonly RerankCandidate[]): string => candidates.map(({ itemId }) => itemId).join('')
const candidates: readonly RerankCandidate[] = [
  { itemId: 'a', score: 1, vector: vector(1, 0) },
  { itemId: 'b', score: 0.9, vector: vector(0, 1) },
  { itemId: 'c', score: 0, vector: vector(1, 0) },
]
const likesY: readonly ItemFeedback[] = [{ itemId: 'd', weight: 1, vector: vector(0, 2) }]

/** Learns what a user who goes by the second axis takes up. */
function taught(userId = 'u'): FeedbackReranker {
  const reranker = new FeedbackReranker()
  const random = randomNumbers(2, 0)
  for (let round = 0; round < 60; round++) {
    const list = Array.from({ length: 5 }, (_, at) => ({
      itemId: `i${at}`,
      score: random(),
      vector: vector(random(), random()),
    }))
    const outcomes = list.map(({ itemId, vector: one }) => ({ itemId, reward: one[1]! > one[0]! ? 1 : 0 }))
    reranker.learn(list, likesY, outcomes, { userId })
  }
  return reranker
}

describe('FeedbackReranker', () => {
  const feedback = [
    { itemId: 'x1', weight: 2, vector: vector(1, 0, 0.5), tags: ['red'] },
    { itemId: 'x2', weight: -1, vector: vector(0, 1, 0), attributes: { author: 'green' } },
  ]
  rerankerSuite(() => new FeedbackReranker().reranker(feedback), { moves: true })
  rerankerSuite(() => new FeedbackReranker().thompson(feedback, { samples: 16 }), { moves: true })

  it('brings up what is like the liked, and down what is like the disliked', () => {
    const reranker = new FeedbackReranker()
    expect(idsOf(reranker.rerank(candidates, []))).toBe('abc')
    expect(reranker.rerank(candidates, [])).toEqual(candidates)
    expect(idsOf(reranker.rerank(candidates, likesY))).toBe('bac')
    const dislike = [{ itemId: 'd', weight: -1, vector: vector(3, 0) }]
    expect(idsOf(reranker.rerank(candidates, dislike))).toBe('bac')
    expect(idsOf(new FeedbackReranker({ strength: 0 }).rerank(candidates, likesY))).toBe('abc')
    const labelled = candidates.map(({ itemId, score }, at) => ({
      itemId,
      score,
      tags: at === 1 ? ['opera'] : ['rock'],
    }))
    const byLabels = new FeedbackReranker({ weights: { likedLabels: 1 } })
    expect(idsOf(byLabels.rerank(labelled, [{ itemId: 'd', weight: 1, tags: ['opera'] }]))).toBe('bac')
    const shown = [{ itemId: 'a', impressions: 30 }]
    expect(idsOf(reranker.rerank(candidates, shown))).toBe('bac')
  })

  it("moves scores by Rocchio's formula with the stated weights, in sparse vectors too", () => {
    const weights = { score: 1, liked: 0.75, disliked: -0.15, impressions: 0 }
    const both = [
      ...likesY,
      { itemId: 'e', weight: -2, vector: vector(1, 1) },
      { itemId: 'f', weight: 3, vector: vector(1, 0) },
    ]
    const sparse = ({ vector: one, ...rest }: { vector?: unknown }): never =>
      ({ ...rest, vector: { indices: Int32Array.of(4, 9), values: one } }) as never
    const reranker = new FeedbackReranker({ weights })
    for (const [list, said] of [
      [candidates, both],
      [candidates.map(sparse), both.map(sparse)],
    ] as [readonly RerankCandidate[], readonly ItemFeedback[]][]) {
      const parts = new Map(reranker.rerank(list, said).map(({ itemId, parts }) => [itemId, parts!.feedback!]))
      // Liked: 3 (1, 0) + 1 (0, 1); disliked along (1, 1).
      expect(parts.get('a')).toBeCloseTo(0.75 * (3 / Math.sqrt(10)) - 0.15 * Math.SQRT1_2, 6)
      expect(parts.get('b')).toBeCloseTo(0.75 * (1 / Math.sqrt(10)) - 0.15 * Math.SQRT1_2, 6)
    }
  })

  it.each([
    [0, 5e-324],
    [0, 2.5e-323],
    [1, 2 ** -52],
  ])('takes scores below %s that differ by %s for equal: parts in proportion to that would be lost', (top, least) => {
    // The last is like the liked, by so much that it weighs more than the difference of scores brought to 0..1.
    const list = [0, 1, 0.9].map((likeness, at) => ({
      itemId: `i${at}`,
      score: top - at * least,
      vector: vector(likeness, 1 - likeness, 0),
    }))
    const certain = new FeedbackReranker({ weights: { score: 0.3, liked: 0.4 }, variance: 1e-9 })
    const chances = [...certain.probabilities(list, [feedback[0]!])]
    const order = certain.rerank(list, [feedback[0]!]).map(({ itemId }) => Number(itemId.slice(1)))
    expect(order).toEqual([0, 1, 2].sort((a, b) => chances[b]! - chances[a]!))
    expect(order[0]).not.toBe(0)
  })

  it('orders as its predictions do at full strength, whatever the scale of scores', () => {
    fc.assert(
      fc.property(candidatesArbitrary, fc.constantFrom(0.01, 1, 300), (given, scale) => {
        const reranker = new FeedbackReranker({ variance: 0.01, userVariance: 1e-6 })
        const list = given.map((one) => ({ ...one, score: one.score * scale, parts: { content: one.score * scale } }))
        reranker.learn(
          list,
          feedback,
          list.slice(0, 3).map(({ itemId }, at) => ({ itemId, reward: at % 2 })),
        )
        const { weights } = { weights: reranker.weights() }
        fc.pre(weights.score > 0.2)
        // With hardly any doubt, the order of chances is that of their logits.
        const certain = new FeedbackReranker({ weights, variance: 1e-9 })
        const chances = new Map(list.map(({ itemId }, at) => [itemId, certain.probabilities(list, feedback)[at]!]))
        const order = certain.rerank(list, feedback).map(({ itemId }) => chances.get(itemId)!)
        for (let at = 1; at < order.length; at++) expect(order[at]!).toBeLessThanOrEqual(order[at - 1]! + 1e-6)
      }),
      { numRuns: 40 },
    )
  })

  it('learns from outcomes, for all and for one user', () => {
    const reranker = taught()
    expect(reranker.weights().liked).toBeGreaterThan(new FeedbackReranker().weights().liked)
    expect(reranker.weights({ userId: 'u' }).liked).toBeGreaterThan(reranker.weights().liked)
    expect(reranker.weights({ userId: 'new' })).toEqual(reranker.weights())
    const [a, b] = reranker.probabilities(candidates, likesY, { userId: 'u' })
    expect(b).toBeGreaterThan(0.8)
    expect(a).toBeLessThan(0.35)
    expect(reranker.events).toBe(300)
  })

  it('can learn for one user alone, and leave what holds for all as it was', () => {
    const reranker = taught()
    const before = reranker.save()
    reranker.learn(candidates, likesY, [{ itemId: 'a', reward: 1 }], { userId: 'v', shared: false })
    expect(reranker.weights({ userId: 'v' })).not.toEqual(reranker.weights())
    const after = reranker.save()
    for (const part of ['mean', 'covariance', 'appealMean', 'appealCovariance'])
      expect(after[part]).toEqual(before[part])
    const refused = (options: object) => () => reranker.learn(candidates, likesY, [], options)
    expect(refused({ shared: false })).toThrow('userId')
    expect(refused({ shared: 1 as never })).toThrow('shared')
    expect(refused({ listLength: 0 })).toThrow('listLength')
  })

  it('compares scores by the range of as many as a list holds, where that is said', () => {
    const tail = Array.from({ length: 20 }, (_, at) => ({ itemId: `t${at}`, score: -at, vector: vector(1, 1) }))
    const part = (listLength?: number): number =>
      new FeedbackReranker()
        .rerank([...candidates, ...tail], likesY, listLength === undefined ? {} : { listLength })
        .find(({ itemId }) => itemId === 'b')!.parts!['feedback']!
    expect(part()).toBeCloseTo(20 * part(3), 6)
    expect(part(3)).toBeCloseTo(0.75, 6)
  })

  it('is the same after a save, learns the same from there, and forgets a user exactly', () => {
    const reranker = taught()
    const copy = FeedbackReranker.load(structuredClone(reranker.save()))
    expect(copy.save()).toEqual(reranker.save())
    for (const one of [reranker, copy]) one.learn(candidates, likesY, [{ itemId: 'a', reward: 1 }], { userId: 'v' })
    expect(copy.save()).toEqual(reranker.save())
    expect(copy.rerank(candidates, likesY, { userId: 'u' })).toEqual(
      reranker.rerank(candidates, likesY, { userId: 'u' }),
    )
    expect(copy.forget('u')).toBe(true)
    expect(copy.forget('u')).toBe(false)
    expect(copy.weights({ userId: 'u' })).toEqual(copy.weights())
    expect(() => FeedbackReranker.load({})).toThrow('state.options')
    const other = { json: { options: {}, events: 0, users: [], features: ['bias'] } }
    expect(() => FeedbackReranker.load({ ...copy.save(), state: other })).toThrow('other features')
    expect(() => FeedbackReranker.load({ ...copy.save(), userMeans: Float64Array.of(1) })).toThrow('userMeans')
  })

  it('takes the user of the context in a pipeline, and explores with propensities', async () => {
    const reranker = taught()
    const context = { k: 3, userId: 'u' }
    expect(await pipeline(reranker.reranker(likesY))(candidates, context)).toEqual(
      reranker.rerank(candidates, likesY, { userId: 'u' }),
    )
    const counts = new Map<string, number>()
    const random = randomNumbers(0, 0)
    for (let round = 0; round < 200; round++) {
      const [first] = new FeedbackReranker().thompson([], { samples: 64 })(candidates, { k: 1, random })
      expect(first!.propensity).toBeGreaterThan(0)
      expect(first!.propensity).toBeLessThanOrEqual(1)
      expect(first!.score).toBe(candidates.find(({ itemId }) => itemId === first!.itemId)!.score)
      counts.set(first!.itemId, (counts.get(first!.itemId) ?? 0) + 1)
    }
    // Unsure, it shows all; the one of the best score the most.
    expect(counts.get('c')).toBeGreaterThan(0)
    expect(counts.get('a')).toBeGreaterThan(counts.get('c')!)
  })

  it('refuses what cannot be right, by name, and learns nothing of it', () => {
    const reranker = taught()
    const before = reranker.save()
    const learn = (outcomes: unknown, list: unknown = candidates, said: unknown = likesY): void =>
      reranker.learn(list as never, said as never, outcomes as never, { userId: 'other' })
    expect(() =>
      learn([
        { itemId: 'a', reward: 1 },
        { itemId: 'z', reward: 1 },
      ]),
    ).toThrow('outcomes[1].itemId')
    expect(() => learn([{ itemId: 'a', reward: 2 }])).toThrow('outcomes[0].reward')
    expect(() => learn('no')).toThrow('outcomes')
    expect(() => learn([], candidates, [{ itemId: 'd', weight: Number.NaN }])).toThrow('feedback[0].weight')
    expect(() => learn([], candidates, [{ weight: 1 }])).toThrow('feedback[0].itemId')
    expect(() => learn([], candidates, [{ itemId: 'd', impressions: -1 }])).toThrow('feedback[0].impressions')
    expect(() => learn([], candidates, [{ itemId: 'd', vector: vector(1) }])).toThrow('feedback[0].vector')
    expect(() => learn([], candidates, [{ itemId: 'd', vector: vector(1, Number.NaN) }])).toThrow('feedback[0].vector')
    expect(() => learn([], candidates, [{ itemId: 'd', vector: [1, 2] }])).toThrow('feedback[0].vector')
    expect(() => learn([], [{ itemId: 'a', score: Number.NaN }])).toThrow('candidates[0].score')
    expect(reranker.save()).toEqual(before)
    expect(() => new FeedbackReranker({ variance: 0 })).toThrow('variance')
    expect(() => new FeedbackReranker({ userVariance: -1 })).toThrow('userVariance')
    expect(() => new FeedbackReranker({ strength: 2 })).toThrow('strength')
    expect(() => new FeedbackReranker({ weights: { love: 1 } as never })).toThrow('weights.love')
    expect(() => new FeedbackReranker({ speed: 1 } as never)).toThrow('options.speed')
    expect(() => reranker.rerank(candidates, [], { user: 'u' } as never)).toThrow('options.user')
    expect(Object.keys(reranker.weights())).toEqual([...feedbackFeatures])
  })
})

describe('the appeal of contents', () => {
  const only = { score: 1, liked: 0, disliked: 0, impressions: 0, appeal: 1 }
  const random = randomNumbers(4, 0)
  const shown = Array.from({ length: 40 }, (_, at) => ({
    itemId: `i${at}`,
    score: 0,
    vector: vector(random() - 0.5, random() - 0.5, random() - 0.5),
  }))
  const outcomes = shown.map(({ itemId, vector: one }) => ({ itemId, reward: one[1]! > 0 ? 1 : 0 }))

  it('is that of a logistic regression on unit vectors and a base rate, over all users', () => {
    const reranker = new FeedbackReranker({ weights: only, variance: 1e-9, userVariance: 1e-9, appealVariance: 1 })
    const model = new BayesianLogistic({ dimensions: 4 })
    for (const [at, outcome] of outcomes.entries()) {
      const { vector: one } = shown[at]!
      reranker.learn([shown[at]!], [], [outcome], { userId: `user-${at % 3}` })
      model.update([...one.map((value) => value / Math.hypot(...one)), 1], outcome.reward)
    }
    const fresh = [vector(0, 3, 0), vector(0, -1, 0), vector(0.2, 0.1, -0.7)]
    const list = fresh.map((one, at) => ({ itemId: `new-${at}`, score: 0, vector: one }))
    const chances = reranker.probabilities(list, [])
    for (const [at, one] of fresh.entries()) {
      const appeal = one.reduce((sum, value, axis) => sum + (value / Math.hypot(...one)) * model.mean[axis]!, 0)
      expect(Math.log(chances[at]! / (1 - chances[at]!))).toBeCloseTo(1 + appeal, 4)
    }
    expect(idsOf(reranker.rerank(list, []))).toBe('new-0new-2new-1')
    const copy = FeedbackReranker.load(structuredClone(reranker.save()))
    for (const one of [reranker, copy]) one.learn(shown, [], outcomes.slice(0, 2))
    expect(copy.save()).toEqual(reranker.save())
    expect(copy.rerank(list, [])).toEqual(reranker.rerank(list, []))
  })

  it('is nothing for vectors that are sparse, long, or of another length', () => {
    const sparse = shown.map(({ vector: one, ...rest }) => ({
      ...rest,
      vector: { indices: Int32Array.of(1, 2, 3), values: one },
    }))
    const long = shown.map((one) => ({ ...one, vector: new Float32Array(513).fill(1) }))
    for (const list of [sparse, long]) {
      const reranker = new FeedbackReranker({ weights: only })
      reranker.learn(list, [], outcomes)
      expect(reranker.save()['appealMean']).toHaveLength(0)
      expect(reranker.weights().appeal).toBe(1)
    }
    const reranker = new FeedbackReranker({ weights: only })
    reranker.learn(shown, [], outcomes)
    const other = shown.map((one) => ({ ...one, vector: vector(1, 2) }))
    const before = reranker.save()['appealMean']
    reranker.learn(other, [], outcomes)
    expect(reranker.save()['appealMean']).toEqual(before)
    expect(() => new FeedbackReranker({ appealVariance: 0 })).toThrow('appealVariance')
  })
})

describe('cosines to weighted sums', () => {
  it('are those of a naive sum, dense and sparse, block after block', () => {
    const random = randomNumbers(6, 0)
    const made = (): number[] => Array.from({ length: 5 }, () => (random() < 0.3 ? 0 : random() - 0.5))
    const rows = Array.from({ length: 75 }, (_, at) =>
      at % 20 === 7 ? undefined : at % 20 === 8 ? [0, 0, 0, 0, 0] : made(),
    )
    const sums = Array.from({ length: 3 }, (_, at) =>
      Array.from({ length: at }, () => ({ row: random() < 0.2 ? undefined : made(), weight: random() + 0.1 })),
    )
    const unit = (row: readonly number[]): number[] => row.map((value) => value / (Math.hypot(...row) || 1))
    const naive = sums.map((sum) => {
      const total = [0, 0, 0, 0, 0]
      for (const { row, weight } of sum)
        for (const [axis, value] of unit(row ?? []).entries()) total[axis]! += weight * value
      return rows.map((row) => unit(row ?? []).reduce((dot, value, axis) => dot + value * unit(total)[axis]!, 0))
    })
    const dense = (row: readonly number[] | undefined): CandidateVector | undefined => row && Float32Array.from(row)
    const sparse = (row: readonly number[] | undefined): CandidateVector | undefined => {
      const indices = row && Int32Array.from(row.keys()).filter((axis) => row[axis] !== 0)
      return (
        indices && {
          indices: indices.map((axis) => 3 * axis),
          values: Float64Array.from(indices, (axis) => row[axis]!),
        }
      )
    }
    for (const form of [dense, sparse]) {
      const found = cosinesTo(
        sums.map((sum) => sum.map(({ row, weight }) => ({ vector: form(row), weight }))),
        rows.map(form),
      )
      for (const [at, cosines] of found.entries())
        for (const [row, cosine] of cosines.entries()) expect(cosine).toBeCloseTo(naive[at]![row]!, 5)
    }
  })
})
