import { describe, expect, it } from 'vitest'
import { timeContext } from '../../src/profile/index.ts'
import { DAY, NOW } from '../worlds/books.ts'

describe('timeContext', () => {
  it('lets events at the same time of the day or of the week count in full, and those at the other end least', () => {
    const times = [NOW, NOW - DAY, NOW - 1.5 * DAY, NOW - 7 * DAY, NOW - 7.25 * DAY]
    const byDay = timeContext(times, { now: NOW })
    for (const [at, wanted] of [1, 1, Math.exp(-1), 1, Math.exp(-0.5)].entries())
      expect(byDay[at]).toBeCloseTo(wanted, 9)
    const byWeek = timeContext(times, { now: NOW, day: 0, week: 2 })
    expect(byWeek[3]).toBeCloseTo(1, 9)
    expect(timeContext([NOW - 3.5 * DAY], { now: NOW, day: 0, week: 2 })[0]).toBeCloseTo(Math.exp(-2), 9)
    expect(byWeek[1]).toBeCloseTo(Math.exp(Math.cos((2 * Math.PI) / 7) - 1), 9)
    expect([...timeContext(times, { now: NOW, day: 0 })]).toEqual([1, 1, 1, 1, 1])
    expect([...timeContext([], { now: NOW })]).toEqual([])
  })

  it('refuses what cannot be right, by name', () => {
    expect(() => timeContext([1], { now: Number.NaN })).toThrow('now')
    expect(() => timeContext([1, Number.NaN], { now: 1 })).toThrow('times[1]')
    expect(() => timeContext([1], { now: 1, day: -1 })).toThrow('day')
    expect(() => timeContext([1], { now: 1, hours: 1 } as never)).toThrow('hours')
  })
})
