/** Choosing place by place so that what is chosen keeps to wanted shares. */

/** What part of an item belongs to which share; -1 to none. */
export interface Membership {
  readonly label: number
  readonly part: number
}

/** Weight of the target within the list's own distribution, so that the divergence stays finite (Steck 2018, section 4). */
const SMOOTHING = 0.01

/** The places of the items that are chosen, in order: each the one with which the list so far has the largest `(1 - lambda) * sum of relevance - lambda * KL(shares, list)`. */
export function fillInProportion(
  relevance: ArrayLike<number>,
  memberships: readonly (readonly Membership[])[],
  shares: Float64Array,
  lambda: number,
  places: number,
): number[] {
  const sums = new Float64Array(shares.length)
  const open = new Set(memberships.keys())
  const chosen: number[] = []
  while (chosen.length < places) {
    let best = -1
    let value = Number.NEGATIVE_INFINITY
    for (const at of open) {
      move(sums, memberships[at]!, 1)
      const worth = (1 - lambda) * relevance[at]! - lambda * divergence(shares, sums, chosen.length + 1)
      move(sums, memberships[at]!, -1)
      if (worth > value) {
        best = at
        value = worth
      }
    }
    chosen.push(best)
    open.delete(best)
    move(sums, memberships[best]!, 1)
  }
  return chosen
}

function move(sums: Float64Array, memberships: readonly Membership[], sign: 1 | -1): void {
  for (const { label, part } of memberships) if (label >= 0) sums[label]! += sign * part
}

/** KL(target || (1 - a) list + a target), a being the smoothing. */
function divergence(target: Float64Array, sums: Float64Array, size: number): number {
  let sum = 0
  for (let label = 0; label < target.length; label++) {
    const wanted = target[label]!
    if (wanted === 0) continue
    sum += wanted * Math.log(wanted / ((1 - SMOOTHING) * Math.max(0, sums[label]! / size) + SMOOTHING * wanted))
  }
  return sum
}
