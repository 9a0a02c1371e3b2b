// One step of the inverse of a symmetric matrix by sweeps (AssemblyScript): see ../../math/symmetric-inverse.ts. Panels hold eight columns side by side, [p][8], and so
// do the results that are multiplied with them, so that neither is packed twice. All rows, columns and widths are multiples of eight; `stride` is the bytes of a row of
// the matrix, of which the lower triangle counts; what is above the diagonal may be overwritten within eight columns. The plain twin is ../inverse-plain.ts.

// Rows whose results stay in the first-level cache.
const NEAR_ROWS: u32 = 48

// Copies the pivot's rows and columns (first .. first + width), as far as they belong to the rows from .. to, into the panels of these: panel[j / 8][p][j % 8] is the
// matrix at (j, first + p).
export function packPanels(matrix: usize, stride: u32, first: u32, width: u32, from: u32, to: u32, panels: usize): void {
  for (let j = from; j < to; j += 8) {
    let into = panels + ((<usize>j * width) << 2)
    if (j < first) {
      let at = matrix + <usize>first * stride + (<usize>j << 2)
      for (let p: u32 = 0; p < width; p++, at += stride, into += 32) {
        v128.store(into, v128.load(at))
        v128.store(into, v128.load(at, 16), 16)
      }
    } else if (j >= first + width) {
      const at = matrix + <usize>j * stride + (<usize>first << 2)
      for (let p: u32 = 0; p < width; p += 4, into += 128) {
        turn(at + (<usize>p << 2), stride, into, 32)
        turn(at + 4 * <usize>stride + (<usize>p << 2), stride, into + 16, 32)
      }
    }
  }
}

// Sweeps the rows from .. to, the pivot's own left out: multiplies their panels by minus the pivot's inverse (`pivot`, in panels of its own), adds to these rows, as far as the
// diagonal, the products of the results with the panels, and puts minus the results where the panels were copied from. `results` takes (to - from) * width numbers.
export function sweepRows(
  matrix: usize, stride: u32, first: u32, width: u32, from: u32, to: u32, panels: usize, pivot: usize, results: usize,
): void {
  const last = first + width, panelBytes: usize = <usize>width << 5
  for (let near = from; near < to; near += NEAR_ROWS) {
    const end = min<u32>(to, near + NEAR_ROWS)
    for (let i = near; i < end; i += 8) {
      if (i >= first && i < last) continue
      const panel = panels + ((<usize>i * width) << 2)
      const result = results + ((<usize>(i - from) * width) << 2)
      memory.fill(result, 0, panelBytes)
      for (let p: u32 = 0; p < width; p += 8) {
        const a = pivot + ((<usize>p * width) << 2)
        tile(width, a, panel, result + (<usize>p << 5), 32)
        tile(width, a + 16, panel, result + (<usize>(p + 4) << 5), 32)
      }
      putBack(matrix, stride, first, width, i, result)
    }
    for (let j: u32 = 0; j < end; j += 8) {
      if (j >= first && j < last) continue
      const panel = panels + ((<usize>j * width) << 2)
      for (let i = max(near, j); i < end; i += 8) {
        if (i >= first && i < last) continue
        const result = results + ((<usize>(i - from) * width) << 2)
        const to = matrix + <usize>i * stride + (<usize>j << 2)
        tile(width, result, panel, to, stride)
        tile(width, result + 16, panel, to + 4 * <usize>stride, stride)
      }
    }
  }
}

// Minus the results of eight rows, to where their panel came from.
function putBack(matrix: usize, stride: u32, first: u32, width: u32, row: u32, result: usize): void {
  if (row < first) {
    let to = matrix + <usize>first * stride + (<usize>row << 2)
    for (let p: u32 = 0; p < width; p++, to += stride, result += 32) {
      v128.store(to, f32x4.neg(v128.load(result)))
      v128.store(to, f32x4.neg(v128.load(result, 16)), 16)
    }
  } else {
    let to = matrix + <usize>row * stride + (<usize>first << 2)
    const lower = to + 4 * <usize>stride
    for (let p: u32 = 0; p < width; p += 4, result += 128) {
      turnNegated(result, 32, to + (<usize>p << 2), stride)
      turnNegated(result + 16, 32, lower + (<usize>p << 2), stride)
    }
  }
}

// Four rows of four numbers, as columns.
// @ts-ignore: decorator
@inline function turn(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  const a = v128.load(from), b = v128.load(from + fromRow), c = v128.load(from + 2 * fromRow), d = v128.load(from + 3 * fromRow)
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5))
  v128.store(to + toRow, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
  v128.store(to + 2 * toRow, v128.shuffle<f32>(ef, gh, 0, 1, 4, 5))
  v128.store(to + 3 * toRow, v128.shuffle<f32>(ef, gh, 2, 3, 6, 7))
}

// The same, negated.
// @ts-ignore: decorator
@inline function turnNegated(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  turn(from, fromRow, to, toRow)
  for (let row = 0; row < 4; row++, to += toRow) v128.store(to, f32x4.neg(v128.load(to)))
}

// Adds to four rows by eight columns of C. Eight sums of four lanes, two of B's numbers and one of A's leave registers free: compilers for x64 keep some of the sixteen
// for themselves, and a tile of six rows, which would need all, ran at seven tenths of the speed.
function tile(depth: u32, a: usize, b: usize, c: usize, row: usize): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00
  const end = b + (<usize>depth << 5)
  for (; b < end; b += 32, a += 32) {
    const b0 = v128.load(b), b1 = v128.load(b, 16)
    let x = v128.load_splat<f32>(a)
    s00 = f32x4.add(s00, f32x4.mul(x, b0))
    s01 = f32x4.add(s01, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a, 4)
    s10 = f32x4.add(s10, f32x4.mul(x, b0))
    s11 = f32x4.add(s11, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a, 8)
    s20 = f32x4.add(s20, f32x4.mul(x, b0))
    s21 = f32x4.add(s21, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a, 12)
    s30 = f32x4.add(s30, f32x4.mul(x, b0))
    s31 = f32x4.add(s31, f32x4.mul(x, b1))
  }
  v128.store(c, f32x4.add(v128.load(c), s00))
  v128.store(c, f32x4.add(v128.load(c, 16), s01), 16)
  c += row
  v128.store(c, f32x4.add(v128.load(c), s10))
  v128.store(c, f32x4.add(v128.load(c, 16), s11), 16)
  c += row
  v128.store(c, f32x4.add(v128.load(c), s20))
  v128.store(c, f32x4.add(v128.load(c, 16), s21), 16)
  c += row
  v128.store(c, f32x4.add(v128.load(c), s30))
  v128.store(c, f32x4.add(v128.load(c, 16), s31), 16)
}
