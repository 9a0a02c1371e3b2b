import { describe, expect, expectTypeOf, test } from 'vitest'
import type { CollaborativeRecipe, Pair } from '../../src/collaborative/index.ts'
import { readInteractions, trainingData } from '../../src/collaborative/interactions.ts'
import {
  coldItems,
  coldUsers,
  givenSplit,
  kFold,
  leaveOneOut,
  perUserSplit,
  randomSplit,
  type Split,
  timeSplit,
} from '../../src/evaluation/index.ts'
import { HeldOutPart } from '../../src/evaluation/split/split.ts'
import { pairAt } from '../../src/evaluation/split/table.ts'
import { behaviour } from './worlds.ts'

const pairs = behaviour(40, 60)
const key = ({ userId, itemId }: Pair): string => `${userId} ${itemId}`

/** What a part holds; only the tests look. */
function held(part: HeldOutPart | undefined): Pair[] {
  if (part === undefined) return []
  const { table, rows } = HeldOutPart.open(part)
  return Array.from(rows, (row) => pairAt(table, row))
}
function given(part: HeldOutPart): Pair[] {
  const { table, rows: _, given: rows } = HeldOutPart.open(part)
  return Array.from(rows, (row) => pairAt(table, row))
}
const all = (split: Split): string[] => [...split.train, ...held(split.validation), ...held(split.test)].map(key).sort()

const shares = { test: 0.2, validation: 0.1, seed: 3 }
const makers: Record<string, (seed: number) => Split> = {
  random: (seed) => randomSplit(pairs, { ...shares, seed }),
  'per user': (seed) => perUserSplit(pairs, { ...shares, seed }),
  'per user, last': (seed) => perUserSplit(pairs, { ...shares, seed, select: 'last' }),
  'leave one out, last': (seed) => leaveOneOut(pairs, { seed }),
  'leave one out, random': (seed) => leaveOneOut(pairs, { select: 'random', seed }),
  time: () => timeSplit(pairs, { test: 0.2, validation: 0.1 }),
  'cold items': (seed) => coldItems(pairs, { ...shares, seed }),
  'k-fold': (seed) => kFold(pairs, { seed })[2]!,
}

describe.each(Object.entries(makers))('%s', (_, make) => {
  test('puts every interaction in one part, whole', () => {
    expect(all(make(1))).toEqual(pairs.map(key).sort())
    const trained = [...make(1).train]
    for (const pair of trained) expect(pairs).toContainEqual(pair)
  })

  test('is the same for the same seed, in its hash too', () => {
    expect([...make(1).train]).toEqual([...make(1).train])
    expect(make(1).hash).toBe(make(1).hash)
    expect(make(1).hash).toMatch(/^[0-9a-f]{16}$/)
  })
})

test('another seed, another interaction, another value: another hash', () => {
  const hash = randomSplit(pairs, { seed: 1 }).hash
  expect(randomSplit(pairs, { seed: 2 }).hash).not.toBe(hash)
  expect(randomSplit(pairs.slice(1), { seed: 1 }).hash).not.toBe(hash)
  const [first, ...rest] = pairs
  expect(randomSplit([{ ...first!, value: 0.5 }, ...rest], { seed: 1 }).hash).not.toBe(hash)
})

describe('what each split holds out', () => {
  test('random: the share', () => {
    const split = randomSplit(pairs, shares)
    expect(split.test.size).toBe(Math.round(pairs.length * 0.2))
    expect(split.validation?.size).toBe(Math.round(pairs.length * 0.1))
    expect(split.protocol).toEqual({ kind: 'random', ...shares })
  })

  test('per user: a share of everyone, and something of everyone stays', () => {
    const split = perUserSplit(pairs, shares)
    expect(split.test.users).toBe(40)
    expect(new Set([...split.train].map(({ userId }) => userId)).size).toBe(40)
    expect(perUserSplit([{ userId: 'a', itemId: 'x' }, ...pairs], { minimum: 5 }).test.users).toBeLessThan(41)
  })

  test('leave one out: the newest for the test, the one before for validation', () => {
    const split = leaveOneOut(pairs)
    for (const user of ['u0', 'u7', 'u39']) {
      const own = pairs
        .filter(({ userId }) => userId === user)
        .toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp))
      expect(held(split.test).find(({ userId }) => userId === user)).toEqual(own.at(-1))
      expect(held(split.validation).find(({ userId }) => userId === user)).toEqual(own.at(-2))
    }
  })

  test('without times the order given is the order', () => {
    const plain = pairs.map(({ userId, itemId }) => ({ userId, itemId }))
    const last = plain.filter(({ userId }) => userId === 'u3').at(-1)
    expect(held(leaveOneOut(plain).test).find(({ userId }) => userId === 'u3')).toEqual(last)
    expect(() => timeSplit(plain)).toThrow('interactions[0].timestamp')
  })

  test('users with too little behaviour stay whole', () => {
    const few = [...pairs, { userId: 'new', itemId: 'i1' }, { userId: 'new', itemId: 'i2' }].map(
      ({ userId, itemId }) => ({ userId, itemId }),
    )
    expect([...leaveOneOut(few).train].filter(({ userId }) => userId === 'new')).toHaveLength(2)
    expect([...leaveOneOut(few, { validation: false }).train].filter(({ userId }) => userId === 'new')).toHaveLength(1)
  })

  test('time: nothing in training is later than the test', () => {
    const split = timeSplit(pairs, { test: 0.2, validation: 0.1 })
    const times = (part: readonly Pair[]): number[] => part.map(({ timestamp }) => Number(timestamp))
    expect(Math.max(...times([...split.train]))).toBeLessThan(Math.min(...times(held(split.validation))))
    expect(Math.max(...times(held(split.validation)))).toBeLessThan(Math.min(...times(held(split.test))))
    const moment = Date.UTC(2024, 5, 1)
    const byMoment = timeSplit(pairs, { testFrom: new Date(moment) })
    expect(Math.min(...times(held(byMoment.test)))).toBeGreaterThanOrEqual(moment)
    expect(byMoment.validation).toBeUndefined()
  })

  test('cold items: none of them in training', () => {
    const split = coldItems(pairs, shares)
    const trained = new Set([...split.train].map(({ itemId }) => itemId))
    expect(held(split.test).some(({ itemId }) => trained.has(itemId))).toBe(false)
  })

  test('cold users: none of them in training; the first few are shown', () => {
    const split = coldUsers(pairs, { ...shares, given: 3 })
    const trained = new Set([...split.train].map(({ userId }) => userId))
    const [user] = held(split.test).map(({ userId }) => userId)
    expect(held(split.test).some(({ userId }) => trained.has(userId))).toBe(false)
    const own = pairs
      .filter(({ userId }) => userId === user)
      .toSorted((a, b) => Number(a.timestamp) - Number(b.timestamp))
    const shown = given(split.test).filter(({ userId }) => userId === user)
    expect(shown.map(key).sort()).toEqual(own.slice(0, 3).map(key).sort())
    expect(held(split.test).filter(({ userId }) => userId === user)).toHaveLength(own.length - 3)
  })

  test('k-fold: every interaction is tested once', () => {
    const tested = kFold(pairs, { folds: 7 }).flatMap((split) => held(split.test).map(key))
    expect(tested.toSorted()).toEqual(pairs.map(key).sort())
  })

  test('published parts stay as they are', () => {
    const split = givenSplit({ train: pairs.slice(10), test: pairs.slice(0, 6), validation: pairs.slice(6, 10) })
    expect([...split.train]).toEqual(pairs.slice(10))
    expect(held(split.test)).toEqual(pairs.slice(0, 6))
  })
})

describe('held-out behaviour', () => {
  const split = leaveOneOut(pairs)

  test('cannot be given to a model by the types', () => {
    type Trained = Parameters<CollaborativeRecipe['fit']>[0]
    expectTypeOf(split.train).toExtend<Trained>()
    expectTypeOf(split.test).not.toExtend<Trained>()
    expectTypeOf<NonNullable<typeof split.validation>>().not.toExtend<Trained>()
  })

  test('cannot be given to a model at run time', async () => {
    expect(() => trainingData(split.test as never)).toThrow('interactions')
    expect(() => trainingData(split as never)).toThrow('interactions')
    await expect(async () => readInteractions(split.test as never)).rejects.toThrow()
    expect(Object.keys(split.test).sort()).toEqual(['size', 'users'])
    expect(JSON.stringify(split.test)).not.toContain('u1')
  })

  test('and the training part cannot be changed', () => {
    expect(Object.isFrozen(split)).toBe(true)
    expect(Object.isFrozen(split.train)).toBe(true)
    const [first] = split.train
    expect(Object.isFrozen(first)).toBe(true)
    expect(() => {
      ;(split as { train: unknown }).train = split.test
    }).toThrow()
  })
})

test('bad input is named', () => {
  expect(() => randomSplit([])).toThrow('nothing to split')
  expect(() => randomSplit(pairs, { test: 1 })).toThrow('test')
  expect(() => randomSplit(pairs, { test: 0.5, validation: 0.5 })).toThrow('validation')
  expect(() => randomSplit(pairs, { tset: 0.5 } as never)).toThrow('options.tset')
  expect(() => randomSplit([{ userId: 'a', itemId: '' }])).toThrow('interactions[0].itemId')
  expect(() => randomSplit([{ userId: 'a', itemId: 'b', value: Number.NaN }])).toThrow('interactions[0].value')
  expect(() => randomSplit([{ userId: 'a', itemId: 'b' }], { seed: 0.5 })).toThrow('seed')
  expect(() => leaveOneOut([{ userId: 'a', itemId: 'b' }])).toThrow('test part is empty')
  expect(() => kFold(pairs, { folds: 1 })).toThrow('folds')
  expect(() => timeSplit(pairs, { testFrom: new Date(), test: 0.2 })).toThrow('not both')
})
