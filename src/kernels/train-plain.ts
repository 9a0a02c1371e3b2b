/**
 * The plain twin of assembly/train.as: the reference in its tests, and the fallback where WebAssembly SIMD is missing. It draws the same
 * numbers in the same order; sums run in another order, and the sigmoid is the exact one, so vectors agree to single-precision tolerance.
 */

import type { LinearMemory } from './arena.ts'
import {
  JOB_ALIAS_THRESHOLDS,
  JOB_ALIAS_WORDS,
  JOB_CBOW,
  JOB_GRADIENTS,
  JOB_HIDDEN,
  JOB_HIERARCHICAL,
  JOB_INPUT,
  JOB_INPUT_ROWS,
  JOB_KEEP,
  JOB_LABELS,
  JOB_LOSS,
  JOB_LOSS_COUNT,
  JOB_NEGATIVE,
  JOB_OUTPUT,
  JOB_PATH_LABELS,
  JOB_PATH_NODES,
  JOB_PATH_OFFSETS,
  JOB_RANDOM,
  JOB_RATE,
  JOB_RING,
  JOB_SENTENCE,
  JOB_SHARING,
  JOB_SHRINK,
  JOB_SOFTPLUS,
  JOB_STRIDE,
  JOB_SUBWORD_OFFSETS,
  JOB_SUBWORD_ROWS,
  JOB_TARGET_ROWS,
  JOB_TOKENS,
  JOB_WINDOW,
  JOB_WORDS,
  JOB_ZERO_ROW,
  MAX_SENTENCE,
  TARGET_BLOCK,
} from './assembly/train-layout.ts'
import type { TrainKernels } from './train.ts'

/** The training kernel in plain TypeScript. */
export function plainTrainKernels(memory: LinearMemory): TrainKernels {
  let trainer: PlainTrainer | undefined
  const current = (): PlainTrainer => {
    if (trainer?.buffer !== memory.buffer) trainer = new PlainTrainer(memory.buffer)
    return trainer
  }
  return {
    trainTokens: (job, from, to) => current().trainTokens(job, from, to),
    trainWindow: (job, inputs, count, rows, labels, blocks, sample) =>
      current().trainWindow(job, inputs, count, rows, labels, blocks, sample),
  }
}

class PlainTrainer {
  readonly buffer: ArrayBufferLike
  readonly #floats: Float32Array
  readonly #words: Uint32Array
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  constructor(buffer: ArrayBufferLike) {
    this.buffer = buffer
    this.#floats = new Float32Array(buffer)
    this.#words = new Uint32Array(buffer)
  }

  trainTokens(job: number, from: number, to: number): number {
    const words = this.#words
    const random = (job + JOB_RANDOM) >> 2
    this.#a = words[random]!
    this.#b = words[random + 1]!
    this.#c = words[random + 2]!
    this.#d = words[random + 3]!
    const keep = this.#field(job, JOB_KEEP) >>> 2
    const sentence = this.#field(job, JOB_SENTENCE) >>> 2
    const tokens = this.#field(job, JOB_TOKENS) >>> 2
    let at = from
    let kept = 0
    while (at < to) {
      let length = 0
      while (at < to && length < MAX_SENTENCE) {
        const word = words[tokens + at]! | 0
        at += 1
        if (word < 0) break
        if (keep !== 0 && words[keep + word]! < this.#draw()) continue
        words[sentence + length] = word
        length += 1
      }
      kept += length
      if (length > 1) this.#trainSentence(job, length)
    }
    words[random] = this.#a
    words[random + 1] = this.#b
    words[random + 2] = this.#c
    words[random + 3] = this.#d
    return kept
  }

  trainWindow(
    job: number,
    inputs: number,
    count: number,
    rows: number,
    labels: number,
    blocks: number,
    sample: number,
  ): void {
    const floats = this.#floats
    const words = this.#words
    const n = this.#field(job, JOB_STRIDE) >> 2
    const gradients = this.#field(job, JOB_GRADIENTS) >> 2
    const lossAt = (job + JOB_LOSS) >> 2
    for (let block = 0; block < blocks; block += 1) {
      const targets = (rows >> 2) + block * TARGET_BLOCK
      const label = (labels >> 2) + block * 16
      let loss = 0
      for (let m = 0; m < count; m += 1) {
        const input = words[(inputs >> 2) + m]! >>> 2
        for (let k = 0; k < TARGET_BLOCK; k += 1) {
          const target = words[targets + k]! >>> 2
          let product = 0
          for (let j = 0; j < n; j += 1) product += floats[input + j]! * floats[target + j]!
          const rate = floats[label + 8 + k]!
          floats[gradients + m * 8 + k] = (floats[label + k]! - 1 / (1 + Math.exp(-product))) * rate
          if (sample && rate !== 0) loss += this.#softplus(job, floats[label + k]! > 0.5 ? product : -product)
        }
      }
      if (sample) floats[lossAt]! += loss
      this.#update(inputs >> 2, count, targets, n, gradients)
    }
    if (sample) floats[(job + JOB_LOSS_COUNT) >> 2]! += count
  }

  /** Number by number: inputs learn from the targets, targets from the inputs, both as they were before. */
  #update(inputs: number, count: number, targets: number, n: number, gradients: number): void {
    const floats = this.#floats
    const words = this.#words
    const before = new Float64Array(TARGET_BLOCK)
    const change = new Float64Array(TARGET_BLOCK)
    for (let j = 0; j < n; j += 1) {
      for (let k = 0; k < TARGET_BLOCK; k += 1) before[k] = floats[(words[targets + k]! >>> 2) + j]!
      change.fill(0)
      for (let m = 0; m < count; m += 1) {
        const at = (words[inputs + m]! >>> 2) + j
        const value = floats[at]!
        let learned = value
        for (let k = 0; k < TARGET_BLOCK; k += 1) {
          const gradient = floats[gradients + m * 8 + k]!
          learned += gradient * before[k]!
          change[k]! += gradient * value
        }
        floats[at] = learned
      }
      for (let k = 0; k < TARGET_BLOCK; k += 1) floats[(words[targets + k]! >>> 2) + j]! += change[k]!
    }
  }

  #trainSentence(job: number, length: number): void {
    const words = this.#words
    const sentence = this.#field(job, JOB_SENTENCE) >>> 2
    const window = this.#field(job, JOB_WINDOW)
    const shrink = this.#field(job, JOB_SHRINK) === 1
    const input = this.#field(job, JOB_INPUT)
    const stride = this.#field(job, JOB_STRIDE)
    const inputs = this.#field(job, JOB_INPUT_ROWS)
    const rows = this.#field(job, JOB_TARGET_ROWS)
    const labels = this.#field(job, JOB_LABELS)
    const subwords = this.#field(job, JOB_SUBWORD_OFFSETS) !== 0
    const ring = this.#field(job, JOB_RING)
    const cbow = this.#field(job, JOB_CBOW)
    const sharing = this.#field(job, JOB_SHARING)
    const slot = (position: number): number => ring + (position % (2 * window + 1)) * 2 * stride
    const compose = (p: number): void => this.#compose(job, words[sentence + p]!, slot(p) >>> 2, stride >>> 2)
    const distribute = (p: number): void => this.#distribute(job, words[sentence + p]!, slot(p) >>> 2, stride >>> 2)
    if (subwords) for (let p = 0; p < Math.min(window, length); p += 1) compose(p)
    for (let i = 0; i < length; i += 1) {
      if (subwords && i + window < length) compose(i + window)
      const word = words[sentence + i]!
      const reach = shrink ? 1 + this.#below(window) : window
      let count = 0
      for (let j = Math.max(0, i - reach); j <= Math.min(i + reach, length - 1); j += 1) {
        if (j === i) continue
        words[(inputs >>> 2) + count] = subwords ? slot(j) : input + words[sentence + j]! * stride
        count += 1
      }
      const sample = (i & 15) === 0 ? 1 : 0
      if (cbow !== 0) this.#trainMean(job, inputs, count, stride, cbow === 2, this.#chooseTargets(job, word), sample)
      else {
        let from = inputs
        for (let parts = Math.ceil(count / sharing); parts > 0; parts -= 1) {
          const size = Math.ceil(count / parts)
          this.trainWindow(job, from, size, rows, labels, this.#chooseTargets(job, word), sample)
          from += 4 * size
          count -= size
        }
      }
      if (subwords && i >= window) distribute(i - window)
    }
    if (subwords) for (let p = Math.max(0, length - window); p < length; p += 1) distribute(p)
  }

  #trainMean(
    job: number,
    inputs: number,
    count: number,
    stride: number,
    isSum: boolean,
    blocks: number,
    sample: number,
  ): void {
    const floats = this.#floats
    const words = this.#words
    const hidden = this.#field(job, JOB_HIDDEN)
    const n = stride >> 2
    const to = hidden >>> 2
    for (let j = 0; j < n; j += 1) {
      let total = 0
      for (let m = 0; m < count; m += 1) total += floats[(words[(inputs >>> 2) + m]! >>> 2) + j]!
      const value = isSum ? total : total / count
      floats[to + j] = value
      floats[to + n + j] = value
    }
    words[(inputs >>> 2) + count] = hidden
    const rows = this.#field(job, JOB_TARGET_ROWS)
    this.trainWindow(job, inputs + 4 * count, 1, rows, this.#field(job, JOB_LABELS), blocks, sample)
    for (let m = 0; m < count; m += 1) {
      this.#addChange(words[(inputs >>> 2) + m]! >>> 2, to, n, isSum ? 1 / count : 1)
    }
  }

  #addChange(row: number, changed: number, n: number, scale: number): void {
    const floats = this.#floats
    for (let j = 0; j < n; j += 1) floats[row + j]! += (floats[changed + j]! - floats[changed + n + j]!) * scale
  }

  #compose(job: number, word: number, into: number, n: number): void {
    const floats = this.#floats
    const words = this.#words
    const offsets = this.#field(job, JOB_SUBWORD_OFFSETS) >>> 2
    const list = this.#field(job, JOB_SUBWORD_ROWS) >>> 2
    const input = this.#field(job, JOB_INPUT) >>> 2
    const first = words[offsets + word]!
    const last = words[offsets + word + 1]!
    for (let j = 0; j < n; j += 1) {
      let total = 0
      for (let s = first; s < last; s += 1) total += floats[input + words[list + s]! * n + j]!
      floats[into + j] = total / (last - first)
      floats[into + n + j] = floats[into + j]!
    }
  }

  #distribute(job: number, word: number, from: number, n: number): void {
    const words = this.#words
    const offsets = this.#field(job, JOB_SUBWORD_OFFSETS) >>> 2
    const list = this.#field(job, JOB_SUBWORD_ROWS) >>> 2
    const input = this.#field(job, JOB_INPUT) >>> 2
    for (let s = words[offsets + word]!; s < words[offsets + word + 1]!; s += 1) {
      this.#addChange(input + words[list + s]! * n, from, n, 1)
    }
  }

  #chooseTargets(job: number, word: number): number {
    const words = this.#words
    const floats = this.#floats
    const output = this.#field(job, JOB_OUTPUT)
    const stride = this.#field(job, JOB_STRIDE)
    const rows = this.#field(job, JOB_TARGET_ROWS) >>> 2
    const labels = this.#field(job, JOB_LABELS) >>> 2
    const rate = floats[(job + JOB_RATE) >> 2]!
    let place = 0
    const add = (row: number, label: number, targetRate: number): void => {
      const at = labels + Math.floor(place / TARGET_BLOCK) * 16 + (place % TARGET_BLOCK)
      words[rows + place] = row
      floats[at] = label
      floats[at + 8] = targetRate
      place += 1
    }
    if (this.#field(job, JOB_HIERARCHICAL) === 1) {
      const offsets = this.#field(job, JOB_PATH_OFFSETS) >>> 2
      const nodes = this.#field(job, JOB_PATH_NODES) >>> 2
      const pathLabels = this.#field(job, JOB_PATH_LABELS) >>> 2
      for (let i = words[offsets + word]!; i < words[offsets + word + 1]!; i += 1) {
        add(output + words[nodes + i]! * stride, floats[pathLabels + i]!, rate)
      }
    } else {
      const count = this.#field(job, JOB_WORDS)
      const thresholds = this.#field(job, JOB_ALIAS_THRESHOLDS) >>> 2
      const aliases = this.#field(job, JOB_ALIAS_WORDS) >>> 2
      add(output + word * stride, 1, rate)
      for (let i = this.#field(job, JOB_NEGATIVE); i > 0; i -= 1) {
        let drawn = this.#below(count)
        if (this.#draw() >= words[thresholds + drawn]!) drawn = words[aliases + drawn]!
        add(output + drawn * stride, 0, drawn === word ? 0 : rate)
      }
    }
    while (place % TARGET_BLOCK !== 0) add(this.#field(job, JOB_ZERO_ROW), 0, 0)
    return place / TARGET_BLOCK
  }

  #softplus(job: number, x: number): number {
    const place = Math.floor((Math.min(8, Math.max(-8, x)) + 8) * 32 + 0.5)
    return this.#floats[(this.#field(job, JOB_SOFTPLUS) >>> 2) + place]!
  }

  #field(job: number, offset: number): number {
    return this.#words[(job + offset) >> 2]!
  }

  /** sfc32. */
  #draw(): number {
    const drawn = (this.#a + this.#b + this.#d) >>> 0
    this.#d = (this.#d + 1) >>> 0
    this.#a = (this.#b ^ (this.#b >>> 9)) >>> 0
    this.#b = (this.#c + (this.#c << 3)) >>> 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + drawn) >>> 0
    return drawn
  }

  /** The high half of the product of a draw and n, exact for every 32-bit n. */
  #below(n: number): number {
    const drawn = this.#draw()
    return Math.floor(((drawn >>> 16) * n + Math.floor(((drawn & 0xffff) * n) / 65_536)) / 65_536)
  }
}
