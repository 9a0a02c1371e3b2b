/** Says in words how the options of a recommender differ from those that its snapshot was made with, as far as their fingerprints tell. */

import { RecommenderError, show } from '../errors.ts'

/** The error for an option that has another fingerprint than it had; undefined stands for one that is not there. */
export function mismatch(field: string, was: unknown, is: unknown): RecommenderError {
  const message = `The snapshot was made ${difference(field, was, is)}. Pass the options it was made with, or add the items anew.`
  return new RecommenderError('fingerprint-mismatch', message, { field, value: is })
}

function difference(field: string, was: unknown, is: unknown): string {
  if (was === undefined) return `without \`${field}\`, which the options have`
  if (is === undefined) return `with \`${field}\`, which the options do not have`
  const [before, now] = [read(was), read(is)]
  if (before.kind !== now.kind) return `with ${before.kind} as \`${field}\`, and is loaded with ${now.kind}`
  const changed = [...new Set([...before.settings.keys(), ...now.settings.keys()])].filter(
    (name) => JSON.stringify(before.settings.get(name)) !== JSON.stringify(now.settings.get(name)),
  )
  const changes = changed.map((name) => change(name, before.settings.get(name), now.settings.get(name)))
  return `with another \`${field}\`${changes.length === 0 ? '' : `: ${changes.join(', ')}`}`
}

/** Values are told where both are plain: those of the pieces of a fingerprint are its own affair. */
function change(name: string, was: unknown, is: unknown): string {
  const plain = [was, is].every((value) => typeof value !== 'object' || value === null)
  return plain ? `\`${name}\` was ${told(was)} and is ${told(is)}` : `\`${name}\` is another`
}

const told = (value: unknown): string => (value === undefined ? 'left out' : show(value))

/** What a fingerprint is one of, and its options by name. */
interface Fingerprint {
  readonly kind: string
  readonly settings: ReadonlyMap<string, unknown>
}

/** What the library's own encoders are called by those who make them. */
const encoders: Readonly<Record<string, string>> = {
  tfidf: 'a TfidfEncoder',
  bm25: 'a Bm25Encoder',
  hashing: 'a HashingEncoder',
  lsa: 'an LsaEncoder',
  word2vec: 'a Word2VecEncoder',
  bert: 'a BertEncoder',
  adapter: 'an adapted encoder',
}

/** A fingerprint that is not the library's own is shown as the app gave it. */
function read(id: unknown): Fingerprint {
  if (typeof id !== 'string') return { kind: 'an object', settings: new Map(Object.entries(Object(id))) }
  const [, name = '', version = '', rest = ''] = /^(\w+)[@/](\d+)[ (](.*?)\)?$/s.exec(id) ?? []
  if (name === '') return { kind: id.startsWith('static-') ? 'a table of vectors' : show(id), settings: new Map() }
  return { kind: encoders[name] ?? name, settings: new Map([['version', version], ...settingsOf(rest)]) }
}

/** Fingerprints hold their options as JSON, those of encoders that count terms as pieces. */
function settingsOf(text: string): Iterable<readonly [string, unknown]> {
  if (text.startsWith('{')) {
    const fields = Object.entries(JSON.parse(text) as object)
    // A recipe around another one: the options of both.
    return fields.flatMap(([name, value]) => (name === 'recipe' ? [...read(value).settings] : [[name, value] as const]))
  }
  const pieces = text.match(/(?:[^;,({]|\{.*\})+/gs) ?? []
  const settings = new Map<string, string[]>()
  for (const piece of pieces) {
    const name = options.find(([pattern]) => pattern.test(piece))?.[1] ?? 'tokenizer'
    settings.set(name, [...(settings.get(name) ?? []), piece])
  }
  return settings
}

/** Which options the pieces come from; any other piece is of the `tokenizer`, or of the `tokenPattern` in its place. */
const options: readonly (readonly [pattern: RegExp, option: string])[] = [
  [/^(word|char|char-wb)$/, 'analyzer'],
  [/^\d+-\d+$/, 'ngramRange'],
  [/^case$/, 'lowercase'],
  [/^(no-accents|ascii)$/, 'stripAccents'],
  [/^stop:/, 'stopWords'],
  [/^df:/, 'minDocumentFrequency, maxDocumentFrequency'],
  [/^max:/, 'maxFeatures'],
  [/^vocabulary:/, 'vocabulary'],
  [/^binary$/, 'binary'],
  [/^sublinear$/, 'sublinearTf'],
  [/^idf:/, 'useIdf, smoothIdf'],
  [/^norm:/, 'norm'],
  [/^signs$/, 'alternateSign'],
  [/^\d+$/, 'dimensions, components'],
  [/^seed:/, 'seed'],
  [/^(lucene|robertson|atire|bm25\+|bm25l)$/, 'variant'],
  [/^k1:/, 'k1'],
  [/^b:/, 'b'],
  [/^delta:/, 'delta'],
  [/^strength:/, 'strength'],
]
