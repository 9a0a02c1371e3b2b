// Steps of stochastic gradient descent on the order of items (AssemblyScript): BPR, WARP and sampled softmax. A job is laid out by ranking-layout.ts.
// The plain twin is ../ranking-plain.ts.

import {
  RANK_BIAS, RANK_CHOSEN, RANK_COEFFICIENTS, RANK_CORRECTIONS, RANK_DRAWS, RANK_ITEM_COUNT, RANK_ITEM_ROWS, RANK_ITEM_STARTS, RANK_ITEM_WEIGHTS, RANK_ITEMS,
  RANK_LOSS, RANK_PAIR_ITEMS, RANK_PAIR_USERS, RANK_PAIRS, RANK_POPULAR, RANK_RANDOM, RANK_RATE, RANK_REGULARIZATION, RANK_SEEN, RANK_SEEN_STARTS,
  RANK_USER_ROWS, RANK_USER_STARTS, RANK_USER_WEIGHTS, RANK_USERS, RANK_VECTORS, RANK_WIDTH,
} from './ranking-layout'

let ra: u32, rb: u32, rc: u32, rd: u32

// @ts-ignore: decorator
@inline function draw(): u32 {
  const t = ra + rb + rd
  rd += 1
  ra = rb ^ (rb >>> 9)
  rb = rc + (rc << 3)
  rc = rotl(rc, 21) + t
  return t
}

// @ts-ignore: decorator
@inline function below(n: u32): u32 {
  return <u32>((<u64>draw() * <u64>n) >>> 32)
}

// @ts-ignore: decorator
@inline function field(job: usize, at: usize): usize {
  return <usize>load<u32>(job + at)
}

// @ts-ignore: decorator
@inline function word(address: usize, at: u32): u32 {
  return load<u32>(address + (<usize>at << 2))
}

// @ts-ignore: decorator
@inline function added(s: v128): f32 {
  s = f32x4.add(s, i32x4.shuffle(s, s, 2, 3, 0, 1))
  return f32x4.extract_lane(s, 0) + f32x4.extract_lane(s, 1)
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, bytes: usize): f32 {
  let s = f32x4.splat(0), t = s
  for (let j: usize = 0; j < bytes; j += 32) {
    s = f32x4.add(s, f32x4.mul(v128.load(a + j), v128.load(b + j)))
    t = f32x4.add(t, f32x4.mul(v128.load(a + j, 16), v128.load(b + j, 16)))
  }
  return added(f32x4.add(s, t))
}

// The standard library's functions would keep tables in the memory that the library hands out.
function exp(x: f32): f32 {
  x = min<f32>(max<f32>(x, -87), 87)
  const n = nearest<f32>(x * <f32>1.44269504)
  const r = (x - n * <f32>0.693359375) + n * <f32>2.12194440e-4
  const p: f32 = <f32>1 + r * (<f32>1 + r * (<f32>0.5 + r * (<f32>0.16666667 + r * (<f32>0.041666638 + r * (<f32>0.0083334519 + r * <f32>0.0013888888)))))
  return p * reinterpret<f32>((<i32>n + 127) << 23)
}

// Of x >= 1.
function log(x: f32): f32 {
  const bits = reinterpret<i32>(x)
  const m = reinterpret<f32>((bits & 0x7fffff) | 0x3f800000)
  const s: f32 = (m - 1) / (m + 1), t = s * s
  return <f32>((bits >> 23) - 127) * <f32>0.69314718 + 2 * s * (1 + t * (<f32>0.33333333 + t * (<f32>0.2 + t * (<f32>0.14285714 + t * <f32>0.11111111))))
}

// The address of a vector: its own row, or `to`, where the rows that it is the sum of are added up.
function vectorOf(base: usize, bytes: usize, starts: usize, rows: usize, weights: usize, index: u32, to: usize): usize {
  if (starts == 0) return base + <usize>index * bytes
  memory.fill(to, 0, bytes)
  for (let n = word(starts, index), end = word(starts, index + 1); n < end; n++) {
    const row = base + <usize>word(rows, n) * bytes
    const weight = v128.load32_splat(weights + (<usize>n << 2))
    for (let j: usize = 0; j < bytes; j += 16) v128.store(to + j, f32x4.add(v128.load(to + j), f32x4.mul(weight, v128.load(row + j))))
  }
  return to
}

// row += rate (weight change - regularization row)
// @ts-ignore: decorator
@inline function step(row: usize, change: usize, bytes: usize, scale: v128, keep: v128): void {
  for (let j: usize = 0; j < bytes; j += 16) v128.store(row + j, f32x4.add(f32x4.mul(keep, v128.load(row + j)), f32x4.mul(scale, v128.load(change + j))))
}

function spread(base: usize, bytes: usize, starts: usize, rows: usize, weights: usize, index: u32, change: usize, scale: f32, keep: f32): void {
  const kept = f32x4.splat(keep)
  if (starts == 0) {
    step(base + <usize>index * bytes, change, bytes, f32x4.splat(scale), kept)
    return
  }
  for (let n = word(starts, index), end = word(starts, index + 1); n < end; n++) {
    step(base + <usize>word(rows, n) * bytes, change, bytes, f32x4.splat(scale * load<f32>(weights + (<usize>n << 2))), kept)
  }
}

function isSeen(seen: usize, from: u32, to: u32, item: u32): bool {
  while (from < to) {
    const middle = (from + to) >>> 1
    const found = word(seen, middle)
    if (found == item) return true
    if (found < item) from = middle + 1
    else to = middle
  }
  return false
}

// So many steps are drawn before any of them is made: their rows are touched meanwhile, so that one does not wait for the memory of the other.
const AHEAD: u32 = 8

// Steps of BPR with one draw each, where users and items are rows of their own: what trainPairs does, to the bit, without rows of scratch between.
function trainSimplePairs(job: usize, count: u32): u32 {
  const users = field(job, RANK_USERS), items = field(job, RANK_ITEMS), bytes = field(job, RANK_WIDTH) << 2
  const pairUsers = field(job, RANK_PAIR_USERS), pairItems = field(job, RANK_PAIR_ITEMS), pairs = load<u32>(job + RANK_PAIRS)
  const seenStarts = field(job, RANK_SEEN_STARTS), seen = field(job, RANK_SEEN), itemCount = load<u32>(job + RANK_ITEM_COUNT)
  const popular = load<u32>(job + RANK_POPULAR), bias = field(job, RANK_BIAS) << 2
  const rate = load<f32>(job + RANK_RATE), keep = f32x4.splat(<f32>1 - rate * load<f32>(job + RANK_REGULARIZATION))
  const ahead = field(job, RANK_VECTORS)
  let learned: u32 = 0, touched: u32 = 0
  for (let done: u32 = 0; done < count; done += AHEAD) {
    const stretch = min<u32>(AHEAD, count - done)
    let last = ahead
    for (let n: u32 = 0; n < stretch; n++) {
      const pair = below(pairs)
      const other = popular ? word(pairItems, below(pairs)) : below(itemCount)
      const user = word(pairUsers, pair)
      if (isSeen(seen, word(seenStarts, user), word(seenStarts, user + 1), other)) continue
      const u = users + <usize>user * bytes, p = items + <usize>word(pairItems, pair) * bytes, o = items + <usize>other * bytes
      for (let j: usize = 0; j < bytes; j += 64) touched ^= load<u32>(u + j) ^ load<u32>(p + j) ^ load<u32>(o + j)
      store<u32>(last, <u32>u)
      store<u32>(last, <u32>p, 4)
      store<u32>(last, <u32>o, 8)
      last += 12
      learned++
    }
    for (let at = ahead; at < last; at += 12) {
      const u = <usize>load<u32>(at), p = <usize>load<u32>(at, 4), o = <usize>load<u32>(at, 8)
      let sp = f32x4.splat(0), tp = sp, so = sp, to = sp
      for (let j: usize = 0; j < bytes; j += 32) {
        const x = v128.load(u + j), y = v128.load(u + j, 16)
        sp = f32x4.add(sp, f32x4.mul(x, v128.load(p + j)))
        tp = f32x4.add(tp, f32x4.mul(y, v128.load(p + j, 16)))
        so = f32x4.add(so, f32x4.mul(x, v128.load(o + j)))
        to = f32x4.add(to, f32x4.mul(y, v128.load(o + j, 16)))
      }
      const g = <f32>1 / (<f32>1 + exp(added(f32x4.add(sp, tp)) - added(f32x4.add(so, to))))
      const plus = f32x4.splat(g), minus = f32x4.splat(-g), step = f32x4.splat(rate)
      const up = f32x4.splat(rate * g), down = f32x4.splat(rate * -g)
      for (let j: usize = 0; j < bytes; j += 16) {
        const x = v128.load(u + j), y = v128.load(p + j), z = v128.load(o + j)
        v128.store(u + j, f32x4.add(f32x4.mul(keep, x), f32x4.mul(step, f32x4.add(f32x4.mul(plus, y), f32x4.mul(minus, z)))))
        v128.store(p + j, f32x4.add(f32x4.mul(keep, y), f32x4.mul(up, x)))
        v128.store(o + j, f32x4.add(f32x4.mul(keep, z), f32x4.mul(down, x)))
      }
      store<f32>(u + bias, 1)
    }
  }
  // Kept, or the touching would be left out by the compiler.
  store<u32>(ahead, touched)
  return learned
}

// `count` steps, each from a pair drawn at random. Returns how many found a negative to learn from.
export function trainPairs(job: usize, count: u32): u32 {
  ra = load<u32>(job + RANK_RANDOM)
  rb = load<u32>(job + RANK_RANDOM + 4)
  rc = load<u32>(job + RANK_RANDOM + 8)
  rd = load<u32>(job + RANK_RANDOM + 12)
  const users = field(job, RANK_USERS), items = field(job, RANK_ITEMS), bytes = field(job, RANK_WIDTH) << 2
  const userStarts = field(job, RANK_USER_STARTS), userRows = field(job, RANK_USER_ROWS), userWeights = field(job, RANK_USER_WEIGHTS)
  const itemStarts = field(job, RANK_ITEM_STARTS), itemRows = field(job, RANK_ITEM_ROWS), itemWeights = field(job, RANK_ITEM_WEIGHTS)
  const pairUsers = field(job, RANK_PAIR_USERS), pairItems = field(job, RANK_PAIR_ITEMS), pairs = load<u32>(job + RANK_PAIRS)
  const seenStarts = field(job, RANK_SEEN_STARTS), seen = field(job, RANK_SEEN), itemCount = load<u32>(job + RANK_ITEM_COUNT)
  const loss = load<u32>(job + RANK_LOSS), draws = load<u32>(job + RANK_DRAWS), popular = load<u32>(job + RANK_POPULAR)
  const rate = load<f32>(job + RANK_RATE), keep = <f32>1 - rate * load<f32>(job + RANK_REGULARIZATION)
  const corrections = field(job, RANK_CORRECTIONS), bias = field(job, RANK_BIAS) << 2
  const vectors = field(job, RANK_VECTORS), chosen = field(job, RANK_CHOSEN), coefficients = field(job, RANK_COEFFICIENTS)
  const change = vectors + bytes * (draws + 2)
  let learned: u32 = 0
  if (loss == 0 && draws == 1 && userStarts == 0 && itemStarts == 0) learned = trainSimplePairs(job, count)
  else for (let n: u32 = 0; n < count; n++) {
    const pair = below(pairs)
    const user = word(pairUsers, pair), item = word(pairItems, pair)
    const from = word(seenStarts, user), to = word(seenStarts, user + 1)
    const u = vectorOf(users, bytes, userStarts, userRows, userWeights, user, vectors)
    if (userStarts != 0) store<f32>(u + bias, 1)
    const positive = vectorOf(items, bytes, itemStarts, itemRows, itemWeights, item, vectors + bytes)
    const score = dot(u, positive, bytes)
    // The step's items and coefficients: the user moves by the sum of coefficient times vector, each item by coefficient times user.
    store<u32>(chosen, item)
    let size: u32 = 1
    let best: f32 = -Infinity
    for (let d: u32 = 0; d < draws; d++) {
      const other = popular ? word(pairItems, below(pairs)) : below(itemCount)
      if (isSeen(seen, from, to, other)) continue
      const place = loss == 2 ? size : 1
      const s = dot(u, vectorOf(items, bytes, itemStarts, itemRows, itemWeights, other, vectors + bytes * (draws + 2)), bytes)
      if (loss == 0) {
        if (s > best) {
          best = s
          store<u32>(chosen, other, 4)
          size = 2
        }
      } else if (loss == 1) {
        if (s > score - 1) {
          store<u32>(chosen, other, 4)
          size = 2
          best = log(<f32>max<u32>(1, (itemCount - 1) / (d + 1)) + 1) / log(<f32>itemCount + 1)
          break
        }
      } else {
        store<u32>(chosen + (<usize>place << 2), other)
        store<f32>(coefficients + (<usize>place << 2), s - load<f32>(corrections + (<usize>other << 2)))
        size++
      }
    }
    if (size == 1) continue
    learned++
    if (loss == 0) {
      const g = <f32>1 / (<f32>1 + exp(score - best))
      store<f32>(coefficients, g)
      store<f32>(coefficients, -g, 4)
    } else if (loss == 1) {
      store<f32>(coefficients, best)
      store<f32>(coefficients, -best, 4)
    } else {
      let most = score
      for (let k: u32 = 1; k < size; k++) most = max<f32>(most, load<f32>(coefficients + (<usize>k << 2)))
      const own = exp(score - most)
      let total = own
      for (let k: u32 = 1; k < size; k++) {
        const e = exp(load<f32>(coefficients + (<usize>k << 2)) - most)
        store<f32>(coefficients + (<usize>k << 2), e)
        total += e
      }
      store<f32>(coefficients, <f32>1 - own / total)
      for (let k: u32 = 1; k < size; k++) store<f32>(coefficients + (<usize>k << 2), -load<f32>(coefficients + (<usize>k << 2)) / total)
    }
    memory.fill(change, 0, bytes)
    for (let k: u32 = 0; k < size; k++) {
      const g = v128.load32_splat(coefficients + (<usize>k << 2))
      const y = vectorOf(items, bytes, itemStarts, itemRows, itemWeights, word(chosen, k), vectors + bytes)
      for (let j: usize = 0; j < bytes; j += 16) v128.store(change + j, f32x4.add(v128.load(change + j), f32x4.mul(g, v128.load(y + j))))
    }
    // Items learn from the user as it was.
    for (let k: u32 = 0; k < size; k++) {
      spread(items, bytes, itemStarts, itemRows, itemWeights, word(chosen, k), u, rate * load<f32>(coefficients + (<usize>k << 2)), keep)
    }
    spread(users, bytes, userStarts, userRows, userWeights, user, change, rate, keep)
    if (userStarts == 0) store<f32>(u + bias, 1)
  }
  store<u32>(job + RANK_RANDOM, ra)
  store<u32>(job + RANK_RANDOM + 4, rb)
  store<u32>(job + RANK_RANDOM + 8, rc)
  store<u32>(job + RANK_RANDOM + 12, rd)
  return learned
}
