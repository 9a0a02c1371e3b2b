import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import {
  clippedIps,
  directMethod,
  doublyRobust,
  ips,
  type LoggedAction,
  type PolicyEstimate,
  snips,
  switchEstimator,
} from '../../src/evaluation/index.ts'
import { lcg } from './worlds.ts'

const shared = process.env['PENCHANT_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))

/** Three actions whose rewards depend on a context of two kinds; the truth is known. */
const truth = [
  [0.1, 0.5, 0.3],
  [0.6, 0.2, 0.3],
]
const logging = [
  [0.6, 0.2, 0.2],
  [0.2, 0.4, 0.4],
]
const judged = [
  [0.1, 0.8, 0.1],
  [0.7, 0.1, 0.2],
]
const valueUnder = (policy: number[][]): number =>
  policy.reduce((sum, row, context) => sum + row.reduce((s, p, action) => s + p * truth[context]![action]!, 0) / 2, 0)

function simulate(size: number, seed: number, model: number[][]): LoggedAction[] {
  const random = lcg(seed)
  for (let warm = 0; warm < 10; warm++) random()
  return Array.from({ length: size }, () => {
    const context = random() < 0.5 ? 0 : 1
    const row = logging[context]!
    const at = random()
    const action = at < row[0]! ? 0 : at < row[0]! + row[1]! ? 1 : 2
    const reward = random() < truth[context]![action]! ? 1 : 0
    return {
      reward,
      propensity: row[action]!,
      target: judged[context]![action]!,
      predicted: model[context]![action]!,
      expected: judged[context]!.reduce((sum, p, other) => sum + p * model[context]![other]!, 0),
    }
  })
}

describe('identities on constructed logs', () => {
  const log = simulate(400, 3, truth)

  test('the policy that ran, judged by its own log, has its mean reward', () => {
    const own = log.map((action) => ({ ...action, target: action.propensity }))
    const mean = own.reduce((sum, { reward }) => sum + reward, 0) / own.length
    for (const estimate of [ips(own), snips(own), clippedIps(own, { cap: 1 })])
      expect(estimate.value).toBeCloseTo(mean, 12)
    expect(ips(own).effectiveSamples).toBeCloseTo(400, 9)
  })

  test('limits: clipping at infinity, switching at 0 and infinity, a model that predicts nothing or everything', () => {
    expect(clippedIps(log, { cap: Number.POSITIVE_INFINITY }).value).toBe(ips(log).value)
    expect(clippedIps(log, { cap: 0 }).value).toBe(0)
    expect(switchEstimator(log, { threshold: 0 }).value).toBeCloseTo(directMethod(log).value, 12)
    expect(switchEstimator(log, { threshold: Number.POSITIVE_INFINITY }).value).toBeCloseTo(doublyRobust(log).value, 12)
    const ignorant = log.map((action) => ({ ...action, predicted: 0, expected: 0 }))
    expect(doublyRobust(ignorant).value).toBeCloseTo(ips(log).value, 12)
    const knowing = log.map((action) => ({ ...action, predicted: action.reward }))
    expect(doublyRobust(knowing).value).toBeCloseTo(directMethod(log).value, 12)
  })

  test('every action judged by itself: the weighted sums by hand', () => {
    const few = [
      { reward: 1, propensity: 0.5, target: 1, predicted: 0.5, expected: 0.4 },
      { reward: 0, propensity: 0.25, target: 0.5, predicted: 0.25, expected: 0.3 },
      { reward: 2, propensity: 0.2, target: 0.8, predicted: 1, expected: 0.9 },
    ]
    expect(ips(few).value).toBeCloseTo((2 + 0 + 8) / 3, 12)
    expect(snips(few).value).toBeCloseTo(10 / 8, 12)
    expect(clippedIps(few, { cap: 2 }).value).toBeCloseTo((2 + 4) / 3, 12)
    expect(directMethod(few).value).toBeCloseTo(1.6 / 3, 12)
    expect(doublyRobust(few).value).toBeCloseTo((0.4 + 1 + 0.3 - 0.5 + 0.9 + 4) / 3, 12)
    expect(switchEstimator(few, { threshold: 2 }).value).toBeCloseTo((0.4 + 1 + 0.3 - 0.5 + 0.9) / 3, 12)
    expect(ips(few).effectiveSamples).toBeCloseTo(64 / 24, 12)
  })

  test('a constant added to rewards moves the self-normalised estimate by it', () => {
    const moved = log.map((action) => ({ ...action, reward: action.reward + 5 }))
    expect(snips(moved).value).toBeCloseTo(snips(log).value + 5, 10)
    expect(snips([{ reward: 1, propensity: 0.5, target: 0 }]).value).toBe(0)
  })

  test('names what cannot be', () => {
    expect(() => ips([])).toThrow('log')
    expect(() => ips([{ reward: 1, propensity: 0, target: 1 }])).toThrow('log[0].propensity')
    expect(() => ips([{ reward: Number.NaN, propensity: 1, target: 1 }])).toThrow('log[0].reward')
    expect(() => directMethod([{ reward: 1, propensity: 1, target: 1 }])).toThrow('log[0].predicted')
    expect(() => clippedIps(log, {} as never)).toThrow('cap')
    expect(() => ips(log, { interval: 'wide' as never })).toThrow('interval')
  })
})

describe('a simulator whose truth is known', () => {
  const expected = valueUnder(judged)
  const wrong = [
    [0.9, 0.9, 0.9],
    [0.3, 0.3, 0.3],
  ]
  const misled = wrong.map((row) => row.map((value) => value / 3))

  test('unbiased estimators find the value; the direct method only with the right model', () => {
    const log = simulate(60_000, 7, wrong)
    const normal = { interval: 'normal' } as const
    const found: Record<string, PolicyEstimate> = {
      ips: ips(log, normal),
      snips: snips(log, normal),
      doublyRobust: doublyRobust(log, normal),
      switch: switchEstimator(log, { threshold: 10, ...normal }),
    }
    for (const [name, { value }] of Object.entries(found)) expect(Math.abs(value - expected), name).toBeLessThan(0.015)
    expect(Math.abs(directMethod(log, normal).value - expected)).toBeGreaterThan(0.05)
    expect(Math.abs(directMethod(simulate(60_000, 7, truth), normal).value - expected)).toBeLessThan(0.01)
    expect(clippedIps(log, { cap: 1.5, ...normal }).value).toBeLessThan(expected - 0.03)
  })

  test('a good model narrows the interval of doubly robust below that of plain weighting', () => {
    const log = simulate(4000, 8, truth)
    const width = ({ low, high }: PolicyEstimate): number => high - low
    expect(width(doublyRobust(log))).toBeLessThan(0.9 * width(ips(log)))
  })

  test('intervals of 90 % hold the truth in about 90 % of logs', () => {
    const held = { ips: 0, snips: 0, doublyRobust: 0, bootstrap: 0 }
    const inside = ({ low, high }: PolicyEstimate): number => (low <= expected && expected <= high ? 1 : 0)
    for (let seed = 0; seed < 200; seed++) {
      const log = simulate(300, 1000 + 7919 * seed, misled)
      const options = { interval: 'normal', confidence: 0.9 } as const
      held.ips += inside(ips(log, options))
      held.snips += inside(snips(log, options))
      held.doublyRobust += inside(doublyRobust(log, options))
      held.bootstrap += inside(ips(log, { confidence: 0.9, resamples: 200, seed }))
    }
    for (const [name, count] of Object.entries(held)) {
      expect(count, name).toBeGreaterThan(163)
      expect(count, name).toBeLessThan(197)
    }
  })
})

describe('real logs', () => {
  const bandit = `${shared}/data/open-bandit-small`
  const read = (policy: string): { click: number; propensity: number }[] => {
    const [head, ...lines] = gunzipSync(readFileSync(`${bandit}/${policy}/men.csv.gz`))
      .toString()
      .trim()
      .split('\n')
    const names = head!.split(',')
    const [click, propensity] = [names.indexOf('click'), names.indexOf('propensity_score')]
    return lines.map((line) => {
      const cells = line.split(',')
      return { click: Number(cells[click]), propensity: Number(cells[propensity]) }
    })
  }

  test('Open Bandit: the uniform policy, judged from the log of the other, has its own clicks within its interval', ({
    skip,
  }) => {
    if (!existsSync(bandit)) skip('needs the shared data: set PENCHANT_SHARED')
    const uniform = read('random')
    const learned = read('bts')
    expect(new Set(uniform.map(({ propensity }) => propensity.toFixed(4)))).toEqual(new Set([(1 / 34).toFixed(4)]))
    const clicks = uniform.reduce((sum, { click }) => sum + click, 0) / uniform.length
    expect(clicks).toBeCloseTo(0.0046, 10)
    const log = learned.map(({ click, propensity }) => ({ reward: click, propensity, target: 1 / 34 }))
    for (const estimator of [ips, snips]) {
      const { low, high, effectiveSamples } = estimator(log, { seed: 1 })
      expect(low).toBeLessThan(clicks)
      expect(high).toBeGreaterThan(clicks)
      expect(effectiveSamples).toBeLessThan(9000)
    }
    const onPolicy = ips(uniform.map(({ click }) => ({ reward: click, propensity: 1 / 34, target: 1 / 34 })))
    expect(onPolicy.value).toBeCloseTo(clicks, 10)
  })

  test('Coat: ratings that users chose overstate the mean; weighting by propensities comes nearer to that of random ones', ({
    skip,
  }) => {
    const coat = `${shared}/data/coat`
    if (!existsSync(coat)) skip('needs the shared data: set PENCHANT_SHARED')
    const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number)
    const train = numbers(readFileSync(`${coat}/train.ascii`, 'utf8'))
    const random = numbers(readFileSync(`${coat}/test.ascii`, 'utf8')).filter((rating) => rating > 0)
    const propensities = numbers(gunzipSync(readFileSync(`${coat}/propensities.ascii.gz`)).toString())
    expect([train.length, propensities.length, random.length]).toEqual([87_000, 87_000, 4640])
    const chosen = train.flatMap((rating, at) =>
      rating > 0 ? [{ reward: rating, propensity: propensities[at]! }] : [],
    )
    const truthful = random.reduce((sum, rating) => sum + rating, 0) / random.length
    const naive = chosen.reduce((sum, { reward }) => sum + reward, 0) / chosen.length
    const weighed = snips(
      chosen.map((rating) => ({ ...rating, target: 1 / 300 })),
      { interval: 'normal' },
    )
    expect(naive - truthful).toBeGreaterThan(0.2)
    expect(Math.abs(weighed.value - truthful)).toBeLessThan(0.6 * (naive - truthful))
  })
})
