/** k-means of one column of numbers. */

import { evenlySpaced } from './quantiles.ts'
import { pairwiseSum, variance } from './sums.ts'

/**
 * The `k` centres, rising, of Lloyd's algorithm started from the middles of equally wide bins; as scikit-learn's KMeans with that start (at most 300
 * rounds, tolerance 1e-4 of the variance; a centre that loses all its values takes the value farthest from its own centre).
 */
export function columnCentres(column: Float64Array, k: number, weights?: Float64Array): Float64Array {
  const mean = pairwiseSum(column) / column.length
  const x = column.map((value) => value - mean)
  const tolerance = 1e-4 * variance(column)
  let centres = startingCentres(column, k, weights).map((centre) => centre - mean)
  let labels = new Int32Array(x.length).fill(-1)
  for (let round = 0; round < 300; round++) {
    const assigned = nearest(x, centres)
    const moved = averages(x, assigned, centres, weights)
    const shift = moved.reduce((sum, centre, j) => sum + (centre - centres[j]!) ** 2, 0)
    const settled = assigned.every((label, i) => label === labels[i])
    centres = moved
    labels = assigned
    if (settled || shift <= tolerance) break
  }
  return centres.map((centre) => centre + mean).sort()
}

function startingCentres(column: Float64Array, k: number, weights: Float64Array | undefined): Float64Array {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = 0; i < column.length; i++) {
    if (weights !== undefined && weights[i] === 0) continue
    low = Math.min(low, column[i]!)
    high = Math.max(high, column[i]!)
  }
  const edges = evenlySpaced(low, high, k + 1)
  return Float64Array.from({ length: k }, (_, j) => (edges[j + 1]! + edges[j]!) * 0.5)
}

/** The centre nearest to each value; of two equally near the earlier. */
function nearest(x: Float64Array, centres: Float64Array): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(x.length)
  for (let i = 0; i < x.length; i++) {
    const value = x[i]!
    let least = Number.POSITIVE_INFINITY
    for (let j = 0; j < centres.length; j++) {
      // (x - c)² less the x² that all have in common
      const distance = centres[j]! * centres[j]! - 2 * value * centres[j]!
      if (distance < least) {
        least = distance
        labels[i] = j
      }
    }
  }
  return labels
}

function averages(
  x: Float64Array,
  labels: Int32Array,
  centres: Float64Array,
  weights: Float64Array | undefined,
): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(centres.length)
  const mass = new Float64Array(centres.length)
  for (let i = 0; i < x.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!
    sums[labels[i]!]! += x[i]! * weight
    mass[labels[i]!]! += weight
  }
  fillEmpty(x, labels, centres, weights, sums, mass)
  let heaviest = 0
  for (let j = 1; j < mass.length; j++) if (mass[j]! > mass[heaviest]!) heaviest = j
  const means = sums.map((sum, j) => sum / mass[j]!)
  // More centres than different values: the spare ones go where the heaviest is, and their bins vanish.
  return means.map((mean, j) => (mass[j]! > 0 ? mean : means[heaviest]!))
}

/** Gives each centre without values the value that is farthest from its own centre. */
function fillEmpty(
  x: Float64Array,
  labels: Int32Array,
  centres: Float64Array,
  weights: Float64Array | undefined,
  sums: Float64Array,
  mass: Float64Array,
): void {
  const empty = [...mass.keys()].filter((j) => mass[j] === 0)
  if (empty.length === 0) return
  const distance = (i: number): number => (x[i]! - centres[labels[i]!]!) ** 2
  // Of equally far values the later one; scikit-learn takes the one that numpy's partition happens to leave last.
  const farthest = [...x.keys()].sort((a, b) => distance(b) - distance(a) || b - a)
  if (distance(farthest[0]!) === 0) return
  for (const [order, j] of empty.entries()) {
    const i = farthest[order]!
    const weight = weights === undefined ? 1 : weights[i]!
    sums[labels[i]!]! -= x[i]! * weight
    mass[labels[i]!]! -= weight
    sums[j] = x[i]! * weight
    mass[j] = weight
  }
}
