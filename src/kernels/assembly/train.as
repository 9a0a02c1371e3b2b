// The training steps of word vectors (AssemblyScript). One job = one thread; everything it touches lies in linear memory, laid out by train-layout.ts.
// The plain twin is ../train-plain.ts.

import {
  JOB_ALIAS_THRESHOLDS, JOB_ALIAS_WORDS, JOB_CBOW, JOB_GRADIENTS, JOB_HIDDEN, JOB_HIERARCHICAL, JOB_INPUT, JOB_INPUT_ROWS, JOB_KEEP, JOB_LABELS,
  JOB_LOSS, JOB_LOSS_COUNT, JOB_NEGATIVE, JOB_OUTPUT, JOB_PATH_LABELS, JOB_PATH_NODES, JOB_PATH_OFFSETS, JOB_RANDOM,
  JOB_RATE, JOB_RING, JOB_SENTENCE, JOB_SHARING, JOB_SHRINK, JOB_SOFTPLUS, JOB_STRIDE, JOB_SUBWORD_OFFSETS, JOB_SUBWORD_ROWS, JOB_TARGET_ROWS,
  JOB_TARGETS, JOB_TOKENS, JOB_WINDOW, JOB_WORDS, JOB_ZERO_ROW, MAX_SENTENCE,
} from './train-layout'

// ---------------------------------------------------------------------------------------------------------------- chance: sfc32

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

// A whole number below n: the high half of a 32 x 32 bit product.
// @ts-ignore: decorator
@inline function below(n: u32): u32 {
  return <u32>((<u64>draw() * <u64>n) >> 32)
}

// ---------------------------------------------------------------------------------------------------------------- rows

// The address (or count) in a field of the job.
// @ts-ignore: decorator
@inline function field(job: usize, offset: usize): usize {
  return <usize>load<u32>(job + offset)
}

// The 32-bit value number `index` of the array at `base`, as a size.
// @ts-ignore: decorator
@inline function word32(base: usize, index: usize): usize {
  return <usize>load<u32>(base + (index << 2))
}

// @ts-ignore: decorator
@inline function zero(): v128 {
  return f32x4.splat(0)
}

// into = (sum of the sub-word rows of `word`) / count, and the same once more right after it, so that what changed can be told later. Four rows at a
// time: they come from far away in memory, and are fetched together.
function compose(job: usize, word: u32, into: usize, stride: usize): void {
  const offsets = field(job, JOB_SUBWORD_OFFSETS)
  const first = word32(offsets, word), last = word32(offsets, word + 1)
  const list = field(job, JOB_SUBWORD_ROWS), input = field(job, JOB_INPUT)
  const scale = f32x4.splat(1 / <f32>(last - first))
  for (let j: usize = 0; j < stride; j += 16) v128.store(into + j, zero())
  let at = first
  for (; at + 4 <= last; at += 4) {
    const r0 = input + word32(list, at) * stride, r1 = input + word32(list, at + 1) * stride
    const r2 = input + word32(list, at + 2) * stride, r3 = input + word32(list, at + 3) * stride
    for (let j: usize = 0; j < stride; j += 16) {
      const sum = f32x4.add(f32x4.add(v128.load(r0 + j), v128.load(r1 + j)), f32x4.add(v128.load(r2 + j), v128.load(r3 + j)))
      v128.store(into + j, f32x4.add(v128.load(into + j), sum))
    }
  }
  for (; at < last; at++) addTo(into, input + word32(list, at) * stride, stride)
  for (let j: usize = 0; j < stride; j += 16) {
    const x = f32x4.mul(v128.load(into + j), scale)
    v128.store(into + j, x)
    v128.store(into + stride + j, x)
  }
}

// row += x
// @ts-ignore: decorator
@inline function addTo(row: usize, x: usize, stride: usize): void {
  for (let j: usize = 0; j < stride; j += 16) v128.store(row + j, f32x4.add(v128.load(row + j), v128.load(x + j)))
}

// changed = (changed - before) * scale, where `before` follows `changed`
// @ts-ignore: decorator
@inline function takeChange(changed: usize, stride: usize, scale: v128): void {
  for (let j: usize = 0; j < stride; j += 16) {
    v128.store(changed + j, f32x4.mul(f32x4.sub(v128.load(changed + j), v128.load(changed + stride + j)), scale))
  }
}

// Gives what a composed row has learned to each of its sub-words.
function distribute(job: usize, word: u32, from: usize, stride: usize): void {
  const offsets = field(job, JOB_SUBWORD_OFFSETS)
  const first = word32(offsets, word), last = word32(offsets, word + 1)
  const list = field(job, JOB_SUBWORD_ROWS), input = field(job, JOB_INPUT)
  takeChange(from, stride, f32x4.splat(1))
  for (let at = first; at < last; at++) addTo(input + word32(list, at) * stride, from, stride)
}

// ---------------------------------------------------------------------------------------------------------------- one block: M inputs by 6 targets

// sigmoid(x) = 1/2 + tanh(x/2)/2 with tanh(y) = y (135135 + 17325 y^2 + 378 y^4 + y^6) / (135135 + 62370 y^2 + 3150 y^4 + 28 y^6), |y| <= 4.97
// @ts-ignore: decorator
@inline function sigmoid(x: v128): v128 {
  const y = f32x4.pmax(f32x4.splat(-4.97), f32x4.pmin(f32x4.splat(4.97), f32x4.mul(x, f32x4.splat(0.5))))
  const z = f32x4.mul(y, y)
  const p = f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(z, f32x4.splat(378)), z), f32x4.splat(17325)), z), f32x4.splat(135135))
  const q = f32x4.add(
    f32x4.mul(f32x4.add(f32x4.mul(f32x4.add(f32x4.mul(z, f32x4.splat(28)), f32x4.splat(3150)), z), f32x4.splat(62370)), z),
    f32x4.splat(135135),
  )
  const half = f32x4.splat(0.5)
  return f32x4.add(half, f32x4.mul(half, f32x4.div(f32x4.mul(y, p), q)))
}

// The four sums of four accumulators.
// @ts-ignore: decorator
@inline function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const u = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
  const v = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(u, v, 0, 1, 4, 5), v128.shuffle<f32>(u, v, 2, 3, 6, 7))
}

// Packs six target rows side by side, 4 floats of each in turn, so that the passes read them at fixed offsets.
// @ts-ignore: decorator
@inline function pack(rows: usize, stride: usize, packed: usize): void {
  const r0: usize = load<u32>(rows), r1: usize = load<u32>(rows + 4), r2: usize = load<u32>(rows + 8)
  const r3: usize = load<u32>(rows + 12), r4: usize = load<u32>(rows + 16), r5: usize = load<u32>(rows + 20)
  let to = packed
  for (let j: usize = 0; j < stride; j += 16, to += 96) {
    v128.store(to, v128.load(r0 + j))
    v128.store(to, v128.load(r1 + j), 16)
    v128.store(to, v128.load(r2 + j), 32)
    v128.store(to, v128.load(r3 + j), 48)
    v128.store(to, v128.load(r4 + j), 64)
    v128.store(to, v128.load(r5 + j), 80)
  }
}

// gradients[m][k] = inputs[m] . targets[k], six accumulators held in registers
// @ts-ignore: decorator
@inline function products(inputs: usize, count: usize, stride: usize, packed: usize, gradients: usize): void {
  for (let m: usize = 0; m < count; m++) {
    let x: usize = load<u32>(inputs + (m << 2))
    let a0 = zero(), a1 = zero(), a2 = zero(), a3 = zero(), a4 = zero(), a5 = zero()
    const end = x + stride
    for (let t = packed; x < end; x += 16, t += 96) {
      const v = v128.load(x)
      a0 = f32x4.add(a0, f32x4.mul(v, v128.load(t)))
      a1 = f32x4.add(a1, f32x4.mul(v, v128.load(t, 16)))
      a2 = f32x4.add(a2, f32x4.mul(v, v128.load(t, 32)))
      a3 = f32x4.add(a3, f32x4.mul(v, v128.load(t, 48)))
      a4 = f32x4.add(a4, f32x4.mul(v, v128.load(t, 64)))
      a5 = f32x4.add(a5, f32x4.mul(v, v128.load(t, 80)))
    }
    const g = gradients + (m << 5)
    v128.store(g, sums(a0, a1, a2, a3))
    v128.store(g, sums(a4, a5, a4, a5), 16)
  }
}

// gradients = (labels - sigmoid(gradients)) * rates; a target at rate 0 does not take part
// @ts-ignore: decorator
@inline function errors(gradients: usize, count: usize, labels: usize): void {
  const l0 = v128.load(labels), l1 = v128.load(labels, 16), r0 = v128.load(labels, 32), r1 = v128.load(labels, 48)
  const end = gradients + (count << 5)
  for (let g = gradients; g < end; g += 32) {
    v128.store(g, f32x4.mul(f32x4.sub(l0, sigmoid(v128.load(g))), r0))
    v128.store(g, f32x4.mul(f32x4.sub(l1, sigmoid(v128.load(g, 16))), r1), 16)
  }
}

// inputs[m] += sum_k gradients[m][k] targets[k];  targets[k] += sum_m gradients[m][k] inputs[m]  (both from the values before)
// @ts-ignore: decorator
@inline function updates(inputs: usize, count: usize, rows: usize, stride: usize, packed: usize, gradients: usize): void {
  const r0: usize = load<u32>(rows), r1: usize = load<u32>(rows + 4), r2: usize = load<u32>(rows + 8)
  const r3: usize = load<u32>(rows + 12), r4: usize = load<u32>(rows + 16), r5: usize = load<u32>(rows + 20)
  const end = inputs + (count << 2)
  let t = packed
  for (let j: usize = 0; j < stride; j += 16, t += 96) {
    const t0 = v128.load(t), t1 = v128.load(t, 16), t2 = v128.load(t, 32)
    const t3 = v128.load(t, 48), t4 = v128.load(t, 64), t5 = v128.load(t, 80)
    let d0 = zero(), d1 = zero(), d2 = zero(), d3 = zero(), d4 = zero(), d5 = zero()
    let g = gradients
    for (let i = inputs; i < end; i += 4, g += 32) {
      const x = <usize>load<u32>(i) + j
      const v = v128.load(x)
      let e = v
      let w = v128.load32_splat(g)
      e = f32x4.add(e, f32x4.mul(w, t0))
      d0 = f32x4.add(d0, f32x4.mul(w, v))
      w = v128.load32_splat(g, 4)
      e = f32x4.add(e, f32x4.mul(w, t1))
      d1 = f32x4.add(d1, f32x4.mul(w, v))
      w = v128.load32_splat(g, 8)
      e = f32x4.add(e, f32x4.mul(w, t2))
      d2 = f32x4.add(d2, f32x4.mul(w, v))
      w = v128.load32_splat(g, 12)
      e = f32x4.add(e, f32x4.mul(w, t3))
      d3 = f32x4.add(d3, f32x4.mul(w, v))
      w = v128.load32_splat(g, 16)
      e = f32x4.add(e, f32x4.mul(w, t4))
      d4 = f32x4.add(d4, f32x4.mul(w, v))
      w = v128.load32_splat(g, 20)
      e = f32x4.add(e, f32x4.mul(w, t5))
      d5 = f32x4.add(d5, f32x4.mul(w, v))
      v128.store(x, e)
    }
    // Read again before adding: one row may stand twice among the targets.
    v128.store(r0 + j, f32x4.add(v128.load(r0 + j), d0))
    v128.store(r1 + j, f32x4.add(v128.load(r1 + j), d1))
    v128.store(r2 + j, f32x4.add(v128.load(r2 + j), d2))
    v128.store(r3 + j, f32x4.add(v128.load(r3 + j), d3))
    v128.store(r4 + j, f32x4.add(v128.load(r4 + j), d4))
    v128.store(r5 + j, f32x4.add(v128.load(r5 + j), d5))
  }
}

// ln(1 + e^-x) from the table
function softplus(table: usize, x: f32): f32 {
  const place = <i32>((min<f32>(max<f32>(x, -8), 8) + 8) * 32 + 0.5)
  return load<f32>(table + (<usize>place << 2))
}

function addLoss(job: usize, gradients: usize, count: usize, labels: usize): void {
  const table = field(job, JOB_SOFTPLUS)
  let total: f32 = 0
  for (let m: usize = 0; m < count; m++) {
    for (let k: usize = 0; k < 6; k++) {
      if (load<f32>(labels + 32 + (k << 2)) == 0) continue
      const product = load<f32>(gradients + (m << 5) + (k << 2))
      total += softplus(table, load<f32>(labels + (k << 2)) > 0.5 ? product : -product)
    }
  }
  store<f32>(job + JOB_LOSS, load<f32>(job + JOB_LOSS) + total)
}

// One window, or a part of it: `count` input rows by `blocks` times six target rows. `labels` has for each block 8 labels and 8 rates.
export function trainWindow(job: usize, inputs: usize, count: usize, rows: usize, labels: usize, blocks: usize, sample: i32): void {
  const stride = field(job, JOB_STRIDE)
  const packed = field(job, JOB_TARGETS)
  const gradients = field(job, JOB_GRADIENTS)
  for (let b: usize = 0; b < blocks; b++) {
    pack(rows, stride, packed)
    products(inputs, count, stride, packed, gradients)
    if (sample) addLoss(job, gradients, count, labels)
    errors(gradients, count, labels)
    updates(inputs, count, rows, stride, packed, gradients)
    rows += 24
    labels += 64
  }
  if (sample) store<f32>(job + JOB_LOSS_COUNT, load<f32>(job + JOB_LOSS_COUNT) + <f32>count)
}

// ---------------------------------------------------------------------------------------------------------------- targets

// @ts-ignore: decorator
@inline function setTarget(rows: usize, labels: usize, place: usize, row: usize, label: f32, rate: f32): void {
  const block = place / 6, k = place - block * 6
  store<u32>(rows + (place << 2), <u32>row)
  store<f32>(labels + (block << 6) + (k << 2), label)
  store<f32>(labels + (block << 6) + 32 + (k << 2), rate)
}

// The targets of one middle word: itself with label 1 and drawn words with label 0, or its Huffman path. Returns the number of blocks.
function chooseTargets(job: usize, word: u32): usize {
  const rows = field(job, JOB_TARGET_ROWS)
  const output = field(job, JOB_OUTPUT), stride = field(job, JOB_STRIDE)
  const rate = load<f32>(job + JOB_RATE)
  let place: usize = 0
  const labels = field(job, JOB_LABELS)
  if (load<u32>(job + JOB_HIERARCHICAL)) {
    const offsets = field(job, JOB_PATH_OFFSETS)
    const nodes = field(job, JOB_PATH_NODES), pathLabels = field(job, JOB_PATH_LABELS)
    const end = word32(offsets, word + 1)
    for (let i = word32(offsets, word); i < end; i++, place++) {
      setTarget(rows, labels, place, output + word32(nodes, i) * stride, load<f32>(pathLabels + (i << 2)), rate)
    }
  } else {
    const negative = field(job, JOB_NEGATIVE)
    const words = load<u32>(job + JOB_WORDS)
    const thresholds = field(job, JOB_ALIAS_THRESHOLDS), aliases = field(job, JOB_ALIAS_WORDS)
    setTarget(rows, labels, place++, output + <usize>word * stride, 1, rate)
    for (let n: usize = 0; n < negative; n++, place++) {
      let drawn = below(words)
      if (draw() >= load<u32>(thresholds + (<usize>drawn << 2))) drawn = load<u32>(aliases + (<usize>drawn << 2))
      // A draw of the middle word itself is passed over, as in word2vec and gensim.
      setTarget(rows, labels, place, output + <usize>drawn * stride, 0, drawn == word ? 0 : rate)
    }
  }
  const blocks = (place + 5) / 6
  const zeroRow = field(job, JOB_ZERO_ROW)
  for (; place < blocks * 6; place++) setTarget(rows, labels, place, zeroRow, 0, 0)
  return blocks
}

// ---------------------------------------------------------------------------------------------------------------- the corpus

// Trains on tokens[from, to): whole sentences, -1 between them. Returns how many words were kept.
export function trainTokens(job: usize, from: u32, to: u32): u32 {
  ra = load<u32>(job + JOB_RANDOM)
  rb = load<u32>(job + JOB_RANDOM + 4)
  rc = load<u32>(job + JOB_RANDOM + 8)
  rd = load<u32>(job + JOB_RANDOM + 12)
  const keep = field(job, JOB_KEEP)
  const sentence = field(job, JOB_SENTENCE)
  let at = field(job, JOB_TOKENS) + (<usize>from << 2)
  const end = field(job, JOB_TOKENS) + (<usize>to << 2)
  let kept: u32 = 0
  while (at < end) {
    let length: u32 = 0
    for (; at < end; at += 4) {
      const word = load<i32>(at)
      if (word < 0) {
        at += 4
        break
      }
      if (keep && load<u32>(keep + (<usize>word << 2)) < draw()) continue
      store<i32>(sentence + (<usize>length << 2), word)
      length++
      if (length == MAX_SENTENCE) {
        at += 4
        break
      }
    }
    kept += length
    if (length > 1) trainSentence(job, length)
  }
  store<u32>(job + JOB_RANDOM, ra)
  store<u32>(job + JOB_RANDOM + 4, rb)
  store<u32>(job + JOB_RANDOM + 8, rc)
  store<u32>(job + JOB_RANDOM + 12, rd)
  return kept
}

function trainSentence(job: usize, length: u32): void {
  const sentence = field(job, JOB_SENTENCE)
  const window = load<u32>(job + JOB_WINDOW), shrink = load<u32>(job + JOB_SHRINK)
  const input = field(job, JOB_INPUT), stride = field(job, JOB_STRIDE)
  const inputs = field(job, JOB_INPUT_ROWS)
  const rows = field(job, JOB_TARGET_ROWS)
  const labels = field(job, JOB_LABELS)
  const subwords = load<u32>(job + JOB_SUBWORD_OFFSETS) != 0
  const ring = field(job, JOB_RING), slots = 2 * window + 1
  const cbow = load<u32>(job + JOB_CBOW), sharing = field(job, JOB_SHARING)
  const hidden = field(job, JOB_HIDDEN)
  if (subwords) {
    for (let p: u32 = 0; p < min(window, length); p++) {
      compose(job, load<u32>(sentence + (<usize>p << 2)), ring + <usize>(p % slots) * (stride << 1), stride)
    }
  }
  for (let i: u32 = 0; i < length; i++) {
    // A composed row lives while its word is within reach, and gives back what it learned when it leaves.
    if (subwords && i + window < length) {
      const p = i + window
      compose(job, load<u32>(sentence + (<usize>p << 2)), ring + <usize>(p % slots) * (stride << 1), stride)
    }
    const word = load<u32>(sentence + (<usize>i << 2))
    const reach = shrink ? <u32>1 + below(window) : window
    const first = i > reach ? i - reach : 0, last = min(i + reach, length - 1)
    let count: usize = 0
    for (let j = first; j <= last; j++) {
      if (j == i) continue
      const row = subwords
        ? ring + <usize>(j % slots) * (stride << 1)
        : input + word32(sentence, j) * stride
      store<u32>(inputs + (count << 2), <u32>row)
      count++
    }
    // A sixteenth of the windows is enough to watch the loss.
    const sample = <i32>((i & 15) == 0)
    if (cbow) {
      trainMean(job, inputs, count, hidden, stride, cbow == 2, chooseTargets(job, word), rows, labels, sample)
    } else {
      // Parts of a size as even as can be.
      let from = inputs
      for (let parts = (count + sharing - 1) / sharing; parts > 0; parts--) {
        const size = (count + parts - 1) / parts
        trainWindow(job, from, size, rows, labels, chooseTargets(job, word), sample)
        from += size << 2
        count -= size
      }
    }
    if (subwords && i >= window) {
      const p = i - window
      distribute(job, load<u32>(sentence + (<usize>p << 2)), ring + <usize>(p % slots) * (stride << 1), stride)
    }
  }
  if (subwords) {
    for (let p: u32 = length > window ? length - window : 0; p < length; p++) {
      distribute(job, load<u32>(sentence + (<usize>p << 2)), ring + <usize>(p % slots) * (stride << 1), stride)
    }
  }
}

// CBOW: the inputs' mean (or sum) is the one input; each of them gets what it learned (its share, for the sum).
function trainMean(
  job: usize, inputs: usize, count: usize, hidden: usize, stride: usize, sum: bool, blocks: usize, rows: usize, labels: usize, sample: i32,
): void {
  const share = f32x4.splat(1 / <f32>count)
  for (let j: usize = 0; j < stride; j += 16) {
    let total = zero()
    for (let m: usize = 0; m < count; m++) total = f32x4.add(total, v128.load(word32(inputs, m) + j))
    if (!sum) total = f32x4.mul(total, share)
    v128.store(hidden + j, total)
    v128.store(hidden + stride + j, total)
  }
  // The address of the one input stands after the inputs' own.
  const one = inputs + (count << 2)
  store<u32>(one, <u32>hidden)
  trainWindow(job, one, 1, rows, labels, blocks, sample)
  takeChange(hidden, stride, sum ? share : f32x4.splat(1))
  for (let m: usize = 0; m < count; m++) addTo(word32(inputs, m), hidden, stride)
}
