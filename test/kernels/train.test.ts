import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  JOB_ALIAS_THRESHOLDS,
  JOB_ALIAS_WORDS,
  JOB_BYTES,
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
  JOB_TARGETS,
  JOB_TOKENS,
  JOB_WINDOW,
  JOB_WORDS,
  JOB_ZERO_ROW,
  MAX_SENTENCE,
  MAX_TARGETS,
} from '../../src/kernels/assembly/train-layout.ts'
import { Arena, createTrainKernels, type KernelBackend, kernelMemory } from '../../src/kernels/index.ts'

const WORDS = 12

interface World {
  readonly dimensions: number
  readonly window: number
  readonly negative: number
  readonly cbow: 0 | 1 | 2
  readonly sharing: number
  readonly hierarchical: 0 | 1
  readonly subwords: boolean
  readonly keep: boolean
  readonly sentences: readonly (readonly number[])[]
}

/** A small deterministic generator for the test's own data. */
const noise = (i: number): number => {
  const x = Math.sin(i * 127.1) * 43_758.5453
  return x - Math.floor(x) - 0.5
}

/** Trains the world with one backend; returns everything that training may change. */
function run(
  backend: KernelBackend,
  world: World,
): { input: number[]; output: number[]; loss: number[]; random: number[]; kept: number } {
  const arena = new Arena(kernelMemory(backend))
  const job = arena.allocateZeroed(JOB_BYTES)
  const stride = Math.ceil(world.dimensions / 4) * 16
  const inputRows = world.subwords ? WORDS + 5 : WORDS
  const tokens = world.sentences.flatMap((sentence) => [...sentence, -1])
  const set = (field: number, value: number): void => {
    arena.uint32(job + field, 1)[0] = value
  }
  const keepInts = (values: readonly number[]): number => {
    const address = arena.allocate(4 * values.length)
    arena.uint32(address, values.length).set(values)
    return address
  }
  const keepFloats = (values: readonly number[]): number => {
    const address = arena.allocate(4 * values.length)
    arena.float32(address, values.length).set(values)
    return address
  }
  const matrix = (rows: number, salt: number): number =>
    keepFloats(
      Array.from({ length: (rows * stride) / 4 }, (_, i) =>
        i % (stride / 4) < world.dimensions ? noise(i + salt) : 0,
      ),
    )
  set(JOB_INPUT, matrix(inputRows, 1))
  set(JOB_OUTPUT, matrix(WORDS, 5000))
  set(JOB_STRIDE, stride)
  set(JOB_WINDOW, world.window)
  set(JOB_SHRINK, 1)
  set(JOB_NEGATIVE, world.negative)
  set(JOB_WORDS, WORDS)
  set(JOB_TOKENS, keepInts(tokens))
  if (world.keep) set(JOB_KEEP, keepInts(Array.from({ length: WORDS }, (_, w) => (w < 2 ? 2 ** 31 : 2 ** 32 - 1))))
  set(JOB_ALIAS_THRESHOLDS, keepInts(Array.from({ length: WORDS }, (_, w) => Math.floor(2 ** 32 * (w / WORDS)))))
  set(JOB_ALIAS_WORDS, keepInts(Array.from({ length: WORDS }, (_, w) => (w * 7) % WORDS)))
  set(JOB_PATH_OFFSETS, keepInts(Array.from({ length: WORDS + 1 }, (_, w) => 4 * w + Math.floor(w / 2))))
  set(JOB_PATH_NODES, keepInts(Array.from({ length: 6 * WORDS }, (_, i) => (i * 5) % WORDS)))
  set(JOB_PATH_LABELS, keepFloats(Array.from({ length: 6 * WORDS }, (_, i) => (i * 3) % 2)))
  if (world.subwords) {
    set(JOB_SUBWORD_OFFSETS, keepInts(Array.from({ length: WORDS + 1 }, (_, w) => 3 * w)))
    set(
      JOB_SUBWORD_ROWS,
      keepInts(
        Array.from(
          { length: 3 * WORDS },
          (_, i) => [Math.floor(i / 3), WORDS + (i % 5), WORDS + ((i * 2) % 5)][i % 3]!,
        ),
      ),
    )
  }
  for (let i = 0; i < 4; i += 1) set(JOB_RANDOM + 4 * i, 123_456_789 * (i + 1))
  arena.float32(job + JOB_RATE, 1).fill(0.1)
  set(JOB_SOFTPLUS, keepFloats(Array.from({ length: 513 }, (_, i) => Math.log1p(Math.exp(8 - i / 32)))))
  set(JOB_CBOW, world.cbow)
  set(JOB_SHARING, world.sharing)
  set(JOB_HIERARCHICAL, world.hierarchical)
  const scratch = [
    [JOB_SENTENCE, 4 * MAX_SENTENCE],
    [JOB_INPUT_ROWS, 4 * (2 * world.window + 2)],
    [JOB_TARGET_ROWS, 4 * MAX_TARGETS],
    [JOB_LABELS, 64 * (MAX_TARGETS / 6)],
    [JOB_TARGETS, 6 * stride],
    [JOB_GRADIENTS, 32 * (2 * world.window + 2)],
    [JOB_ZERO_ROW, stride],
    [JOB_HIDDEN, 2 * stride],
    [JOB_RING, 2 * stride * (2 * world.window + 1)],
  ] as const
  for (const [field, bytes] of scratch) set(field, arena.allocateZeroed(bytes))
  const guard = arena.allocateZeroed(256)
  const kept = createTrainKernels(arena.memory, backend).trainTokens(job, 0, tokens.length)
  const read = (field: number): number => arena.uint32(job + field, 1)[0]!
  expect(arena.uint8(guard, 256).every((value) => value === 0)).toBe(true)
  expect(arena.float32(read(JOB_ZERO_ROW), stride / 4).every((value) => value === 0)).toBe(true)
  return {
    input: [...arena.float32(read(JOB_INPUT), (inputRows * stride) / 4)],
    output: [...arena.float32(read(JOB_OUTPUT), (WORDS * stride) / 4)],
    loss: [arena.float32(job + JOB_LOSS, 1)[0]!, arena.float32(job + JOB_LOSS_COUNT, 1)[0]!],
    random: [...arena.uint32(job + JOB_RANDOM, 4)],
    kept,
  }
}

const worlds: fc.Arbitrary<World> = fc.record({
  dimensions: fc.constantFrom(1, 3, 4, 5, 7, 8, 15, 16, 17, 100),
  window: fc.integer({ min: 1, max: 6 }),
  negative: fc.integer({ min: 1, max: 13 }),
  cbow: fc.constantFrom(0, 1, 2),
  sharing: fc.constantFrom(1, 2, 3, 100),
  hierarchical: fc.constantFrom(0, 1),
  subwords: fc.boolean(),
  keep: fc.boolean(),
  sentences: fc.array(fc.array(fc.integer({ min: 0, max: WORDS - 1 }), { maxLength: 30 }), {
    minLength: 1,
    maxLength: 5,
  }),
})

describe('the training kernel', () => {
  it('and its plain twin draw the same numbers and learn the same vectors, for every mode and length', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const wasm = run('wasm-simd', world)
        const plain = run('plain', world)
        expect(wasm.random).toEqual(plain.random)
        expect(wasm.kept).toBe(plain.kept)
        expect(wasm.loss[1]).toBe(plain.loss[1])
        expect(Math.abs(wasm.loss[0]! - plain.loss[0]!)).toBeLessThanOrEqual(
          0.03 * (1 + plain.loss[1]! * world.negative),
        )
        for (const side of ['input', 'output'] as const) {
          const worst = Math.max(...wasm[side].map((value, i) => Math.abs(value - plain[side][i]!)))
          // The rational sigmoid is within 5e-5 of the exact one; a few hundred steps at rate 0.1 add that up.
          expect(worst).toBeLessThan(2e-3)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('is within 5e-5 of the exact sigmoid, from far below to far above the numbers that training sees', () => {
    const arena = new Arena(kernelMemory('wasm-simd'))
    const kernels = createTrainKernels(arena.memory, 'wasm-simd')
    const job = arena.allocateZeroed(JOB_BYTES)
    const block = (bytes: number): number => arena.allocateZeroed(bytes)
    const [input, target, zero, inputs, rows, labels] = [
      block(16),
      block(16),
      block(16),
      block(4),
      block(24),
      block(64),
    ]
    arena.uint32(job + JOB_STRIDE, 1)[0] = 16
    arena.uint32(job + JOB_TARGETS, 1)[0] = block(96)
    arena.uint32(job + JOB_GRADIENTS, 1)[0] = block(32)
    arena.uint32(inputs, 1)[0] = input
    arena.uint32(rows, 6).set([target, zero, zero, zero, zero, zero])
    // One target with label 0 at rate 1: it changes by -sigmoid(input * target) * input.
    arena.float32(labels, 16)[8] = 1
    for (let x = -20; x <= 20; x += 0.01) {
      arena.float32(input, 1)[0] = 1
      arena.float32(target, 1)[0] = x
      kernels.trainWindow(job, inputs, 1, rows, labels, 1, 0)
      const sigmoid = Math.fround(x) - arena.float32(target, 1)[0]!
      // 2e-6 more for the rounding of x - sigmoid(x) itself.
      expect(Math.abs(sigmoid - 1 / (1 + Math.exp(-x)))).toBeLessThan(5e-5 + 2e-6)
    }
  })

  it('changes something, so that the comparison above is not of untouched memory', () => {
    const world: World = {
      dimensions: 8,
      window: 2,
      negative: 5,
      cbow: 0,
      sharing: 100,
      hierarchical: 0,
      subwords: false,
      keep: false,
      sentences: [[0, 1, 2, 3, 4]],
    }
    const trained = run('wasm-simd', world)
    const untouched = run('wasm-simd', { ...world, sentences: [[0]] })
    expect(trained.input).not.toEqual(untouched.input)
    expect(trained.output).not.toEqual(untouched.output)
    expect(trained.kept).toBe(5)
  })
})
