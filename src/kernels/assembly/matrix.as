// The product of two dense matrices in single precision (AssemblyScript): blocks are packed, and tiles of six rows by eight columns are summed in registers
// (after Goto and van de Geijn 2008). All arguments are addresses and strides in bytes, or counts. The plain twin is ../matrix-plain.ts.

import { PRODUCT_SCRATCH_BYTES } from './matrix-layout'

// Rows and columns of the tile whose sums stay in registers.
const TILE_ROWS: u32 = 6
const TILE_COLUMNS: u32 = 8
// Rows of A, products and columns of B that are packed at a time: A's block stays in the second-level cache, a panel of B's in the first.
const BLOCK_ROWS: u32 = 96
const BLOCK_DEPTH: u32 = 256
const BLOCK_COLUMNS: u32 = 512
// Where the packed block of B and the tile of an edge lie in the scratch memory, in bytes.
const SCRATCH_B: usize = BLOCK_ROWS * BLOCK_DEPTH * 4
const SCRATCH_TILE: usize = PRODUCT_SCRATCH_BYTES - TILE_ROWS * TILE_COLUMNS * 4

// C (m x n) = A (m x k) times B (k x n), or C += where `accumulate` is 1. Element (i, j) of A is at a + i aRow + j aColumn, so that a transposed
// matrix is one with its strides exchanged; the same for B. Rows of C are contiguous.
export function multiply(
  m: u32, n: u32, k: u32, a: usize, aRow: i32, aColumn: i32, b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: u32, accumulate: u32, scratch: usize,
): void {
  if (k == 0 && accumulate == 0) {
    for (let i: u32 = 0; i < m; i++) memory.fill(c + <usize>i * cRow, 0, <usize>n << 2)
    return
  }
  const packedB = scratch + SCRATCH_B, edge = scratch + SCRATCH_TILE
  for (let j0: u32 = 0; j0 < n; j0 += BLOCK_COLUMNS) {
    const columns = min<u32>(BLOCK_COLUMNS, n - j0)
    for (let p0: u32 = 0; p0 < k; p0 += BLOCK_DEPTH) {
      const depth = min<u32>(BLOCK_DEPTH, k - p0)
      const add = accumulate | <u32>(p0 > 0)
      packB(b + p0 * bRow + j0 * bColumn, bRow, bColumn, depth, columns, packedB)
      for (let i0: u32 = 0; i0 < m; i0 += BLOCK_ROWS) {
        const rows = min<u32>(BLOCK_ROWS, m - i0)
        packA(a + i0 * aRow + p0 * aColumn, aRow, aColumn, rows, depth, scratch)
        for (let j: u32 = 0; j < columns; j += TILE_COLUMNS) {
          const panelB = packedB + ((<usize>j * depth) << 2)
          const width = min<u32>(TILE_COLUMNS, columns - j)
          for (let i: u32 = 0; i < rows; i += TILE_ROWS) {
            const panelA = scratch + ((<usize>i * depth) << 2)
            const height = min<u32>(TILE_ROWS, rows - i)
            const to = c + <usize>(i0 + i) * cRow + (<usize>(j0 + j) << 2)
            if (height == TILE_ROWS && width == TILE_COLUMNS) tile(depth, panelA, panelB, to, cRow, add)
            else {
              tile(depth, panelA, panelB, edge, TILE_COLUMNS << 2, 0)
              copyEdge(edge, height, width, to, cRow, add)
            }
          }
        }
      }
    }
  }
}

// Six rows side by side: scratch[p * 6 + i], zeros where there is no row.
function packA(a: usize, row: i32, column: i32, rows: u32, depth: u32, to: usize): void {
  for (let i: u32 = 0; i < rows; i += TILE_ROWS) {
    const height = min<u32>(TILE_ROWS, rows - i)
    for (let r: u32 = 0; r < TILE_ROWS; r++) {
      let at = to + (r << 2)
      if (r < height) {
        let from = a + (i + r) * row
        for (let p: u32 = 0; p < depth; p++, from += column, at += TILE_ROWS << 2) store<f32>(at, load<f32>(from))
      } else {
        for (let p: u32 = 0; p < depth; p++, at += TILE_ROWS << 2) store<f32>(at, 0)
      }
    }
    to += <usize>depth * (TILE_ROWS << 2)
  }
}

// Eight columns side by side: packed[p * 8 + j], zeros where there is no column.
function packB(b: usize, row: i32, column: i32, depth: u32, columns: u32, to: usize): void {
  for (let j: u32 = 0; j < columns; j += TILE_COLUMNS) {
    const width = min<u32>(TILE_COLUMNS, columns - j)
    const panel = b + j * column
    if (width == TILE_COLUMNS && column == 4) {
      let from = panel
      for (let p: u32 = 0; p < depth; p++, from += row, to += TILE_COLUMNS << 2) {
        v128.store(to, v128.load(from))
        v128.store(to, v128.load(from, 16), 16)
      }
      continue
    }
    for (let c: u32 = 0; c < TILE_COLUMNS; c++) {
      let at = to + (c << 2)
      if (c < width) {
        let from = panel + c * column
        for (let p: u32 = 0; p < depth; p++, from += row, at += TILE_COLUMNS << 2) store<f32>(at, load<f32>(from))
      } else {
        for (let p: u32 = 0; p < depth; p++, at += TILE_COLUMNS << 2) store<f32>(at, 0)
      }
    }
    to += <usize>depth * (TILE_COLUMNS << 2)
  }
}

function copyEdge(edge: usize, height: u32, width: u32, to: usize, row: u32, add: u32): void {
  for (let i: u32 = 0; i < height; i++) {
    for (let j: u32 = 0; j < width; j++) {
      const value = load<f32>(edge + (<usize>(i * TILE_COLUMNS + j) << 2))
      const at = to + <usize>i * row + (<usize>j << 2)
      store<f32>(at, add != 0 ? load<f32>(at) + value : value)
    }
  }
}

// Six rows by eight columns of C: twelve sums of four lanes, two of B's numbers and one of A's are what sixteen registers hold.
function tile(depth: u32, a: usize, b: usize, c: usize, row: u32, add: u32): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00
  const end = b + (<usize>depth << 5)
  for (; b < end; b += 32, a += 24) {
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
    x = v128.load_splat<f32>(a, 16)
    s40 = f32x4.add(s40, f32x4.mul(x, b0))
    s41 = f32x4.add(s41, f32x4.mul(x, b1))
    x = v128.load_splat<f32>(a, 20)
    s50 = f32x4.add(s50, f32x4.mul(x, b0))
    s51 = f32x4.add(s51, f32x4.mul(x, b1))
  }
  if (add != 0) {
    let at = c
    s00 = f32x4.add(s00, v128.load(at))
    s01 = f32x4.add(s01, v128.load(at, 16))
    at += row
    s10 = f32x4.add(s10, v128.load(at))
    s11 = f32x4.add(s11, v128.load(at, 16))
    at += row
    s20 = f32x4.add(s20, v128.load(at))
    s21 = f32x4.add(s21, v128.load(at, 16))
    at += row
    s30 = f32x4.add(s30, v128.load(at))
    s31 = f32x4.add(s31, v128.load(at, 16))
    at += row
    s40 = f32x4.add(s40, v128.load(at))
    s41 = f32x4.add(s41, v128.load(at, 16))
    at += row
    s50 = f32x4.add(s50, v128.load(at))
    s51 = f32x4.add(s51, v128.load(at, 16))
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  c += row
  v128.store(c, s10)
  v128.store(c, s11, 16)
  c += row
  v128.store(c, s20)
  v128.store(c, s21, 16)
  c += row
  v128.store(c, s30)
  v128.store(c, s31, 16)
  c += row
  v128.store(c, s40)
  v128.store(c, s41, 16)
  c += row
  v128.store(c, s50)
  v128.store(c, s51, 16)
}
