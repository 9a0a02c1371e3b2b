import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../src/math/random.ts'
import {
  BayesianLogistic,
  coverInterests,
  linUcb,
  loadLinUcb,
  type RerankCandidate,
  thompson,
} from '../../src/rerank/index.ts'
import { rerankerSuite } from '../contracts/reranker.ts'

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, at) => sum + value * b[at]!, 0)

/** The inverse of a matrix by Gauss and Jordan, with row exchanges. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row
    ;[rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!]
    const scale = rows[column]![column]!
    rows[column] = rows[column]!.map((value) => value / scale)
    for (let row = 0; row < size; row++) {
      const factor = rows[row]![column]!
      if (row !== column) rows[row] = rows[row]!.map((value, at) => value - factor * rows[column]![at]!)
    }
  }
  return rows.map((row) => row.slice(size))
}

const asMatrix = (flat: ArrayLike<number>, size: number): number[][] =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => flat[i * size + j]!))

const features = (size: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.integer({ min: -20, max: 20 }).map((value) => value / 10),
    { minLength: size, maxLength: size },
  )

describe('BayesianLogistic', () => {
  it('comes to the mode of each posterior, and to the inverse of its curvature', () => {
    const event = fc.record({ x: features(3), y: fc.constantFrom(0, 0.3, 1), weight: fc.constantFrom(0.5, 1, 4) })
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), (events) => {
        const model = new BayesianLogistic({ dimensions: 3, mean: [0.5, 0, -1], variance: 2 })
        for (const { x, y, weight } of events) {
          const [before, prior] = [model.mean, inverse(asMatrix(model.covariance, 3))]
          model.update(x, y, weight)
          const after = model.mean
          // The gradient of the log posterior is 0 at its mode ...
          const chance = sigmoid(dot(after, x))
          for (let i = 0; i < 3; i++) {
            const pull = dot(
              prior[i]!,
              after.map((value, at) => value - before[at]!),
            )
            expect(weight * (y - chance) * x[i]!).toBeCloseTo(pull, 7)
          }
          // ... and the new precision is the old one plus the curvature there.
          const curvature = weight * chance * (1 - chance)
          const wanted = inverse(prior.map((row, i) => row.map((value, j) => value + curvature * x[i]! * x[j]!)))
          for (const [at, value] of wanted.flat().entries()) expect(model.covariance[at]).toBeCloseTo(value, 7)
        }
      }),
      { numRuns: 100 },
    )
  })

  it('predicts what the integral over its belief is, nearly', () => {
    const model = new BayesianLogistic({ dimensions: 1, mean: [0.7], variance: 3 })
    let sum = 0
    const step = 0.001
    for (let z = -9; z <= 9; z += step) sum += step * Math.exp((-z * z) / 2) * sigmoid(0.7 + Math.sqrt(3) * z)
    expect(Math.abs(model.predict([1]) - sum / Math.sqrt(2 * Math.PI))).toBeLessThan(0.01)
  })

  it('finds the weights that made the data', () => {
    const random = randomNumbers(5, 0)
    const truth = [1, -2, 0.5]
    const model = new BayesianLogistic({ dimensions: 3, variance: 10 })
    for (let event = 0; event < 4000; event++) {
      const x = truth.map(() => 2 * random() - 1)
      model.update(x, random() < sigmoid(dot(truth, x)) ? 1 : 0)
    }
    for (const [at, value] of truth.entries()) {
      const deviation = Math.sqrt(model.covariance[at * 4]!)
      expect(deviation).toBeLessThan(0.12)
      expect(Math.abs(model.mean[at]! - value)).toBeLessThan(3 * deviation)
    }
    expect(model.events).toBe(4000)
  })

  it('draws weights with the mean and covariance that it believes in', () => {
    const model = new BayesianLogistic({ dimensions: 2 })
    for (const [x, y] of [
      [[1, 1], 1],
      [[1, -0.5], 0],
      [[2, 1], 1],
    ] as const)
      model.update(x, y)
    const random = randomNumbers(1, 0)
    const draws = Array.from({ length: 20_000 }, () => model.sample(random))
    const { mean, covariance } = model
    for (let i = 0; i < 2; i++) {
      expect(draws.reduce((sum, draw) => sum + draw[i]!, 0) / draws.length).toBeCloseTo(mean[i]!, 1)
      for (let j = 0; j < 2; j++) {
        const moment = draws.reduce((sum, draw) => sum + (draw[i]! - mean[i]!) * (draw[j]! - mean[j]!), 0)
        expect(Math.abs(moment / draws.length - covariance[i * 2 + j]!)).toBeLessThan(0.03)
      }
    }
  })

  it('stays finite in the face of certainty, and goes on as it was after a save', () => {
    const model = new BayesianLogistic({ dimensions: 2, variance: 100 })
    for (let event = 0; event < 500; event++) model.update([1000, 1], 1)
    expect(dot(model.mean, [1000, 1])).toBeGreaterThan(10)
    expect(model.predict([1000, 1])).toBeGreaterThan(0.5)
    expect([...model.mean, ...model.covariance].every(Number.isFinite)).toBe(true)
    const copy = BayesianLogistic.load(structuredClone(model.save()))
    for (const one of [model, copy]) one.update([0.3, -2], 0)
    expect(copy.save()).toEqual(model.save())
    expect(() => BayesianLogistic.load({})).toThrow('`mean` is missing')
    expect(() => BayesianLogistic.load({ ...model.save(), covariance: Float64Array.of(1) })).toThrow('covariance')
  })

  it('refuses what cannot be right before it learns anything', () => {
    const model = new BayesianLogistic({ dimensions: 2 })
    const before = model.save()
    expect(() => model.update([1], 1)).toThrow('`features` is 1. Pass 2 numbers')
    expect(() => model.update([1, Number.NaN], 1)).toThrow('features[1]')
    expect(() => model.update([1, 1], 2)).toThrow('reward')
    expect(() => model.update([1, 1], 1, -1)).toThrow('weight')
    expect(() => model.predict('ab' as unknown as number[])).toThrow('features')
    expect(model.save()).toEqual(before)
    expect(() => new BayesianLogistic({ dimensions: 0 })).toThrow('dimensions')
    expect(() => new BayesianLogistic({ dimensions: 1, variance: 0 })).toThrow('variance')
    expect(() => new BayesianLogistic({ dimensions: 1, mean: [1, 2] })).toThrow('mean')
    expect(() => new BayesianLogistic({ dimensions: 1, size: 2 } as never)).toThrow('options.size')
  })
})

describe('linUcb', () => {
  const step = fc.record({
    contexts: fc.array(features(3), { minLength: 3, maxLength: 3 }),
    reward: fc.integer({ min: -2, max: 2 }),
  })

  it('chooses and learns as the equations of the paper do, with the matrices inverted each time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.constantFrom(0, 0.5, 2), (steps, alpha) => {
        const bandit = linUcb({ dimensions: 3, alpha, ridge: 0.7 })
        const seen = new Map<string, { a: number[][]; b: number[] }>()
        for (const { contexts, reward } of steps) {
          const arms = contexts.map((x, at) => ({ arm: 'abc'[at]!, features: x }))
          const bounds = arms.map(({ arm, features: x }) => {
            const { a, b } = seen.get(arm) ?? {
              a: [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? 0.7 : 0))),
              b: [0, 0, 0],
            }
            seen.set(arm, { a, b })
            const inverted = inverse(a)
            const theta = inverted.map((row) => dot(row, b))
            return (
              dot(theta, x) +
              alpha *
                Math.sqrt(
                  dot(
                    inverted.map((row) => dot(row, x)),
                    x,
                  ),
                )
            )
          })
          const choice = bandit.choose(arms)
          expect(choice.expected + choice.bonus).toBeCloseTo(bounds[choice.index]!, 8)
          expect(bounds[choice.index]).toBeGreaterThanOrEqual(Math.max(...bounds) - 1e-9)
          expect(choice.arm).toBe('abc'[choice.index])
          bandit.update(choice, reward)
          const own = seen.get(choice.arm!)!
          const x = contexts[choice.index]!
          for (let i = 0; i < 3; i++) {
            own.b[i]! += reward * x[i]!
            for (let j = 0; j < 3; j++) own.a[i]![j]! += x[i]! * x[j]!
          }
        }
      }),
      { numRuns: 100 },
    )
  })

  it('earns more than chance where the truth is known', () => {
    const random = randomNumbers(3, 0)
    const truth = [
      [1, -1],
      [-1, 1],
      [0.2, 0.2],
    ]
    const bandit = linUcb({ dimensions: 2, alpha: 1 })
    let [earned, byChance] = [0, 0]
    for (let round = 0; round < 1500; round++) {
      const x = [random(), random()]
      const chances = truth.map((theta) => sigmoid(2 * dot(theta, x)))
      const choice = bandit.choose(truth.map((_, at) => ({ arm: String(at), features: [...x] })))
      const reward = random() < chances[choice.index]! ? 1 : 0
      bandit.update(choice, reward)
      earned += chances[choice.index]!
      byChance += chances.reduce((sum, chance) => sum + chance, 0) / 3
    }
    // The best arm earns .65 and chance .53 on the average.
    expect(earned / 1500).toBeGreaterThan(byChance / 1500 + 0.06)
  })

  it('shares one regression where arms have no name, saves, and takes the earlier of equals', () => {
    const bandit = linUcb({ dimensions: 2 })
    expect(bandit.choose([{ features: [1, 0] }, { features: [0, 1] }]).index).toBe(0)
    bandit.update({ features: [1, 0] }, 0)
    expect(bandit.choose([{ features: [1, 0] }, { features: [0, 1] }]).index).toBe(1)
    bandit.update({ arm: 'x', features: [1, 2] }, 3)
    const copy = loadLinUcb(structuredClone(bandit.save()))
    expect(copy.save()).toEqual(bandit.save())
    expect(copy.score({ arm: 'x', features: [1, 2] })).toEqual(bandit.score({ arm: 'x', features: [1, 2] }))
    expect(() => loadLinUcb({})).toThrow('state.dimensions')
    expect(() => loadLinUcb({ ...bandit.save(), means: Float64Array.of(Number.NaN) })).toThrow('means')
  })

  it('refuses what cannot be right, by name', () => {
    const bandit = linUcb({ dimensions: 2 })
    expect(() => linUcb({} as never)).toThrow('dimensions')
    expect(() => linUcb({ dimensions: 1, alpha: -1 })).toThrow('alpha')
    expect(() => linUcb({ dimensions: 1, ridge: 0 })).toThrow('ridge')
    expect(() => linUcb({ dimensions: 1, beta: 1 } as never)).toThrow('options.beta')
    expect(() => bandit.choose([])).toThrow('contexts')
    expect(() => bandit.choose([{ features: [1, 2] }, { features: [1] }])).toThrow('contexts[1].features')
    expect(() => bandit.update({ features: [1, 1] }, Number.NaN)).toThrow('reward')
    expect(() => bandit.update({ arm: 3, features: [1, 1] } as never, 1)).toThrow('context.arm')
  })
})

describe('thompson', () => {
  const rowsOf = (candidates: readonly RerankCandidate[]): number[][] => candidates.map(({ score }) => [1, score])
  const model = new BayesianLogistic({ dimensions: 2 })
  rerankerSuite(() => thompson({ model, features: rowsOf, samples: 32 }), { moves: true })

  it.each([1, 0.4])('states propensities that are the frequencies of what it does, at a rate of %d', (rate) => {
    const candidates = [1, 0.2, -1].map((score, at) => ({ itemId: 'abc'[at]!, score }))
    // One belief, stood for by the same four draws each time, so that the choice of the draw alone is left to chance.
    const fixed = [
      [0, 1],
      [0, 2],
      [0, -1],
      [0, 0.5],
    ]
    const counts = new Map<string, number>()
    const stated = new Map<string, number>()
    const random = randomNumbers(9, 0)
    const rounds = 4000
    for (let round = 0; round < rounds; round++) {
      let at = 0
      const rerank = thompson({ model: { sample: () => fixed[at++ % 4]! }, features: rowsOf, rate, samples: 4 })
      const answer = rerank(candidates, { k: 2, random })
      const key = `${answer[0]!.itemId}${answer[1]!.itemId}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
      stated.set(key, answer[0]!.propensity! * answer[1]!.propensity!)
      expect(answer[2]!.propensity).toBeUndefined()
    }
    expect([...stated.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 12)
    const [drawn, other] = [1 - rate / 4, rate / 4]
    const wanted = { ab: drawn * drawn, ac: drawn * other, ca: other * drawn, cb: other * other }
    for (const [key, chance] of Object.entries(wanted)) expect(stated.get(key)).toBeCloseTo(chance, 12)
    for (const [key, chance] of stated) expect(Math.abs(counts.get(key)! / rounds - chance)).toBeLessThan(0.03)
  })

  it('refuses what cannot be right, by name', () => {
    expect(() => thompson({ model: {} as never, features: rowsOf })).toThrow('model')
    expect(() => thompson({ model, features: 1 as never })).toThrow('features')
    expect(() => thompson({ model, features: rowsOf, samples: 0 })).toThrow('samples')
    expect(() => thompson({ model, features: rowsOf, rate: 2 })).toThrow('rate')
    const bad = thompson({ model, features: () => [[1]] })
    expect(() => bad([{ itemId: 'a', score: 1 }], { k: 1 })).toThrow('features[0]')
  })
})

describe('coverInterests', () => {
  const interests = [
    { vector: Float32Array.of(1, 0, 0), share: 3 },
    { vector: Float32Array.of(0, 1, 0), share: 1 },
  ]
  rerankerSuite(() => coverInterests(interests))

  const candidates = Array.from({ length: 8 }, (_, at) => ({
    itemId: `i${at}`,
    score: 1 - at / 100,
    vector: at < 6 ? Float32Array.of(1, 0.1, 0) : Float32Array.of(0, 1, 0),
  }))
  const firstOf = (answer: readonly RerankCandidate[]): number =>
    answer.slice(0, 4).filter(({ itemId }) => itemId < 'i6').length

  it('gives each interest its part', () => {
    expect(firstOf(coverInterests(interests, { lambda: 0.9 })(candidates, { k: 4 }))).toBe(3)
    const even = interests.map((interest) => ({ ...interest, share: 1 }))
    expect(firstOf(coverInterests(even, { lambda: 0.9 })(candidates, { k: 4 }))).toBe(2)
    expect(coverInterests(even, { lambda: 0 })(candidates, { k: 4 })).toEqual(candidates)
    expect(coverInterests(interests.slice(0, 1))(candidates, { k: 4 })).toEqual(candidates)
  })

  it('refuses what cannot be right, by name', () => {
    expect(() => coverInterests([{ vector: Float32Array.of(1), share: 0 }])).toThrow('interests[0].share')
    expect(() => coverInterests([{ share: 1 } as never])).toThrow('interests[0].vector')
    expect(() => coverInterests([], { lambda: 2 })).toThrow('lambda')
    const odd = [{ itemId: 'a', score: 1, vector: Float32Array.of(1) }]
    expect(() => coverInterests(interests)(odd, { k: 1 })).toThrow('candidates[0].vector')
  })
})
