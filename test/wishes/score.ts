/** How well wishes are read: the labelled messages of test/reference against the parser, wish by wish. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { type CheckedDescription, checkDescription } from '../../src/events/index.ts'
import { type ParseContext, parseWishes } from '../../src/wishes/parse.ts'
import { Vocabulary } from '../../src/wishes/vocabulary.ts'
import { fold, type ParsedWish, type WishSubject } from '../../src/wishes/wish.ts'

/** A subject as the labels have it: of a label one spelling. */
type LabelledSubject =
  | Exclude<WishSubject, { kind: 'label' }>
  | { readonly kind: 'label'; readonly name: string; readonly value: string }

interface LabelledWish {
  readonly kind: string
  readonly subject: LabelledSubject
  readonly except?: readonly LabelledSubject[]
  readonly until?: 'day' | 'week' | 'month'
}

/** A labelled message. */
export interface Message {
  readonly id: string
  readonly text: string
  readonly catalogue: 'movielens' | 'goodbooks'
  readonly set: 'visible' | 'aside' | 'dev' | 'held'
  readonly itemId?: string
  readonly wishes: readonly LabelledWish[]
}

interface Book {
  readonly id: string
  readonly title: string
}

// Scripts without declarations, shared with the examples.
const load = async <TModule>(path: string): Promise<TModule> => (await import(path)) as TModule
const { parseCsv } = await load<{ parseCsv(text: string): Record<string, string>[] }>('../../examples/shared/csv.mjs')
const { readBooks, describeBook } = await load<{ readBooks(): Book[]; describeBook(book: Book): unknown }>(
  '../../examples/shared/goodbooks.mjs',
)

interface Described {
  readonly id: string
  readonly title: string
  readonly description: CheckedDescription
}

const shared = process.env['PENCHANT_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url))
const films = join(shared, 'data/movielens-latest-small/movies_with_overview.csv.gz')
/** Why the film messages cannot be read here, if they cannot. */
export const missing: string | undefined = existsSync(films) ? undefined : `${films} is missing`

/** The sets of messages: the first of a language, and later ones. */
export type MessageSet = 'en' | 'zh' | 'zh-second' | 'zh-third' | 'zh-third-aside' | 'en-second' | 'en-second-aside'

/** The messages of a set. */
export function readMessages(name: MessageSet): Message[] {
  const file = new URL(`../reference/wishes.${name}.jsonl`, import.meta.url)
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message)
}

const catalogues = {
  movielens: (): Described[] =>
    parseCsv(gunzipSync(readFileSync(films)).toString('utf8')).map((row) => {
      const year = Number(/\((\d{4})\)\s*$/.exec(row['title']!)?.[1])
      const attributes = Number.isNaN(year) ? {} : { year }
      return {
        id: row['movieId']!,
        title: row['title']!,
        description: checkDescription({ text: row['overview'], tags: row['genres']!.split('|'), attributes }),
      }
    }),
  goodbooks: (): Described[] =>
    readBooks().map((book) => {
      return { id: book.id, title: book.title, description: checkDescription(describeBook(book)) }
    }),
}
const contexts = new Map<string, Omit<ParseContext, 'locale' | 'itemId'>>()

/** A time at which weeks and months have their usual length. */
const NOW = Date.UTC(2026, 0, 1)

function contextOf(catalogue: Message['catalogue']): Omit<ParseContext, 'locale' | 'itemId'> {
  const known = contexts.get(catalogue)
  if (known !== undefined) return known
  const items = catalogues[catalogue]()
  const byId = new Map(items.map((item) => [item.id, item]))
  const context = {
    vocabulary: new Vocabulary(items),
    now: NOW,
    titleOf: (id: string) => byId.get(id)?.title ?? id,
    // As with an encoder of meanings, which has something to say about any words.
    meaningOf: () => 1,
    numberOf(id: string, name: string) {
      const value = byId.get(id)?.description.attributes[name]
      return typeof value === 'number' ? value : undefined
    },
  }
  contexts.set(catalogue, context)
  return context
}

/** The wishes that the parser reads in a message. */
export function read(message: Message): readonly ParsedWish[] {
  const { text, itemId, id, catalogue } = message
  const locale = id.startsWith('zh') ? 'zh' : 'en'
  return parseWishes(text, { ...contextOf(catalogue), locale, ...(itemId !== undefined && { itemId }) }).wishes
}

function sameSubject(found: WishSubject, wanted: LabelledSubject): boolean {
  if (found.kind !== wanted.kind) return false
  switch (wanted.kind) {
    case 'label':
      return (
        found.kind === 'label' &&
        found.name === wanted.name &&
        [found.value, ...(found.also ?? [])].map(fold).includes(fold(wanted.value))
      )
    case 'range':
      return (
        found.kind === 'range' && found.name === wanted.name && found.min === wanted.min && found.max === wanted.max
      )
    case 'direction':
      return found.kind === 'direction' && found.name === wanted.name && found.to === wanted.to
    case 'item':
      return found.kind === 'item' && found.itemId === wanted.itemId
    case 'words': {
      const [a, b] = [fold((found as { text: string }).text), fold(wanted.text)]
      return a.includes(b) || b.includes(a)
    }
    default:
      return true
  }
}

const DAY = 86_400_000
const lasts = (until: number | undefined): string | undefined =>
  until === undefined ? undefined : until - NOW <= DAY ? 'day' : until - NOW <= 8 * DAY ? 'week' : 'month'

/** Same kind, same subject, same exceptions, same end. */
export function isSame(found: ParsedWish, wanted: LabelledWish): boolean {
  const { except = [] } = wanted
  return (
    found.kind === wanted.kind &&
    sameSubject(found.subject, wanted.subject) &&
    lasts(found.until) === wanted.until &&
    (found.except ?? []).length === except.length &&
    except.every((one) => found.except!.some((other) => sameSubject(other, one)))
  )
}

/** Wish-level precision, recall and F1 over messages. */
export function score(messages: readonly Message[]): { precision: number; recall: number; f1: number } {
  let right = 0
  let found = 0
  let wanted = 0
  for (const message of messages) {
    const open = [...message.wishes]
    const wishes = read(message)
    found += wishes.length
    wanted += message.wishes.length
    for (const wish of wishes) {
      const at = open.findIndex((one) => isSame(wish, one))
      if (at < 0) continue
      open.splice(at, 1)
      right++
    }
  }
  const precision = right / found
  const recall = right / wanted
  return { precision, recall, f1: (2 * precision * recall) / (precision + recall) }
}
