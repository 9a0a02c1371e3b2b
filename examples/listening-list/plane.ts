/** The plane of interests: books by the two directions in which their shelves differ most (principal components). */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/** What the plane needs to know of a book. */
export interface Shelved {
  readonly id: string
  readonly genres: readonly string[]
}

/** Where books and genres lie, both axes from -1 to 1. */
export interface Plane {
  readonly books: ReadonlyMap<string, Point>
  /** The middle of each genre's books, the most frequent genre first. */
  readonly genres: readonly (Point & { readonly genre: string })[]
  /** How much of all differences between the books' shelves these two directions hold, from 0 to 1. */
  readonly held: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** The plane of books; genres with fewer than `fewest` books are left out. */
export function planeOf(books: readonly Shelved[], fewest = 20): Plane {
  const names = frequentGenres(books, fewest)
  const shelves = new Matrix(books.map(({ genres }) => names.map((name) => Number(genres.includes(name)))))
  const centred = shelves.center('column')
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(centred.transpose().mmul(centred), {
    assumeSymmetric: true,
  })
  // Eigenvalues come in rising order.
  const [second, first] = [names.length - 2, names.length - 1]
  const places = centred.mmul(eigenvectorMatrix)
  const [xs, ys] = [first, second].map((column) => withinOne(places.getColumn(column))) as [number[], number[]]
  const points = new Map(books.map(({ id }, at) => [id, { x: xs[at]!, y: ys[at]! }]))
  const total = realEigenvalues.reduce((sum, value) => sum + value, 0)
  return {
    books: points,
    genres: names.map((genre) => ({
      genre,
      ...middle(
        books.filter(({ genres }) => genres.includes(genre)),
        points,
      ),
    })),
    held: (realEigenvalues[first]! + realEigenvalues[second]!) / total,
  }
}

function frequentGenres(books: readonly Shelved[], fewest: number): string[] {
  const counts = new Map<string, number>()
  for (const genre of books.flatMap(({ genres }) => genres)) counts.set(genre, (counts.get(genre) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= fewest)
    .sort((a, b) => b[1] - a[1])
    .map(([genre]) => genre)
}

/** The smallest value becomes -1, the largest 1. */
function withinOne(values: readonly number[]): number[] {
  const [lowest, highest] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0])
  return values.map((value) => (highest === lowest ? 0 : (2 * (value - lowest)) / (highest - lowest) - 1))
}

function middle(books: readonly Shelved[], points: ReadonlyMap<string, Point>): Point {
  const mean = (axis: 'x' | 'y') => books.reduce((sum, { id }) => sum + points.get(id)![axis], 0) / books.length
  return { x: mean('x'), y: mean('y') }
}
