/** Points of vectors on the plane of their two main directions. */
import { Matrix, SVD } from 'ml-matrix'

/** The coordinates of all vectors along their first principal component, and those along the second. */
export function toPlane(vectors: readonly Float32Array[]): [xs: number[], ys: number[]] {
  const centred = new Matrix(vectors.map((vector) => [...vector])).center('column')
  // X = U S V': the components are the columns of V, and the coordinates X V = U S.
  const { leftSingularVectors, diagonal } = new SVD(centred, { autoTranspose: true })
  const along = (component: number): number[] =>
    leftSingularVectors.getColumn(component).map((value) => value * diagonal[component]!)
  return [along(0), along(1)]
}
