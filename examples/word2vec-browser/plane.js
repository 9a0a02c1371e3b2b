/** Points of vectors on the plane of their two main directions (principal components), by power iteration. */

/** @param {Float32Array[]} vectors @returns {[number, number][]} */
export function toPlane(vectors) {
  const dimensions = vectors[0].length
  const mean = new Float64Array(dimensions)
  for (const vector of vectors) for (let j = 0; j < dimensions; j++) mean[j] += vector[j] / vectors.length
  const centred = vectors.map((vector) => Float64Array.from(vector, (value, j) => value - mean[j]))
  const first = mainDirection(centred)
  const rest = centred.map((vector) => without(vector, first))
  const second = mainDirection(rest)
  return centred.map((vector) => [product(vector, first), product(vector, second)])
}

function mainDirection(vectors) {
  let direction = Float64Array.from(vectors[0], (_, j) => 1 / (j + 1))
  for (let round = 0; round < 60; round++) {
    const next = new Float64Array(direction.length)
    for (const vector of vectors) {
      const along = product(vector, direction)
      for (let j = 0; j < next.length; j++) next[j] += along * vector[j]
    }
    const length = Math.sqrt(product(next, next))
    direction = next.map((value) => value / length)
  }
  return direction
}

const product = (a, b) => a.reduce((sum, value, j) => sum + value * b[j], 0)

function without(vector, direction) {
  const along = product(vector, direction)
  return vector.map((value, j) => value - along * direction[j])
}
