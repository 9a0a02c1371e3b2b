/** Reads a `tokenizer.json` of the `tokenizers` package: WordPiece and Unigram models with the normalisers and word rules of BERT, XLM-R and their kin. */

import { invalidArgument } from '../errors.ts'
import { type NormalizerSpec, readNormalizer } from './normalizers.ts'
import { type AddedToken, ScanningTokenizer, type WordRule } from './scanning-tokenizer.ts'
import type { Tokenizer, WordModel } from './tokenizer.ts'
import { unigram } from './unigram.ts'
import { wordPiece } from './wordpiece.ts'

/** A step of cutting as `tokenizer.json` writes it. */
interface PreTokenizerSpec {
  readonly type: string
  readonly replacement?: string
  readonly add_prefix_space?: boolean
  readonly prepend_scheme?: 'always' | 'first' | 'never'
  readonly split?: boolean
  readonly pretokenizers?: readonly PreTokenizerSpec[]
}

/** The part of a `tokenizer.json` that is read. Truncation, padding and the frame of special tokens are not. */
export interface TokenizerSpec {
  readonly added_tokens?: readonly {
    readonly id: number
    readonly content: string
    readonly lstrip?: boolean
    readonly rstrip?: boolean
  }[]
  readonly normalizer?: NormalizerSpec | null
  readonly pre_tokenizer?: PreTokenizerSpec | null
  readonly model: {
    readonly type?: string
    readonly vocab: Readonly<Record<string, number>> | readonly (readonly [string, number])[]
    readonly unk_token?: string
    readonly unk_id?: number | null
    readonly continuing_subword_prefix?: string
    readonly max_input_chars_per_word?: number
    readonly byte_fallback?: boolean
  }
}

/** The tokeniser that the file stands for, and how many tokens its vocabulary has. Throws an error that names what it does not know. */
export function readTokenizer(json: string): { readonly tokenizer: Tokenizer; readonly size: number } {
  let spec: TokenizerSpec
  try {
    spec = JSON.parse(json) as TokenizerSpec
  } catch (cause) {
    throw invalidArgument('tokenizer', json, `Pass the text of a \`tokenizer.json\`: ${String(cause)}`)
  }
  if (typeof spec?.model?.vocab !== 'object' || spec.model.vocab === null)
    throw invalidArgument('tokenizer', json, 'Pass the text of a `tokenizer.json`: it has no `model.vocab`.')
  const added = (spec.added_tokens ?? []).map(
    ({ id, content, lstrip = false, rstrip = false }): AddedToken => ({
      content,
      token: id,
      left: lstrip,
      right: rstrip,
    }),
  )
  const { model, size } = readModel(spec.model)
  const tokenizer = new ScanningTokenizer({
    normalize: readNormalizer(spec.normalizer),
    rule: readRule(spec.pre_tokenizer),
    model,
    added: added.filter(({ content }) => content !== ''),
  })
  return { tokenizer, size: added.reduce((most, { token }) => Math.max(most, token + 1), size) }
}

function readModel(spec: TokenizerSpec['model']): { readonly model: WordModel; readonly size: number } {
  const { vocab } = spec
  if (spec.type === 'Unigram' && Array.isArray(vocab)) {
    if (spec.byte_fallback === true)
      throw invalidArgument(
        'tokenizer.model.byte_fallback',
        true,
        'Unigram models that fall back to bytes are not read.',
      )
    const entries = vocab as readonly (readonly [string, number])[]
    const pieces = entries.map(([piece]) => piece)
    const scores = entries.map(([, score]) => score)
    return { model: unigram({ pieces, scores, unknown: spec.unk_id ?? -1 }), size: pieces.length }
  }
  if ((spec.type === 'WordPiece' || spec.type === undefined) && !Array.isArray(vocab)) {
    const entries = Object.entries(vocab as Readonly<Record<string, number>>)
    const unknown = (vocab as Readonly<Record<string, number>>)[spec.unk_token ?? '[UNK]'] ?? -1
    const model = wordPiece({
      vocabulary: entries,
      unknown,
      continuing: spec.continuing_subword_prefix ?? '##',
      longestWord: spec.max_input_chars_per_word ?? 100,
    })
    return { model, size: entries.reduce((most, [, token]) => Math.max(most, token + 1), 0) }
  }
  throw invalidArgument('tokenizer.model.type', spec.type, 'Models that are read: WordPiece, Unigram.')
}

function readRule(spec: PreTokenizerSpec | null | undefined): WordRule {
  const steps = spec?.type === 'Sequence' ? (spec.pretokenizers ?? []) : spec ? [spec] : []
  const kinds = steps.map(({ type }) => type).join(' + ')
  if (kinds === 'BertPreTokenizer') return { kind: 'bert' }
  if (kinds === 'Metaspace' || kinds === 'WhitespaceSplit + Metaspace') {
    const { replacement = '▁', split = true, add_prefix_space, prepend_scheme } = steps.at(-1)!
    if (replacement === '▁') {
      const prepend = prepend_scheme ?? (add_prefix_space === false ? 'never' : 'always')
      return { kind: 'metaspace', prepend, split, trimmed: steps.length === 2 }
    }
  }
  throw invalidArgument(
    'tokenizer.pre_tokenizer.type',
    kinds,
    'Known are: BertPreTokenizer, Metaspace (with ▁), WhitespaceSplit + Metaspace.',
  )
}
