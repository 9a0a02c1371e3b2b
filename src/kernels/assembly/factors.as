// Solvers of implicit-feedback factors (AssemblyScript). All arguments are addresses in bytes, counts or numbers; a row has `factors` numbers, a multiple
// of 8, rows lie side by side. The plain twin is ../factors-plain.ts.
//
// A row x solves (A + lambda I + sum w y yT) x = sum (1 + w) y, the sums over the row's pairs with weight w > 0 and A = YT Y.

import { SOLVE_ROWS } from './factors-layout'

// @ts-ignore: decorator
@inline function sum(v: v128): f32 {
  const pairs = f32x4.add(v, i32x4.shuffle(v, v, 2, 3, 0, 1))
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1)
}

// Four horizontal sums at once.
// @ts-ignore: decorator
@inline function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5), ab1 = i32x4.shuffle(a, b, 2, 6, 3, 7)
  const cd0 = i32x4.shuffle(c, d, 0, 4, 1, 5), cd1 = i32x4.shuffle(c, d, 2, 6, 3, 7)
  const ab = f32x4.add(ab0, ab1), cd = f32x4.add(cd0, cd1)
  return f32x4.add(i64x2.shuffle(ab, cd, 0, 2), i64x2.shuffle(ab, cd, 1, 3))
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let s = f32x4.splat(0), t = s
  for (let j: usize = 0; j < bytes; j += 32) {
    s = f32x4.add(s, f32x4.mul(v128.load(a + j), v128.load(b + j)))
    t = f32x4.add(t, f32x4.mul(v128.load(a + j, 16), v128.load(b + j, 16)))
  }
  return sum(f32x4.add(s, t))
}

// Q (count x factors) = V A, six rows by eight columns at a time; rows beyond `count` are computed with and thrown away by their owner.
function timesGram(v: usize, count: usize, bytes: usize, gram: usize, q: usize): void {
  for (let i: usize = 0; i < count; i += 6) {
    const v0 = v + i * bytes, v1 = v0 + bytes, v2 = v1 + bytes, v3 = v2 + bytes, v4 = v3 + bytes, v5 = v4 + bytes
    for (let j: usize = 0; j < bytes; j += 32) {
      let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00, s40 = s00, s41 = s00, s50 = s00, s51 = s00
      let a = gram + j
      for (let p: usize = 0; p < bytes; p += 4, a += bytes) {
        const b0 = v128.load(a), b1 = v128.load(a, 16)
        let x = v128.load32_splat(v0 + p)
        s00 = f32x4.add(s00, f32x4.mul(x, b0))
        s01 = f32x4.add(s01, f32x4.mul(x, b1))
        x = v128.load32_splat(v1 + p)
        s10 = f32x4.add(s10, f32x4.mul(x, b0))
        s11 = f32x4.add(s11, f32x4.mul(x, b1))
        x = v128.load32_splat(v2 + p)
        s20 = f32x4.add(s20, f32x4.mul(x, b0))
        s21 = f32x4.add(s21, f32x4.mul(x, b1))
        x = v128.load32_splat(v3 + p)
        s30 = f32x4.add(s30, f32x4.mul(x, b0))
        s31 = f32x4.add(s31, f32x4.mul(x, b1))
        x = v128.load32_splat(v4 + p)
        s40 = f32x4.add(s40, f32x4.mul(x, b0))
        s41 = f32x4.add(s41, f32x4.mul(x, b1))
        x = v128.load32_splat(v5 + p)
        s50 = f32x4.add(s50, f32x4.mul(x, b0))
        s51 = f32x4.add(s51, f32x4.mul(x, b1))
      }
      let to = q + i * bytes + j
      v128.store(to, s00)
      v128.store(to, s01, 16)
      to += bytes
      v128.store(to, s10)
      v128.store(to, s11, 16)
      to += bytes
      v128.store(to, s20)
      v128.store(to, s21, 16)
      to += bytes
      v128.store(to, s30)
      v128.store(to, s31, 16)
      to += bytes
      v128.store(to, s40)
      v128.store(to, s41, 16)
      to += bytes
      v128.store(to, s50)
      v128.store(to, s51, 16)
    }
  }
}

// q += lambda v + sum (w y.v - target (1 + w)) y, four pairs at a time.
function addPairs(from: usize, to: usize, columns: usize, weights: usize, y: usize, bytes: usize, v: usize, q: usize, lambda: f32, target: f32): void {
  const l = f32x4.splat(lambda)
  for (let j: usize = 0; j < bytes; j += 16) v128.store(q + j, f32x4.add(v128.load(q + j), f32x4.mul(l, v128.load(v + j))))
  for (let at = from; at < to; at += 16) {
    const left = (to - at) >> 2
    const c = columns + at, w = weights + at
    const y0 = y + <usize>load<u32>(c) * bytes
    const y1 = left > 1 ? y + <usize>load<u32>(c, 4) * bytes : y0
    const y2 = left > 2 ? y + <usize>load<u32>(c, 8) * bytes : y0
    const y3 = left > 3 ? y + <usize>load<u32>(c, 12) * bytes : y0
    let d0 = f32x4.splat(0), d1 = d0, d2 = d0, d3 = d0
    for (let j: usize = 0; j < bytes; j += 16) {
      const x = v128.load(v + j)
      d0 = f32x4.add(d0, f32x4.mul(v128.load(y0 + j), x))
      d1 = f32x4.add(d1, f32x4.mul(v128.load(y1 + j), x))
      d2 = f32x4.add(d2, f32x4.mul(v128.load(y2 + j), x))
      d3 = f32x4.add(d3, f32x4.mul(v128.load(y3 + j), x))
    }
    const s = sums(d0, d1, d2, d3)
    const w0 = load<f32>(w)
    const e0 = f32x4.splat(w0 * f32x4.extract_lane(s, 0) - target * (1 + w0))
    let e1 = f32x4.splat(0), e2 = e1, e3 = e1
    if (left > 1) {
      const one = load<f32>(w, 4)
      e1 = f32x4.splat(one * f32x4.extract_lane(s, 1) - target * (1 + one))
    }
    if (left > 2) {
      const two = load<f32>(w, 8)
      e2 = f32x4.splat(two * f32x4.extract_lane(s, 2) - target * (1 + two))
    }
    if (left > 3) {
      const three = load<f32>(w, 12)
      e3 = f32x4.splat(three * f32x4.extract_lane(s, 3) - target * (1 + three))
    }
    for (let j: usize = 0; j < bytes; j += 16) {
      const a = f32x4.add(f32x4.mul(e0, v128.load(y0 + j)), f32x4.mul(e1, v128.load(y1 + j)))
      const b = f32x4.add(f32x4.mul(e2, v128.load(y2 + j)), f32x4.mul(e3, v128.load(y3 + j)))
      v128.store(q + j, f32x4.add(v128.load(q + j), f32x4.add(a, b)))
    }
  }
}

// Conjugate gradients for the rows [first, last) of X, from where they are (after Takacs, Pilaszy and Tikk 2011). Rows without pairs become zero.
export function solveByGradients(
  first: u32, last: u32, starts: usize, columns: usize, weights: usize, lambdas: usize, x: usize, y: usize, factors: u32, gram: usize, steps: u32, scratch: usize,
): void {
  const bytes = <usize>factors << 2
  const block = <usize>SOLVE_ROWS * bytes
  const r = scratch, p = r + block, q = p + block, rs = q + block
  for (let row = first; row < last; row += SOLVE_ROWS) {
    const count = <usize>min<u32>(SOLVE_ROWS, last - row)
    const x0 = x + <usize>row * bytes
    memory.copy(p, x0, count * bytes)
    timesGram(p, count, bytes, gram, q)
    for (let i: usize = 0; i < count; i++) {
      const at = starts + (<usize>(row + i) << 2)
      const from = <usize>load<u32>(at) << 2, to = <usize>load<u32>(at, 4) << 2
      const o = i * bytes
      if (from == to) {
        memory.fill(x0 + o, 0, bytes)
        memory.fill(p + o, 0, bytes)
        store<f32>(rs + (i << 2), 0)
        continue
      }
      addPairs(from, to, columns, weights, y, bytes, x0 + o, q + o, load<f32>(lambdas + (<usize>(row + i) << 2)), 1)
      for (let j: usize = o; j < o + bytes; j += 16) {
        const negative = f32x4.neg(v128.load(q + j))
        v128.store(r + j, negative)
        v128.store(p + j, negative)
      }
      store<f32>(rs + (i << 2), dot(r + o, r + o, bytes))
    }
    for (let step: u32 = 0; step < steps; step++) {
      timesGram(p, count, bytes, gram, q)
      for (let i: usize = 0; i < count; i++) {
        const before = load<f32>(rs + (i << 2))
        if (before < 1e-20) continue
        const at = starts + (<usize>(row + i) << 2)
        const o = i * bytes
        addPairs(<usize>load<u32>(at) << 2, <usize>load<u32>(at, 4) << 2, columns, weights, y, bytes, p + o, q + o, load<f32>(lambdas + (<usize>(row + i) << 2)), 0)
        const length = f32x4.splat(before / dot(p + o, q + o, bytes))
        let total = f32x4.splat(0)
        for (let j: usize = o; j < o + bytes; j += 16) {
          v128.store(x0 + j, f32x4.add(v128.load(x0 + j), f32x4.mul(length, v128.load(p + j))))
          const rest = f32x4.sub(v128.load(r + j), f32x4.mul(length, v128.load(q + j)))
          v128.store(r + j, rest)
          total = f32x4.add(total, f32x4.mul(rest, rest))
        }
        const after = sum(total)
        store<f32>(rs + (i << 2), after)
        const turn = f32x4.splat(after / before)
        for (let j: usize = o; j < o + bytes; j += 16) v128.store(p + j, f32x4.add(v128.load(r + j), f32x4.mul(turn, v128.load(p + j))))
      }
    }
  }
}

// Solves H d = g (in place in g) by Cholesky; H is `size` x `size`, its lower triangle is used and overwritten. A pivot that is not positive gives 0.
function solveSmall(h: usize, g: usize, size: usize): void {
  const row = size << 2
  for (let i: usize = 0; i < size; i++) {
    const hi = h + i * row
    for (let j: usize = 0; j <= i; j++) {
      const hj = h + j * row
      let s = load<f32>(hi + (j << 2))
      for (let k: usize = 0; k < j; k++) s -= load<f32>(hi + (k << 2)) * load<f32>(hj + (k << 2))
      if (i == j) store<f32>(hi + (j << 2), s > 1e-12 ? <f32>1 / sqrt(s) : 0)
      else store<f32>(hi + (j << 2), s * load<f32>(hj + (j << 2)))
    }
    let s = load<f32>(g + (i << 2))
    for (let k: usize = 0; k < i; k++) s -= load<f32>(hi + (k << 2)) * load<f32>(g + (k << 2))
    store<f32>(g + (i << 2), s * load<f32>(hi + (i << 2)))
  }
  for (let n: usize = size; n > 0; n--) {
    const i = n - 1
    let s = load<f32>(g + (i << 2))
    for (let k = n; k < size; k++) s -= load<f32>(h + k * row + (i << 2)) * load<f32>(g + (k << 2))
    store<f32>(g + (i << 2), s * load<f32>(h + i * row + (i << 2)))
  }
}

// One Newton step for each block of `size` numbers (a multiple of 4 that divides factors) of the rows [first, last): iALS++ (Rendle and others 2021). With
// size = factors the row's equations are solved outright.
export function solveByBlocks(
  first: u32, last: u32, starts: usize, columns: usize, weights: usize, lambdas: usize, x: usize, y: usize, factors: u32, gram: usize, size: u32, scratch: usize,
): void {
  const bytes = <usize>factors << 2, width = <usize>size << 2
  const h = scratch, g = h + width * size, predictions = g + width
  for (let row = first; row < last; row++) {
    const at = starts + (<usize>row << 2)
    const from = <usize>load<u32>(at) << 2, to = <usize>load<u32>(at, 4) << 2
    const xr = x + <usize>row * bytes
    if (from == to) {
      memory.fill(xr, 0, bytes)
      continue
    }
    const lambda = load<f32>(lambdas + (<usize>row << 2))
    for (let n = from; n < to; n += 4) store<f32>(predictions + n - from, dot(y + <usize>load<u32>(columns + n) * bytes, xr, bytes))
    for (let b: usize = 0; b < bytes; b += width) {
      // H and g of the part that all columns share.
      for (let i: usize = 0; i < size; i++) {
        const a = gram + ((b >> 2) + i) * bytes
        memory.copy(h + i * width, a + b, width)
        const diagonal = h + i * width + (i << 2)
        store<f32>(diagonal, load<f32>(diagonal) + lambda)
        store<f32>(g + (i << 2), dot(a, xr, bytes) + lambda * load<f32>(xr + b + (i << 2)))
      }
      for (let n = from; n < to; n += 4) {
        const part = y + <usize>load<u32>(columns + n) * bytes + b
        const w = load<f32>(weights + n)
        const error = f32x4.splat(w * load<f32>(predictions + n - from) - (1 + w))
        for (let j: usize = 0; j < width; j += 16) v128.store(g + j, f32x4.add(v128.load(g + j), f32x4.mul(error, v128.load(part + j))))
        for (let i: usize = 0; i < size; i++) {
          const scaled = f32x4.splat(w * load<f32>(part + (i << 2)))
          const hi = h + i * width
          for (let j: usize = 0; j <= (i << 2); j += 16) v128.store(hi + j, f32x4.add(v128.load(hi + j), f32x4.mul(scaled, v128.load(part + j))))
        }
      }
      solveSmall(h, g, size)
      for (let j: usize = 0; j < width; j += 16) v128.store(xr + b + j, f32x4.sub(v128.load(xr + b + j), v128.load(g + j)))
      for (let n = from; n < to; n += 4) {
        const part = y + <usize>load<u32>(columns + n) * bytes + b
        let s = f32x4.splat(0)
        for (let j: usize = 0; j < width; j += 16) s = f32x4.add(s, f32x4.mul(v128.load(part + j), v128.load(g + j)))
        store<f32>(predictions + n - from, load<f32>(predictions + n - from) - sum(s))
      }
    }
  }
}
