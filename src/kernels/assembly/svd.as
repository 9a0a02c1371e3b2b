// Sparse products and the tall, narrow dense products of a truncated singular value decomposition. Vectors go in panels of four: a panel is row by row, and a
// row of it is one register. The plain twin is ../svd-plain.ts.

// @ts-ignore: decorator
@inline function zero(): v128 {
  return f32x4.splat(0)
}

// sum + (number at `scalar`) * x
// @ts-ignore: decorator
@inline function plus(sum: v128, scalar: usize, x: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load32_splat(scalar), x))
}

// @ts-ignore: decorator
@inline function minus(sum: v128, scalar: usize, x: v128): v128 {
  return f32x4.sub(sum, f32x4.mul(v128.load32_splat(scalar), x))
}

// ---------------------------------------------------------------------------------------------------------------- sparse rows

export function gatherPanel(indptr: usize, indices: usize, values: usize, first: u32, last: u32, from: usize, to: usize): void {
  for (let row: usize = first; row < <usize>last; row++) {
    let at = <usize>load<u32>(indptr + (row << 2)) << 2
    const end = <usize>load<u32>(indptr + (row << 2), 4) << 2
    let s0 = zero(), s1 = zero(), s2 = zero(), s3 = zero()
    // Four sums, so that one addition need not wait for another.
    for (; at + 12 < end; at += 16) {
      const index = indices + at, value = values + at
      s0 = plus(s0, value, v128.load(from + (<usize>load<u32>(index) << 4)))
      s1 = plus(s1, value + 4, v128.load(from + (<usize>load<u32>(index, 4) << 4)))
      s2 = plus(s2, value + 8, v128.load(from + (<usize>load<u32>(index, 8) << 4)))
      s3 = plus(s3, value + 12, v128.load(from + (<usize>load<u32>(index, 12) << 4)))
    }
    for (; at < end; at += 4) s0 = plus(s0, values + at, v128.load(from + (<usize>load<u32>(indices + at) << 4)))
    v128.store(to + (row << 4), f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)))
  }
}

export function scatterPanel(indptr: usize, indices: usize, values: usize, first: u32, last: u32, from: usize, to: usize): void {
  for (let row: usize = first; row < <usize>last; row++) {
    let at = <usize>load<u32>(indptr + (row << 2)) << 2
    const end = <usize>load<u32>(indptr + (row << 2), 4) << 2
    const x = v128.load(from + (row << 4))
    for (; at < end; at += 4) {
      const place = to + (<usize>load<u32>(indices + at) << 4)
      v128.store(place, plus(v128.load(place), values + at, x))
    }
  }
}

export function scatterWide(
  indptr: usize, indices: usize, values: usize, first: u32, last: u32, from: usize, to: usize, stride: usize,
): void {
  for (let row: usize = first; row < <usize>last; row++) {
    let at = <usize>load<u32>(indptr + (row << 2)) << 2
    const end = <usize>load<u32>(indptr + (row << 2), 4) << 2
    const source = from + row * stride
    for (; at < end; at += 4) {
      const place = to + <usize>load<u32>(indices + at) * stride
      const value = v128.load32_splat(values + at)
      for (let j: usize = 0; j < stride; j += 32) {
        v128.store(place + j, f32x4.add(v128.load(place + j), f32x4.mul(value, v128.load(source + j))))
        v128.store(place + j, f32x4.add(v128.load(place + j, 16), f32x4.mul(value, v128.load(source + j, 16))), 16)
      }
    }
  }
}

// ---------------------------------------------------------------------------------------------------------------- panels

// out += lanes of x, as doubles
// @ts-ignore: decorator
@inline function addDoubles(out: usize, x: v128): void {
  v128.store(out, f64x2.add(v128.load(out), f64x2.promote_low_f32x4(x)))
  v128.store(out, f64x2.add(v128.load(out, 16), f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3))), 16)
}

export function panelProducts(panels: usize, count: u32, stride: usize, w: usize, rows: u32, out: usize): void {
  const end = w + (<usize>rows << 4)
  let left = count
  // Three panels at a time: twelve sums fill the registers.
  for (; left >= 3; left -= 3) {
    let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero()
    let b0 = zero(), b1 = zero(), b2 = zero(), b3 = zero()
    let c0 = zero(), c1 = zero(), c2 = zero(), c3 = zero()
    let a = panels, b = panels + stride, c = panels + 2 * stride
    for (let at = w; at < end; at += 16, a += 16, b += 16, c += 16) {
      const x = v128.load(at)
      a0 = plus(a0, a, x)
      a1 = plus(a1, a + 4, x)
      a2 = plus(a2, a + 8, x)
      a3 = plus(a3, a + 12, x)
      b0 = plus(b0, b, x)
      b1 = plus(b1, b + 4, x)
      b2 = plus(b2, b + 8, x)
      b3 = plus(b3, b + 12, x)
      c0 = plus(c0, c, x)
      c1 = plus(c1, c + 4, x)
      c2 = plus(c2, c + 8, x)
      c3 = plus(c3, c + 12, x)
    }
    addDoubles(out, a0)
    addDoubles(out + 32, a1)
    addDoubles(out + 64, a2)
    addDoubles(out + 96, a3)
    addDoubles(out + 128, b0)
    addDoubles(out + 160, b1)
    addDoubles(out + 192, b2)
    addDoubles(out + 224, b3)
    addDoubles(out + 256, c0)
    addDoubles(out + 288, c1)
    addDoubles(out + 320, c2)
    addDoubles(out + 352, c3)
    out += 384
    panels += 3 * stride
  }
  for (; left > 0; left--) {
    let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero()
    let a = panels
    for (let at = w; at < end; at += 16, a += 16) {
      const x = v128.load(at)
      a0 = plus(a0, a, x)
      a1 = plus(a1, a + 4, x)
      a2 = plus(a2, a + 8, x)
      a3 = plus(a3, a + 12, x)
    }
    addDoubles(out, a0)
    addDoubles(out + 32, a1)
    addDoubles(out + 64, a2)
    addDoubles(out + 96, a3)
    out += 128
    panels += stride
  }
}

export function subtractPanels(panels: usize, count: u32, stride: usize, w: usize, rows: u32, products: usize): void {
  const end = w + (<usize>rows << 4)
  for (let left = count; left > 0; left--, panels += stride, products += 64) {
    const p0 = v128.load(products), p1 = v128.load(products, 16), p2 = v128.load(products, 32), p3 = v128.load(products, 48)
    let at = w, q = panels
    for (; at + 112 < end; at += 128, q += 128) {
      let s0 = v128.load(at), s1 = v128.load(at, 16), s2 = v128.load(at, 32), s3 = v128.load(at, 48)
      let s4 = v128.load(at, 64), s5 = v128.load(at, 80), s6 = v128.load(at, 96), s7 = v128.load(at, 112)
      s0 = minus(s0, q, p0)
      s1 = minus(s1, q + 16, p0)
      s2 = minus(s2, q + 32, p0)
      s3 = minus(s3, q + 48, p0)
      s4 = minus(s4, q + 64, p0)
      s5 = minus(s5, q + 80, p0)
      s6 = minus(s6, q + 96, p0)
      s7 = minus(s7, q + 112, p0)
      s0 = minus(s0, q + 4, p1)
      s1 = minus(s1, q + 20, p1)
      s2 = minus(s2, q + 36, p1)
      s3 = minus(s3, q + 52, p1)
      s4 = minus(s4, q + 68, p1)
      s5 = minus(s5, q + 84, p1)
      s6 = minus(s6, q + 100, p1)
      s7 = minus(s7, q + 116, p1)
      s0 = minus(s0, q + 8, p2)
      s1 = minus(s1, q + 24, p2)
      s2 = minus(s2, q + 40, p2)
      s3 = minus(s3, q + 56, p2)
      s4 = minus(s4, q + 72, p2)
      s5 = minus(s5, q + 88, p2)
      s6 = minus(s6, q + 104, p2)
      s7 = minus(s7, q + 120, p2)
      s0 = minus(s0, q + 12, p3)
      s1 = minus(s1, q + 28, p3)
      s2 = minus(s2, q + 44, p3)
      s3 = minus(s3, q + 60, p3)
      s4 = minus(s4, q + 76, p3)
      s5 = minus(s5, q + 92, p3)
      s6 = minus(s6, q + 108, p3)
      s7 = minus(s7, q + 124, p3)
      v128.store(at, s0)
      v128.store(at, s1, 16)
      v128.store(at, s2, 32)
      v128.store(at, s3, 48)
      v128.store(at, s4, 64)
      v128.store(at, s5, 80)
      v128.store(at, s6, 96)
      v128.store(at, s7, 112)
    }
    for (; at < end; at += 16, q += 16) {
      v128.store(at, minus(minus(minus(minus(v128.load(at), q, p0), q + 4, p1), q + 8, p2), q + 12, p3))
    }
  }
}

export function multiplyPanel(w: usize, rows: u32, matrix: usize): void {
  const m0 = v128.load(matrix), m1 = v128.load(matrix, 16), m2 = v128.load(matrix, 32), m3 = v128.load(matrix, 48)
  const end = w + (<usize>rows << 4)
  for (; w < end; w += 16) v128.store(w, plus(plus(plus(plus(zero(), w, m0), w + 4, m1), w + 8, m2), w + 12, m3))
}

export function combinePanels(
  panels: usize, count: u32, stride: usize, rows: u32, strips: usize, stripCount: u32, packed: usize, out: usize, outStride: usize,
): void {
  const size = <usize>count << 6
  for (let row: usize = 0; row < <usize>rows; row += 4) {
    // Four rows, brought together: panels lie far from one another.
    let from = panels + (row << 4)
    for (let to = packed; to < packed + size; to += 64, from += stride) {
      v128.store(to, v128.load(from))
      v128.store(to, v128.load(from, 16), 16)
      v128.store(to, v128.load(from, 32), 32)
      v128.store(to, v128.load(from, 48), 48)
    }
    let strip = strips
    for (let s: usize = 0; s < <usize>stripCount; s++) {
      let a0 = zero(), a1 = zero(), b0 = zero(), b1 = zero(), c0 = zero(), c1 = zero(), d0 = zero(), d1 = zero()
      for (let k = packed; k < packed + size; k += 64) {
        for (let i: usize = k; i < k + 16; i += 4, strip += 32) {
          const x = v128.load(strip), y = v128.load(strip, 16)
          a0 = plus(a0, i, x)
          a1 = plus(a1, i, y)
          b0 = plus(b0, i + 16, x)
          b1 = plus(b1, i + 16, y)
          c0 = plus(c0, i + 32, x)
          c1 = plus(c1, i + 32, y)
          d0 = plus(d0, i + 48, x)
          d1 = plus(d1, i + 48, y)
        }
      }
      let to = out + row * outStride + (s << 5)
      v128.store(to, a0)
      v128.store(to, a1, 16)
      to += outStride
      v128.store(to, b0)
      v128.store(to, b1, 16)
      to += outStride
      v128.store(to, c0)
      v128.store(to, c1, 16)
      to += outStride
      v128.store(to, d0)
      v128.store(to, d1, 16)
    }
  }
}
