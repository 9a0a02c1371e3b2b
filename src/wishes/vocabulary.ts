/** What wishes can be about in one catalogue: its labels, its titles, its numbers, found by what users call them. */

import type { CheckedDescription } from '../events/item.ts'
import { people as knownPeople } from './people.ts'
import { concepts } from './synonyms.ts'
import type { WishSubject } from './wish.ts'
import { fold } from './wish.ts'

/** What a stretch of text may mean, the likeliest first. */
export interface Resolved {
  readonly subject: WishSubject
  readonly confidence: number
}

/** A label of the catalogue. */
interface Label {
  readonly name: string
  readonly value: string
  count: number
}

/** The longest name that is looked for, in words. */
const LONGEST = 8
const TAGS = 'tags'
/** Attributes whose values are people: found by their last names too. */
const people = /author|writer|director|actor|cast|artist|creator|narrator|by$/i
/** Attributes that only repeat the title. */
const titles = /^(title|name)$/i
/** Values of labels that are longer than this are texts. */
const LONGEST_LABEL = 60
/** A catalogue's own numbers: attributes that are numbers in at least this share of the items that have them. */
const NUMERIC = 0.9

/** Everything that can be named in a catalogue. Made once and kept until the catalogue changes. */
export class Vocabulary {
  /** By folded name: labels, the most frequent first. */
  readonly #labels = new Map<string, Label[]>()
  readonly #lastNames = new Set<string>()
  /** By folded title: items. */
  readonly #titles = new Map<string, string[]>()
  /** By folded name of a numeric attribute: as it is written. */
  readonly #numbers = new Map<string, string>()
  /** By name of a numeric attribute: its least and its greatest value. */
  readonly #extents = new Map<string, readonly [number, number]>()
  /** By length: folded names, for the search of misspelt ones. */
  readonly #byLength = new Map<number, string[]>()
  readonly #concepts = new Map<string, readonly string[]>()

  constructor(
    items: Iterable<{
      readonly id: string
      readonly title: string
      readonly description: CheckedDescription
    }>,
  ) {
    for (const row of [...concepts, ...knownPeople])
      for (const name of row) if (!this.#concepts.has(fold(name))) this.#concepts.set(fold(name), row)
    const numbers = new Map<string, { all: number; values: number[] }>()
    for (const { id, title, description } of items) {
      this.#addTitle(title, id)
      for (const tag of description.tags) this.#addLabel(TAGS, tag)
      for (const [name, value] of Object.entries(description.attributes)) {
        const seen = numbers.get(name) ?? { all: 0, values: [] }
        seen.all++
        if (typeof value === 'number') seen.values.push(value)
        numbers.set(name, seen)
        if (typeof value === 'string' || Array.isArray(value)) {
          if (titles.test(name)) continue
          for (const one of [value].flat()) this.#addLabel(name, String(one))
        }
      }
    }
    for (const [name, { all, values }] of numbers) {
      if (values.length / all < NUMERIC) continue
      this.#numbers.set(fold(name.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')), name)
      const extent: [number, number] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (const value of values) {
        extent[0] = Math.min(extent[0], value)
        extent[1] = Math.max(extent[1], value)
      }
      this.#extents.set(name, extent)
    }
    for (const list of this.#labels.values()) list.sort((a, b) => b.count - a.count)
    for (const name of [...this.#labels.keys(), ...this.#titles.keys(), ...this.#concepts.keys()]) {
      // A single word that is a title, or somebody's last name, is too easily a slip of another word.
      if (!name.includes(' ') && !this.#tagLike(name)) continue
      const list = this.#byLength.get(name.length)
      if (list === undefined) this.#byLength.set(name.length, [name])
      else list.push(name)
    }
  }

  /** The longest name, in words. */
  get longest(): number {
    return LONGEST
  }

  /** The numeric attribute that has one of these names, or one that begins or ends with it: `price`, `list price`, `priceUsd`. */
  numberNamed(names: readonly string[]): string | undefined {
    for (const name of names) {
      const own = this.#numbers.get(name)
      if (own !== undefined) return own
    }
    for (const name of names)
      for (const [called, own] of this.#numbers)
        if (called.startsWith(`${name} `) || called.endsWith(` ${name}`)) return own
    return undefined
  }

  /** The numeric attribute that the catalogue itself calls so. */
  numberCalled(folded: string): string | undefined {
    return this.#numbers.get(folded)
  }

  /** The one numeric attribute that has values on both sides of each of these; undefined where there are several. */
  numberAround(values: readonly number[]): string | undefined {
    const around = [...this.#extents].filter(([, [low, high]]) => values.every((value) => low < value && value < high))
    return around.length === 1 ? around[0]![0] : undefined
  }

  /** What a folded name stands for: a label under it or under another name of the same concept, otherwise a title. */
  exact(folded: string): Resolved | undefined {
    return this.#label(folded) ?? this.#variant(folded) ?? this.#title(folded)
  }

  /** Whether a folded name is only the last name of somebody. */
  isLastName(folded: string): boolean {
    return this.#lastNames.has(folded) && !this.#tagLike(folded)
  }

  /** Whether a folded name is that of a well-known writer or director, whom the catalogue need not have. */
  isPerson(folded: string): boolean {
    return isKnownPerson.has(folded)
  }

  /** How many items have the label with this folded name. */
  countOf(folded: string): number {
    return (this.#labels.get(folded) ?? []).reduce((most, { count }) => Math.max(most, count), 0)
  }

  /** The plural or singular of a tag. */
  #variant(folded: string): Resolved | undefined {
    for (const name of [singular(folded), `${folded}s`]) {
      const found = name === folded ? undefined : this.#label(name)
      if (found?.subject.kind === 'label' && found.subject.name === TAGS) return found
    }
    return undefined
  }

  /** A title alone; also the beginning of one, before a colon or a bracket. */
  title(folded: string): Resolved | undefined {
    return this.#title(folded)
  }

  /** The nearest name by edit distance: one change in names of 5 to 8 characters, two in longer ones; undefined where several are equally near. */
  fuzzy(folded: string): Resolved | undefined {
    const allowed = folded.length < 5 ? 0 : folded.length < 9 ? 1 : 2
    if (allowed === 0) return undefined
    let nearest: string[] = []
    let distance = allowed + 1
    for (let length = folded.length - allowed; length <= folded.length + allowed; length++) {
      for (const name of this.#byLength.get(length) ?? []) {
        const found = editDistance(folded, name, distance)
        if (found > distance || found > allowed) continue
        if (found < distance) nearest = []
        distance = found
        nearest.push(name)
      }
    }
    const resolved = nearest.flatMap((name) => {
      const found = this.exact(name)
      // One word is no slip of a title.
      return found === undefined || (found.subject.kind === 'item' && !name.includes(' ')) ? [] : found
    })
    const subjects = new Set(resolved.map(({ subject }) => JSON.stringify(subject)))
    const [first] = resolved
    return first === undefined || subjects.size > 1 ? undefined : { ...first, confidence: 0.8 - 0.1 * distance }
  }

  #tagLike(name: string): boolean {
    return (
      this.#concepts.has(name) || (this.#labels.get(name) ?? []).some((label) => label.name === TAGS && label.count > 2)
    )
  }

  #label(folded: string): Resolved | undefined {
    const own = this.#labels.get(folded) ?? []
    const row = this.#concepts.get(folded) ?? []
    const others = row.flatMap((name) => this.#labels.get(fold(name)) ?? [])
    const [best] = own.length > 0 ? own : [...others].sort((a, b) => b.count - a.count)
    if (best === undefined) return undefined
    const also = [...new Set(others.filter(({ name }) => name === best.name).map(({ value }) => value))]
    const rest = also.filter((value) => value !== best.value)
    const subject: WishSubject = {
      kind: 'label',
      name: best.name,
      value: best.value,
      ...(rest.length > 0 && { also: rest }),
    }
    return { subject, confidence: own.length > 0 ? 1 : 0.95 }
  }

  #title(folded: string): Resolved | undefined {
    const ids = this.#titles.get(folded)
    return ids === undefined
      ? undefined
      : { subject: { kind: 'item', itemId: ids[0]! }, confidence: ids.length === 1 ? 0.95 : 0.6 }
  }

  #addLabel(name: string, value: string): void {
    if (value.length > LONGEST_LABEL) return
    const folded = fold(value)
    if (folded === '') return
    this.#count(folded, name, value)
    if (!people.test(name)) return
    const words = folded.split(' ')
    // Le Guin, García Márquez and Conan Doyle have two.
    for (const last of [words.slice(-1), ...(words.length > 2 ? [words.slice(-2)] : [])].map((own) => own.join(' '))) {
      if (words.length === 1 || last.length < 4 || /^\p{L} /u.test(last)) continue
      this.#lastNames.add(last)
      this.#count(last, name, value)
    }
  }

  #count(folded: string, name: string, value: string): void {
    const list = this.#labels.get(folded)
    const known = list?.find((label) => label.name === name && label.value === value)
    if (known !== undefined) known.count++
    else if (list === undefined) this.#labels.set(folded, [{ name, value, count: 1 }])
    else list.push({ name, value, count: 1 })
  }

  #addTitle(title: string, id: string): void {
    const whole = fold(title)
    const bare = fold(title.replace(/\s*\([^)]*\)\s*$/, ''))
    const head = fold(title.split(/[:(]/)[0]!)
    const turned = bare.replace(/^(.*), (the|a|an)$/, '$2 $1')
    const names = new Set([whole, bare, head, turned, turned.replace(/^(the|a|an) /, '')])
    for (const name of names) {
      if (name.length < 2) continue
      const list = this.#titles.get(name)
      if (list === undefined) this.#titles.set(name, [id])
      else if (!list.includes(id)) list.push(id)
    }
  }
}

const isKnownPerson: ReadonlySet<string> = new Set(knownPeople.flat().map(fold))

const singular = (word: string): string => word.replace(/ies$/, 'y').replace(/([^s])s$/, '$1')

/** Levenshtein distance with neighbouring letters exchanged as one change; more than `limit` where it is more. */
function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let value = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2]! + 1)
      next.push(value)
      least = Math.min(least, value)
    }
    if (least > limit) return limit + 1
    before = row
    row = next
  }
  return row[b.length]!
}
