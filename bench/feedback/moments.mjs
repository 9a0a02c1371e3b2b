/** The moment against lasting taste, and the time of day and week, on MovieLens in time order: what foretells the next film that is liked. */

import { pairedTest } from 'penchant/evaluation'
import { shortAndLongTerm, timeContext } from 'penchant/profile'
import { likesByUser } from './interests.mjs'

const K = 20
const NEWEST = 8

/**
 * Each of the newest eight likes of a user is foretold from those before it: all films with ten ratings and more that the user has not liked yet are ranked by the cosine to the weighted sum of the vectors of the likes. Users of even id are for choosing
 * settings, those of odd id for the test. The figure is the reciprocal rank of the film, and how often it is among the first 20.
 */
export async function moments(validates) {
  const { users, vectors } = await likesByUser(validates)
  const terms = (shortHalfLife, shortShare) => (times, now) =>
    shortAndLongTerm(times, { now, shortHalfLife, shortShare, longHalfLife: '365d' })
  const context = (day, week) => (times, now) => timeContext(times, { now, day, week })
  const settings = {
    'all likes alike': (times) => new Float64Array(times.length).fill(1),
    'half-life of 365 days': terms('1h', 0),
    'the moment: 10 min, half of the weight': terms(10 / 1440, 0.5),
    'time of day, 3': context(3, 0),
    'time of the week, 1': context(0, 1),
  }
  if (validates)
    Object.assign(settings, {
      'the moment: 1 h, a fifth': terms('1h', 0.2),
      'the moment: 1 h, half': terms('1h', 0.5),
      'the moment: 1 day, half': terms('1d', 0.5),
      'time of day, 1': context(1, 0),
      'time of day and week, 1 each': context(1, 1),
    })
  const figures = new Map(Object.keys(settings).map((name) => [name, { reciprocal: [], hits: [] }]))
  for (const likes of users.values()) {
    if (likes.length < 10) continue
    const own = new Map(Object.keys(settings).map((name) => [name, { reciprocal: 0, hits: 0 }]))
    for (let at = likes.length - NEWEST; at < likes.length; at++) {
      const history = likes.slice(0, at)
      const seen = new Set(history.map((one) => one.at))
      const target = likes[at]
      for (const [name, weigh] of Object.entries(settings)) {
        // What is rated in one sitting has the same second: the moment before it is now.
        const weights = weigh(
          history.map(({ time }) => 1000 * time),
          1000 * target.time,
        )
        const sum = new Float32Array(vectors[0].length)
        for (const [place, one] of history.entries())
          for (let axis = 0; axis < sum.length; axis++) sum[axis] += weights[place] * vectors[one.at][axis]
        const score = (vector) => {
          let dot = 0
          for (let axis = 0; axis < sum.length; axis++) dot += vector[axis] * sum[axis]
          return dot
        }
        const wanted = score(vectors[target.at])
        let rank = 1
        for (const [film, vector] of vectors.entries()) if (!seen.has(film) && score(vector) > wanted) rank++
        own.get(name).reciprocal += 1 / rank / NEWEST
        own.get(name).hits += rank <= K ? 1 / NEWEST : 0
      }
    }
    for (const [name, { reciprocal, hits }] of own) {
      figures.get(name).reciprocal.push(reciprocal)
      figures.get(name).hits.push(hits)
    }
  }
  const base = figures.get('all likes alike')
  console.log(
    '| weights of likes | users | mean reciprocal rank | p against all alike | among 20 | p |\n| --- | ---: | ---: | ---: | ---: | ---: |',
  )
  for (const [name, { reciprocal, hits }] of figures) {
    const mean = (values) => (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(4)
    const p = (values, other) => (values === other ? '' : pairedTest(values, other).toFixed(4))
    console.log(
      `| ${name} | ${hits.length} | ${mean(reciprocal)} | ${p(reciprocal, base.reciprocal)} | ${mean(hits)} | ${p(hits, base.hits)} |`,
    )
  }
}
