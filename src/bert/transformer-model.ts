/** A loaded model as the encoders use it: texts to tokens, batches of tokens to the numbers that come out. Knows nothing of pooling or caches. */

import { RecommenderError } from '../errors.ts'
import { pieces } from './long-texts.ts'
import type { HiddenStates, Pooling } from './pooling.ts'
import type { Pipeline, Tensor, TensorConstructor, TokenLists } from './transformers.ts'

/** Tokens beyond the limit that are read before a long text is given up: what stands at a cut may be tokenized otherwise. */
const MARGIN = 16

/** Lone halves of surrogate pairs, which are no characters. */
const LONE_SURROGATES = /\p{Surrogate}/gu

/** A tokenizer and a model, ready to run. */
export class TransformerModel {
  readonly #pipeline: Pipeline
  readonly #Tensor: TensorConstructor
  readonly #padding: bigint
  /** The special tokens before and after a text. */
  readonly #head: Int32Array
  readonly #tail: Int32Array
  #frame: PairFrame | undefined
  /** The most tokens that a sequence may have, special ones included. */
  readonly longest: number

  constructor(pipeline: Pipeline) {
    this.#pipeline = pipeline
    const { tokenizer, model } = pipeline
    // Its own class of tensors comes with what a tokenizer gives; so a pipeline alone is enough.
    const probe = (tokenizer(['a'], { padding: true, truncation: true }) as { input_ids: Tensor }).input_ids
    this.#Tensor = probe.constructor as TensorConstructor
    const plain = this.#list('a', false)
    const framed = this.#list('a', true)
    const at = find(framed, plain)
    this.#head = framed.subarray(0, at)
    this.#tail = framed.subarray(at + plain.length)
    this.#padding = BigInt(tokenizer.pad_token_id ?? (model.config?.['pad_token_id'] as number | undefined) ?? 0)
    this.longest = longestSequence(pipeline)
  }

  /** How many special tokens every sequence has. */
  get specials(): number {
    return this.#head.length + this.#tail.length
  }

  /** The length of a token's vector, where the model's settings say it. */
  get hiddenSize(): number | undefined {
    const { config } = this.#pipeline.model
    const size = config?.['hidden_size'] ?? config?.['dim'] ?? config?.['d_model']
    return typeof size === 'number' && size > 0 ? size : undefined
  }

  /** The tokens of a text, without special ones, no more than `most` of them. Reads no more of a long text than it needs. Lone surrogates count as U+FFFD. */
  tokens(text: string, most: number = Number.POSITIVE_INFINITY): Int32Array {
    const whole = text.replace(LONE_SURROGATES, '\ufffd')
    // Even where each token stands for a long word, this much text holds enough of them; if not, read on.
    for (let length = most * 8 + 1024; length < whole.length; length *= 4) {
      const found = this.#list(firstCharacters(whole, length), false)
      if (found.length >= most + MARGIN) return found.subarray(0, most)
    }
    return this.#list(whole, false).subarray(0, most)
  }

  /** All tokens of a text, piece by piece, so that the caller can give way in between. */
  *tokensInPieces(text: string): Generator<Int32Array> {
    for (const piece of pieces(text.replace(LONE_SURROGATES, '\ufffd'))) yield this.#list(piece, false)
  }

  /** A sequence as the model wants it: special tokens, then these, then special ones. */
  frame(...parts: readonly Int32Array[]): Int32Array {
    const all = [this.#head, ...parts, this.#tail]
    const framed = new Int32Array(all.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of all) {
      framed.set(part, at)
      at += part.length
    }
    return framed
  }

  /** Runs sequences as one batch, padded at the end to the longest, and gives their hidden states. */
  async hidden(sequences: readonly Int32Array[], pooling: Pooling): Promise<HiddenStates> {
    const outputs = await this.#run(sequences)
    const last = outputs['last_hidden_state'] ?? outputs['token_embeddings']
    if (!isTensor(last) || last.dims.length !== 3) throw missingOutput('last_hidden_state', outputs)
    const [rows, length, size] = last.dims as [number, number, number]
    const first = pooling === 'first-last-mean' ? floats(firstLayer(outputs)) : undefined
    return { rows, length, size, last: floats(last), first }
  }

  /** Runs sequences as one batch and gives the scores of a classification model, `labels` a sequence. */
  async logits(
    sequences: readonly Int32Array[],
    types?: readonly Int32Array[],
  ): Promise<{ labels: number; values: Float32Array }> {
    const outputs = await this.#run(sequences, types)
    const { logits } = outputs
    if (!isTensor(logits) || logits.dims.length !== 2) throw missingOutput('logits', outputs)
    return { labels: logits.dims[1]!, values: floats(logits) }
  }

  #run(sequences: readonly Int32Array[], types?: readonly Int32Array[]): Promise<Record<string, unknown>> {
    const rows = sequences.length
    const length = sequences.reduce((longest, sequence) => Math.max(longest, sequence.length), 0)
    const ids = new BigInt64Array(rows * length)
    const mask = new BigInt64Array(rows * length)
    const kinds = new BigInt64Array(rows * length)
    if (this.#padding !== 0n) ids.fill(this.#padding)
    for (const [row, sequence] of sequences.entries()) {
      const start = row * length
      for (let at = 0; at < sequence.length; at++) ids[start + at] = BigInt(sequence[at]!)
      mask.fill(1n, start, start + sequence.length)
      const kind = types?.[row]
      if (kind !== undefined) for (let at = 0; at < kind.length; at++) kinds[start + at] = BigInt(kind[at]!)
    }
    const tensor = (data: BigInt64Array): Tensor => new this.#Tensor('int64', data, [rows, length])
    return this.#pipeline.model({
      input_ids: tensor(ids),
      attention_mask: tensor(mask),
      token_type_ids: tensor(kinds),
    })
  }

  /** A pair of texts as one sequence of at most `most` tokens, with the kind of each token. The second text's end is left out first, down to half of the room; then the first's. */
  pair(first: string, second: string, most: number): { ids: Int32Array; types: Int32Array } {
    this.#frame ??= this.#pairFrame()
    const { head, middle, tail, types } = this.#frame
    const room = Math.max(2, most - head.length - middle.length - tail.length)
    const [one, two] = [this.tokens(first, room), this.tokens(second, room)]
    const forSecond = Math.min(two.length, Math.max(room >> 1, room - one.length))
    const firstPart = one.subarray(0, room - forSecond)
    const secondPart = two.subarray(0, forSecond)
    const parts = [head, firstPart, middle, secondPart, tail]
    const kinds = [types[0], types[1], types[2], types[3], types[4]]
    return {
      ids: Int32Array.from(parts.flatMap((part) => Array.from(part))),
      types: Int32Array.from(parts.flatMap((part, at) => Array.from(part, () => kinds[at]!))),
    }
  }

  /** The special tokens around and between two texts, and the kind of the tokens of each part, read off a pair of known ones. */
  #pairFrame(): PairFrame {
    const letters = this.#list('a', false)
    const options = {
      text_pair: 'a',
      add_special_tokens: true,
      padding: false,
      truncation: false,
      return_tensor: false,
    }
    const lists = this.#pipeline.tokenizer('a', options) as TokenLists
    const ids = Int32Array.from(lists.input_ids as ArrayLike<number>, Number)
    const types = Int32Array.from((lists.token_type_ids ?? new Int32Array(ids.length)) as ArrayLike<number>, Number)
    const first = find(ids, letters)
    const afterFirst = first + letters.length
    const second = afterFirst + find(ids.subarray(afterFirst), letters)
    const afterSecond = second + letters.length
    const at = [0, first, afterFirst, second, afterSecond]
    return {
      head: ids.subarray(0, first),
      middle: ids.subarray(afterFirst, second),
      tail: ids.subarray(afterSecond),
      types: at.map((place) => types[place] ?? 0),
    }
  }

  #list(text: string, framed: boolean): Int32Array {
    const options = { add_special_tokens: framed, padding: false, truncation: false, return_tensor: false }
    const { input_ids } = this.#pipeline.tokenizer(text, options) as TokenLists
    return Int32Array.from(input_ids as ArrayLike<number>, Number)
  }
}

/** What stands around two texts that are read as one. */
interface PairFrame {
  readonly head: Int32Array
  readonly middle: Int32Array
  readonly tail: Int32Array
  /** The kinds of head, first text, middle, second text and tail. */
  readonly types: readonly number[]
}

function firstCharacters(text: string, length: number): string {
  const space = text.lastIndexOf(' ', length)
  return text.slice(0, space > length / 2 ? space : length)
}

/** Where `part` begins in `whole`. */
function find(whole: Int32Array, part: Int32Array): number {
  for (let start = 0; start + part.length <= whole.length; start++)
    if (part.every((token, at) => whole[start + at] === token)) return start
  throw new RecommenderError('model-not-loaded', 'The tokenizer gives other tokens with special ones than without.')
}

/** The smallest of what tokenizer and positions allow; 512 where neither says. */
function longestSequence({ tokenizer, model }: Pipeline): number {
  const positions = model.config?.['max_position_embeddings']
  const type = model.config?.['model_type']
  // Models of the RoBERTa kind count positions from the padding token's id on.
  const offset = typeof type === 'string' && /roberta|camembert|mpnet/.test(type) ? 2 : 0
  const limits = [tokenizer.model_max_length, typeof positions === 'number' ? positions - offset : undefined]
  const stated = limits.filter((limit): limit is number => limit !== undefined && limit > 0 && limit < 1e6)
  return stated.length === 0 ? 512 : Math.min(...stated)
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'dims' in value && 'data' in value
}

/** The layer after the embeddings, of a model that was exported with all its layers. */
function firstLayer(outputs: Readonly<Record<string, unknown>>): Tensor {
  const listed = outputs['hidden_states']
  const first = Array.isArray(listed) ? listed[1] : (outputs['hidden_states.1'] ?? outputs['hidden_states_1'])
  if (isTensor(first)) return first
  throw new RecommenderError(
    'model-output-missing',
    `The pooling 'first-last-mean' needs the hidden states of every layer, and this model gives only ${Object.keys(outputs).join(', ')}. Export it with its hidden states, or take pooling 'mean'.`,
    { field: 'pooling', value: 'first-last-mean' },
  )
}

function missingOutput(name: string, outputs: Readonly<Record<string, unknown>>): RecommenderError {
  return new RecommenderError(
    'model-output-missing',
    `The model gives ${Object.keys(outputs).join(', ')}, and no ${name}. Is it a model for another task?`,
    { field: 'model' },
  )
}

/** The numbers of a tensor as float32. */
function floats({ type, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, half)
  return Float32Array.from(data as ArrayLike<number>, Number)
}

/** The value of the 16 bits of a half-precision number. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}
