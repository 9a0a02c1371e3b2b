// Dot products, sums, norms and the exact top-k scan (AssemblyScript). All arguments are addresses in bytes or counts. The plain twin is ../vector-plain.ts.

// @ts-ignore: decorator
@inline function sum4(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 2) + (f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 3))
}

// a . b over n floats: four accumulators of four lanes, so that the additions do not wait for one another
export function dot(a: usize, b: usize, n: u32): f32 {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0
  const end16 = a + (<usize>(n & ~15) << 2), end4 = a + (<usize>(n & ~3) << 2), end = a + (<usize>n << 2)
  for (; a < end16; a += 64, b += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)))
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a, 16), v128.load(b, 16)))
    s2 = f32x4.add(s2, f32x4.mul(v128.load(a, 32), v128.load(b, 32)))
    s3 = f32x4.add(s3, f32x4.mul(v128.load(a, 48), v128.load(b, 48)))
  }
  for (; a < end4; a += 16, b += 16) s0 = f32x4.add(s0, f32x4.mul(v128.load(a), v128.load(b)))
  let total = sum4(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)))
  for (; a < end; a += 4, b += 4) total += load<f32>(a) * load<f32>(b)
  return total
}

// out[r] = rows[r] . query
export function dotRows(rows: usize, count: u32, stride: u32, query: usize, n: u32, out: usize): void {
  for (let r: u32 = 0; r < count; r++, rows += stride, out += 4) store<f32>(out, dot(rows, query, n))
}

// y += alpha x
export function axpy(alpha: f32, x: usize, y: usize, n: u32): void {
  const factor = f32x4.splat(alpha)
  const end16 = x + (<usize>(n & ~15) << 2), end4 = x + (<usize>(n & ~3) << 2), end = x + (<usize>n << 2)
  for (; x < end16; x += 64, y += 64) {
    v128.store(y, f32x4.add(v128.load(y), f32x4.mul(factor, v128.load(x))))
    v128.store(y, f32x4.add(v128.load(y, 16), f32x4.mul(factor, v128.load(x, 16))), 16)
    v128.store(y, f32x4.add(v128.load(y, 32), f32x4.mul(factor, v128.load(x, 32))), 32)
    v128.store(y, f32x4.add(v128.load(y, 48), f32x4.mul(factor, v128.load(x, 48))), 48)
  }
  for (; x < end4; x += 16, y += 16) v128.store(y, f32x4.add(v128.load(y), f32x4.mul(factor, v128.load(x))))
  for (; x < end; x += 4, y += 4) store<f32>(y, load<f32>(y) + alpha * load<f32>(x))
}

// a . b in double precision: what the top-k scan scores with in the end
export function dotDouble(a: usize, b: usize, n: u32): f64 {
  let s0 = f64x2.splat(0), s1 = s0
  const end4 = a + (<usize>(n & ~3) << 2), end = a + (<usize>n << 2)
  for (; a < end4; a += 16, b += 16) {
    const x = v128.load(a), y = v128.load(b)
    s0 = f64x2.add(s0, f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y)))
    const xh = v128.shuffle<f32>(x, x, 2, 3, 2, 3), yh = v128.shuffle<f32>(y, y, 2, 3, 2, 3)
    s1 = f64x2.add(s1, f64x2.mul(f64x2.promote_low_f32x4(xh), f64x2.promote_low_f32x4(yh)))
  }
  s0 = f64x2.add(s0, s1)
  let total = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1)
  for (; a < end; a += 4, b += 4) total += <f64>load<f32>(a) * <f64>load<f32>(b)
  return total
}

// out[r] = length of rows[r], summed in double precision
export function norms(rows: usize, count: u32, stride: u32, n: u32, out: usize): void {
  for (let r: u32 = 0; r < count; r++, rows += stride, out += 4) store<f32>(out, <f32>Math.sqrt(dotDouble(rows, rows, n)))
}

// ---------------------------------------------------------------------------------------------------------------- top-k

// A heap of (f64 score, u32 index) whose root is the entry to drop first: the lowest score, and of equals the highest index.
// scores: k f64; indices: k u32.

// @ts-ignore: decorator
@inline function dropsBefore(scoreA: f64, indexA: u32, scoreB: f64, indexB: u32): bool {
  return scoreA < scoreB || (scoreA == scoreB && indexA > indexB)
}

function pushHeap(scores: usize, indices: usize, size: u32, score: f64, index: u32): void {
  let at: u32 = size
  while (at > 0) {
    const up = (at - 1) >> 1
    const s = load<f64>(scores + (<usize>up << 3)), i = load<u32>(indices + (<usize>up << 2))
    if (!dropsBefore(score, index, s, i)) break
    store<f64>(scores + (<usize>at << 3), s)
    store<u32>(indices + (<usize>at << 2), i)
    at = up
  }
  store<f64>(scores + (<usize>at << 3), score)
  store<u32>(indices + (<usize>at << 2), index)
}

function replaceRoot(scores: usize, indices: usize, size: u32, score: f64, index: u32): void {
  let at: u32 = 0
  while (true) {
    let child: u32 = 2 * at + 1
    if (child >= size) break
    let s = load<f64>(scores + (<usize>child << 3)), i = load<u32>(indices + (<usize>child << 2))
    if (child + 1 < size) {
      const s2 = load<f64>(scores + (<usize>(child + 1) << 3)), i2 = load<u32>(indices + (<usize>(child + 1) << 2))
      if (dropsBefore(s2, i2, s, i)) {
        child++
        s = s2
        i = i2
      }
    }
    if (!dropsBefore(s, i, score, index)) break
    store<f64>(scores + (<usize>at << 3), s)
    store<u32>(indices + (<usize>at << 2), i)
    at = child
  }
  store<f64>(scores + (<usize>at << 3), score)
  store<u32>(indices + (<usize>at << 2), index)
}

// Offers rows first .. first + count to the heap of the k best, each scored in double precision. Returns the heap's new size.
export function scanFloat(
  rows: usize, first: u32, count: u32, stride: u32, query: usize, n: u32, k: u32, scores: usize, indices: usize, size: u32,
): u32 {
  let row = rows + <usize>first * stride
  for (let r = first; r < first + count; r++, row += stride) {
    size = offer(dotDouble(row, query, n), r, k, scores, indices, size)
  }
  return size
}

// @ts-ignore: decorator
@inline function offer(score: f64, index: u32, k: u32, scores: usize, indices: usize, size: u32): u32 {
  if (size < k) {
    pushHeap(scores, indices, size, score, index)
    return size + 1
  }
  if (dropsBefore(load<f64>(scores), load<u32>(indices), score, index)) replaceRoot(scores, indices, size, score, index)
  return size
}

// First pass over int8 rows against an int16 query: approximate[r] = scale[r] * queryScale * (row . query), exact in integers before scaling.
// At the same time keeps the k best lower bounds (approximate - error) in the heap. A row's error is rowError[r] * queryNorm + rowNorm[r] * queryError.
// bounds: for each row the three f32 scale, rowError, rowNorm. n is a multiple of 16. Returns the heap's new size.
export function scanInt8(
  codes: usize, bounds: usize, first: u32, count: u32, query: usize, n: u32, queryScale: f32, queryNorm: f32, queryError: f32,
  approximate: usize, k: u32, scores: usize, indices: usize, size: u32,
): u32 {
  let row = codes + <usize>first * n
  for (let r = first; r < first + count; r++) {
    let a = i32x4.splat(0), b = a
    const end = row + n
    for (let q = query; row < end; row += 16, q += 32) {
      const x = v128.load(row)
      a = i32x4.add(a, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(x), v128.load(q)))
      b = i32x4.add(b, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(x), v128.load(q, 16)))
    }
    a = i32x4.add(a, b)
    const whole = i32x4.extract_lane(a, 0) + i32x4.extract_lane(a, 1) + (i32x4.extract_lane(a, 2) + i32x4.extract_lane(a, 3))
    const bound = bounds + <usize>r * 12
    const score = <f64>load<f32>(bound) * <f64>queryScale * <f64>whole
    const error = <f64>load<f32>(bound, 4) * <f64>queryNorm + <f64>load<f32>(bound, 8) * <f64>queryError
    store<f32>(approximate + (<usize>r << 2), <f32>(score + error))
    size = offer(score - error, r, k, scores, indices, size)
  }
  return size
}
