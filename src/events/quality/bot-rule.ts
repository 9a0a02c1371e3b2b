/**
 * Users who are no people: scrapers, monitors, test scripts. Two things give them away: how much they do on a day on which they do something, and how
 * evenly they do it. Both are compared with all other users by robust z, on a log scale, since people differ by factors.
 *
 * rate        events / days with events
 * unevenness  quartile distance of ln(gap), over the gaps between events that are not at the same time; people's gaps run from seconds to
 *             months (about 2 to 6), a timer's are all alike (near 0)
 */

import { DAY } from '../time.ts'
import type { InteractionTable } from './interaction-table.ts'
import { quantile, robustScale, robustZ } from './robust.ts'
import type { Found, Pace, Rule } from './rule.ts'
import { EARLIEST } from './time-unit.ts'

/** Users below this many events a day may be eager, but they are not a machine's equal, whatever the others do. */
const LEAST_RATE = 100
/** Gaps spread less than this (a quartile distance of some 10 %) are a timer's; nobody is as even by chance. */
const EVEN = 0.1

interface Habit {
  readonly user: number
  readonly rows: Int32Array
  readonly rate: number
  /** `NaN` for too few gaps. */
  readonly unevenness: number
}

export const bots: Rule<InteractionTable> = {
  name: 'bots',
  describe: 'users who do far more than others, or do it as evenly as a machine',
  severity: 'warning',
  action: 'report',
  async find(table, { settings: { botEvents, botScore }, pacer }) {
    const habits = await habitsOf(table, pacer)
    const rates = robustScale(habits.map(({ rate }) => Math.log(rate)))
    const uneven = robustScale(habits.map(({ unevenness }) => unevenness).filter((value) => !Number.isNaN(value)))
    return habits
      .flatMap(({ user, rows, rate, unevenness }): Found[] => {
        if (rows.length < botEvents) return []
        const rateScore = robustZ(Math.log(rate), rates)
        const evenScore = robustZ(unevenness, uneven)
        const reasons: string[] = []
        if (rate >= LEAST_RATE && rateScore >= botScore) {
          const usual = Math.exp(rates.center).toPrecision(2)
          reasons.push(
            `${Math.round(rate)} events a day, the median user ${Number(usual)} (robust z ${rateScore.toFixed(1)})`,
          )
        }
        if (unevenness <= EVEN && (evenScore <= -1 || uneven.center <= EVEN)) {
          reasons.push(
            `gaps as even as a timer's: quartiles ${percent(unevenness)} apart, the median user's ${percent(uneven.center)} (robust z ${evenScore.toFixed(1)})`,
          )
        }
        if (reasons.length === 0) return []
        const all = Array.from(rows).sort((a, b) => a - b)
        return [{ row: all[0]!, rows: all, why: `${table.userNames.at(user)}: ${reasons.join('; ')}` }]
      })
      .sort((a, b) => a.row - b.row)
  },
}

async function habitsOf(table: InteractionTable, pacer: Pace): Promise<Habit[]> {
  const { starts, rows } = table.byUserInTime
  const habits: Habit[] = []
  const total = starts.length - 1
  for (let user = 0; user < total; user++) {
    if ((user & 15) === 0 && pacer.due()) await pacer.pause({ phase: 'bots', done: user, total })
    const own = rows.subarray(starts[user], starts[user + 1])
    const days = new Set<number>()
    const gaps: number[] = []
    let events = 0
    let last = Number.NaN
    for (const row of own) {
      const time = table.time[row]!
      if (!(time >= EARLIEST)) continue
      events++
      days.add(Math.floor(time / DAY))
      if (time > last) gaps.push(Math.log(time - last))
      last = time
    }
    if (events === 0) continue
    const sorted = Float64Array.from(gaps).sort()
    const unevenness = gaps.length < 20 ? Number.NaN : quantile(sorted, 0.75) - quantile(sorted, 0.25)
    habits.push({ user, rows: own, rate: events / days.size, unevenness })
  }
  return habits
}

/** A distance of logarithms as the factor that it means: 0.05 is 5 %. */
function percent(distance: number): string {
  if (!(distance < 5)) return 'many times'
  return `${(100 * Math.expm1(distance)).toFixed(distance < 0.1 ? 1 : 0)} %`
}
