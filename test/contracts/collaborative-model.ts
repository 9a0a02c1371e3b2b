/** What every collaborative model promises, as one suite: a new model is tested by giving it a `make`. */

import { describe, expect, it } from 'vitest'
import type { CollaborativeModel, CollaborativeRecipe, Pair, TrainingData } from '../../src/collaborative/index.ts'

/** The promises by name, for `skip`. */
export type CollaborativePromise =
  | 'groups'
  | 'unseen history'
  | 'unknown items'
  | 'lists'
  | 'ties'
  | 'one item'
  | 'neighbors'
  | 'empty log'
  | 'everything seen'
  | 'equal values'
  | 'bad input'
  | 'too many pairs'
  | 'state'
  | 'identity'
  | 'abort'
  | 'determinism'
  | 'contributions'
  | 'update'

export interface CollaborativeSuite {
  /** The recipe under test, always with the same options. */
  readonly make: () => CollaborativeRecipe
  /** The recipe with other options, whose id must differ. */
  readonly makeOther?: () => CollaborativeRecipe
  /** What the model is given besides behaviour. */
  readonly besides?: Omit<TrainingData, 'interactions'>
  /** How far two ways of computing one number may be apart, as a share of it. Default 1e-5. */
  readonly tolerance?: number
  /** Promises that this model keeps otherwise, with what it does instead. */
  readonly skip?: Partial<Record<CollaborativePromise, string>>
}

const GROUPS = 2
const GROUP_ITEMS = 6

/**
 * Two groups of twenty users and six items each. User u of a group has done something with all of its items but item u % 6, in an order that differs from user to user:
 * what is left over is what to recommend. Two users have done something with everything in both groups.
 */
export const groupPairs: readonly Pair[] = Array.from({ length: GROUPS }, (_, group) =>
  Array.from({ length: 20 }, (_, user) =>
    Array.from({ length: GROUP_ITEMS }, (_, n) => (n + user) % GROUP_ITEMS)
      .filter((item) => item !== user % GROUP_ITEMS)
      .map((item) => ({ userId: `g${group}u${user}`, itemId: `g${group}i${item}` })),
  ).flat(),
)
  .flat()
  .concat(
    ['x', 'y'].flatMap((userId) =>
      Array.from({ length: GROUPS * GROUP_ITEMS }, (_, n) => ({
        userId,
        itemId: `g${n % GROUPS}i${Math.floor(n / GROUPS)}`,
      })),
    ),
  )

const HISTORY = ['g0i1', 'g0i2', 'g0i4', 'g0i5']

/** Runs the suite. */
export function describeCollaborativeModel({
  make,
  makeOther,
  besides,
  tolerance = 1e-5,
  skip = {},
}: CollaborativeSuite): void {
  const data = (interactions: Iterable<Pair>): TrainingData => ({ ...besides, interactions })
  const fitted = (pairs: Iterable<Pair> = groupPairs): Promise<CollaborativeModel> =>
    make().fit(data(pairs), { seed: 1 })
  const promise = (name: CollaborativePromise, title: string, test: () => Promise<void>): void => {
    const reason = skip[name]
    if (reason === undefined) it(title, test)
    else it(title, ({ skip: leave }) => leave(`Deviates: ${reason}.`))
  }
  const near = (actual: number, expected: number, scale = 1): void =>
    expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(scale, Math.abs(expected)))

  describe('as a collaborative model', () => {
    promise('groups', 'recommends to everybody first what is left over of the own group', async () => {
      const model = await fitted()
      for (const group of [0, 1]) {
        for (const user of [0, 1, 2, 3, 4, 5]) {
          const userId = `g${group}u${user}`
          const history = groupPairs.filter((pair) => pair.userId === userId).map(({ itemId }) => itemId)
          expect(model.recommend(history, { k: 1 }).map(({ itemId }) => itemId)).toEqual([`g${group}i${user}`])
        }
      }
    })

    promise('unseen history', 'answers for a history that no user had, and takes ids and entries alike', async () => {
      const model = await fitted()
      const best = model.recommend(['g0i1', 'g0i4'], { k: 4 })
      expect(best.map(({ itemId }) => itemId).sort()).toEqual(['g0i0', 'g0i2', 'g0i3', 'g0i5'])
      const entries = ['g0i1', 'g0i4'].map((itemId) => ({ itemId, value: 1 }))
      expect(model.recommend(entries, { k: 4 })).toEqual(best)
      expect(model.score(['g0i1', 'g0i4'], ['g0i0', 'g1i0'])[0]).toBeGreaterThan(
        model.score(['g0i1', 'g0i4'], ['g0i0', 'g1i0'])[1]!,
      )
    })

    promise('unknown items', 'passes over items that it does not know', async () => {
      const model = await fitted()
      expect(model.recommend(['never seen', ...HISTORY])).toEqual(model.recommend(HISTORY))
      expect([...model.score(HISTORY, ['never seen'])]).toEqual([0])
      expect(model.neighbors('never seen')).toEqual([])
      expect(model.recommend(HISTORY, { candidates: ['never seen'] })).toEqual([])
      expect(model.recommend(['never seen'], { k: 3 })).toHaveLength(3)
      if (model.contributions) expect(model.contributions(HISTORY, 'never seen')).toEqual([])
    })

    promise('lists', 'ranks by score, as many as asked for, without what is seen, among candidates', async () => {
      const model = await fitted()
      const all = model.recommend(HISTORY, { k: 100 })
      expect(all).toHaveLength(GROUPS * GROUP_ITEMS - HISTORY.length)
      expect(all.some(({ itemId }) => HISTORY.includes(itemId))).toBe(false)
      expect(model.recommend(HISTORY, { k: 3 })).toEqual(all.slice(0, 3))
      expect(model.recommend(HISTORY, { k: 100, excludeSeen: false })).toHaveLength(GROUPS * GROUP_ITEMS)
      for (const [at, { score }] of all.slice(1).entries()) expect(score).toBeLessThanOrEqual(all[at]!.score)
      const some = ['g1i3', 'g0i3', 'g0i1', 'g0i3']
      const among = model.recommend(HISTORY, { candidates: some })
      expect(among.map(({ itemId }) => itemId)).toEqual(
        all.map(({ itemId }) => itemId).filter((id) => some.includes(id)),
      )
      const scores = model.scores!(HISTORY)
      expect(scores).toHaveLength(model.items!.length)
      const given = model.score(HISTORY, model.items!)
      for (const [at, id] of model.items!.entries()) {
        near(given[at]!, scores[at]!)
        const listed = all.find(({ itemId }) => itemId === id)
        if (listed) near(listed.score, scores[at]!)
      }
    })

    promise('ties', 'puts equal scores in the order of its items', async () => {
      const twins = ['c', 'b', 'a'].flatMap((itemId) => ['u', 'v'].map((userId) => ({ userId, itemId })))
      const model = await fitted(twins)
      const list = model.recommend([], { k: 3 })
      expect(list.every(({ score }) => score === list[0]!.score)).toBe(true)
      expect(list.map(({ itemId }) => itemId)).toEqual(['c', 'b', 'a'])
    })

    promise('one item', 'takes one user, one item, one event, and says nothing else', async () => {
      const one = await fitted([{ userId: 'u', itemId: 'a' }])
      expect(one.items).toEqual(['a'])
      expect(one.recommend(['a'])).toEqual([])
      expect(one.recommend([]).map(({ itemId }) => itemId)).toEqual(['a'])
      expect(one.neighbors('a')).toEqual([])
      expect(Number.isFinite(one.score(['a'], ['a'])[0])).toBe(true)
      const user = await fitted(['a', 'b', 'c'].map((itemId) => ({ userId: 'u', itemId })))
      expect(user.recommend(['a', 'b']).map(({ itemId }) => itemId)).toEqual(['c'])
    })

    promise('neighbors', 'finds the neighbours of an item in its own group, best first', async () => {
      const model = await fitted()
      const found = model.neighbors('g1i2', 5)
      expect(found.map(({ itemId }) => itemId).sort()).toEqual(['g1i0', 'g1i1', 'g1i3', 'g1i4', 'g1i5'])
      for (const [at, { score }] of found.slice(1).entries()) expect(score).toBeLessThanOrEqual(found[at]!.score)
      expect(model.neighbors('g1i2', 2)).toEqual(found.slice(0, 2))
    })

    promise('empty log', 'knows nothing after an empty log, and says so by empty answers', async () => {
      const model = await fitted([])
      expect(model.recommend([])).toEqual([])
      expect(model.recommend(['a'])).toEqual([])
      expect([...model.score(['a'], ['a', 'b'])]).toEqual([0, 0])
      expect(model.neighbors('a')).toEqual([])
      const loaded = make().load!(model.save!())
      expect(loaded.recommend(['a'])).toEqual([])
    })

    promise('everything seen', 'has nothing left for who has seen everything', async () => {
      const model = await fitted()
      expect(model.recommend([...model.items!])).toEqual([])
    })

    promise('equal values', 'gives finite numbers where all values are equal, large, small or zero', async () => {
      for (const value of [3, 1e6, 1e-6, 0]) {
        const model = await fitted(groupPairs.map((pair) => ({ ...pair, value })))
        expect(model.scores!(HISTORY).every(Number.isFinite)).toBe(true)
        expect(model.neighbors('g0i0', 3).every(({ score }) => Number.isFinite(score))).toBe(true)
      }
    })

    promise(
      'too many pairs',
      'refuses more pairs than can be numbered, with their number, before it reads one',
      async () => {
        const length = 2 ** 31
        const error = { code: 'limit-exceeded', field: 'interactions', value: length }
        // An array of nothing: it has its length without taking memory for it.
        const pairs: Pair[] = new Array(length)
        await expect(make().fit(pairs)).rejects.toMatchObject(error)
        await expect(make().fit(data(pairs))).rejects.toThrow(/2147483648 interactions/)
      },
    )

    promise('bad input', 'refuses what cannot be right, by name', async () => {
      const first = groupPairs[0]!
      const refused = (pairs: unknown, field: string): Promise<void> =>
        expect(make().fit(pairs as Pair[])).rejects.toMatchObject({ code: 'invalid-argument', field })
      await refused([first, { ...first, value: Number.NaN }], 'interactions[1].value')
      await refused([{ ...first, value: -1 }], 'interactions[0].value')
      await refused([{ ...first, value: Number.POSITIVE_INFINITY }], 'interactions[0].value')
      await refused([{ userId: 'u' }], 'interactions[0].itemId')
      await refused([{ userId: 7, itemId: 'a' }], 'interactions[0].userId')
      await refused([{ itemId: 'a' }], 'interactions[0].userId')
      await refused([first, { itemId: 'a' }], 'interactions[1].userId')
      await refused([null], 'interactions[0]')
      await refused([first, { ...first, timestamp: 1e12 }], 'interactions')
      await refused(undefined, 'interactions')
      await refused('a text'.length, 'interactions')
      await expect(make().fit([first], { seed: 0.5 })).rejects.toMatchObject({ field: 'seed' })
      const model = await fitted()
      const throws = (call: () => unknown, field: string): void =>
        expect(call).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
      throws(() => model.recommend('a' as unknown as string[]), 'history')
      throws(() => model.recommend([{ itemId: 'g0i0', value: Number.NaN }]), 'history[0].value')
      throws(() => model.recommend([null as unknown as string]), 'history[0]')
      throws(() => model.recommend([], { k: 0 }), 'k')
      throws(() => model.recommend([], { top: 3 } as object), 'recommend.top')
      throws(() => model.neighbors('g0i0', 0), 'k')
    })

    promise(
      'state',
      'comes back out of what it has saved, and is refused where another recipe has made it',
      async () => {
        const model = await fitted()
        for (const saved of [model.save!(), model.toSnapshot!()]) {
          const loaded = make().load!(saved)
          expect(loaded.name).toBe(model.name)
          expect(loaded.items).toEqual(model.items)
          expect(loaded.recommend(HISTORY, { k: 100 })).toEqual(model.recommend(HISTORY, { k: 100 }))
          expect(loaded.neighbors('g0i0', 5)).toEqual(model.neighbors('g0i0', 5))
          expect(loaded.contributions?.(HISTORY, 'g0i3')).toEqual(model.contributions?.(HISTORY, 'g0i3'))
          expect(loaded.toSnapshot!()).toEqual(model.toSnapshot!())
        }
        const throws = (call: () => unknown, code: string): void =>
          expect(call).toThrow(expect.objectContaining({ code }))
        throws(() => make().load!({}), 'snapshot-corrupt')
        throws(() => make().load!(model.toSnapshot!().slice(0, -9)), 'snapshot-corrupt')
        if (makeOther !== undefined) throws(() => makeOther().load!(model.save!()), 'fingerprint-mismatch')
      },
    )

    promise(
      'identity',
      'has an id that stands for its options, and refuses options that it does not have',
      async () => {
        expect(make().id).toBe(make().id)
        expect(make().name).toBe((await fitted([])).name)
        if (makeOther !== undefined) expect(makeOther().id).not.toBe(make().id)
      },
    )

    promise('abort', 'stops at an aborted signal, before the work and during it, and reports progress', async () => {
      const aborted = { code: 'aborted' }
      await expect(make().fit(data(groupPairs), { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted)
      const controller = new AbortController()
      const stopped = make().fit(data(groupPairs), { signal: controller.signal, onProgress: () => controller.abort() })
      await expect(stopped).rejects.toMatchObject(aborted)
      const phases: string[] = []
      await make().fit(data(groupPairs), { onProgress: ({ phase }) => phases.push(phase) })
      expect(phases.length).toBeGreaterThan(0)
    })

    promise(
      'determinism',
      'learns the same from the same data and seed, from a list and from an iterator',
      async () => {
        const model = await fitted()
        const snapshot = model.toSnapshot!()
        expect((await fitted()).toSnapshot!()).toEqual(snapshot)
        expect((await fitted(new Set(groupPairs).values())).toSnapshot!()).toEqual(snapshot)
      },
    )

    promise('contributions', 'takes a score apart into what each entry gives to it', async () => {
      const model = await fitted()
      if (model.contributions === undefined) return
      const histories = [
        HISTORY,
        ['g0i3'],
        [],
        [...HISTORY, 'g0i1', 'g1i1'],
        HISTORY.map((itemId, at) => ({ itemId, value: at + 0.5 })),
      ]
      for (const history of histories) {
        const scores = model.scores!(history)
        for (const [at, id] of model.items!.entries()) {
          const shares = model.contributions(history, id)
          const sum = shares.reduce((total, { share }) => total + share, 0)
          near(sum, scores[at]!, Math.max(1e-3, ...shares.map(({ share }) => Math.abs(share))))
          const known = history.map((entry) => (typeof entry === 'string' ? entry : entry.itemId))
          expect(shares.every(({ itemId }) => known.includes(itemId))).toBe(true)
        }
      }
    })

    promise('update', 'learns from further behaviour as if it had been there at fit', async () => {
      const half = Math.floor(groupPairs.length / 2)
      const model = await fitted(groupPairs.slice(0, half))
      if (model.update === undefined) return
      const before = model.toSnapshot!()
      await expect(model.update([{ userId: 'u', itemId: 'new', value: Number.NaN }])).rejects.toMatchObject({
        field: 'interactions[0].value',
      })
      expect(model.toSnapshot!()).toEqual(before)
      await model.update(groupPairs.slice(half, half + 7))
      await model.update(groupPairs.slice(half + 7))
      const fresh = await fitted()
      expect(model.items).toEqual(fresh.items)
      const [updated, expected] = [model.scores!(HISTORY), fresh.scores!(HISTORY)]
      for (const [at, score] of expected.entries()) near(updated[at]!, score)
    })
  })
}
