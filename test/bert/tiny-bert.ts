/**
 * Writes a tiny BERT with random weights, seeded, that both transformers packages load: two layers, 32 dimensions, 128 positions, English letters and some words, about
 * 110 kB. The ONNX protobuf (opset 13, IR 7) is written by hand, so that no other package is needed.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TinyBertOptions {
  /** Also gives the hidden states of every layer. */
  readonly hiddenStates?: boolean
  /** A classification head with so many labels on the first token, instead of the last hidden state. */
  readonly labels?: number
}

/** A folder with the models `tiny-bert`, `tiny-bert-hidden-states` and `tiny-cross-encoder`; `remove` deletes it. */
export function tinyModels(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'penchant-tiny-bert-'))
  writeTinyBert(join(folder, 'tiny-bert'))
  writeTinyBert(join(folder, 'tiny-bert-hidden-states'), { hiddenStates: true })
  writeTinyBert(join(folder, 'tiny-cross-encoder'), { labels: 1 })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const SIZE = 32
const HEADS = 2
const LAYERS = 2
const INNER = 64
const POSITIONS = 128

const FLOAT = 1
const INT64 = 7

// Protobuf: fields as tag and value.
const varint = (value: number): Buffer => {
  let left = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  do {
    const low = Number(left & 127n)
    left >>= 7n
    bytes.push(left > 0n ? low | 128 : low)
  } while (left > 0n)
  return Buffer.from(bytes)
}
const tag = (field: number, wire: number): Buffer => varint((field << 3) | wire)
const integer = (field: number, value: number): Buffer => Buffer.concat([tag(field, 0), varint(value)])
const bytes = (field: number, value: Buffer): Buffer => Buffer.concat([tag(field, 2), varint(value.length), value])
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value))
const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts))

const tensor = (name: string, shape: readonly number[], type: number, raw: Buffer): Buffer =>
  Buffer.concat([...shape.map((size) => integer(1, size)), integer(2, type), text(8, name), bytes(9, raw)])
const valueInfo = (name: string, type: number, shape: readonly (number | string)[]): Buffer => {
  const sizes = shape.map((size) => message(1, typeof size === 'string' ? text(2, size) : integer(1, size)))
  return Buffer.concat([text(1, name), message(2, message(1, integer(1, type), message(2, ...sizes)))])
}
const attribute = (name: string, value: number | readonly number[]): Buffer =>
  typeof value === 'number'
    ? Buffer.concat([text(1, name), integer(3, value), integer(20, 2)])
    : Buffer.concat([text(1, name), ...value.map((one) => integer(8, one)), integer(20, 7)])

/** A graph under construction: nodes and weights. */
class Graph {
  readonly nodes: Buffer[] = []
  readonly weights: Buffer[] = []
  #names = 0
  #state = 1

  /** mulberry32, then Box and Muller. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  gauss(): number {
    return Math.sqrt(-2 * Math.log(this.#random() + 1e-12)) * Math.cos(2 * Math.PI * this.#random())
  }
  name(): string {
    return `n${this.#names++}`
  }
  floats(shape: readonly number[], value: () => number): string {
    const name = this.name()
    const numbers = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, value)
    this.weights.push(tensor(name, shape, FLOAT, Buffer.from(numbers.buffer)))
    return name
  }
  integers(values: readonly number[], isScalar = false): string {
    const name = this.name()
    const numbers = BigInt64Array.from(values, BigInt)
    this.weights.push(tensor(name, isScalar ? [] : [values.length], INT64, Buffer.from(numbers.buffer)))
    return name
  }
  scalar(value: number): string {
    return this.floats([], () => value)
  }
  node(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, number | readonly number[]>> = {},
    output = this.name(),
  ): string {
    const settings = Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value)))
    this.nodes.push(
      Buffer.concat([
        ...inputs.map((input) => text(1, input)),
        text(2, output),
        text(3, output),
        text(4, operator),
        ...settings,
      ]),
    )
    return output
  }
  linear(x: string, from: number, to: number): string {
    const weights = this.floats([from, to], () => this.gauss() / Math.sqrt(from))
    return this.node('Add', [this.node('MatMul', [x, weights]), this.floats([to], () => 0)])
  }
  layerNorm(x: string, output?: string): string {
    const mean = (of: string): string => this.node('ReduceMean', [of], { axes: [-1], keepdims: 1 })
    const centred = this.node('Sub', [x, mean(x)])
    const variance = mean(this.node('Mul', [centred, centred]))
    const deviation = this.node('Sqrt', [this.node('Add', [variance, this.scalar(1e-12)])])
    const scaled = this.node('Mul', [this.node('Div', [centred, deviation]), this.floats([SIZE], () => 1)])
    return this.node('Add', [scaled, this.floats([SIZE], () => 0)], {}, output)
  }
}

/** Writes one model into a folder. Equal options give equal bytes. */
export function writeTinyBert(folder: string, { hiddenStates = false, labels }: TinyBertOptions = {}): void {
  const vocabulary = makeVocabulary()
  const size = Object.keys(vocabulary).length
  const graph = new Graph()
  const { gauss } = { gauss: () => graph.gauss() }

  const word = graph.node('Gather', [graph.floats([size, SIZE], gauss), 'input_ids'])
  const kind = graph.node('Gather', [graph.floats([2, SIZE], () => gauss() * 0.1), 'token_type_ids'])
  const length = graph.node('Gather', [graph.node('Shape', ['input_ids']), graph.integers([1], true)], { axis: 0 })
  const until = graph.node('Unsqueeze', [length, graph.integers([0])])
  const positions = graph.floats([POSITIONS, SIZE], () => gauss() * 0.1)
  const position = graph.node('Slice', [positions, graph.integers([0]), until, graph.integers([0])])
  const outputs: string[] = []
  const layerName = (layer: number): string | undefined => {
    if (hiddenStates) outputs.push(`hidden_states.${layer}`)
    return hiddenStates ? `hidden_states.${layer}` : undefined
  }
  let x = graph.layerNorm(graph.node('Add', [graph.node('Add', [word, position]), kind]), layerName(0))
  const mask = graph.node('Cast', ['attention_mask'], { to: FLOAT })
  const away = graph.node('Mul', [graph.node('Sub', [graph.scalar(1), mask]), graph.scalar(-10_000)])
  const bias = graph.node('Unsqueeze', [away, graph.integers([1, 2])])
  for (let layer = 0; layer < LAYERS; layer++) {
    const width = SIZE / HEADS
    const split = graph.integers([0, 0, HEADS, width])
    const heads = (perm: readonly number[]): string =>
      graph.node('Transpose', [graph.node('Reshape', [graph.linear(x, SIZE, SIZE), split])], { perm })
    const scores = graph.node('MatMul', [heads([0, 2, 1, 3]), heads([0, 2, 3, 1])])
    const scaled = graph.node('Mul', [scores, graph.scalar(1 / Math.sqrt(width))])
    const attention = graph.node('Softmax', [graph.node('Add', [scaled, bias])], { axis: -1 })
    const mixed = graph.node('Transpose', [graph.node('MatMul', [attention, heads([0, 2, 1, 3])])], {
      perm: [0, 2, 1, 3],
    })
    const joined = graph.node('Reshape', [mixed, graph.integers([0, 0, SIZE])])
    x = graph.layerNorm(graph.node('Add', [graph.linear(joined, SIZE, SIZE), x]))
    const inner = graph.linear(x, SIZE, INNER)
    const error = graph.node('Erf', [graph.node('Div', [inner, graph.scalar(Math.SQRT2)])])
    const gated = graph.node('Mul', [inner, graph.node('Add', [error, graph.scalar(1)])])
    const gelu = graph.node('Mul', [gated, graph.scalar(0.5)])
    x = graph.layerNorm(graph.node('Add', [graph.linear(gelu, INNER, SIZE), x]), layerName(layer + 1))
  }
  if (labels === undefined) {
    graph.node('Identity', [x], {}, 'last_hidden_state')
    outputs.push('last_hidden_state')
  } else {
    const first = graph.node('Gather', [x, graph.integers([0], true)], { axis: 1 })
    graph.node('Identity', [graph.linear(first, SIZE, labels)], {}, 'logits')
  }

  const inputs = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
    message(11, valueInfo(name, INT64, ['batch', 'length'])),
  )
  const given =
    labels === undefined
      ? outputs.map((name) => message(12, valueInfo(name, FLOAT, ['batch', 'length', SIZE])))
      : [message(12, valueInfo('logits', FLOAT, ['batch', labels]))]
  const body = Buffer.concat([
    ...graph.nodes.map((node) => bytes(1, node)),
    text(2, 'tiny-bert'),
    ...graph.weights.map((weight) => bytes(5, weight)),
    ...inputs,
    ...given,
  ])
  const model = Buffer.concat([
    integer(1, 7),
    text(2, 'tiny-bert'),
    bytes(7, body),
    message(8, text(1, ''), integer(2, 13)),
  ])

  mkdirSync(join(folder, 'onnx'), { recursive: true })
  for (const file of ['model.onnx', 'model_quantized.onnx']) writeFileSync(join(folder, 'onnx', file), model)
  const json = (file: string, value: object): void => writeFileSync(join(folder, file), JSON.stringify(value))
  const specials = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']
  json('config.json', {
    architectures: [labels === undefined ? 'BertModel' : 'BertForSequenceClassification'],
    model_type: 'bert',
    ...{ hidden_size: SIZE, num_hidden_layers: LAYERS, num_attention_heads: HEADS, intermediate_size: INNER },
    ...{ max_position_embeddings: POSITIONS, type_vocab_size: 2, vocab_size: size, pad_token_id: 0 },
    ...{ hidden_act: 'gelu', layer_norm_eps: 1e-12 },
    ...(labels !== undefined && {
      id2label: Object.fromEntries(Array.from({ length: labels }, (_, i) => [i, `LABEL_${i}`])),
    }),
  })
  json('tokenizer_config.json', {
    ...{ tokenizer_class: 'BertTokenizer', do_lower_case: true, model_max_length: POSITIONS },
    ...{ unk_token: '[UNK]', sep_token: '[SEP]', pad_token: '[PAD]', cls_token: '[CLS]', mask_token: '[MASK]' },
  })
  const special = (id: string): object => ({ SpecialToken: { id, type_id: 0 } })
  const sequence = (id: string, type: number): object => ({ Sequence: { id, type_id: type } })
  json('tokenizer.json', {
    ...{ version: '1.0', truncation: null, padding: null },
    added_tokens: specials.map((content, id) => ({
      ...{ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true },
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [special('[CLS]'), sequence('A', 0), special('[SEP]')],
      pair: [
        special('[CLS]'),
        sequence('A', 0),
        special('[SEP]'),
        sequence('B', 1),
        { SpecialToken: { id: '[SEP]', type_id: 1 } },
      ],
      special_tokens: {
        '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
        '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: vocabulary,
    },
  })
}

function makeVocabulary(): Record<string, number> {
  const words =
    'the of and to in space war love robot detective comedy romance horror science fiction drama thriller music family crime history animation good bad great movie book song star ship alien murder ghost child city'
  const characters = [...'abcdefghijklmnopqrstuvwxyz0123456789.,!?\'"-:;()']
  const inWords = characters.filter((character) => /[a-z0-9]/.test(character)).map((character) => `##${character}`)
  const tokens = [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    ...characters,
    ...inWords,
    ...words.split(' '),
    '##s',
    '##ing',
    '##er',
  ]
  return Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]))
}
