/** A user's several interests: what was liked, in groups that lie together. */

import { invalidArgument } from '../errors.ts'
import { decay, halfLifeDays } from '../events/time.ts'
import { type AnyVector, checkVectors, Direction } from '../math/direction.ts'
import { checkNames } from '../option-names.ts'

/** One interest. */
export interface Interest {
  /** Its direction, of length 1; dense or sparse as the vectors that came in. */
  readonly vector: AnyVector
  /** Its part of all weight, above 0; those of all interests sum to 1. */
  readonly share: number
  /** Which of the vectors belong to it, by place. */
  readonly members: readonly number[]
}

/** Options of {@link interestVectors}. */
export interface InterestOptions {
  /** The least cosine to an interest that a vector joins; below it a new one begins. From -1 (one interest) to 1. It depends on where the vectors come from. Default 0.4. */
  readonly threshold?: number
  /** How many interests there are at most; once there are so many, everything joins the nearest. Default 5. */
  readonly maximum?: number
  /** How often, after the first, all vectors are gone through again, so that early ones may join what came to be later. 0 is strictly online. Default 2. */
  readonly passes?: number
}

/**
 * Groups vectors (oldest first) by direction, as many groups as the data have: DP-means (Kulis and Jordan 2012) on the unit sphere. Each vector joins the interest of largest cosine if that is at least `threshold`,
 * and begins one otherwise; an interest is the weighted sum of its members. Largest share first; equal shares by the first member. Vectors of weight or length 0 belong nowhere;
 * none at all give no interest. `maximum: 1` gives the one vector of Rocchio. No chance is involved.
 *
 * @example
 * ```ts
 * const likes = [[1, 0], [0.9, 0.1], [0, 1]].map((row) => Float32Array.from(row))
 * interestVectors(likes, [1, 1, 1]).map(({ members }) => members) // [[0, 1], [2]]
 * ```
 */
export function interestVectors(
  vectors: readonly AnyVector[],
  weights?: ArrayLike<number>,
  options: InterestOptions = {},
): readonly Interest[] {
  const { threshold, maximum, passes } = checkInterestOptions(options)
  if (!Array.isArray(vectors)) throw invalidArgument('vectors', vectors, 'Pass a list of vectors.')
  for (const [at, vector] of vectors.entries())
    if (vector === undefined || vector === null)
      throw invalidArgument(`vectors[${at}]`, vector, 'Leave out items without a vector.')
  checkVectors(vectors, (at) => `vectors[${at}]`)
  const counts = checkWeights(weights, vectors.length)
  const homes = new Int32Array(vectors.length).fill(-1)
  const own = vectors.map((vector, at) => {
    const direction = new Direction()
    direction.add(vector, counts[at]!)
    return direction
  })
  let centres: Direction[] = []
  for (let pass = 0; pass <= passes; pass++) {
    let moved = false
    for (const [at, vector] of vectors.entries()) {
      if (own[at]!.length === 0) continue
      const [home, cosine] = nearest(centres, vector)
      const joins = cosine >= threshold || (centres.length >= maximum && home >= 0)
      if (!joins) centres.push(new Direction())
      const next = joins ? home : centres.length - 1
      // Only the first pass moves centres as it goes; later ones would count a vector twice.
      if (pass === 0 || !joins) centres[next]!.add(vector, counts[at]!)
      if (next !== homes[at]) moved = true
      homes[at] = next
    }
    centres = centresOf(vectors, counts, homes)
    if (!moved) break
  }
  return interestsOf(centres, counts, homes)
}

/** Options of {@link shortAndLongTerm}. */
export interface TermOptions {
  /** The time now, in epoch milliseconds. */
  readonly now: number
  /** The half-life of the interest of the moment: days, or a string such as `'1h'`. Default `'1h'`. */
  readonly shortHalfLife?: number | string
  /** The half-life of lasting taste. Default `'90d'`. */
  readonly longHalfLife?: number | string
  /** How much of all weight the moment has, from 0 to 1. Default 0.5. */
  readonly shortShare?: number
}

/**
 * The weights of events by their times: a mix of what a user is after now and what they always like, each fading by a half-life of its own and normalised alone, so that one session outweighs
 * years only by its share. The weights sum to 1; of no events, to nothing. Multiplied by how much each event says, they are the weights for {@link interestVectors}.
 */
export function shortAndLongTerm(times: ArrayLike<number>, options: TermOptions): Float64Array {
  checkNames(options, ['now', 'shortHalfLife', 'longHalfLife', 'shortShare'])
  const { now, shortHalfLife = '1h', longHalfLife = '90d', shortShare = 0.5 } = options
  if (!Number.isFinite(now)) throw invalidArgument('now', now, 'Pass epoch milliseconds.')
  if (!(shortShare >= 0 && shortShare <= 1))
    throw invalidArgument('shortShare', shortShare, 'Pass a number from 0 to 1.')
  const days = [halfLifeDays(shortHalfLife, 'shortHalfLife'), halfLifeDays(longHalfLife, 'longHalfLife')]
  let newest = Number.NEGATIVE_INFINITY
  for (const [at, time] of Array.from(times).entries()) {
    if (!Number.isFinite(time)) throw invalidArgument(`times[${at}]`, time, 'Pass epoch milliseconds.')
    newest = Math.max(newest, Math.min(now, time))
  }
  // Ages are counted from the newest event where weights are compared among themselves, so that none vanishes after a long pause;
  // by how long that pause is, the moment gives way to lasting taste.
  const present = shortShare * decay(now - newest, days[0]!)
  const shares = [present, 1 - present]
  const weights = new Float64Array(times.length)
  for (const [term, share] of shares.entries()) {
    const faded = Float64Array.from(times, (time) => decay(newest - time, days[term]!))
    const sum = faded.reduce((total, value) => total + value, 0)
    for (let at = 0; at < weights.length; at++) weights[at]! += (share * faded[at]!) / sum
  }
  return weights
}

/** The centre of largest cosine, and that cosine; the earlier one where they are equal. */
function nearest(centres: readonly Direction[], vector: AnyVector): readonly [at: number, cosine: number] {
  let home = -1
  let highest = Number.NEGATIVE_INFINITY
  for (const [at, centre] of centres.entries()) {
    const cosine = centre.cosine(vector)
    if (cosine <= highest) continue
    home = at
    highest = cosine
  }
  return [home, highest]
}

/** The centres of those groups that have members, which are numbered anew. */
function centresOf(vectors: readonly AnyVector[], weights: Float64Array, homes: Int32Array): Direction[] {
  const numbers = new Map<number, number>()
  const centres: Direction[] = []
  for (const [at, home] of homes.entries()) {
    if (home < 0) continue
    const number = numbers.get(home) ?? numbers.size
    numbers.set(home, number)
    homes[at] = number
    centres[number] ??= new Direction()
    centres[number].add(vectors[at]!, weights[at]!)
  }
  return centres
}

function interestsOf(centres: readonly Direction[], weights: Float64Array, homes: Int32Array): readonly Interest[] {
  const groups = centres.map((centre, number) => {
    const members = [...homes.keys()].filter((at) => homes[at] === number)
    return { vector: centre.unit(), weight: members.reduce((sum, at) => sum + weights[at]!, 0), members }
  })
  // Vectors that cancel out leave no direction to go by.
  const whole = groups.filter((group): group is typeof group & { vector: AnyVector } => group.vector !== undefined)
  const total = whole.reduce((sum, { weight }) => sum + weight, 0)
  return whole
    .map(({ vector, weight, members }) => ({ vector, share: weight / total, members }))
    .sort((a, b) => b.share - a.share || a.members[0]! - b.members[0]!)
}

function checkInterestOptions(options: InterestOptions): Required<InterestOptions> {
  checkNames(options, ['threshold', 'maximum', 'passes'])
  const { threshold = 0.4, maximum = 5, passes = 2 } = options
  if (!(threshold >= -1 && threshold <= 1))
    throw invalidArgument('threshold', threshold, 'Pass a cosine, from -1 to 1.')
  if (!Number.isInteger(maximum) || maximum < 1)
    throw invalidArgument('maximum', maximum, 'Pass a whole number of at least 1.')
  if (!Number.isInteger(passes) || passes < 0)
    throw invalidArgument('passes', passes, 'Pass a whole number of at least 0.')
  return { threshold, maximum, passes }
}

function checkWeights(weights: unknown, count: number): Float64Array {
  if (weights === undefined) return new Float64Array(count).fill(1)
  const given = Object(weights) as ArrayLike<number>
  if (typeof weights === 'string' || given.length !== count)
    throw invalidArgument('weights', given.length ?? weights, `Give one weight for each of the ${count} vectors.`)
  return Float64Array.from({ length: count }, (_, at) => {
    const weight = given[at]!
    if (Number.isFinite(weight) && weight >= 0) return weight
    throw invalidArgument(`weights[${at}]`, weight, 'A weight is a finite number of at least 0; leave out dislikes.')
  })
}
