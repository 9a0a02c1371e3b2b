import { describe, expect, test } from 'vitest'
import {
  type CollaborativeModel,
  type CollaborativeRecipe,
  type Pair,
  popularity,
} from '../../src/collaborative/index.ts'
import {
  coldUsers,
  compare,
  evaluate,
  leaveOneOut,
  perUserSplit,
  plot,
  type Split,
  tune,
} from '../../src/evaluation/index.ts'
import { Recommender, type RecommenderError } from '../../src/index.ts'
import { behaviour } from './worlds.ts'

const pairs = behaviour(60, 80)
const split = leaveOneOut(pairs)
const newest = new Map<string, string>()
for (const { userId, itemId } of pairs.toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp)))
  newest.set(userId, itemId)

/** Knows the future. */
const oracle = ({ userId }: { readonly userId: string }): string[] => [newest.get(userId)!]
const nothing = (): string[] => []

/** A recipe that remembers what it was shown. */
function spy(): CollaborativeRecipe & { readonly learned: Pair[]; readonly asked: string[][] } {
  const learned: Pair[] = []
  const asked: string[][] = []
  return {
    name: 'spy',
    learned,
    asked,
    async fit(interactions) {
      learned.push(...(interactions as Iterable<Pair>))
      const model: CollaborativeModel = {
        name: 'spy',
        recommend: (history) => {
          asked.push(history.map((entry) => (typeof entry === 'string' ? entry : entry.itemId)))
          return []
        },
        score: (_, ids) => new Float32Array(ids.length),
        neighbors: () => [],
      }
      return model
    },
  }
}

describe('evaluate', () => {
  test('gives an oracle everything and an empty list nothing', async () => {
    const best = await evaluate(oracle, split, { k: [1, 5] })
    expect(best.metrics['ndcg@1']).toEqual({ value: 1, low: 1, high: 1 })
    expect(best.metrics['recall@5']!.value).toBe(1)
    expect(best.userIds).toHaveLength(60)
    const worst = await evaluate(nothing, split)
    expect(worst.metrics['ndcg@10']!.value).toBe(0)
    expect(worst.warnings.map(({ code }) => code)).toContain('short-lists')
  })

  test('fits a recipe on the training part and asks with the validation item known', async () => {
    const recipe = spy()
    await evaluate(recipe, split)
    expect(recipe.learned).toEqual([...split.train])
    const own = pairs
      .filter(({ userId }) => userId === 'u0')
      .toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp))
    expect(recipe.asked).toContainEqual(own.slice(0, -1).map(({ itemId }) => itemId))
    const before = spy()
    await evaluate(before, split, { part: 'validation' })
    expect(before.asked).toContainEqual(own.slice(0, -2).map(({ itemId }) => itemId))
  })

  test('shows the given part of cold users', async () => {
    const recipe = spy()
    await evaluate(recipe, coldUsers(pairs, { given: 2 }))
    expect(recipe.asked.length).toBeGreaterThan(0)
    expect(recipe.asked.every((history) => history.length === 2)).toBe(true)
  })

  test('trains a Recommender that is empty, and uses one that was trained on the training part', async () => {
    const recommender = new Recommender({ clock: () => Date.UTC(2025, 0, 1) })
    const first = await evaluate(recommender, split, { k: 10 })
    expect(recommender.stats().interactions).toBe(split.train.size)
    expect(first.metrics['recall@10']!.value).toBeGreaterThan(0.15)
    const again = await evaluate(recommender, split, { k: 10 })
    expect(again.metrics).toEqual(first.metrics)
  })

  test('refuses a Recommender that knows the held-out part', async () => {
    const recommender = new Recommender({ clock: () => Date.UTC(2025, 0, 1) })
    await recommender.addItems([...new Set(pairs.map(({ itemId }) => itemId))].map((id) => ({ id })))
    await recommender.observe(
      pairs.map(({ userId, itemId, timestamp }) => ({ userId, itemId, timestamp: timestamp!, type: 'like' })),
    )
    await expect(evaluate(recommender, split)).rejects.toMatchObject({ code: 'held-out' })
  })

  test('refuses a model that knows items which only the held-out part has', async () => {
    const extra = [...pairs, { userId: 'u0', itemId: 'secret', timestamp: Date.UTC(2024, 11, 30) }]
    const other = leaveOneOut(extra)
    const honest = await popularity().fit(other.train)
    expect((await evaluate(honest, other)).metrics['ndcg@10']!.value).toBeGreaterThan(0)
    await expect(evaluate(await popularity().fit(extra), other)).rejects.toMatchObject({
      code: 'held-out',
      message: expect.stringContaining('the model "popularity" knows'),
    })
  })

  test('never asks for what was seen, and says what it left out', async () => {
    const twice: Pair[] = [...pairs, { ...pairs[0]!, timestamp: Date.UTC(2024, 11, 30) }]
    const repeated = leaveOneOut(twice)
    const report = await evaluate(popularity(), repeated)
    expect(report.userIds).toHaveLength(59)
    expect(report.warnings.map(({ code }) => code)).toContain('seen-held-out')
    expect((await evaluate(popularity(), repeated, { excludeSeen: false })).userIds).toHaveLength(60)
  })

  test('takes values as relevance or gain', async () => {
    const rated = perUserSplit(pairs, { test: 0.4 })
    const liked = await evaluate(popularity(), rated, { relevantFrom: 4 })
    const all = await evaluate(popularity(), rated)
    expect(liked.userIds.length).toBeLessThan(all.userIds.length)
    const graded = await evaluate(popularity(), rated, { graded: true })
    expect(graded.metrics['recall@10']).toEqual(all.metrics['recall@10'])
    expect(graded.metrics['ndcg@10']!.value).not.toBe(all.metrics['ndcg@10']!.value)
  })

  test('ranks among sampled items on request, and warns', async () => {
    for (const by of ['uniform', 'popularity'] as const) {
      const met: (readonly string[])[] = []
      const first = (user: { candidates?: readonly string[] }): readonly string[] => {
        met.push(user.candidates!)
        return user.candidates!.slice(0, 10)
      }
      const report = await evaluate(first, split, { candidates: { negatives: 20, by } })
      expect(report.warnings.map(({ code, message }) => [code, message.includes('Krichene')])).toContainEqual([
        'sampled-metrics',
        true,
      ])
      for (const [at, candidates] of met.entries()) {
        expect(new Set(candidates).size).toBe(candidates.length)
        expect(candidates).toContain(newest.get(report.userIds[at]!))
        expect(candidates.length).toBeLessThanOrEqual(21)
        const seen = pairs.filter(({ userId }) => userId === report.userIds[at]).map(({ itemId }) => itemId)
        expect(candidates.filter((id) => seen.includes(id))).toEqual([newest.get(report.userIds[at]!)])
      }
    }
  })

  test('is the same again for the same seed', async () => {
    const once = await evaluate(popularity(), split, { share: 0.5, seed: 3 })
    const again = await evaluate(popularity(), split, { share: 0.5, seed: 3 })
    expect(again.metrics).toEqual(once.metrics)
    expect(again.userIds).toHaveLength(30)
  })

  test('measures variety where categories are known', async () => {
    const categories = new Map(pairs.map(({ itemId }) => [itemId, [`c${Number(itemId.slice(1)) % 4}`]]))
    const { metrics } = await evaluate(popularity(), split, { categories })
    for (const name of [
      'intraListDistance@10',
      'categoryEntropy@10',
      'alphaNdcg@10',
      'calibration@10',
      'unexpectedness@10',
    ])
      expect(metrics[name]!.value, name).toBeGreaterThan(0)
  })

  test('can be aborted, and reports progress', async () => {
    const controller = new AbortController()
    const phases = new Set<string>()
    const slow = async (): Promise<string[]> => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      return []
    }
    const work = evaluate(slow, split, {
      signal: controller.signal,
      onProgress: ({ phase }) => {
        phases.add(phase)
        controller.abort()
      },
    })
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
    expect([...phases]).toEqual(['lists'])
  })

  test('names what cannot be', async () => {
    await expect(evaluate({} as never, split)).rejects.toThrow('recommender')
    await expect(evaluate(oracle, pairs as never)).rejects.toThrow('split')
    await expect(evaluate(oracle, split, { K: 5 } as never)).rejects.toThrow('options.K')
    await expect(evaluate(oracle, leaveOneOut(pairs, { validation: false }), { part: 'validation' })).rejects.toThrow(
      'validation',
    )
    await expect(evaluate(oracle, split, { relevantFrom: 9 })).rejects.toThrow('relevantFrom')
    await expect(evaluate((() => [1]) as never, split)).rejects.toThrow('item ids')
  })
})

describe('reports', () => {
  test('print as a table, as Markdown and as JSON, with the split that they belong to', async () => {
    const report = await evaluate(popularity(), split, { name: 'popular', metrics: ['ndcg', 'coverage'] })
    const { value, low, high } = report.metrics['ndcg@10']!
    expect(String(report)).toContain(split.hash)
    expect(String(report)).toMatch(/^popular, leave-one-out, select last/)
    expect(String(report)).toContain(`ndcg@10      ${value.toFixed(4)}  ${low!.toFixed(4)} to ${high!.toFixed(4)}`)
    expect(report.toMarkdown()).toContain(`| ndcg@10 | ${value.toFixed(4)} |`)
    const json = JSON.parse(JSON.stringify(report))
    expect(json).toMatchObject({
      name: 'popular',
      users: 60,
      split: { hash: split.hash, part: 'test' },
      metrics: { 'ndcg@10': { value } },
    })
    expect(JSON.stringify(report)).not.toContain('perUser')
  })

  test('compare: the same users, differences with corrected p-values', async () => {
    const report = await compare({ popular: popularity(), oracle, nothing }, split, {
      metrics: ['ndcg', 'recall', 'coverage'],
    })
    expect(report.differences).toHaveLength(6)
    const found = report.differences.find(
      ({ from, to, metric }) => from === 'popular' && to === 'oracle' && metric === 'ndcg@10',
    )!
    expect(found.value).toBeCloseTo(1 - report.reports[0]!.metrics['ndcg@10']!.value, 12)
    expect(found.corrected).toBeLessThan(0.01)
    expect(found.corrected).toBeGreaterThan(found.p)
    expect(found.low).toBeLessThanOrEqual(found.value)
    expect(report.toMarkdown()).toContain('| oracle - popular | ndcg@10 |')
    expect(report.toMarkdown()).toContain('corrected for 6 comparisons (Holm)')
    expect(String(report)).toContain(split.hash)
    expect(JSON.parse(JSON.stringify(report)).differences).toHaveLength(6)
  })

  test('compare: with a baseline only against it, and the same recommender differs in nothing', async () => {
    const report = await compare({ a: popularity(), b: popularity(), nothing }, split, {
      baseline: 'b',
      metrics: ['ndcg'],
    })
    expect(report.differences.map(({ from, to }) => [from, to])).toEqual([
      ['b', 'a'],
      ['b', 'nothing'],
    ])
    expect(report.differences[0]).toMatchObject({ value: 0, p: 1, corrected: 1 })
    await expect(compare({ a: popularity() }, split)).rejects.toThrow('at least two')
    await expect(compare({ a: oracle, b: oracle }, split, { baseline: 'c' })).rejects.toThrow('baseline')
    await expect(compare({ a: oracle, b: oracle }, split, { metrics: ['ndcg'], tested: ['recall'] })).rejects.toThrow(
      'tested',
    )
  })

  test('compare: says which recommender failed, and that a recipe was not called', async () => {
    const failing = async (b: unknown): Promise<RecommenderError> =>
      compare({ a: popularity(), b: b as never }, split).then(
        () => expect.unreachable(),
        (error) => error,
      )
    for (const [factory, pass] of [
      [popularity, 'pass popularity()'],
      [() => new Recommender(), 'pass it()'],
    ] as const) {
      const error = await failing(factory)
      expect(error).toMatchObject({ code: 'invalid-argument', field: 'recommenders.b', value: factory })
      expect(error.message).toContain('The recommender `b` failed: `recommender` is a function.')
      expect(error.message).toContain(`was not called: ${pass}.`)
    }
    await expect(evaluate(popularity as never, split)).rejects.toThrow('pass popularity()')
    const cause = new TypeError('no network')
    const own = await failing(() => {
      throw cause
    })
    expect(own).toMatchObject({ code: 'recommender-failed', field: 'recommenders.b', cause })
    expect(own.message).toBe('The recommender `b` failed: no network')
    expect(await failing({})).toMatchObject({ code: 'invalid-argument', field: 'recommenders.b' })
    expect((await failing(() => [1])).message).toMatch(
      /^The recommender `b` failed: .* for user .*; a list has item ids/,
    )
    const aborted = compare({ a: popularity(), b: popularity() }, split, { signal: AbortSignal.abort() })
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
    // What is wrong for all of them is laid to none.
    await expect(compare({ a: oracle, b: oracle }, split, { relevantFrom: 9 })).rejects.not.toThrow('The recommender')
  })

  test('plot: an SVG with a point for each, by Observable Plot in a document of linkedom', async () => {
    const { parseHTML } = await import('linkedom')
    const { document } = parseHTML('<html><body></body></html>')
    const report = await compare({ popular: popularity(), oracle }, split)
    const Plot = await import('@observablehq/plot')
    const svg = await plot(report, { Plot, document })
    expect(svg).toMatch(/^<svg/)
    expect(svg.match(/<circle/g)).toHaveLength(2)
    expect(svg).toContain('popular')
    expect(svg).toContain('personalization@10')
    expect(svg).toContain('ndcg@10')
    // Without Plot the package is imported.
    expect(await plot(report, { document })).toContain('oracle')
    await expect(plot(report, { Plot, document, x: 'novelty@3' })).rejects.toThrow('novelty@3')
    await expect(plot(report, { Plot })).rejects.toThrow('document')
  })
})

describe('tune', () => {
  test('finds the best of a small space, and spends most on what is promising', async () => {
    const shares: number[] = []
    const { best, value, trials } = await tune(
      { x: { low: -2, high: 2 }, kind: ['good', 'bad'] },
      ({ x, kind }, { share }) => {
        shares.push(share)
        return (kind === 'good' ? 1 : 0) - (x - 1) ** 2
      },
      { budget: 30, seed: 1 },
    )
    expect(best.kind).toBe('good')
    expect(Math.abs(best.x - 1)).toBeLessThan(0.3)
    expect(value).toBeCloseTo(1 - (best.x - 1) ** 2, 12)
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(30 + 1e-9)
    expect(trials.length).toBeGreaterThan(30)
    expect(new Set(shares.map((share) => share.toFixed(3)))).toEqual(new Set(['0.111', '0.333', '1.000']))
  })

  test('is the same for the same seed', async () => {
    const space = { x: { low: 1, high: 1000, log: true, integer: true } } as const
    const run = (seed: number) => tune(space, ({ x }) => -Math.abs(Math.log(x / 30)), { budget: 8, seed })
    expect((await run(1)).trials).toEqual((await run(1)).trials)
    expect((await run(2)).trials).not.toEqual((await run(1)).trials)
    expect((await run(1)).trials.every(({ settings: { x } }) => Number.isInteger(x) && x >= 1 && x <= 1000)).toBe(true)
  })

  test('chooses by the validation part, never by the test part', async () => {
    const validated = new Map<string, string>()
    for (const userId of newest.keys()) {
      const own = pairs
        .filter((pair) => pair.userId === userId)
        .toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp))
      validated.set(userId, own.at(-2)!.itemId)
    }
    const { best, value } = await tune(
      { knows: ['test', 'validation'] },
      ({ knows }) =>
        ({ userId }: { readonly userId: string }) => [(knows === 'test' ? newest : validated).get(userId)!],
      { budget: 4, split },
    )
    expect(best).toEqual({ knows: 'validation' })
    expect(value).toBe(1)
    await expect(
      tune({ a: [1] }, () => oracle, { budget: 1, split: leaveOneOut(pairs, { validation: false }) }),
    ).rejects.toThrow('validation')
    await expect(tune({ a: [1] }, () => oracle, { budget: 1 })).rejects.toThrow('split')
  })

  test('names what cannot be', async () => {
    await expect(tune({}, () => 1, { budget: 1 })).rejects.toThrow('space')
    await expect(tune({ a: [] }, () => 1, { budget: 1 })).rejects.toThrow('space.a')
    await expect(tune({ a: { low: 0, high: 1, log: true } }, () => 1, { budget: 1 })).rejects.toThrow('space.a.low')
    await expect(tune({ a: [1] }, () => Number.NaN, { budget: 1 })).rejects.toThrow('objective')
  })
})

test('a split cannot be made up by hand', async () => {
  const made = { train: [...split.train], test: [], hash: '', protocol: { kind: 'given' } } as unknown as Split
  await expect(evaluate(oracle, made)).rejects.toThrow('split')
})
