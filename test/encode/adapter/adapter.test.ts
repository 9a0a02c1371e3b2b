import { describe, expect, it } from 'vitest'
import {
  AdaptedEncoder,
  type AdapterOptions,
  type AdapterProgress,
  type Encoder,
  HashingEncoder,
  LsaEncoder,
  TfidfEncoder,
  trainAdapter,
} from '../../../src/encode/index.ts'
import { pearson } from '../../../src/similarity/index.ts'
import { denseRows, describeEncoder } from '../../contracts/encoder.ts'
import { agreement, cosineOf, DIMENSIONS, quietWorld } from './worlds.ts'

const texts = [
  'the quick brown fox jumps over the lazy dog',
  'a quick brown fox and a lazy dog',
  'wormholes and warp drives in deep space',
  'deep space holds wormholes',
  'the dog sleeps',
  '狐狸和狗 在睡觉',
]
const pairs = [
  { query: 'quick fox', document: texts[0]! },
  { query: 'lazy dog', document: texts[1]! },
  { query: 'warp drives', document: texts[2]! },
  { query: 'wormholes', document: texts[3]! },
]
const quick: AdapterOptions = { steps: 5, hidden: 8, components: 4 }
const skip = { 'not fitted': 'is made by training', 'fit twice': 'is made by training' }

describe('an adapted LsaEncoder', () => {
  const make = async (options: AdapterOptions = quick): Promise<AdaptedEncoder> => {
    const encoder = new LsaEncoder({ components: 4 })
    await encoder.fit(texts)
    return trainAdapter(encoder, { pairs }, { head: 'two-layer', ...options })
  }
  describeEncoder({ make, makeOther: () => make({ ...quick, seed: 1 }), skip })
})

describe('an adapted TfidfEncoder', () => {
  const make = async (options: AdapterOptions = quick): Promise<AdaptedEncoder> => {
    const encoder = new TfidfEncoder()
    await encoder.fit(texts)
    return trainAdapter(encoder, { pairs }, options)
  }
  describeEncoder({ make, makeOther: () => make({ ...quick, learningRate: 0.01 }), skip })

  it('brings the sparse rows to so many dimensions', async () => {
    const encoder = await make()
    expect(encoder.output).toBe('dense')
    expect(encoder.dimensions).toBe(4)
  })
})

describe('training on likes', () => {
  const world = quietWorld(240, 120)
  const data = { interactions: world.likes, items: world.items.slice(0, 180) }
  const options: AdapterOptions = { hidden: 32, learningRate: 0.01, batchSize: 64, steps: 150, seed: 3 }
  const itemTexts = world.items.map(({ text }) => text)
  const newTexts = itemTexts.slice(180)
  /** How far the nearest among the items that training never saw are about the same subject. */
  const nearness = async (encoder: Encoder): Promise<number> =>
    agreement(denseRows(await encoder.encode(newTexts)), world.subjects.slice(180), 5)

  it('finds what users like though the encoder hardly says it, on items never trained on', async () => {
    const adapted = await trainAdapter(world.encoder, data, options)
    expect(adapted.report.validation).toBeGreaterThan(adapted.report.before + 0.1)
    expect(await nearness(world.encoder)).toBeLessThan(0.45)
    expect(await nearness(adapted)).toBeGreaterThan(0.9)
  })

  it.each([
    ['low-rank', { head: { query: 'low-rank', document: 'low-rank' }, rank: 12, validation: 0 }],
    ['one head for both sides', { head: 'linear' }],
    ['a head for documents alone', { head: { query: 'none', document: 'linear' } }],
    ['triplet', { loss: 'triplet' }],
    ['pairwise', { loss: 'pairwise' }],
    ['cosine', { loss: 'cosine' }],
    ['hard negatives', { hardNegatives: 2, mineEvery: 20, batchSize: 32 }],
  ] satisfies [string, AdapterOptions][])('learns the same with %s', async (_, changes) => {
    expect(await nearness(await trainAdapter(world.encoder, data, { ...options, ...changes }))).toBeGreaterThan(0.8)
  })

  it('keeps the best state it has had, and stops when nothing gets better', async () => {
    const seen: AdapterProgress[] = []
    const adapted = await trainAdapter(world.encoder, data, {
      ...options,
      steps: 10_000,
      evaluateEvery: 10,
      patience: 3,
      onProgress: (progress) => seen.push(progress),
    })
    const looks = seen.flatMap(({ done, validation }) => (validation === undefined ? [] : [{ done, validation }]))
    const best = looks.reduce((a, b) => (b.validation > a.validation ? b : a))
    expect(adapted.report.validation).toBe(best.validation)
    expect(adapted.report.bestStep).toBe(best.done)
    expect(adapted.report.steps).toBe(best.done + 30)
    expect(looks[0]).toEqual({ done: 0, validation: adapted.report.before })
    expect(seen.some(({ loss }) => loss !== undefined && loss > 0)).toBe(true)
    // What is kept is the state of that step, not the last.
    const stopped = await trainAdapter(world.encoder, data, { ...options, evaluateEvery: 10, steps: best.done })
    expect(stopped.stateHash).toBe(adapted.stateHash)
  })

  it('gives the same with the same seed, and something else with another', async () => {
    const short: AdapterOptions = { ...options, steps: 20, evaluateEvery: 20 }
    const one = await trainAdapter(world.encoder, data, short)
    const two = await trainAdapter(world.encoder, data, short)
    const other = await trainAdapter(world.encoder, data, { ...short, seed: 4 })
    expect(two.id).toBe(one.id)
    expect(denseRows(await two.encode(itemTexts))).toEqual(denseRows(await one.encode(itemTexts)))
    expect(other.id).not.toBe(one.id)
    expect(other.stateHash).not.toBe(one.stateHash)
  })

  it('stops at a signal, while it trains and while it encodes', async () => {
    for (const phase of ['train', 'encode']) {
      const controller = new AbortController()
      const encoder = {
        ...world.encoder,
        encode: async (...given: Parameters<typeof world.encoder.encode>) => {
          if (phase === 'encode') controller.abort()
          return world.encoder.encode(...given)
        },
      }
      const onProgress = (progress: AdapterProgress): void => {
        if (progress.phase === phase) controller.abort()
      }
      const training = trainAdapter(encoder, data, { ...options, signal: controller.signal, onProgress })
      await expect(training).rejects.toMatchObject({ code: 'aborted' })
    }
    const signal = AbortSignal.abort()
    await expect(trainAdapter(world.encoder, data, { signal })).rejects.toMatchObject({ code: 'aborted' })
  })

  it('lets timers run meanwhile', async () => {
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 1)
    await trainAdapter(world.encoder, data, { ...options, steps: 100, validation: 0, batchSize: 256, hidden: 256 })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(2)
  })

  it('makes sums of adapted likes the adapted sum, where the query head is linear', async () => {
    const adapted = await trainAdapter(world.encoder, data, options)
    const rows = await adapted.base.encode(itemTexts.slice(0, 3))
    const unit = denseRows(rows).map((row) => row.map((value) => value / Math.hypot(...row)))
    const sum = unit[0]!.map((_, j) => unit.reduce((total, row) => total + row[j]!, 0))
    const one = await adapted.adapt(
      { kind: 'dense', rows: 1, columns: DIMENSIONS, values: Float32Array.from(sum) },
      { kind: 'query' },
    )
    const each = denseRows(await adapted.adapt(rows, { kind: 'query' }))
    const ofEach = each[0]!.map((_, j) => each.reduce((total, row) => total + row[j]!, 0))
    const scale = Math.hypot(...ofEach) / Math.hypot(...denseRows(one)[0]!)
    for (const [j, value] of denseRows(one)[0]!.entries()) expect(scale * value).toBeCloseTo(ofEach[j]!, 5)
  })

  it('passes over likes of unknown items, likes of value 0, and items whose text the encoder does not know', async () => {
    const more = {
      interactions: [
        ...world.likes,
        { userId: 'user-0', itemId: 'elsewhere' },
        { userId: 'user-0', itemId: 'item-1', value: 0 },
        { userId: 'user-0', itemId: 'blank' },
      ],
      items: [...data.items, { id: 'blank', text: 'unknown to the encoder' }],
    }
    const short: AdapterOptions = { ...options, steps: 5, validation: 0 }
    const one = await trainAdapter(world.encoder, data, short)
    const two = await trainAdapter(world.encoder, more, short)
    expect(two.report.pairs).toBe(one.report.pairs)
    const rows = denseRows(await two.encode(['unknown to the encoder', world.items[0]!.text]))
    expect(rows[0]!.every((value) => value === 0)).toBe(true)
    expect(Math.hypot(...rows[1]!)).toBeCloseTo(1, 5)
  })
})

describe('training on pairs', () => {
  const world = quietWorld(160, 0)
  const byScore = world.items.flatMap((item, at) =>
    [1, 2].map((step) => {
      const other = (at + step * 2) % world.items.length
      return {
        query: item.text,
        document: world.items[other]!.text,
        score: world.subjects[at] === world.subjects[other] ? 1 : 0,
      }
    }),
  )
  const options: AdapterOptions = { learningRate: 0.01, batchSize: 64, steps: 150, seed: 3 }

  it('fits cosines to scores', async () => {
    const { report } = await trainAdapter(world.encoder, { pairs: byScore }, options)
    expect(report.before).toBeLessThan(0.6)
    expect(report.validation).toBeGreaterThan(0.85)
  })

  it('counts pairs of a score of at least a half as belonging together, in the other losses', async () => {
    const { report } = await trainAdapter(
      world.encoder,
      { pairs: byScore },
      { ...options, loss: 'contrastive', validation: 0, steps: 5 },
    )
    expect(report.pairs).toBe(byScore.filter(({ score }) => score === 1).length)
  })

  it('uses the wrong documents that it is given', async () => {
    // Without them a batch of two pairs of the same subject has nothing to tell apart.
    const given = world.items.slice(0, 80).map((item, at) => ({
      query: item.text,
      document: world.items[at + 80]!.text,
      negative: world.items[at + 79]!.text,
    }))
    const blind: AdapterOptions = { ...options, validation: 0, loss: 'triplet', margin: 0.3, steps: 80 }
    const adapted = await trainAdapter(world.encoder, { pairs: given }, blind)
    const rows = async (which: readonly string[]): Promise<number[][]> => denseRows(await adapted.encode(which))
    const [queries, right, wrong] = await Promise.all([
      rows(given.map(({ query }) => query)),
      rows(given.map(({ document }) => document)),
      rows(given.map(({ negative }) => negative)),
    ])
    const dot = (a: number[], b: number[]): number => a.reduce((sum, value, j) => sum + value * b[j]!, 0)
    const better = queries.filter((query, at) => dot(query, right[at]!) > dot(query, wrong[at]!)).length
    expect(better / queries.length).toBeGreaterThan(0.9)
    expect(adapted.report).toMatchObject({ heldOut: 0, steps: 80, bestStep: 80 })
    expect(adapted.report.validation).toBeNaN()
  })
})

describe('an adapter', () => {
  const world = quietWorld(120, 60)
  const data = { interactions: world.likes, items: world.items }
  const options: AdapterOptions = { hidden: 16, learningRate: 0.01, batchSize: 64, steps: 40 }
  const itemTexts = world.items.map(({ text }) => text)

  it('comes back from its bytes with the same vectors, on the encoder that it was trained on', async () => {
    const adapted = (await trainAdapter(world.encoder, data, options)).withStrength(0.7)
    const loaded = AdaptedEncoder.fromBytes(world.encoder, adapted.toBytes())
    expect(loaded.id).toBe(adapted.id)
    expect(loaded.stateHash).toBe(adapted.stateHash)
    expect(loaded.report).toEqual(adapted.report)
    for (const kind of ['document', 'query'] as const)
      expect(denseRows(await loaded.encode(itemTexts, { kind }))).toEqual(
        denseRows(await adapted.encode(itemTexts, { kind })),
      )
    const other = quietWorld(4, 0, 2).encoder
    expect(() => AdaptedEncoder.fromBytes(other, adapted.toBytes())).toThrow(
      expect.objectContaining({ code: 'fingerprint-mismatch', field: 'base' }),
    )
  })

  it('brings the state of an encoder that learns along', async () => {
    const base = new TfidfEncoder()
    await base.fit(texts)
    const adapted = await trainAdapter(base, { pairs }, quick)
    const loaded = AdaptedEncoder.fromBytes(new TfidfEncoder(), adapted.toBytes())
    expect(denseRows(await loaded.encode(texts))).toEqual(denseRows(await adapted.encode(texts)))
  })

  it('refuses to go on when the encoder has learned anew', async () => {
    const base = new TfidfEncoder()
    await base.fit(texts)
    const adapted = await trainAdapter(base, { pairs }, quick)
    await base.fit(['rivers and mountains'])
    await expect(adapted.encode(texts)).rejects.toMatchObject({ code: 'fingerprint-mismatch', field: 'base' })
  })

  it.each(['head0', 'head1', 'encoder'])('refuses a state whose part %s is missing or cut', async (name) => {
    const adapted = await trainAdapter(world.encoder, data, { ...options, steps: 1 })
    const parts = { ...adapted.save() }
    delete parts[name]
    expect(() => AdaptedEncoder.fromParts(world.encoder, parts)).toThrow(
      expect.objectContaining({ code: name === 'encoder' ? 'fingerprint-mismatch' : 'snapshot-corrupt' }),
    )
    if (name === 'encoder') return
    const cut = { ...adapted.save(), [name]: new Float32Array(3) }
    expect(() => AdaptedEncoder.fromParts(world.encoder, cut)).toThrow(
      expect.objectContaining({ code: 'snapshot-corrupt' }),
    )
    const changed = (adapted.save()[name] as Float32Array).slice()
    changed[0]! += 1
    expect(() => AdaptedEncoder.fromParts(world.encoder, { ...adapted.save(), [name]: changed })).toThrow(
      expect.objectContaining({ code: 'snapshot-corrupt' }),
    )
  })

  it('is the encoder itself at strength 0, and a mixture in between', async () => {
    const adapted = await trainAdapter(world.encoder, data, options)
    const raw = denseRows(await world.encoder.encode(itemTexts))
    const none = denseRows(await adapted.withStrength(0).encode(itemTexts))
    for (const [at, row] of raw.entries()) {
      const length = Math.hypot(...row)
      for (const [j, value] of row.entries()) expect(none[at]![j]).toBeCloseTo(value / length, 6)
    }
    expect(adapted.withStrength(0.5).id).not.toBe(adapted.id)
    for (const strength of [-0.1, 1.1, Number.NaN, '1'])
      expect(() => adapted.withStrength(strength as number)).toThrow(
        expect.objectContaining({ code: 'invalid-argument', field: 'strength' }),
      )
  })

  it('refuses vectors of another length and an unknown kind', async () => {
    const adapted = await trainAdapter(world.encoder, data, { ...options, steps: 1 })
    const vectors = { kind: 'dense', rows: 1, columns: 3, values: new Float32Array(3) } as const
    await expect(adapted.adapt(vectors)).rejects.toMatchObject({ code: 'invalid-argument', field: 'vectors' })
    const rows = await world.encoder.encode(itemTexts)
    await expect(adapted.adapt(rows, { kind: 'item' as 'query' })).rejects.toMatchObject({ field: 'kind' })
  })
})

describe("keep: 'general'", () => {
  const world = quietWorld(120, 60)
  const data = { interactions: world.likes, items: world.items }
  const long: AdapterOptions = { hidden: 16, learningRate: 0.02, batchSize: 64, steps: 60, validation: 0 }
  /** The correlation of all cosines between items with what they were, as `keep` measures it. */
  const likeness = async (adapted: AdaptedEncoder, kind: 'query' | 'document'): Promise<number> => {
    const texts = world.items.slice(0, 100).map(({ text }) => text)
    const raw = denseRows(await world.encoder.encode(texts))
    const queries = denseRows(await adapted.encode(texts, { kind }))
    const documents = denseRows(await adapted.encode(texts))
    const before: number[] = []
    const after: number[] = []
    for (let a = 0; a < texts.length; a++) {
      for (let b = a + 1; b < texts.length; b++) {
        before.push(cosineOf(raw[a]!, raw[b]!))
        after.push(cosineOf(queries[a]!, documents[b]!))
      }
    }
    return pearson(before, after)
  }

  it('takes the largest strength at which cosines correlate with what they were by 0.9', async () => {
    const full = await trainAdapter(world.encoder, data, long)
    const kept = await trainAdapter(world.encoder, data, { ...long, keep: 'general' })
    expect(kept.strength).toBeGreaterThan(0)
    expect(kept.strength).toBeLessThan(1)
    expect(kept.report).toEqual(full.report)
    const texts = world.items.slice(0, 100).map(({ text }) => text)
    expect(await full.generalStrength({ texts })).toBe(kept.strength)
    const both = async (strength: number): Promise<number> =>
      Math.min(
        await likeness(full.withStrength(strength), 'query'),
        await likeness(full.withStrength(strength), 'document'),
      )
    expect(await both(kept.strength)).toBeGreaterThanOrEqual(0.9)
    expect(await both(kept.strength + 0.05)).toBeLessThan(0.9)
  })

  it('asks everyday sentences where the encoder knows them, and gives 0 where it knows nothing', async () => {
    const base = new HashingEncoder({ dimensions: 512 })
    const adapted = await trainAdapter(base, { pairs }, { ...quick, components: 4, steps: 50, learningRate: 0.05 })
    const strength = await adapted.generalStrength()
    expect(strength).toBe(await adapted.generalStrength({ texts: world.items.map(({ text }) => text) }))
    const blind = await trainAdapter(world.encoder, data, { ...long, steps: 1 })
    expect(await blind.generalStrength()).toBe(0)
  })
})
