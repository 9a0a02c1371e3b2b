import { describe, expect, it } from 'vitest'
import { type Item, Recommender } from '../../src/index.ts'
import { fakeEncoder, fixedClock, recordWarnings } from '../../src/testing/index.ts'
import { errorOf } from '../worlds/errors.ts'

describe('fakeEncoder', () => {
  it('gives each text its vector, and others the zero vector', async () => {
    const encoder = fakeEncoder({ a: [1, 2], ['__proto__']: [3, 4] })
    const { values, ...rest } = await encoder.encode(['a', 'b', '__proto__', ''])
    expect(rest).toEqual({ kind: 'dense', rows: 4, columns: 2 })
    expect([...values]).toEqual([1, 2, 0, 0, 3, 4, 0, 0])
    await encoder.encode([], { kind: 'query' })
    expect(encoder.encoded).toEqual([
      { texts: ['a', 'b', '__proto__', ''], kind: 'document' },
      { texts: [], kind: 'query' },
    ])
    expect(encoder).not.toHaveProperty('fit')
  })

  it('has an id that follows its vectors, unless it is given one', () => {
    expect(fakeEncoder({ a: [1] }).id).toBe(fakeEncoder({ a: [1] }).id)
    expect(fakeEncoder({ a: [1] }).id).not.toBe(fakeEncoder({ a: [2] }).id)
    expect(fakeEncoder({ a: [1] }, { id: 'mine', metric: 'dot' })).toMatchObject({
      id: 'mine',
      metric: 'dot',
      dimensions: 1,
    })
  })

  it('learns first where it must, and keeps that', async () => {
    const encoder = fakeEncoder({ a: [1] }, { mustFit: true })
    expect((await errorOf(() => encoder.encode(['a']))).code).toBe('not-fitted')
    await encoder.fit!(['a', 'b'])
    expect(encoder.fitted).toEqual([['a', 'b']])
    expect([...(await encoder.encode(['a'])).values]).toEqual([1])
    const other = fakeEncoder({ a: [1] }, { mustFit: true })
    other.load!(encoder.save!())
    expect((await other.encode(['a'])).rows).toBe(1)
    expect(() => other.load!({})).toThrow('Not the state of a fake encoder')
    expect((await errorOf(() => encoder.fit!(['a'], { signal: AbortSignal.abort() }))).code).toBe('aborted')
    expect((await errorOf(() => encoder.encode(['a'], { signal: AbortSignal.abort() }))).code).toBe('aborted')
  })

  it('refuses vectors that do not belong together', async () => {
    expect((await errorOf(() => fakeEncoder({}))).field).toBe('vectors')
    expect((await errorOf(() => fakeEncoder({ a: [] }))).field).toBe('vectors')
    expect((await errorOf(() => fakeEncoder({ a: [1], b: [1, 2] }))).field).toBe('vectors.b')
  })
})

describe('fixedClock', () => {
  it('stands until it is moved', () => {
    const clock = fixedClock(new Date(86_400_000))
    expect([clock(), clock()]).toEqual([86_400_000, 86_400_000])
    clock.advance('12h')
    clock.advance(0.5)
    expect(clock()).toBe(2 * 86_400_000)
    clock.set(5)
    expect(clock()).toBe(5)
    expect(() => clock.advance(-1)).toThrow('`by` is -1')
    expect(new Date(fixedClock()()).toISOString()).toBe('2026-01-01T00:00:00.000Z')
  })

  it('makes behaviour fade as time goes by', async () => {
    const clock = fixedClock()
    const recommender = new Recommender<Item>({ clock })
    await recommender.addItems([
      { id: 'a', text: 'x' },
      { id: 'b', text: 'y' },
    ])
    await recommender.observe({ userId: 'ann', itemId: 'a', type: 'search' })
    clock.advance('7d')
    expect((await recommender.profile('ann')).items).toEqual([{ value: 'a', weight: 1 }])
  })
})

describe('recordWarnings', () => {
  it('remembers what it was told', async () => {
    const onWarning = recordWarnings()
    const recommender = new Recommender<Item>({ encoder: fakeEncoder({ x: [1] }, { mustFit: true }), onWarning })
    await recommender.addItems([{ id: 'a', text: 'x' }])
    expect(onWarning.warnings).toEqual([{ code: 'not-fitted', message: expect.stringContaining('fit()') }])
  })
})
