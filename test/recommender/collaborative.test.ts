import { describe, expect, it } from 'vitest'
import { HistoryModel, type IndexedHistory } from '../../src/collaborative/history-model.ts'
import { als, type CollaborativeRecipe, ease, type HistoryEntry, itemKnn } from '../../src/collaborative/index.ts'
import { readInteractions, trainingData, userItemMatrix } from '../../src/collaborative/interactions.ts'
import { type Interaction, type Item, Recommender, type RecommenderOptions } from '../../src/index.ts'
import { unpackSnapshot } from '../../src/snapshot/container.ts'
import { jsonPart, type SnapshotParts } from '../../src/snapshot/parts.ts'
import { fixedClock, recordWarnings } from '../../src/testing/index.ts'
import { idsOf, NOW } from '../worlds/books.ts'
import { errorOf } from '../worlds/errors.ts'

/** Counts how many users dealt with both. */
class Together extends HistoryModel {
  readonly name: string = 'together'
  readonly bytes = 1
  readonly counts: readonly (readonly number[])[]

  constructor(items: readonly string[], counts: readonly (readonly number[])[]) {
    super(items)
    this.counts = counts
  }

  protected scoreAll({ items }: IndexedHistory): Float32Array {
    const scores = new Float32Array(this.items.length)
    for (const from of items) for (const [to, count] of this.counts[from]!.entries()) scores[to]! += count
    return scores
  }

  neighbors(): [] {
    return []
  }

  contributions(history: readonly HistoryEntry[], itemId: string): { itemId: string; share: number }[] {
    const to = this.indexOf(itemId)
    const { items } = this.readHistory(history)
    return Array.from(items, (from) => ({ itemId: this.items[from]!, share: this.counts[from]![to]! }))
  }

  save(): SnapshotParts {
    return { items: { json: [...this.items] }, counts: { json: this.counts.map((row) => [...row]) } }
  }
}

const together = (overrides: Partial<CollaborativeRecipe> = {}): CollaborativeRecipe => ({
  name: 'together',
  id: 'together@1',
  async fit(given, options) {
    const read = await readInteractions(trainingData(given).interactions, options)
    const { rows, columns, indptr, indices } = await userItemMatrix(read, 'binary')
    const counts = Array.from({ length: columns }, () => new Array<number>(columns).fill(0))
    for (let row = 0; row < rows; row++) {
      const items = indices.subarray(indptr[row]!, indptr[row + 1]!)
      for (const a of items) for (const b of items) if (a !== b) counts[a]![b]!++
    }
    return new Together(read.items.all(), counts)
  },
  load: (saved) => {
    const parts = saved instanceof Uint8Array ? unpackSnapshot(saved) : saved
    return new Together(jsonPart(parts, 'items') as string[], jsonPart(parts, 'counts') as unknown as number[][])
  },
  ...overrides,
})

const items: readonly Item[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => ({ id }))
const like = (userId: string, ...ids: string[]): Interaction[] =>
  ids.map((itemId, at) => ({ userId, itemId, type: 'like', timestamp: NOW - 1000 + at }))
const log = [...like('1', 'a', 'b', 'c'), ...like('2', 'a', 'b'), ...like('3', 'd', 'e'), ...like('4', 'd', 'e', 'f')]

async function made(options: Partial<RecommenderOptions<Item>> = {}): Promise<Recommender<Item>> {
  const recommender = new Recommender<Item>({ collaborative: together(), clock: fixedClock(NOW), ...options })
  await recommender.addItems(items)
  await recommender.observe(log)
  return recommender
}

describe('a collaborative model', () => {
  it('is learned by fit, and ranks by what others did, for users who came later too', async () => {
    const recommender = await made()
    const report = await recommender.fit()
    expect(report.parts.map(({ name }) => name)).toEqual(['content', 'vector', 'tags', 'attributes', 'together'])
    await recommender.observe(like('new', 'a'))
    const list = await recommender.recommend({ userId: 'new' })
    expect(list.strategy).toBe('personalized')
    expect(idsOf(list).slice(0, 2)).toEqual(['b', 'c'])
    const [first] = list.items
    expect(first?.parts['together']).toBeCloseTo(1, 6)
    expect(Object.values(first!.parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(first!.score, 6)
    expect(first?.reasons.find(({ kind }) => kind === 'together')).toMatchObject({
      itemId: 'a',
      eventId: 'new#1',
      behavior: 'like',
      text: 'You liked “a”; those who chose it chose this too.',
    })
    expect(idsOf(await recommender.recommend({ history: ['d'], k: 1 }))).toEqual(['e'])
    expect(idsOf(await recommender.similarItems('d', { k: 1 }))).toEqual(['e'])
  })

  it('says so in Chinese, and where it cannot say from which item', async () => {
    const recommender = await made({ locale: 'zh' })
    await recommender.fit()
    const list = await recommender.recommend({ history: ['a'], k: 1 })
    expect(list.items[0]?.reasons[0]?.text).toBe('你看过《a》，选择它的人也选择了这个。')
    const silent = together()
    const recipe = together({
      fit: async (...given) => {
        const model = await silent.fit(...given)
        return { name: model.name, recommend: () => [], neighbors: () => [], score: model.score.bind(model) }
      },
    })
    const other = await made({ collaborative: recipe })
    await other.fit()
    const { reasons } = (await other.recommend({ history: ['a'], k: 1 })).items[0]!
    expect(reasons[0]).toMatchObject({ kind: 'others', source: 'together' })
  })

  it('leaves the lead to what fits where the query asks in words, which a model cannot read', async () => {
    const shelf = (id: string): Item => ({ id, text: id === 'e' ? 'detective' : 'gardens' })
    const recommender = new Recommender<Item>({ collaborative: together(), clock: fixedClock(NOW) })
    await recommender.addItems(items.map(({ id }) => shelf(id)))
    await recommender.observe(log)
    await recommender.fit()
    const list = await recommender.recommend({ userId: '2', text: 'detective' })
    expect(idsOf(list).slice(0, 2)).toEqual(['e', 'c'])
    const share = (parts: Readonly<Record<string, number>>): number => parts['together'] ?? 0
    const alone = await recommender.recommend({ userId: '2' })
    expect(share(list.items[1]!.parts)).toBeCloseTo(0.2 * share(alone.items[0]!.parts), 6)
  })

  it('leaves out what is gone, closed, or not allowed, and finds what came back', async () => {
    const recommender = await made()
    await recommender.fit()
    await recommender.removeItems(['b'])
    expect(idsOf(await recommender.recommend({ history: ['a'] }))).not.toContain('b')
    await recommender.addItems([{ id: 'b' }])
    expect(idsOf(await recommender.recommend({ history: ['a'], k: 1 }))).toEqual(['b'])
    expect(idsOf(await recommender.recommend({ history: ['a'], k: 1, exclude: ['b'] }))).toEqual(['c'])
  })

  it('comes back with a snapshot, for the same recipe only', async () => {
    const recommender = await made()
    await recommender.fit()
    const bytes = await recommender.toSnapshot()
    const options = { collaborative: together(), clock: fixedClock(NOW) }
    const restored = await Recommender.fromSnapshot<Item>(bytes, options)
    for (const query of [{ userId: '2' }, { history: ['d'] }, { itemId: 'a' }])
      expect(await restored.recommend(query)).toEqual(await recommender.recommend(query))
    for (const collaborative of [false, together({ id: 'together@2' }), together({ name: 'other' })] as const) {
      const error = await errorOf(() => Recommender.fromSnapshot(bytes, { ...options, collaborative }))
      expect(error.code).toBe('fingerprint-mismatch')
      expect(error.field).toMatch(/^collaborative\./)
    }
  })

  it('says in words what a recipe was and is', async () => {
    const recommender = new Recommender<Item>({ collaborative: als({ factors: 2, epochs: 1 }), clock: fixedClock(NOW) })
    await recommender.addItems([{ id: 'a' }, { id: 'b' }])
    const bytes = await recommender.toSnapshot()
    const message = async (collaborative: RecommenderOptions<Item>['collaborative'] & {}): Promise<string> =>
      (await errorOf(() => Recommender.fromSnapshot<Item>(bytes, { collaborative }))).message
    expect(await message(als({ factors: 3, epochs: 1 }))).toBe(
      'The snapshot was made with another `collaborative.als`: `factors` was 2 and is 3. Pass the options it was made with, or add the items anew.',
    )
    expect(await message(false)).toContain('made with `collaborative.als`, which the options do not have.')
    expect(await message([als({ factors: 2, epochs: 1 }), itemKnn()])).toContain(
      'made without `collaborative.itemKnn`, which the options have.',
    )
  })

  it('tells once that a model has not learned yet, with the first list, until it has', async () => {
    const onWarning = recordWarnings()
    const items = ['a', 'b'].map((id) => ({ id, text: id }))
    const options = { collaborative: [itemKnn(), 'auto' as never], onWarning, clock: fixedClock(NOW) }
    const recommender = new Recommender<Item>(options)
    await recommender.addItems(items)
    expect(onWarning.warnings).toEqual([])
    await recommender.recommend({ userId: 'ann' })
    await recommender.similarItems('a')
    const warning = (name: string) => ({
      code: 'not-fitted',
      message: `The collaborative model \`${name}\` has to learn first: call fit(). Until then lists do without it.`,
    })
    expect(onWarning.warnings).toEqual([warning('itemKnn'), warning('auto')])

    const fitted = recordWarnings()
    const other = new Recommender<Item>({ collaborative: itemKnn(), onWarning: fitted, clock: fixedClock(NOW) })
    await other.addItems(items)
    await other.observe(['a', 'b'].map((itemId) => ({ userId: 'ann', itemId, type: 'like' })))
    await other.fit()
    await other.recommend({ userId: 'ann' })
    expect(fitted.warnings).toEqual([])
    const restored = await Recommender.fromSnapshot<Item>(await other.toSnapshot(), {
      collaborative: itemKnn(),
      onWarning: fitted,
    })
    await restored.explain({ userId: 'ann' }, 'a')
    expect(fitted.warnings).toEqual([])
    for (const ask of [(one: Recommender) => one.rank({}, ['a']), (one: Recommender) => one.explain({}, 'a')]) {
      const early = recordWarnings()
      const unfitted = new Recommender<Item>({ collaborative: itemKnn(), onWarning: early })
      await unfitted.addItems(items)
      await ask(unfitted)
      expect(early.warnings.map(({ code }) => code)).toEqual(['not-fitted'])
    }
  })

  it('goes on serving when a later fit is aborted or fails', async () => {
    let fail = false
    const recipe = together()
    const recommender = await made({
      collaborative: together({
        fit: (given, options) => (fail ? Promise.reject(new Error('no')) : recipe.fit(given, options)),
      }),
    })
    await recommender.fit()
    const before = await recommender.recommend({ history: ['a'] })
    fail = true
    await expect(recommender.fit()).rejects.toThrow('no')
    expect(await recommender.recommend({ history: ['a'] })).toEqual(before)
    await expect(recommender.fit({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' })
    expect(await recommender.recommend({ history: ['a'] })).toEqual(before)
  })

  it('goes on serving when a later fit is aborted with its models learned', async () => {
    const abort = new AbortController()
    const recipe = together()
    let stop = false
    const recommender = await made({
      collaborative: together({
        fit: async (given, options) => {
          const model = await recipe.fit(given, options)
          if (stop) abort.abort()
          return model
        },
      }),
    })
    await recommender.fit()
    await recommender.observe(like('5', 'a', 'f'))
    const before = await recommender.recommend({ history: ['a'] })
    expect(idsOf(before)[0]).toBe('b')
    stop = true
    await expect(recommender.fit({ signal: abort.signal })).rejects.toMatchObject({ code: 'aborted' })
    expect(await recommender.recommend({ history: ['a'] })).toEqual(before)
    stop = false
    await recommender.fit()
    const shareOf = ({ items }: typeof before): number | undefined =>
      items.find(({ itemId }) => itemId === 'f')?.parts['together']
    expect(shareOf(before)).toBeUndefined()
    expect(shareOf(await recommender.recommend({ history: ['a'] }))).toBeGreaterThan(0)
  })

  it.each([itemKnn(), ease(), als({ factors: 2 })])(
    'has nothing for a user who saw everything, by $name',
    async (recipe) => {
      const recommender = await made({ collaborative: recipe })
      await recommender.observe(like('all', ...items.map(({ id }) => id)))
      await recommender.fit()
      const query = { userId: 'all' }
      expect((await recommender.recommend(query)).items).toEqual([])
      expect(idsOf(await recommender.rank(query, ['b', 'a'])).sort()).toEqual(['a', 'b'])
      const again = await recommender.recommend({ ...query, excludeSeen: false })
      expect(idsOf(again).sort()).toEqual(items.map(({ id }) => id))
      expect(again.items.every(({ score }) => Number.isFinite(score))).toBe(true)
    },
  )

  it.each([itemKnn(), ease(), als({ factors: 2 })])(
    'never lists what was removed after fit, by $name',
    async (recipe) => {
      const recommender = await made({ collaborative: recipe })
      await recommender.fit()
      for (const gone of ['b', 'a', 'c']) {
        await recommender.removeItems([gone])
        // Of the history too: what it says is still known.
        const list = await recommender.recommend({ history: ['a'], k: 10 })
        expect(idsOf(list)).not.toContain(gone)
        expect((await recommender.recommend({ userId: '1' })).items.every(({ item }) => item !== undefined)).toBe(true)
      }
      expect(idsOf(await recommender.recommend({ userId: '1' })).sort()).toEqual(['d', 'e', 'f'])
    },
  )

  it('is named among what forgets only with the next fit, and has forgotten then', async () => {
    const recommender = await made()
    await recommender.fit()
    expect(await recommender.forget('1')).toEqual({ events: 3, pendingUntilFit: ['together'] })
    await recommender.fit()
    const list = await recommender.recommend({ history: ['c'] })
    expect(list.items.every(({ parts }) => parts['together'] === undefined)).toBe(true)
  })

  it('does without where there is nothing to learn from', async () => {
    const recommender = new Recommender<Item>({ collaborative: together(), clock: fixedClock(NOW) })
    await recommender.addItems(items)
    await recommender.fit()
    expect(idsOf(await recommender.recommend({ k: 2 }))).toEqual(['a', 'b'])
  })

  it.each([
    [{ collaborative: 'ease' }, 'ease'],
    [{ collaborative: [together(), together()] }, 'an object'],
    [{ collaborative: { name: 'x' } }, 'an object'],
    [{ collaborative: together({ name: 'popular' }) }, 'an object'],
  ])('refuses %o', (options, shown) => {
    expect(() => new Recommender(options as unknown as RecommenderOptions<Item>)).toThrow(shown)
  })
})

describe('weights of the sources', () => {
  /** Two circles of taste; popularity and content say nothing about them. */
  const world = (): { items: Item[]; events: Interaction[] } => {
    const all = Array.from({ length: 60 }, (_, at) => ({ id: `i${at}`, text: `word${at % 7}` }))
    let state = 7
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return state / 2 ** 32
    }
    const events = Array.from({ length: 120 }, (_, user) => {
      const circle = user % 4
      const ids = new Set<string>()
      while (ids.size < 8) ids.add(`i${circle * 15 + Math.floor(random() * 15)}`)
      return [...ids].map((itemId, at): Interaction => {
        return { userId: `u${user}`, itemId, type: 'like', timestamp: NOW - 1e6 + at }
      })
    })
    return { items: all, events: events.flat() }
  }

  it('are fitted to behaviour held out, and stand only where they are better than the defaults', async () => {
    const { items: all, events } = world()
    const recommender = new Recommender<Item>({ collaborative: together(), clock: fixedClock(NOW) })
    await recommender.addItems(all)
    await recommender.observe(events)
    const { parts } = await recommender.fit()
    const { quality } = parts.find(({ name }) => name === 'weights')!
    expect(quality!['ndcgMany']).toBeGreaterThan(quality!['ndcgManyDefault']! * 1.02)
    const again = await recommender.fit()
    expect(again.parts.find(({ name }) => name === 'weights')?.quality).toEqual(quality)
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), {
      collaborative: together(),
      clock: fixedClock(NOW),
    })
    expect(await restored.recommend({ userId: 'u5' })).toEqual(await recommender.recommend({ userId: 'u5' }))
  })

  it("give way to the app's own", async () => {
    const { items: all, events } = world()
    const recommender = new Recommender<Item>({
      collaborative: together(),
      rank: { weights: { together: 0, popular: 1 } },
      clock: fixedClock(NOW),
    })
    await recommender.addItems(all)
    await recommender.observe(events)
    await recommender.fit()
    const list = await recommender.recommend({ userId: 'u5' })
    expect(list.items.every(({ parts }) => parts['together'] === undefined)).toBe(true)
  })
})

describe('exposure', () => {
  /** Two circles of readers with books of their own, and one book that content and popularity bring to everybody. */
  function readers(): { items: Item[]; events: Interaction[] } {
    const items = Array.from({ length: 40 }, (_, at) => ({ id: `i${at}`, tags: [`circle ${at % 2}`] }))
    const hit = { id: 'hit', tags: ['circle 0', 'circle 1'] }
    const events = Array.from({ length: 40 }, (_, user) => {
      const liked = Array.from({ length: 3 }, (_, at) => `i${((user * 7 + at * 4) % 20) * 2 + (user % 2)}`)
      const all = user < 20 ? [...liked, 'hit'] : liked
      return all.map((itemId): Interaction => ({ userId: `u${user}`, itemId, type: 'like', timestamp: NOW - 1000 }))
    })
    return { items: [hit, ...items], events: events.flat() }
  }

  it('is measured by fit, without a model too, and holds back what everybody gets where diversity is asked for', async () => {
    const { items: all, events } = readers()
    const options = { clock: fixedClock(NOW) }
    const recommender = new Recommender<Item>(options)
    await recommender.addItems(all)
    await recommender.observe(events)
    const query = { userId: 'u30', k: 10, diversity: 1 }
    const placeOf = (list: { items: readonly { itemId: string }[] }): number => idsOf(list).indexOf('hit')
    const before = await recommender.recommend(query)
    expect(placeOf(before)).toBe(0)
    const plain = await recommender.recommend({ userId: 'u30', k: 10 })
    const { parts } = await recommender.fit()
    expect(parts.map(({ name }) => name)).toContain('exposure')
    const after = await recommender.recommend(query)
    expect(placeOf(after)).not.toBe(0)
    // Nothing else changes: neither lists without diversity, nor those for a question or for nobody.
    expect(idsOf(await recommender.recommend({ userId: 'u30', k: 10 }))).toEqual(idsOf(plain))
    const stranger = { userId: 'stranger', k: 10, diversity: 1 }
    expect(placeOf(await recommender.recommend(stranger))).toBe(0)
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), options)
    expect(await restored.recommend(query)).toEqual(after)
    expect((await recommender.forget('u3')).pendingUntilFit).toEqual(['exposure'])
  })

  it('is not measured on a handful of users', async () => {
    const recommender = await made()
    await recommender.fit()
    expect((await recommender.forget('1')).pendingUntilFit).toEqual(['together'])
  })
})

describe("'auto'", () => {
  it('chooses a model, keeps it in snapshots, and its part has its name', async () => {
    const recommender = await made({ collaborative: 'auto' })
    const { parts } = await recommender.fit()
    expect(parts.map(({ name }) => name)).toContain('auto')
    const list = await recommender.recommend({ history: ['a'] })
    const restored = await Recommender.fromSnapshot<Item>(await recommender.toSnapshot(), {
      collaborative: 'auto',
      clock: fixedClock(NOW),
    })
    expect(await restored.recommend({ history: ['a'] })).toEqual(list)
  })
})
