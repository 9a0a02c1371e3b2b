/** How hard soft wishes pull in one list: hard enough to be seen there, whatever the other sources weigh. */

import type { RankedCandidate } from '../rank/blend.ts'

/** A soft wish before it is known what it meets. */
export interface SoftWish {
  /** 1 for more, -1 for less. */
  readonly sign: number
  /** What is left of it, from 0 to 1. */
  readonly strength: number
  /** How hard it pulls at least. */
  readonly least: number
  /** How well an item fits, from -1 to 1. */
  fits(item: number): number
}

/** The beginnings of a list that are looked at: what of the first 20 fits is to halve, or to double; more of something is to show among the first 5 too. */
const HEADS = { more: [5, 20], less: [20] }
/** And what is wanted more is to be at least so much of them. */
const AT_LEAST = 0.2
/** From here on an item counts as one that fits. */
const FITTING = 0.5
/** Wishes meet each other: so many times each is measured beside the others, where there are others. */
const SWEEPS = 2
/** Of equal scores the earlier item stands higher; a pull has to be a little more than what makes them equal. */
const LITTLE = 1e-9

/**
 * The signed amount of each wish: what an item that fits wholly gains. `candidates` are those of all sources, best first, scored without the wishes. Of the first 20 (of half of them, where there are few) at most half as many as
 * before are to fit a wish for less; of these and of the first 5 at least twice as many one for more, and a fifth, as far as there are so many. The amount is the distance between the scores of the two items that have to change places, and never under `least`. What has faded pulls by what is left of it.
 */
export function pullsOf(wishes: readonly SoftWish[], candidates: readonly RankedCandidate[]): number[] {
  const half = Math.ceil(candidates.length / 2)
  const fits = wishes.map((wish) => Float64Array.from(candidates, ({ item }) => wish.fits(item)))
  const pulls = wishes.map(() => 0)
  for (let sweep = 0; sweep < (wishes.length > 1 ? SWEEPS : 1); sweep++) {
    for (const [at, { sign, strength, least }] of wishes.entries()) {
      const own = fits[at]!
      const scores = candidates.map(({ score }, place) =>
        pulls.reduce((sum, pull, other) => (other === at ? sum : sum + pull * fits[other]![place]!), score),
      )
      const needed = HEADS[sign > 0 ? 'more' : 'less'].map(
        (places) => LITTLE + distance(scores, own, Math.min(places, half), sign),
      )
      pulls[at] = sign * strength * Math.max(least, ...needed)
    }
  }
  return pulls
}

/** How far apart the two stand that have to change places; negative where they did already, or where there are not two. */
function distance(scores: readonly number[], fits: Float64Array, places: number, sign: number): number {
  const before = fits.subarray(0, places).filter((fit) => fit > FITTING).length
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!)
  const fitting = order.filter((at) => fits[at]! > FITTING)
  const others = order.filter((at) => fits[at]! <= FITTING)
  const wanted =
    sign > 0
      ? Math.min(places, fitting.length, Math.max(2 * before, Math.ceil(AT_LEAST * places)))
      : Math.max(Math.floor(before / 2), places - others.length)
  // The last of the wanted ones passes the first one that is to leave; or the first one too many falls behind the last that is to come in.
  const [moved, passed] =
    sign > 0 ? [fitting[wanted - 1], others[places - wanted]] : [fitting[wanted], others[places - wanted - 1]]
  if (moved === undefined || passed === undefined) return Number.NEGATIVE_INFINITY
  return (sign * (scores[passed]! - scores[moved]!)) / fits[moved]!
}
