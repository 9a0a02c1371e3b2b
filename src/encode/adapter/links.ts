/** What an adapter learns from, read and checked: which query belongs to which documents. */

import { invalidArgument } from '../../errors.ts'
import { checkId } from '../../events/ids.ts'
import { Pacer, type WorkOptions } from '../../work.ts'

/** A text and one that should be close to it: a search and what was clicked, a question and its answer, two texts that mean the same. */
export interface TextPair {
  readonly query: string
  readonly document: string
  /** How close they should be, as a cosine from -1 to 1. All pairs have one, or none: then all belong together. */
  readonly score?: number
  /** A text that looks right for the query and is not. */
  readonly negative?: string
}

/** Behaviour that speaks for an item: a like, a purchase, a rating of 4 or more. */
export interface LikedItem {
  readonly userId: string
  readonly itemId: string
  /** How much; only whether it is above 0 counts. Default 1. */
  readonly value?: number
}

/** An item with its text, as it will be encoded. */
export interface TextItem {
  readonly id: string
  readonly text: string
}

/**
 * What an adapter learns from. Pairs of texts: of each, the document is what the query should find. Or behaviour with the texts of the items: each item that a user liked is what the mean of the
 * others that the user liked should find; likes of items that are not in `items`, and users with a single like, are passed over.
 */
export type AdapterData =
  | { readonly pairs: Iterable<TextPair> }
  | { readonly interactions: Iterable<LikedItem>; readonly items: Iterable<TextItem> }

/** Queries by number, each with the documents that belong to it. */
export interface Links {
  readonly kind: 'pairs' | 'interactions'
  /** Texts of the documents, each once. */
  readonly documents: readonly string[]
  /** Texts of the queries, each once; absent for interactions, whose queries are the documents of a user. */
  readonly queries: readonly string[] | undefined
  /** The documents of query q are `documentOf[starts[q] .. starts[q + 1]]`, rising, none twice. */
  readonly starts: Int32Array
  readonly documentOf: Int32Array
  /** The score of each link. */
  readonly scores: Float32Array | undefined
  /** The wrong document that goes with each link, or -1. */
  readonly negatives: Int32Array | undefined
}

const STRETCH = 4096

/** Reads and checks all data; throws at the first record that cannot be right, naming it. */
export async function readLinks(data: AdapterData, work: WorkOptions): Promise<Links> {
  if (typeof data !== 'object' || data === null)
    throw invalidArgument('data', data, 'Pass { pairs } or { interactions, items }.')
  for (const [name, value] of Object.entries(data)) {
    if (!['pairs', 'interactions', 'items'].includes(name))
      throw invalidArgument(`data.${name}`, value, 'Pass { pairs } or { interactions, items }.')
  }
  const { pairs, interactions, items } = data as Partial<Record<'pairs' | 'interactions' | 'items', unknown>>
  if (pairs !== undefined) {
    if (interactions !== undefined || items !== undefined)
      throw invalidArgument('data', data, 'Pass either { pairs } or { interactions, items }, not both.')
    return readPairs(iterable<TextPair>(pairs, 'pairs'), work)
  }
  return readLikes(iterable<LikedItem>(interactions, 'interactions'), iterable<TextItem>(items, 'items'), work)
}

async function readPairs(pairs: Iterable<TextPair>, work: WorkOptions): Promise<Links> {
  const pacer = new Pacer(work)
  const documents = new Map<string, number>()
  const queries = new Map<string, number>()
  const rows: Row[] = []
  let scored = 0
  let read = 0
  for (const pair of pairs) {
    const field = `pairs[${read}]`
    if (typeof pair !== 'object' || pair === null) throw invalidArgument(field, pair, 'Pass { query, document }.')
    const { query, document, score, negative } = pair
    for (const [name, text] of Object.entries({ query, document })) {
      if (typeof text !== 'string') throw invalidArgument(`${field}.${name}`, text, 'Pass a text.')
    }
    if (negative !== undefined && typeof negative !== 'string')
      throw invalidArgument(`${field}.negative`, negative, 'Pass a text, or leave it out.')
    if (score !== undefined) {
      if (typeof score !== 'number' || !(score >= -1 && score <= 1))
        throw invalidArgument(`${field}.score`, score, 'Pass a cosine, -1 to 1.')
      scored += 1
    }
    rows.push({
      query: numberOf(queries, query),
      document: numberOf(documents, document),
      score: score ?? 1,
      negative: negative === undefined ? -1 : numberOf(documents, negative),
    })
    read += 1
    if (read % STRETCH === 0 && pacer.due()) await pacer.pause({ phase: 'pairs', done: read })
  }
  if (scored !== 0 && scored !== read)
    throw invalidArgument('pairs', pairs, `${read - scored} of ${read} have no score. Give all of them one, or none.`)
  if (read === 0) throw invalidArgument('pairs', pairs, 'There is nothing to learn from: give at least two.')
  return linksOf('pairs', rows, [...documents.keys()], [...queries.keys()], scored > 0)
}

async function readLikes(
  interactions: Iterable<LikedItem>,
  items: Iterable<TextItem>,
  work: WorkOptions,
): Promise<Links> {
  const pacer = new Pacer(work)
  const texts = new Map<string, string>()
  let at = 0
  for (const item of items) {
    const field = `items[${at++}]`
    if (typeof item !== 'object' || item === null) throw invalidArgument(field, item, 'Pass { id, text }.')
    checkId(item.id, `${field}.id`)
    if (typeof item.text !== 'string') throw invalidArgument(`${field}.text`, item.text, 'Pass the text to encode.')
    if (texts.has(item.id)) throw invalidArgument(`${field}.id`, item.id, 'There is another item with this id.')
    texts.set(item.id, item.text)
  }
  const numbers = new Map([...texts.keys()].map((id, index) => [id, index]))
  const users = new Map<string, number>()
  const rows: Row[] = []
  let read = 0
  for (const like of interactions) {
    const field = `interactions[${read}]`
    if (typeof like !== 'object' || like === null) throw invalidArgument(field, like, 'Pass { userId, itemId }.')
    checkId(like.userId, `${field}.userId`)
    checkId(like.itemId, `${field}.itemId`)
    const { value = 1 } = like
    if (typeof value !== 'number' || !(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw invalidArgument(`${field}.value`, value, 'Pass a finite number of at least 0; leave out dislikes.')
    const document = numbers.get(like.itemId)
    if (document !== undefined && value > 0)
      rows.push({ query: numberOf(users, like.userId), document, score: 1, negative: -1 })
    read += 1
    if (read % STRETCH === 0 && pacer.due()) await pacer.pause({ phase: 'interactions', done: read })
  }
  if (rows.length === 0)
    throw invalidArgument('interactions', interactions, 'None of them is about one of the `items`.')
  return linksOf('interactions', rows, [...texts.values()], undefined, false, users.size)
}

interface Row {
  readonly query: number
  readonly document: number
  readonly score: number
  readonly negative: number
}

/** Sorts and joins what was read; of equal links the first stays. */
function linksOf(
  kind: Links['kind'],
  rows: Row[],
  documents: readonly string[],
  queries: readonly string[] | undefined,
  scored: boolean,
  count: number = queries?.length ?? 0,
): Links {
  const sorted = rows
    .map((row, index) => ({ ...row, index }))
    .sort((a, b) => a.query - b.query || a.document - b.document || a.index - b.index)
  const kept = sorted.filter(
    ({ query, document }, at) => at === 0 || sorted[at - 1]!.query !== query || sorted[at - 1]!.document !== document,
  )
  const starts = new Int32Array(count + 1)
  for (const { query } of kept) starts[query + 1]! += 1
  for (let query = 0; query < count; query++) starts[query + 1]! += starts[query]!
  const hasNegatives = kept.some(({ negative }) => negative >= 0)
  return {
    kind,
    documents,
    queries,
    starts,
    documentOf: Int32Array.from(kept, ({ document }) => document),
    scores: scored ? Float32Array.from(kept, ({ score }) => score) : undefined,
    negatives: hasNegatives ? Int32Array.from(kept, ({ negative }) => negative) : undefined,
  }
}

function numberOf(numbers: Map<string, number>, key: string): number {
  let number = numbers.get(key)
  if (number === undefined) {
    number = numbers.size
    numbers.set(key, number)
  }
  return number
}

function iterable<T>(value: unknown, field: string): Iterable<T> {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return value as Iterable<T>
  throw invalidArgument(field, value, 'Pass a list. What is learned from is { pairs } or { interactions, items }.')
}
