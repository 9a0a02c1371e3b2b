import { describe, expect, it } from 'vitest'
import { Bm25Encoder, HashingEncoder, LsaEncoder, TfidfEncoder } from '../../src/encode/index.ts'
import { type Encoder, type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { fakeEncoder, fixedClock, recordWarnings } from '../../src/testing/index.ts'
import { books, event, idsOf, library, NOW, shelf } from '../worlds/books.ts'
import { errorOf } from '../worlds/errors.ts'

const vectors = { fox: [1, 0], dog: [0.8, 0.6], sky: [0, 1], empty: [0, 0] }
const animals: readonly Item[] = [
  { id: 'fox', text: 'fox' },
  { id: 'dog', text: 'dog' },
  { id: 'sky', text: 'sky' },
  { id: 'nothing' },
  { id: 'empty', text: 'empty' },
]
const later =
  (milliseconds = 2) =>
  (): Promise<unknown> =>
    new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('an encoder of dense vectors', () => {
  it('ranks by cosine, and its part has its name', async () => {
    const recommender = new Recommender<Item>({ encoder: { meaning: fakeEncoder(vectors) }, clock: fixedClock(NOW) })
    await recommender.addItems(animals)
    const list = await recommender.recommend({ itemId: 'fox' })
    expect(idsOf(list)).toEqual(['dog', 'sky', 'nothing', 'empty'])
    expect(list.items[0]?.parts).toEqual({ meaning: expect.closeTo(1, 6) })
    expect(list.items[0]?.reasons[0]).toMatchObject({ kind: 'similar-item', itemId: 'fox', terms: [] })
    expect(idsOf(await recommender.recommend({ text: 'sky', k: 2 }))).toEqual(['sky', 'dog'])
    expect((await recommender.recommend({ text: 'unknown' })).strategy).toBe('fresh')
  })

  it('tells documents from queries, and reads the fields with their weights', async () => {
    const encoder = fakeEncoder(vectors)
    const recommender = new Recommender<Item>({ encoder, fields: { title: 3, notes: 0 } })
    await recommender.addItems([
      { id: 'a', text: { title: 'fox', body: 'sky', notes: 'dog' } },
      { id: 'b', text: { title: 'sky', body: 'fox' } },
    ])
    expect(encoder.encoded).toEqual([{ texts: ['fox', 'sky', 'sky', 'fox'], kind: 'document' }])
    expect(idsOf(await recommender.recommend({ text: 'fox' }))).toEqual(['a', 'b'])
    expect(encoder.encoded.at(-1)).toEqual({ texts: ['fox'], kind: 'query' })
  })

  it('stands beside others, each with its own part', async () => {
    const encoder = { words: new HashingEncoder(), meaning: fakeEncoder(vectors, { wait: later() }) }
    const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
    await recommender.addItems(animals)
    const list = await recommender.recommend({ text: 'dog', k: 3 })
    expect(list.items[0]).toMatchObject({
      itemId: 'dog',
      parts: { words: expect.any(Number), meaning: expect.any(Number) },
    })
    expect(Object.keys(list.items[1]!.parts)).toEqual(['meaning'])
  })

  it('is checked: rows, kind and finite numbers, before anything is taken in', async () => {
    const bad = (encode: Encoder['encode'], output: 'dense' | 'sparse' = 'dense'): Encoder => ({
      id: 'bad',
      dimensions: 2,
      output,
      encode,
    })
    const dense = (rows: number, values: number[]): Encoder =>
      bad(async () => ({ kind: 'dense', rows, columns: 2, values: new Float32Array(values) }))
    for (const [encoder, says] of [
      [dense(1, [1, 2]), /1 rows with 2 values for 2 texts/],
      [dense(2, [1, 2]), /2 rows with 2 values/],
      [dense(2, [1, 2, 3, Number.NaN]), /no finite number/],
      [
        bad(async () => ({ kind: 'dense', rows: 2, columns: 1, values: new Float32Array(2) }), 'sparse'),
        /a dense matrix, though its `output` is sparse/,
      ],
      [
        bad(
          async () => ({
            kind: 'sparse',
            rows: 2,
            columns: 1,
            indptr: new Int32Array(2),
            indices: new Int32Array(0),
            values: new Float32Array(0),
          }),
          'sparse',
        ),
        /for 2 texts/,
      ],
    ] as const) {
      const recommender = new Recommender<Item>({ encoder })
      const error = await errorOf(() =>
        recommender.addItems([
          { id: 'a', text: 'x' },
          { id: 'b', text: 'y' },
        ]),
      )
      expect([error.code, error.field]).toEqual(['invalid-argument', 'encoder'])
      expect(error.message).toMatch(says)
      expect(recommender.stats().items).toBe(0)
    }
    const failing = new Recommender<Item>({ encoder: bad(async () => Promise.reject(new Error('no network'))) })
    await expect(failing.addItems([{ id: 'a', text: 'x' }])).rejects.toThrow('no network')
    expect(failing.stats().items).toBe(0)
  })
})

describe('sparse encoders other than the default', () => {
  it('find by their own rows', async () => {
    const recommender = await library({ encoder: new HashingEncoder() })
    expect(idsOf(await recommender.recommend({ text: 'oven butter', k: 1 }))).toEqual(['heat'])
    expect(idsOf(await recommender.similarItems('emma', { k: 2 })).map(shelf)).toEqual(['romance', 'romance'])
  })

  it('that must learn first answer after fit', async () => {
    const onWarning = recordWarnings()
    const recommender = await library({ encoder: new Bm25Encoder(), onWarning })
    expect((await recommender.recommend({ text: 'oven butter' })).strategy).toBe('fresh')
    expect(onWarning.warnings[0]?.code).toBe('not-fitted')
    await recommender.fit()
    expect(idsOf(await recommender.recommend({ text: 'oven butter', k: 1 }))).toEqual(['heat'])
    await recommender.removeItems(['bread'])
    await recommender.addItems([{ id: 'toast', text: 'oven butter bread' }])
    await recommender.fit()
    expect(idsOf(await recommender.recommend({ text: 'oven butter', k: 2 })).sort()).toEqual(['heat', 'toast'])
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), {
      encoder: new Bm25Encoder(),
      clock: fixedClock(NOW),
    })
    expect(await restored.recommend({ text: 'butter' })).toEqual(await recommender.recommend({ text: 'butter' }))
  })
})

describe('BM25 in a recommender', () => {
  const fitted = async (events = [event('ann', 'dune'), event('ann', 'messiah', 'view'), event('bob', 'emma')]) => {
    const recommender = await library({ encoder: new Bm25Encoder() }, events)
    await recommender.fit()
    return recommender
  }
  const texts = books.flatMap(({ text }) => Object.values(text as Record<string, string>))

  it('orders a search as the encoder itself scores its texts', async () => {
    const recommender = await fitted([])
    const encoder = new Bm25Encoder()
    const rows = await encoder.fitEncode(texts)
    for (const query of ['oven salt', 'planet orbit ring', 'marriage', 'desert desert planet']) {
      const scores = encoder.scores(query, rows)
      // Each book has two texts, its title and its body.
      const expected = books
        .map(({ id }, at) => ({ id, score: scores[2 * at]! + scores[2 * at + 1]! }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
      const list = await recommender.recommend({ text: query, k: expected.length })
      expect(idsOf(list)).toEqual(expected.map(({ id }) => id))
      for (const [at, { parts }] of list.items.entries()) {
        expect(parts['content']).toBeCloseTo(expected[at]!.score / expected[0]!.score, 6)
      }
    }
  })

  it('keeps to what a reader liked, and says in which words', async () => {
    const recommender = await fitted()
    const list = await recommender.recommend({ userId: 'ann', k: 2 })
    expect(list.strategy).toBe('personalized')
    expect(idsOf(list).map(shelf)).toEqual(['space', 'space'])
    const alike = await recommender.similarItems('dune', { k: 3 })
    expect(idsOf(alike)[0]).toBe('messiah')
    expect(alike.items[0]!.reasons[0]!.text).toBe('Like “dune” (desert, spice).')
    const { terms } = await recommender.profile('bob')
    expect(terms.map(({ value }) => value)).toContain('matchmaker')
  })

  it('does not let a long text win for its length', async () => {
    const filler = Array.from({ length: 200 }, (_, n) => `filler${n}`).join(' ')
    const recommender = await fitted()
    await recommender.addItems([{ id: 'tome', text: `desert spice ${filler}`, tags: ['space'] }])
    await recommender.fit()
    for (const query of [{ text: 'desert spice' }, { itemId: 'dune' }, { userId: 'bob', text: 'desert' }]) {
      const ids = idsOf(await recommender.recommend({ ...query, k: 10 }))
      expect(ids.indexOf('messiah')).toBeLessThan(ids.indexOf('tome'))
    }
    // Nor is a long text that somebody liked all that is known of them.
    await recommender.observe([event('cat', 'tome', 'like'), event('cat', 'emma', 'like')])
    const list = await recommender.recommend({ userId: 'cat', k: 4 })
    expect(new Set(idsOf(list).map(shelf))).toEqual(new Set(['space', 'romance']))
  })

  it('takes in texts after fit, weighed by what it has learned', async () => {
    const recommender = await fitted()
    await recommender.addItems([{ id: 'toast', text: 'oven butter butter unheard' }])
    expect(idsOf(await recommender.recommend({ text: 'butter', k: 1 }))).toEqual(['toast'])
    await recommender.removeItems(['toast'])
    expect(idsOf(await recommender.recommend({ text: 'butter', k: 1 }))).toEqual(['heat'])
  })
})

describe('encoders whose columns have no names', () => {
  it('give no numbers for words', async () => {
    const recommender = await library({ encoder: new HashingEncoder() }, [event('ann', 'dune')])
    const search = await recommender.recommend({ text: 'oven butter', k: 1 })
    expect(search.items[0]!.reasons.map(({ text }) => text)).toEqual(['Matches “oven butter”.'])
    expect((await recommender.similarItems('dune', { k: 1 })).items[0]!.reasons[0]!.text).toBe('Like “dune”.')
    expect((await recommender.profile('ann')).terms).toEqual([])
  })
})

describe('latent dimensions in a recommender', () => {
  it('find by words that a text does not have, once they are learned', async () => {
    const options: RecommenderOptions<Item> = {
      encoder: new LsaEncoder({ components: 3 }),
      rank: { weights: { tags: 0, attributes: 0 } },
    }
    const recommender = await library(options)
    expect((await recommender.recommend({ text: 'village' })).strategy).toBe('fresh')
    await recommender.fit()
    // `village` stands in emma alone, which has `marriage` and `ball` in common with the two others.
    const list = await recommender.recommend({ text: 'village', k: 3 })
    expect(idsOf(list).map(shelf)).toEqual(['romance', 'romance', 'romance'])
    for (const { parts } of list.items) expect(parts['content']).toBeGreaterThan(0.5)
  })
})

describe('several encoders with names of their own', () => {
  it('each give their part, with the weights that were asked for, and go through a snapshot together', async () => {
    const options = (): RecommenderOptions<Item> => ({
      encoder: {
        words: new TfidfEncoder(),
        search: new Bm25Encoder(),
        hashed: new HashingEncoder({ dimensions: 4096 }),
        subject: new LsaEncoder({ components: 3 }),
      },
      rank: { weights: { words: 1, search: 2, hashed: 0.5, subject: 0.25 } },
      clock: fixedClock(NOW),
    })
    const recommender = await library(options(), [event('ann', 'dune')])
    const before = await recommender.recommend({ text: 'oven butter', k: 1 })
    expect(Object.keys(before.items[0]!.parts)).toEqual(['words', 'hashed'])
    await recommender.fit()
    const list = await recommender.recommend({ text: 'oven butter', k: 2 })
    expect(idsOf(list)).toEqual(['heat', 'bread'])
    const { parts, score, reasons } = list.items[0]!
    expect(parts).toEqual({
      words: expect.closeTo(1, 6),
      search: expect.closeTo(2, 6),
      hashed: expect.closeTo(0.5, 6),
      subject: expect.closeTo(0.25, 3),
    })
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(score, 9)
    expect(reasons.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(score, 6)
    const bytes = await recommender.toSnapshot()
    const restored = await Recommender.fromSnapshot<Item>(bytes, options())
    for (const query of [{ text: 'oven butter' }, { userId: 'ann' }, { itemId: 'emma' }])
      expect(await restored.recommend(query)).toEqual(await recommender.recommend(query))
  })
})

describe('an encoder that must learn first', () => {
  it('warns once and leaves the answer to the next rung, then works; texts that came before are not lost', async () => {
    const onWarning = recordWarnings()
    const encoder = fakeEncoder(vectors, { mustFit: true })
    const recommender = new Recommender<Item>({ encoder, onWarning, clock: fixedClock(NOW) })
    await recommender.addItems(animals)
    await recommender.observe(event('ann', 'fox'))
    expect((await recommender.recommend({ userId: 'ann' })).strategy).toBe('fresh')
    expect((await recommender.recommend({ text: 'sky' })).strategy).toBe('popular')
    expect(onWarning.warnings).toEqual([{ code: 'not-fitted', message: expect.stringContaining('call fit()') }])
    const report = await recommender.fit()
    expect(report.parts.map(({ name }) => name)).toContain('content')
    expect(encoder.fitted).toEqual([['fox', 'dog', 'sky', 'empty']])
    expect(await recommender.recommend({ userId: 'ann', k: 1 })).toMatchObject({
      strategy: 'personalized',
      items: [{ itemId: 'dog' }],
    })
  })

  it('keeps its state in a snapshot, and not in one of another encoder', async () => {
    const options = { clock: fixedClock(NOW) }
    const recommender = new Recommender<Item>({ ...options, encoder: fakeEncoder(vectors, { mustFit: true }) })
    await recommender.addItems(animals)
    await recommender.fit()
    const bytes = await recommender.toSnapshot()
    const restored = await Recommender.fromSnapshot<Item>(bytes, {
      ...options,
      encoder: fakeEncoder(vectors, { mustFit: true }),
    })
    expect(await restored.recommend({ text: 'dog' })).toEqual(await recommender.recommend({ text: 'dog' }))
    const error = await errorOf(() =>
      Recommender.fromSnapshot(bytes, { encoder: fakeEncoder({ fox: [1, 1] }, { mustFit: true }) }),
    )
    expect([error.code, error.field]).toEqual(['fingerprint-mismatch', 'encoder.content'])
  })

  it('tells two learned states of one configuration apart', async () => {
    const withState = (stateHash: string): Encoder => ({ ...fakeEncoder(vectors), stateHash })
    const recommender = new Recommender<Item>({ encoder: withState('a') })
    await recommender.addItems(animals)
    const bytes = await recommender.toSnapshot()
    await Recommender.fromSnapshot(bytes, { encoder: withState('a') })
    expect(await errorOf(() => Recommender.fromSnapshot(bytes, { encoder: withState('b') }))).toMatchObject({
      code: 'fingerprint-mismatch',
      value: 'b',
    })
  })

  it('takes in items that came while it learned', async () => {
    const encoder = fakeEncoder(vectors, { mustFit: true, wait: later() })
    const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
    await recommender.addItems(animals.slice(0, 2))
    const fitting = recommender.fit()
    await Promise.resolve()
    const adding = recommender.addItems(animals.slice(2))
    await recommender.removeItems(['dog'])
    await Promise.all([fitting, adding])
    expect(recommender.stats().items).toBe(4)
    expect(idsOf(await recommender.recommend({ text: 'sky', k: 1 }))).toEqual(['sky'])
    expect(idsOf(await recommender.similarItems('fox', { k: 9 }))).toEqual(['sky', 'nothing', 'empty'])
  })

  it('queues two fits, and one that is aborted leaves what was there', async () => {
    let running = 0
    let most = 0
    const wait = async (): Promise<void> => {
      running++
      most = Math.max(most, running)
      await later()()
      running--
    }
    const encoder = fakeEncoder(vectors, { mustFit: true, wait })
    const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
    await recommender.addItems(animals)
    await Promise.all([recommender.fit(), recommender.fit()])
    expect([encoder.fitted.length, most]).toEqual([2, 1])
    const before = await recommender.recommend({ text: 'dog' })
    const abort = new AbortController()
    const fitting = recommender.fit({ signal: abort.signal })
    const following = recommender.fit()
    await later(1)()
    abort.abort()
    expect((await errorOf(() => fitting)).code).toBe('aborted')
    await following
    expect(await recommender.recommend({ text: 'dog' })).toEqual(before)
  })

  it('goes back to what it had learned when encoding the items anew fails', async () => {
    // Each fit turns the plane by a quarter; vectors of different fits do not compare.
    const turning = (canSave: boolean): Encoder & { turns: number; fails: boolean } => {
      const encoder = {
        id: 'turning',
        dimensions: 2,
        output: 'dense' as const,
        turns: 0,
        fails: false,
        async fit() {
          encoder.turns++
        },
        async encode(texts: readonly string[], { kind = 'document' }: { kind?: 'query' | 'document' } = {}) {
          if (encoder.fails && kind === 'document') throw new Error('out of memory')
          const values = texts.flatMap((text) => ((text === 'x') === (encoder.turns % 2 === 1) ? [1, 0] : [0, 1]))
          return { kind: 'dense' as const, rows: texts.length, columns: 2, values: new Float32Array(values) }
        },
        ...(canSave
          ? {
              save: () => ({ turns: { json: encoder.turns } }),
              load: (parts: Record<string, unknown>) => {
                encoder.turns = (parts['turns'] as { json: number }).json
              },
            }
          : {}),
      }
      return encoder
    }
    for (const canSave of [true, false]) {
      const encoder = turning(canSave)
      const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
      await recommender.addItems([
        { id: 'y', text: 'y' },
        { id: 'x', text: 'x' },
      ])
      await recommender.fit()
      expect(idsOf(await recommender.recommend({ text: 'x', k: 1 }))).toEqual(['x'])
      encoder.fails = true
      await expect(recommender.fit()).rejects.toThrow('out of memory')
      encoder.fails = false
      const list = await recommender.recommend({ text: 'x', k: 1 })
      expect([list.strategy, idsOf(list)]).toEqual(canSave ? ['content', ['x']] : ['fresh', ['y']])
      await recommender.fit()
      expect(idsOf(await recommender.recommend({ text: 'x', k: 1 }))).toEqual(['x'])
    }
  })
})

describe('calls that overlap', () => {
  /** Lets `n` microtasks pass. */
  const ticks = async (n: number): Promise<void> => {
    for (let tick = 0; tick < n; tick++) await Promise.resolve()
  }

  it('a list holds no item that went while it was made, wherever it was when the item went', async () => {
    for (let n = 0; n < 40; n++) {
      const encoder = {
        words: new HashingEncoder({ dimensions: 256 }),
        meaning: fakeEncoder(vectors, n % 2 ? { wait: () => ticks(5) } : {}),
      }
      const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
      await recommender.addItems([{ id: 'gap', text: 'dog', tags: ['gap'] }, ...animals])
      await recommender.observe(event('ann', 'fox'))
      await recommender.removeItems(['gap'])
      const listing = recommender.recommend({ userId: 'ann', text: 'dog', k: 4, boost: () => 2 })
      await ticks(n)
      let made = false
      void listing.then(() => {
        made = true
      })
      await Promise.resolve()
      const saving = recommender.toSnapshot()
      const removing = recommender.removeItems(['dog'])
      const list = await listing
      await Promise.all([saving, removing])
      if (!made) for (const { itemId, item } of list.items) expect(item.id).toBe(itemId)
      expect(list.items.length).toBeGreaterThanOrEqual(3)
      expect(idsOf(await recommender.recommend({ userId: 'ann', text: 'dog' }))).not.toContain('dog')
    }
  })

  it('items that wait for an encoder keep their tags when the terms are numbered anew meanwhile', async () => {
    const encoder = fakeEncoder(vectors, { wait: later() })
    const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
    await recommender.addItems([
      { id: 'old', text: 'sky', tags: ['first', 'gone'] },
      { id: 'kept', text: 'sky', tags: ['kept'] },
    ])
    const adding = recommender.addItems([
      { id: 'new', text: 'fox', tags: ['kept', 'fresh'] },
      { id: 'other', text: 'fox', tags: ['fresh'] },
    ])
    await recommender.removeItems(['old'])
    await recommender.toSnapshot()
    await adding
    const profileOf = async (itemId: string): Promise<string[]> => {
      await recommender.observe(event(`u-${itemId}`, itemId))
      return (await recommender.profile(`u-${itemId}`)).tags.map(({ value }) => value).sort()
    }
    expect([await profileOf('kept'), await profileOf('new'), await profileOf('other')]).toEqual([
      ['kept'],
      ['fresh', 'kept'],
      ['fresh'],
    ])
  })

  it('vectors of two lengths that wait at the same time: the second call is refused whole', async () => {
    const recommender = new Recommender<Item>({ encoder: fakeEncoder(vectors, { wait: later() }) })
    const [first, second] = await Promise.allSettled([
      recommender.addItems([{ id: 'a', text: 'fox', vector: [1, 0] }]),
      recommender.addItems([
        { id: 'b', text: 'dog' },
        { id: 'c', text: 'sky', vector: [1, 0, 0] },
      ]),
    ])
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
    expect(recommender.stats().items).toBe(1)
    expect(idsOf(await recommender.recommend())).toEqual(['a'])
  })

  it('many at once give what they give one after the other', async () => {
    const recommender = await library(
      {},
      books.slice(0, 5).map(({ id }, n) => event(`u${n}`, id)),
    )
    const queries = Array.from({ length: 20 }, (_, n) => ({ userId: `u${n % 6}`, k: (n % 5) + 1 }))
    const together = await Promise.all(queries.map((query) => recommender.recommend(query)))
    for (const [n, query] of queries.entries()) expect(await recommender.recommend(query)).toEqual(together[n])
  })
})

describe('an encoder of characters', () => {
  it('is waited for, and works after a snapshot as before', async () => {
    const options = { encoder: new TfidfEncoder({ analyzer: 'char-wb', ngramRange: [2, 3] }), clock: fixedClock(NOW) }
    const recommender = new Recommender<Item>(options)
    await recommender.addItems([
      { id: 'a', text: 'planetary' },
      { id: 'b', text: 'kitchen' },
      { id: 'c', text: 'planets' },
    ])
    const list = await recommender.recommend({ text: 'planet' })
    expect(idsOf(list).slice(0, 2).sort()).toEqual(['a', 'c'])
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), {
      ...options,
      encoder: new TfidfEncoder({ analyzer: 'char-wb', ngramRange: [2, 3] }),
    })
    expect(await restored.recommend({ text: 'planet' })).toEqual(list)
  })
})

describe('the built-in encoder of meanings', () => {
  const shelves: readonly Item[] = [
    { id: 'space', text: 'A spacecraft drifts between the stars' },
    { id: 'bread', text: 'How to bake sourdough bread at home' },
    { id: 'dogs', text: '怎样训练一只小狗' },
    { id: 'nothing' },
  ]

  it('finds what means the same without a word in common, in either language, alone or beside words', async () => {
    for (const encoder of ['semantic', { words: 'tfidf', meaning: 'semantic' }] as const) {
      const recommender = new Recommender<Item>({ encoder, clock: fixedClock(NOW) })
      await recommender.addItems(shelves)
      expect(idsOf(await recommender.recommend({ text: 'astronauts in the cosmos', k: 1 }))).toEqual(['space'])
      expect(idsOf(await recommender.recommend({ text: '烤面包的方法', k: 1 }))).toEqual(['bread'])
      expect(idsOf(await recommender.recommend({ text: 'teaching a puppy', k: 1 }))).toEqual(['dogs'])
    }
  })

  it('comes back with a snapshot, and only for the same encoder', async () => {
    const recommender = new Recommender<Item>({ encoder: 'semantic', clock: fixedClock(NOW) })
    await recommender.addItems(shelves)
    const bytes = await recommender.toSnapshot()
    const restored = await Recommender.fromSnapshot<Item>(bytes, { encoder: 'semantic', clock: fixedClock(NOW) })
    const query = { text: 'astronauts in the cosmos' }
    expect(await restored.recommend(query)).toEqual(await recommender.recommend(query))
    const error = await errorOf(() => Recommender.fromSnapshot(bytes, { clock: fixedClock(NOW) }))
    expect([error.code, error.field]).toEqual(['fingerprint-mismatch', 'encoder.content'])
  })
})
