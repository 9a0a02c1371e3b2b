import { readFileSync } from 'node:fs'
import { inverse, Matrix } from 'ml-matrix'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type CollaborativeRecipe, ease, edlae, type TrainingData } from '../../../src/collaborative/index.ts'
import { randomNumbers } from '../../../src/math/random.ts'
import type { Progress } from '../../../src/work.ts'
import { describeCollaborativeModel, groupPairs } from '../../contracts/collaborative-model.ts'
import { fakeWorkers } from '../fake-workers.ts'

describe('ease', () => {
  describeCollaborativeModel({ make: () => ease({ regularization: 5 }), makeOther: () => ease({ regularization: 6 }) })

  describe('by its approximation', () => {
    describeCollaborativeModel({
      make: () => ease({ regularization: 5, approximate: 'always', neighbors: 8 }),
      makeOther: () => ease({ regularization: 5, approximate: 'always', neighbors: 9 }),
    })
  })

  describe('with values', () => {
    describeCollaborativeModel({ make: () => ease({ regularization: 5, binary: false }) })
  })
})

describe('edlae', () => {
  describeCollaborativeModel({
    make: () => edlae({ regularization: 5 }),
    makeOther: () => edlae({ regularization: 5, dropout: 0.5 }),
  })
})

describe('beside numpy', () => {
  const fixture = JSON.parse(readFileSync('test/reference/ease-numpy.json', 'utf8')) as Fixture
  const data: TrainingData = {
    interactions: fixture.pairs.map(([user, item]) => ({ userId: `u${user}`, itemId: `i${item}` })),
  }
  const items = fixture.features.map((features, item) => ({ id: `i${item}`, features: features.map((f) => `f${f}`) }))

  async function apart(recipe: CollaborativeRecipe, given: TrainingData, expected: readonly number[]): Promise<number> {
    const model = await recipe.fit(given)
    let most = 0
    for (let from = 0; from < fixture.items; from++) {
      const ids = Array.from({ length: fixture.items }, (_, to) => `i${to}`)
      for (const [to, weight] of model.score([`i${from}`], ids).entries())
        most = Math.max(most, Math.abs(weight - expected[from * fixture.items + to]!))
    }
    return most
  }

  it('gives the weights of the closed form', async () => {
    expect(await apart(ease({ regularization: 7 }), data, fixture.ease)).toBeLessThan(1e-5)
    expect(await apart(edlae({ regularization: 7, dropout: 0.25 }), data, fixture.edlae)).toBeLessThan(1e-5)
  })

  it('stacks features of items below the users', async () => {
    const stacked = { ...data, items }
    expect(await apart(ease({ regularization: 7, featureWeight: 2 }), stacked, fixture.stacked)).toBeLessThan(1e-5)
    expect(await apart(ease({ regularization: 7, featureWeight: 0 }), stacked, fixture.ease)).toBeLessThan(1e-5)
  })

  it('approximates the same: exactly where every item is a neighbour, and better with more of them', async () => {
    const approximate = (neighbors: number): Promise<number> =>
      apart(ease({ regularization: 7, approximate: 'always', neighbors }), data, fixture.ease)
    expect(await approximate(22)).toBeLessThan(1e-5)
    const [few, more] = [await approximate(4), await approximate(12)]
    expect(more).toBeLessThan(few)
  })
})

describe('the regularisation where none is given', () => {
  const random = randomNumbers(8, 0)
  const pairs = Array.from({ length: 400 }, () => ({
    userId: `u${Math.floor(random() * 60)}`,
    itemId: `i${Math.floor(random() ** 2 * 30)}`,
    value: 1 + Math.floor(random() * 3),
  }))
  const values = new Map<string, number>()
  for (const { userId, itemId, value } of pairs)
    values.set(`${userId} ${itemId}`, (values.get(`${userId} ${itemId}`) ?? 0) + value)

  /** The sum of the squares of the items' sums over the sum of these. */
  function usual(of: (value: number) => number): number {
    const sums = new Map<string, number>()
    for (const [pair, value] of values) {
      const item = pair.split(' ')[1]!
      sums.set(item, (sums.get(item) ?? 0) + of(value))
    }
    const total = [...sums.values()].reduce((sum, one) => sum + one, 0)
    return [...sums.values()].reduce((sum, one) => sum + one * one, 0) / total
  }

  it.each([
    ['the number of users of the item of an average pair', {}, usual(() => 1)],
    ['the same of squares, with values', { binary: false }, usual((value) => value * value)],
    ['the same in the approximation', { approximate: 'always' }, usual(() => 1)],
  ] as const)('is %s', async (_, options, regularization) => {
    const items = Array.from({ length: 30 }, (__, at) => ({ id: `i${at}`, features: [`f${at % 3}`] }))
    for (const make of [ease, edlae]) {
      const weights = async (given: object): Promise<unknown> =>
        (await make({ ...options, ...given }).fit({ interactions: pairs, items })).save!()['weights']
      expect(await weights({})).toEqual(await weights({ regularization }))
      expect(await weights({})).not.toEqual(await weights({ regularization: 2 * regularization }))
    }
  })

  it('is not the same configuration as a number, and needs no behaviour', async () => {
    expect(ease().id).not.toBe(ease({ regularization: usual(() => 1) }).id)
    expect(ease().id).toBe(ease({ ...{ regularization: undefined } } as object).id)
    const model = await ease().fit([{ userId: 'u', itemId: 'i', value: 0 }])
    expect(model.recommend(['i'])).toEqual([])
  })
})

describe('the approximation', () => {
  it('solves for each item within all that its neighbours share, as a dense inverse of that block does', async () => {
    const random = randomNumbers(3, 0)
    const pairs = Array.from({ length: 900 }, () => ({
      userId: `u${Math.floor(random() * 60)}`,
      itemId: `i${Math.floor(random() ** 2 * 30)}`,
      value: 1 + Math.floor(random() * 3),
    }))
    const features = Array.from({ length: 30 }, (_, item) => ({ id: `i${item}`, features: [`f${item % 4}`] }))
    for (const neighbors of [3, 8]) {
      const recipe = ease({ regularization: 4, binary: false, approximate: 'always', neighbors })
      const model = await recipe.fit({ interactions: pairs, items: features })
      const items = model.items!
      const users = [...new Set(pairs.map(({ userId }) => userId))]
      const behaviour = Matrix.zeros(users.length + 4, items.length)
      for (const { userId, itemId, value } of pairs) {
        const [user, item] = [users.indexOf(userId), items.indexOf(itemId)]
        behaviour.set(user, item, behaviour.get(user, item) + value)
      }
      for (const [at, id] of items.entries()) behaviour.set(users.length + (Number(id.slice(1)) % 4), at, 1)
      const gram = behaviour.transpose().mmul(behaviour)
      for (const [to, id] of items.entries()) {
        const cosine = (other: number): number => gram.get(to, other) / Math.sqrt(gram.get(other, other))
        const others = items.map((_, at) => at).filter((at) => at !== to && gram.get(to, at) > 0)
        const block = [to, ...others.sort((a, b) => cosine(b) - cosine(a) || a - b).slice(0, neighbors)]
        const solved = inverse(gram.selection(block, block).add(Matrix.eye(block.length).mul(4)))
        for (const [from, other] of items.entries()) {
          if (from === to) continue
          const at = block.indexOf(from)
          const expected = at < 0 ? 0 : -solved.get(at, 0) / solved.get(0, 0)
          expect(model.score([other], [id])[0]).toBeCloseTo(expected, 5)
        }
      }
    }
  })

  it('refuses a regularisation that leaves equations without a solution', async () => {
    const twins = ['u1', 'u2', 'u3'].flatMap((userId) => ['a', 'b'].map((itemId) => ({ userId, itemId })))
    const recipe = ease({ regularization: 1e-300, approximate: 'always' })
    await expect(recipe.fit(twins)).rejects.toMatchObject({ code: 'invalid-argument', field: 'regularization' })
  })
})

describe('in workers', () => {
  const random = randomNumbers(5, 0)
  const many = Array.from({ length: 9000 }, () => ({
    userId: `u${Math.floor(random() * 400)}`,
    itemId: `i${Math.floor(random() ** 2 * 420)}`,
    value: 1 + Math.floor(random() * 3),
  }))

  afterEach(() => vi.unstubAllGlobals())

  it.each([
    ['ease', (workers: number) => ease({ regularization: 5, workers })],
    ['ease with values', (workers: number) => ease({ regularization: 5, binary: false, workers })],
    ['edlae', (workers: number) => edlae({ regularization: 5, workers })],
  ] as const)('gives the bits of one thread (%s)', async (_, make) => {
    const one = (await make(1).fit(many)).toSnapshot!()
    for (const workers of [2, 3]) {
      const phases: Progress[] = []
      const model = await make(workers).fit(many, { onProgress: (progress) => phases.push(progress) })
      expect(Buffer.compare(model.toSnapshot!(), one)).toBe(0)
      expect(phases).toContainEqual({ phase: 'inverse', done: 100, total: 100 })
    }
  })

  it('is the same recipe, whose models either can load', async () => {
    const recipe = ease({ regularization: 5, workers: 2 })
    expect(recipe.id).toBe(ease({ regularization: 5 }).id)
    const model = await recipe.fit([])
    expect(ease({ regularization: 5 }).load!(model.save!()).recommend([])).toEqual([])
  })

  it.each(['gram', 'inverse'])('stops at an abort in the phase %s, and ends its workers', async (where) => {
    const controller = new AbortController()
    const { factory, made, ended } = fakeWorkers(() => undefined)
    // Workers that do nothing: it ends by the abort alone. Users with so many items each that counting them takes several looks at the clock.
    const long = Array.from({ length: 1_200_000 }, (_, n) => ({ userId: `u${n % 1000}`, itemId: `i${n % 1201}` }))
    const onProgress = ({ phase }: Progress): void => {
      if (phase === where) controller.abort()
    }
    const recipe = ease({ workers: 2, workerFactory: factory })
    const running = recipe.fit(long, { signal: controller.signal, onProgress })
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
    expect([made(), ended()]).toEqual([2, 2])
  })

  it('stops real workers at an abort', async () => {
    const controller = new AbortController()
    const pairs = Array.from({ length: 6000 }, (_, n) => ({ userId: `u${n % 1999}`, itemId: `i${n % 3000}` }))
    const onProgress = ({ phase }: Progress): void => {
      if (phase === 'inverse') controller.abort()
    }
    const running = ease({ workers: 2 }).fit(pairs, { signal: controller.signal, onProgress })
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
  })

  it('says so when a worker fails, and ends the others', async () => {
    const { factory, made, ended } = fakeWorkers(({ index, fail }) => {
      if (index === 1) fail('no memory')
    })
    const failing = ease({ workers: 3, workerFactory: factory }).fit(many)
    await expect(failing).rejects.toMatchObject({ code: 'worker-failed', field: 'workers', cause: 'no memory' })
    expect([made(), ended()]).toEqual([3, 3])
    const refused = () => {
      throw new Error('blob: is refused')
    }
    await expect(ease({ workers: 2, workerFactory: refused }).fit(many)).rejects.toMatchObject({
      code: 'worker-failed',
      cause: { message: 'blob: is refused' },
    })
  })

  it('ends its workers where `onProgress` throws while the matrix is made', async () => {
    const { factory, made, ended } = fakeWorkers(() => undefined)
    const long = Array.from({ length: 1_200_000 }, (_, n) => ({ userId: `u${n % 1000}`, itemId: `i${n % 1201}` }))
    const onProgress = ({ phase }: Progress): void => {
      if (phase === 'gram') throw new Error('no room to show it')
    }
    const running = ease({ workers: 2, workerFactory: factory }).fit(long, { onProgress })
    await expect(running).rejects.toThrow('no room to show it')
    expect([made(), ended()]).toEqual([2, 2])
  })

  it('refuses a regularisation that leaves equations without a solution, in the first pivot or in a later one', async () => {
    for (const between of [0, 200]) {
      const others = Array.from({ length: between }, (_, n) => ({ userId: `other${n}`, itemId: `i${n}` }))
      const twin = (itemId: string) => ['u1', 'u2', 'u3'].map((userId) => ({ userId, itemId }))
      const running = ease({ regularization: 1e-30, workers: 2 }).fit([...twin('a'), ...others, ...twin('b')])
      await expect(running).rejects.toMatchObject({ code: 'invalid-argument', field: 'regularization' })
    }
  })

  it('inverts in one thread where memory cannot be shared', async () => {
    const { factory, made } = fakeWorkers(({ done }) => done())
    const one = await ease().fit(many)
    vi.stubGlobal('SharedArrayBuffer', undefined)
    const model = await ease({ workers: 2, workerFactory: factory }).fit(many)
    expect(made()).toBe(0)
    expect(Buffer.compare(model.toSnapshot!(), one.toSnapshot!())).toBe(0)
  })
})

describe('limits of ease', () => {
  it('states the memory before it starts, and approximates or refuses what is too large', async () => {
    const phases: string[] = []
    await ease().fit(groupPairs, { onProgress: ({ phase }) => phases.push(phase) })
    expect(phases).toContain('the whole inverse, 1 MB')
    phases.length = 0
    const large = Array.from({ length: 20_000 }, (_, n) => ({ userId: `u${n % 7000}`, itemId: `i${n}` }))
    const model = await ease({ neighbors: 5 }).fit(large, { onProgress: ({ phase }) => phases.push(phase) })
    expect(phases).toContain('an approximate inverse, 3 MB')
    expect(model.recommend(['i0'], { k: 2 }).map(({ itemId }) => itemId)).toEqual(['i7000', 'i14000'])
    await expect(ease({ approximate: 'never' }).fit(large)).rejects.toMatchObject({
      code: 'limit-exceeded',
      field: 'maxBytes',
    })
  })

  it('refuses 200,000 items where the whole inverse is asked for, and approximates them otherwise', async () => {
    const pairs = Array.from({ length: 200_000 }, (_, n) => ({ userId: `u${n % 100_000}`, itemId: `i${n}` }))
    await expect(ease({ approximate: 'never' }).fit(pairs)).rejects.toMatchObject({
      code: 'limit-exceeded',
      field: 'maxBytes',
    })
    const model = await ease({ neighbors: 2 }).fit(pairs)
    expect(model.items).toHaveLength(200_000)
    expect(model.recommend(['i7'], { k: 1 }).map(({ itemId }) => itemId)).toEqual(['i100007'])
  })

  it('refuses options that cannot be right', () => {
    const refused = (options: object, field: string): void =>
      expect(() => ease(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', field }))
    refused({ regularization: 0 }, 'regularization')
    refused({ binary: 1 }, 'binary')
    refused({ neighbors: 0 }, 'neighbors')
    refused({ approximate: true }, 'approximate')
    refused({ dropout: 0.1 }, 'ease.dropout')
    refused({ workers: 0 }, 'workers')
    refused({ workers: 1.5 }, 'workers')
    refused({ workerFactory: 'a' }, 'workerFactory')
    expect(() => edlae({ workers: 257 })).toThrow(expect.objectContaining({ field: 'workers' }))
    expect(() => edlae({ dropout: 1 })).toThrow(expect.objectContaining({ field: 'dropout' }))
  })
})

interface Fixture {
  readonly items: number
  readonly pairs: readonly (readonly [number, number])[]
  readonly features: readonly (readonly number[])[]
  readonly ease: readonly number[]
  readonly edlae: readonly number[]
  readonly stacked: readonly number[]
}
