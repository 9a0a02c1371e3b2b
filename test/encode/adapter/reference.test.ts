import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Examples } from '../../../src/encode/adapter/examples.ts'
import { type HeadKind, type HeadShape, initialParameters } from '../../../src/encode/adapter/head.ts'
import type { LossKind } from '../../../src/encode/adapter/losses.ts'
import { resolveAdapterOptions } from '../../../src/encode/adapter/options.ts'
import type { AdapterState } from '../../../src/encode/adapter/towers.ts'
import { Training } from '../../../src/encode/adapter/training.ts'
import { randomNumbers } from '../../../src/math/random.ts'
import { finish } from '../../../src/steps.ts'

interface Step {
  readonly loss: number
  readonly gradients: readonly (readonly number[])[]
  readonly logScaleGradient: number
  readonly parameters: readonly (readonly number[])[]
  readonly logScale: number
}
interface Case {
  readonly loss: LossKind
  readonly query: HeadKind | 'none'
  readonly document: HeadKind | 'none'
  readonly shared: boolean
  readonly scored: boolean
  readonly sums: readonly number[] | null
  readonly initial: readonly (readonly number[])[]
  readonly steps: readonly Step[]
}
interface Fixture {
  readonly versions: Readonly<Record<string, string>>
  readonly settings: {
    readonly learningRate: number
    readonly weightDecay: number
    readonly temperature: number
    readonly margin: number
  }
  readonly dimensions: number
  readonly hidden: number
  readonly links: readonly (readonly [number, number])[]
  readonly scores: readonly number[]
  readonly queries: readonly number[]
  readonly documents: readonly number[]
  readonly cases: readonly Case[]
}
const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../reference/adapter-torch.json', import.meta.url), 'utf8'),
)
const { dimensions, hidden, links, settings } = fixture

function examplesOf({ sums, scored }: Pick<Case, 'sums' | 'scored'>): Examples {
  const starts = Int32Array.from({ length: 5 }, (_, query) => links.filter(([q]) => q < query).length)
  return {
    dimensions,
    documents: Float32Array.from(fixture.documents),
    trained: Int32Array.from([0, 1, 2, 3, 4]),
    queries: Float32Array.from(sums ?? fixture.queries),
    fromDocuments: sums !== null,
    starts,
    relevant: Int32Array.from(links, ([, document]) => document),
    queryOf: Int32Array.from(links, ([query]) => query),
    documentOf: Int32Array.from(links, ([, document]) => document),
    scores: scored ? Float32Array.from(fixture.scores) : undefined,
    negatives: undefined,
    heldOut: undefined,
  }
}

function trainingOf(
  given: Omit<Case, 'steps' | 'initial'>,
  parameters: readonly (readonly number[])[],
  backend: 'wasm-simd' | 'plain',
): Training {
  const { query, document, shared, loss, scored } = given
  const shape = (kind: HeadKind | 'none'): HeadShape | undefined =>
    kind === 'none' ? undefined : { kind, dimensions, hidden: kind === 'linear' ? 0 : hidden }
  const state: AdapterState = {
    query: shape(query),
    document: shape(document),
    shared,
    parameters: parameters.map((values) => Float32Array.from(values)),
  }
  const head = shared ? (query as HeadKind) : { query, document }
  const options = resolveAdapterOptions({ head, loss, dropout: 0, ...settings }, { kind: 'pairs', scored })
  return new Training(examplesOf(given), state, options, backend)
}

const title = ({ loss, query, document, shared, sums, scored }: Omit<Case, 'steps' | 'initial'>): string =>
  `${loss}, ${shared ? `one ${query} head` : `heads ${query} and ${document}`}${sums === null ? '' : ', users'}${scored ? ', scores' : ''}`

function expectClose(received: ArrayLike<number>, expected: ArrayLike<number>, bound: number): void {
  expect(received.length).toBe(expected.length)
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
  for (let at = 0; at < expected.length; at++)
    expect(Math.abs(received[at]! - expected[at]!), `number ${at}`).toBeLessThan(bound * largest)
}

describe.each(['wasm-simd', 'plain'] as const)(
  `with the %s kernels, training steps are those of PyTorch ${fixture.versions['torch']}:`,
  (backend) => {
    it.each(fixture.cases.map((one) => [title(one), one] as const))('%s', (_, one) => {
      const training = trainingOf(one, one.initial, backend)
      for (const step of one.steps) {
        expect(finish(training.step())).toBeCloseTo(step.loss, 5)
        const { heads, logScale } = training.gradients()
        for (const [at, gradient] of step.gradients.entries()) expectClose(heads[at]!, gradient, 1e-4)
        expect(logScale).toBeCloseTo(step.logScaleGradient, 5)
        for (const [at, parameters] of step.parameters.entries())
          expectClose(training.towers.parameters()[at]!, parameters, 1e-4)
        expect(training.temperature).toBeCloseTo(1 / Math.exp(step.logScale), 5)
      }
    })
  },
)

describe('gradients are the slopes of the loss:', () => {
  const kinds = ['linear', 'low-rank', 'two-layer'] as const
  const losses = ['contrastive', 'triplet', 'pairwise', 'cosine'] as const
  const cases = losses.flatMap((loss) =>
    kinds.flatMap((kind) =>
      [true, false].map((shared) => ({ loss, query: kind, document: kind, shared, sums: null, scored: false })),
    ),
  )
  it.each(cases.map((one) => [title(one), one] as const))('%s', (_, one) => {
    const random = randomNumbers(5, 0)
    const size = initialParameters({ kind: one.query, dimensions, hidden: one.query === 'linear' ? 0 : hidden }, random)
    const parameters = Array.from({ length: one.shared ? 1 : 2 }, () => Array.from(size, () => random() - 0.5))
    const training = trainingOf(one, parameters, 'plain')
    finish(training.computeGradients())
    const { heads } = training.gradients()
    const lossAt = (head: number, at: number, by: number): number => {
      const moved = parameters.map((values, n) =>
        values.map((value, j) => (n === head && j === at ? Math.fround(value + by) : value)),
      )
      return finish(trainingOf(one, moved, 'plain').computeGradients())
    }
    const step = 1 / 256
    for (const [head, gradient] of heads.entries()) {
      for (let at = head; at < gradient.length; at += 7) {
        const slope = (lossAt(head, at, step) - lossAt(head, at, -step)) / (2 * step)
        expect(Math.abs(slope - gradient[at]!), `head ${head}, parameter ${at}`).toBeLessThan(1.5e-3)
        expect(Number.isFinite(gradient[at]!)).toBe(true)
      }
    }
    expect(heads.flatMap((gradient) => [...gradient]).some((value) => Math.abs(value) > 0.02)).toBe(true)
  })
})
