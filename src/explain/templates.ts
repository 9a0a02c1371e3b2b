/** Own sentences of reasons by templates, kind by kind and language by language. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { type Locale, sentences } from './sentences.ts'
import type { Said, SaidOf, Speak } from './speak.ts'

type Kind = Said['kind']

/**
 * A sentence with placeholders in braces, and in square brackets what falls away where a placeholder in it has nothing to stand for: `'Close to “{title}”[ ({terms})].'`. It is said of what speaks for an item; what speaks
 * against it keeps the library's sentence. Or a function of what is said, with all its data; undefined leaves the library's sentence.
 */
export type Template<TKind extends Said['kind']> =
  | string
  | ((said: Extract<Said, { readonly kind: TKind }>, of: SaidOf) => string | undefined)

/** Templates of one language. What is left out keeps the library's sentence. */
export type KindTemplates = { readonly [TKind in Said['kind']]?: Template<TKind> }

/** What a placeholder stands for; an empty text is nothing. */
type Filling<TKind extends Kind> = (said: Extract<Said, { readonly kind: TKind }>, of: SaidOf) => string
type Fillings<TKind extends Kind> = Readonly<Record<string, Filling<TKind>>>

const listed = (terms: readonly string[], { locale }: SaidOf): string => terms.join(locale === 'zh' ? '、' : ', ')

/** Another item by its title; the item that is spoken of is none. */
const other = (itemId: string, of: SaidOf): string => (itemId === of.itemId ? '' : of.titleOf(itemId))

/** What the user did with another item, in the words of the language; a query's item was only asked for. */
function deed(behavior: string, itemId: string, share: number, of: SaidOf): string {
  // What the user turned down helps what is unlike it: no template is written for that.
  const turnedDown = share > 0 && ['dislike', 'hide', 'skip'].includes(behavior)
  return behavior === 'query' || itemId === of.itemId || turnedDown
    ? ''
    : sentences[of.locale].deed(behavior, of.titleOf(itemId), share > 0)
}

/** By kind: its placeholders. `item`, the title of the item that is spoken of, is one of every kind. */
const fillings: { readonly [TKind in Kind]: Fillings<TKind> } = {
  'similar-item': {
    title: ({ itemId }, of) => other(itemId, of),
    did: ({ behavior, itemId, share }, of) => deed(behavior, itemId, share, of),
    terms: ({ terms }, of) => listed(terms, of),
  },
  words: { words: ({ words }) => words, terms: ({ terms }, of) => listed(terms, of) },
  attribute: { name: ({ name }) => name, value: ({ value }) => value },
  label: { name: ({ name }) => name, value: ({ value }) => value },
  interest: { terms: ({ terms }, of) => listed(terms, of), source: ({ source }) => source },
  together: {
    title: ({ itemId }, of) => other(itemId, of),
    did: ({ behavior, itemId, share }, of) => deed(behavior, itemId, share, of),
  },
  others: { source: ({ source }) => source },
  wish: { wish: ({ wish }) => wish },
  popular: { events: ({ events }, { locale }) => events.toLocaleString(locale) },
  fresh: { days: ({ createdAt }, { now }) => String(Math.max(0, Math.floor((now - createdAt) / 86_400_000))) },
  boost: {},
  moved: { by: ({ by }) => by },
  'left-out': {
    by: ({ by }) => by,
    wish: ({ wish = '' }) => wish,
    name: ({ name = '' }) => name,
    value: ({ value = '' }) => value,
  },
  'nothing-known': {},
  'nothing-personal': {},
  without: {
    reason: ({ reason }) => reason,
    rank: ({ rank = '' }) => String(rank),
    rankWithout: ({ rankWithout = '' }) => String(rankWithout),
  },
  above: { other: ({ otherId }, { titleOf }) => titleOf(otherId), part: ({ part = '' }) => part },
  below: { other: ({ otherId }, { titleOf }) => titleOf(otherId), part: ({ part = '' }) => part },
}

/**
 * Own sentences for reasons, as the option `sentences` of a `Recommender` takes them. Kinds and languages that are left out keep the library's sentences, as does a template where a placeholder outside of brackets has nothing to stand
 * for. Every kind has the placeholder `{item}`; an unknown one, or an unknown kind, throws here and now.
 *
 * @example
 * ```ts
 * const sentences = templates({
 *   en: { 'similar-item': 'Up your street: you {did}[ ({terms})].', popular: ({ events }) => (events > 99 ? 'A hit.' : undefined) },
 *   zh: { popular: '大家都在看：{events} 次互动。' },
 * })
 * const recommender = new Recommender({ sentences })
 * ```
 */
export function templates(own: Readonly<Partial<Record<Locale, KindTemplates>>>): Speak {
  if (typeof own !== 'object' || own === null)
    throw invalidArgument('templates', own, "Pass { en: { popular: 'Many like it.' } }.")
  checkNames(own, Object.keys(sentences), 'templates')
  const byLocale = new Map<string, Map<string, Speak>>()
  for (const [locale, kinds] of Object.entries(own)) {
    if (kinds === undefined) continue
    const field = `templates.${locale}`
    if (typeof kinds !== 'object' || kinds === null)
      throw invalidArgument(field, kinds, "Pass templates by kind of reason: { popular: 'Many like it.' }.")
    checkNames(kinds, Object.keys(fillings), field)
    const given = Object.entries(kinds).filter(([, template]) => template !== undefined)
    byLocale.set(locale, new Map(given.map(([kind, template]) => [kind, speaker(kind as Kind, template, field)])))
  }
  return (said, of) => byLocale.get(of.locale)?.get(said.kind)?.(said, of)
}

function speaker(kind: Kind, template: unknown, locale: string): Speak {
  // A kind is only ever asked for with what is of that kind.
  if (typeof template === 'function') return template as Speak
  const field = `${locale}.${kind}`
  if (typeof template !== 'string' || template.trim() === '')
    throw invalidArgument(field, template, 'Pass a sentence with {placeholders}, or a function of the reason.')
  const fill = filled(
    template,
    { item: (_, of) => of.titleOf(of.itemId), ...(fillings[kind] as Fillings<Kind>) },
    field,
  )
  return (said, of) => ('share' in said && said.share < 0 ? undefined : fill(said, of))
}

const BRACKETED = /\[([^[\]]*)\]/
const PLACEHOLDER = /\{([^{}]*)\}/

/** A template as a function: undefined where a placeholder outside of brackets has nothing to stand for. */
function filled(template: string, known: Fillings<Kind>, field: string): Speak {
  // What stands in brackets has the odd places.
  const parts = template.split(BRACKETED).map((part) => {
    // And placeholders have them here.
    const pieces = part.split(PLACEHOLDER)
    for (const [at, piece] of pieces.entries()) {
      if (at % 2 === 0 ? !/[[\]{}]/.test(piece) : Object.hasOwn(known, piece)) continue
      const names = Object.keys(known).map((name) => `{${name}}`)
      const remedy =
        at % 2 === 0
          ? 'Close every bracket and brace, and put no bracket within brackets.'
          : `There is no placeholder {${piece}} here. Known are: ${names.join(', ')}.`
      throw invalidArgument(field, template, remedy)
    }
    return pieces
  })
  return (said, of) => {
    let sentence = ''
    for (const [place, pieces] of parts.entries()) {
      const texts = pieces.map((piece, at) => (at % 2 === 0 ? piece : known[piece]!(said, of)))
      const isWhole = texts.every((text, at) => at % 2 === 0 || text !== '')
      if (isWhole) sentence += texts.join('')
      else if (place % 2 === 0) return undefined
    }
    return sentence
  }
}
