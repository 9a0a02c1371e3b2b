/** An encoder whose vectors are given, so that a test knows which items are alike. */

import type { EncodeOptions, Encoder } from '../encode/encoder.ts'
import type { DenseMatrix } from '../encode/matrix.ts'
import { invalidArgument, RecommenderError } from '../errors.ts'
import { hashText } from '../math/hash.ts'
import { checkNames } from '../option-names.ts'
import type { SnapshotParts } from '../snapshot/parts.ts'
import { throwIfAborted, type WorkOptions } from '../work.ts'

/** Options of {@link fakeEncoder}. */
export interface FakeEncoderOptions {
  /** Its fingerprint. Default: made of the vectors, so that other vectors are another encoder. */
  readonly id?: string
  /** How vectors compare. Default `'cosine'`. */
  readonly metric?: 'cosine' | 'dot'
  /** Whether it must learn before it encodes, as trained encoders do: until `fit` it throws `not-fitted`. Default false. */
  readonly mustFit?: boolean
  /** Waited for in every `encode` and `fit`: a model that computes elsewhere. Default: no wait. */
  readonly wait?: () => Promise<unknown>
}

/** What {@link fakeEncoder} gives. */
export interface FakeEncoder extends Encoder {
  readonly output: 'dense'
  /** The texts of every call of `encode`, oldest first. */
  readonly encoded: readonly { readonly texts: readonly string[]; readonly kind: 'query' | 'document' }[]
  /** The texts of every call of `fit`, oldest first. */
  readonly fitted: readonly (readonly string[])[]
  encode(texts: readonly string[], options?: EncodeOptions): Promise<DenseMatrix>
}

/**
 * An encoder that gives each text the vector it has in `vectors`, and any other text the zero vector.
 *
 * @example
 * ```ts
 * const encoder = fakeEncoder({ 'a red fox': [1, 0], 'a red dog': [0.9, 0.1], 'a blue sky': [0, 1] })
 * const recommender = new Recommender({ encoder })
 * ```
 */
export function fakeEncoder(
  vectors: Readonly<Record<string, readonly number[]>>,
  options: FakeEncoderOptions = {},
): FakeEncoder {
  checkNames(options, ['id', 'metric', 'mustFit', 'wait'])
  const { metric = 'cosine', mustFit = false, wait } = options
  const known = new Map(Object.entries(vectors))
  const dimensions = known.values().next().value?.length ?? 0
  if (dimensions === 0)
    throw invalidArgument('vectors', vectors, 'Give at least one text a vector of at least one number.')
  for (const [text, vector] of known) {
    if (vector.length !== dimensions)
      throw invalidArgument(`vectors.${text}`, vector, `All vectors have one length, here ${dimensions}.`)
  }
  const encoded: { texts: readonly string[]; kind: 'query' | 'document' }[] = []
  const fitted: (readonly string[])[] = []
  let ready = !mustFit

  const encoder: FakeEncoder = {
    id: options.id ?? `fake-1/${hashText(JSON.stringify([...known]))}`,
    dimensions,
    output: 'dense',
    metric,
    encoded,
    fitted,
    async encode(texts, { kind = 'document', signal } = {}) {
      throwIfAborted(signal)
      if (!ready) throw new RecommenderError('not-fitted', 'This encoder must learn first: call `fit`.')
      encoded.push({ texts: [...texts], kind })
      await wait?.()
      throwIfAborted(signal)
      const values = new Float32Array(texts.length * dimensions)
      for (const [row, text] of texts.entries()) values.set(known.get(text) ?? [], row * dimensions)
      return { kind: 'dense', rows: texts.length, columns: dimensions, values }
    },
  }
  if (!mustFit) return encoder
  return Object.assign(encoder, {
    async fit(texts: readonly string[], { signal }: WorkOptions = {}) {
      throwIfAborted(signal)
      fitted.push([...texts])
      await wait?.()
      throwIfAborted(signal)
      ready = true
    },
    save: (): SnapshotParts => ({ ready: { json: ready } }),
    load: (parts: SnapshotParts): void => {
      const part = parts['ready']
      if (part === undefined || !('json' in part) || typeof part.json !== 'boolean')
        throw new TypeError('Not the state of a fake encoder')
      ready = part.json
    },
  })
}
