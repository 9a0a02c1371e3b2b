import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { trainAls } from '../../../src/collaborative/factors/als-training.ts'
import { als } from '../../../src/collaborative/index.ts'
import type { Progress } from '../../../src/work.ts'
import { describeCollaborativeModel, groupPairs } from '../../contracts/collaborative-model.ts'
import { fakeWorkers } from '../fake-workers.ts'

const small = { factors: 2, alpha: 5, epochs: 15, regularization: 0.02 }

describe('als', () => {
  for (const solver of ['conjugate-gradient', 'blocks', 'exact'] as const) {
    describe(solver, () => {
      describeCollaborativeModel({
        make: () => als({ ...small, solver, blockSize: 4 }),
        makeOther: () => als({ ...small, solver, blockSize: 4, alpha: 2 }),
        skip: { update: 'an update solves for the users and items that it touches, the rest fixed' },
      })
    })
  }

  describe('beside implicit', () => {
    const fixture = JSON.parse(readFileSync('test/reference/als-implicit.json', 'utf8')) as Fixture
    const { users, items, factors, alpha, regularization } = fixture
    const rows = Array.from({ length: users }, (_, user) => fixture.pairs.filter(([u]) => u === user))
    const matrix = {
      kind: 'sparse' as const,
      rows: users,
      columns: items,
      indptr: Int32Array.from([0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)]),
      indices: Int32Array.from(fixture.pairs, ([, item]) => item),
      values: Float32Array.from(fixture.pairs, ([, , value]) => alpha * value),
    }
    const start = { users: Float32Array.from(fixture.start_users), items: Float32Array.from(fixture.start_items) }
    const common = { width: factors, epochs: 4, regularization, frequencyScaling: 0 }
    const apart = (a: ArrayLike<number>, b: readonly number[]): number =>
      b.reduce((most, value, at) => Math.max(most, Math.abs(value - a[at]!)), 0)

    it('gives the same factors with exact solves', async () => {
      const { exact } = fixture.runs
      const found = await trainAls(matrix, start, { ...common, solver: { kind: 'blocks', size: factors } }, {})
      expect(apart(found.users, exact.users)).toBeLessThan(2e-4)
      expect(apart(found.items, exact.items)).toBeLessThan(2e-4)
    })

    it('gives the same factors with three steps of conjugate gradients', async () => {
      const { gradients } = fixture.runs
      const found = await trainAls(matrix, start, { ...common, solver: { kind: 'gradients', steps: 3 } }, {})
      expect(apart(found.users, gradients.users)).toBeLessThan(1e-3)
      expect(apart(found.items, gradients.items)).toBeLessThan(1e-3)
    })

    it('lowers the squared errors with every sweep, by blocks', async () => {
      let last = Number.POSITIVE_INFINITY
      for (const epochs of [1, 2, 4, 8]) {
        const { users: x, items: y } = await trainAls(
          matrix,
          start,
          { ...common, epochs, solver: { kind: 'blocks', size: 4 } },
          {},
        )
        const product = (user: number, item: number): number =>
          Array.from({ length: factors }, (_, j) => x[user * factors + j]! * y[item * factors + j]!).reduce(
            (a, b) => a + b,
          )
        let loss = regularization * [...x, ...y].reduce((sum, value) => sum + value * value, 0)
        for (let user = 0; user < users; user++) {
          const own = new Map(rows[user]!.map(([, item, value]) => [item, 1 + alpha * value]))
          for (let item = 0; item < items; item++)
            loss += (own.get(item) ?? 1) * ((own.has(item) ? 1 : 0) - product(user, item)) ** 2
        }
        expect(loss).toBeLessThan(last)
        last = loss
      }
    })
  })

  it('folds a history in to where its own user was trained', async () => {
    const model = await als({ ...small, epochs: 200, solver: 'exact' }).fit(groupPairs)
    const parts = model.save!() as unknown as Record<'userFactors' | 'itemFactors', Float32Array>
    const history = groupPairs.filter(({ userId }) => userId === 'g0u0').map(({ itemId }) => itemId)
    const scores = model.scores!(history)
    for (const item of scores.keys()) {
      let product = 0
      for (let j = 0; j < 8; j++) product += parts.userFactors[j]! * parts.itemFactors[item * 8 + j]!
      expect(Math.abs(scores[item]! - product)).toBeLessThan(1e-3)
    }
  })

  it('is pushed away by an entry with a negative value, in shares that still add up', async () => {
    const model = await als(small).fit(groupPairs)
    const liked = ['g0i1', 'g1i1']
    const mixed = [
      { itemId: 'g0i1', value: 1 },
      { itemId: 'g1i1', value: -1 },
    ]
    expect(model.score(mixed, ['g1i2'])[0]!).toBeLessThan(model.score(liked, ['g1i2'])[0]!)
    const shares = model.contributions!(mixed, 'g1i2')
    expect(shares.map(({ itemId }) => itemId)).toEqual(liked)
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(model.score(mixed, ['g1i2'])[0]!, 5)
  })

  it('learns of a new item and a new user by an update, and refuses a bad one whole', async () => {
    const model = await als(small).fit(groupPairs)
    const before = model.toSnapshot!()
    await expect(model.update!([{ userId: 'u', itemId: 'new', value: Number.NaN }])).rejects.toMatchObject({
      field: 'interactions[0].value',
    })
    expect(model.toSnapshot!()).toEqual(before)
    await model.update!(['g0u0', 'g0u1', 'g0u2', 'nobody yet'].map((userId) => ({ userId, itemId: 'new' })))
    expect(model.items!.at(-1)).toBe('new')
    const [own, other] = ['g0', 'g1'].map((group) => model.score([`${group}i1`, `${group}i2`], ['new'])[0]!)
    expect(own!).toBeGreaterThan(2 * Math.abs(other!))
    const loaded = als(small).load!(model.toSnapshot!())
    expect(loaded.recommend(['new'], { k: 3 })).toEqual(model.recommend(['new'], { k: 3 }))
  })

  it('solves in an update what a sweep would solve', async () => {
    const settings = { ...small, epochs: 80, solver: 'exact' as const }
    const model = await als(settings).fit(groupPairs)
    const before = model.scores!(['g0i1', 'g0i2'])
    // Everything is at rest: solving again changes nothing.
    await model.update!([{ userId: 'g0u0', itemId: 'g0i1', value: 0 }])
    for (const [at, score] of model.scores!(['g0i1', 'g0i2']).entries()) expect(score).toBeCloseTo(before[at]!, 3)
  })

  describe('in workers', () => {
    const many = Array.from({ length: 600 }, (_, user) =>
      Array.from({ length: 40 }, (_, n) => ({ userId: `u${user}`, itemId: `i${(user * 7 + n * n * 13) % 500}` })),
    ).flat()
    const settings = { factors: 32, epochs: 3 }

    afterEach(() => vi.unstubAllGlobals())

    it.each(['conjugate-gradient', 'blocks', 'exact'] as const)('gives the bits of one thread (%s)', async (solver) => {
      const one = (await als({ ...settings, solver }).fit(many)).toSnapshot!()
      for (const workers of [2, 3]) {
        const phases: number[] = []
        const onProgress = ({ phase, done }: Progress): unknown => phase === 'als' && phases.push(done)
        const model = await als({ ...settings, solver, workers }).fit(many, { onProgress })
        expect(model.toSnapshot!()).toEqual(one)
        expect(phases.at(-1)).toBe(3)
      }
    })

    it('is the same recipe, whose models either can load', async () => {
      const recipe = als({ ...settings, workers: 2 })
      expect(recipe.id).toBe(als(settings).id)
      const model = await recipe.fit([])
      expect(als(settings).load!(model.save!()).recommend([])).toEqual([])
    })

    it('stops at an abort, and ends its workers', async () => {
      const controller = new AbortController()
      const onProgress = ({ phase }: Progress): void => {
        if (phase === 'als') controller.abort()
      }
      const long = als({ factors: 64, epochs: 10_000, workers: 2 })
      await expect(long.fit(many, { signal: controller.signal, onProgress })).rejects.toMatchObject({ code: 'aborted' })
    })

    it('says so when a worker fails, and ends the others', async () => {
      const { factory, made, ended } = fakeWorkers(({ index, fail }) => {
        if (index === 1) fail('no memory')
      })
      const failing = als({ ...settings, workers: 3, workerFactory: factory }).fit(many)
      await expect(failing).rejects.toMatchObject({ code: 'worker-failed', field: 'workers', cause: 'no memory' })
      expect([made(), ended()]).toEqual([3, 3])
      const refused = () => {
        throw new Error('blob: is refused')
      }
      await expect(als({ ...settings, workers: 2, workerFactory: refused }).fit(many)).rejects.toMatchObject({
        code: 'worker-failed',
        cause: { message: 'blob: is refused' },
      })
    })

    it('trains in one thread where memory cannot be shared', async () => {
      const { factory, made } = fakeWorkers(({ done }) => done())
      const one = await als(settings).fit(many)
      vi.stubGlobal('SharedArrayBuffer', undefined)
      const model = await als({ ...settings, workers: 2, workerFactory: factory }).fit(many)
      expect(made()).toBe(0)
      expect(model.toSnapshot!()).toEqual(one.toSnapshot!())
    })
  })

  it('refuses options that cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => als(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ factors: 0 }, 'factors')
    refused({ factors: 2.5 }, 'factors')
    refused({ alpha: 0 }, 'alpha')
    refused({ regularization: Number.NaN }, 'regularization')
    refused({ epochs: -1 }, 'epochs')
    refused({ frequencyScaling: 2 }, 'frequencyScaling')
    refused({ solver: 'cholesky' }, 'solver')
    refused({ blockSize: 6 }, 'blockSize')
    refused({ factor: 3 }, 'als.factor')
    refused({ workers: 0 }, 'workers')
    refused({ workers: 1.5 }, 'workers')
    refused({ workerFactory: 'a' }, 'workerFactory')
  })
})

interface Fixture {
  readonly users: number
  readonly items: number
  readonly factors: number
  readonly alpha: number
  readonly regularization: number
  readonly pairs: readonly (readonly [number, number, number])[]
  readonly start_users: readonly number[]
  readonly start_items: readonly number[]
  readonly runs: Readonly<
    Record<'exact' | 'gradients', { readonly users: readonly number[]; readonly items: readonly number[] }>
  >
}
