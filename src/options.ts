/** What a recommender is made with, checked once. */

import type { CollaborativeRecipe } from './collaborative/model.ts'
import type { Encoder } from './encode/encoder.ts'
import { checkFields, type FieldWeights } from './encode/fields.ts'
import { invalidArgument } from './errors.ts'
import { type BehaviorSpec, type ResolvedBehavior, resolveBehaviors } from './events/behavior.ts'
import type { CleanOption } from './events/cleaning.ts'
import type { ItemDescription } from './events/item.ts'
import type { Locale } from './explain/sentences.ts'
import type { Speak } from './explain/speak.ts'
import { checkNames } from './option-names.ts'
import type { RankWeights } from './rank/blend.ts'
import type { Reranker } from './rerank/reranker.ts'

/** Something that the app should know, though the work went on. */
export interface Warning {
  readonly code: string
  readonly message: string
}

/** A language model, as one function: a prompt in, its answer out. With `schema` (JSON Schema) the answer is to be JSON that fits it. */
export type Generate = (
  prompt: string,
  options?: {
    readonly system?: string
    readonly schema?: object
    readonly maxTokens?: number
    readonly temperature?: number
    readonly signal?: AbortSignal
  },
) => Promise<string>

/** Options of `new Recommender()`. All of them may be left out. */
export interface RecommenderOptions<TItem> {
  /** Maps the app's own object to what the library reads. Called when an item is added and again when a sentence names it. Default: the object itself is the description. */
  readonly describe?: (item: TItem) => ItemDescription
  /** Weights of named text fields: `{ title: 3, body: 1 }`. A field without one has weight 1; 0 leaves it out. */
  readonly fields?: Readonly<Record<string, number>>
  /**
   * Turns texts into vectors. `'tfidf'` (the default) counts words, needs no training and learns from every added text; `'semantic'` compares meanings, in English and
   * Chinese, by weights that come with the package and are loaded when they are needed. Any {@link Encoder} may take its place, or several by name, whose names are then the names of their parts in every score.
   */
  readonly encoder?: BuiltInEncoder | Encoder | Readonly<Record<string, BuiltInEncoder | Encoder>>
  /**
   * What `fit` learns from behaviour: models by recipe (`penchant/collaborative`), whose names are the names of their parts in every score. `'auto'` tries several
   * for some seconds and keeps the one that foresees best what was held back. Default `false`: nothing.
   */
  readonly collaborative?: 'auto' | false | CollaborativeRecipe | readonly CollaborativeRecipe[]
  /**
   * Puts the best candidates into another order, or drops some: a re-ranker of `penchant/rerank`, several of them as a `pipeline`, or your own. What it drops is in no list; it is asked again with more candidates
   * where it leaves fewer than `k`.
   */
  readonly rerank?: Reranker
  /**
   * Learns from what came of lists how far the next ones should follow feedback: what was shown in a list (`impression`, `skip`) and what was taken up of it, both with its `recommendationId`. `fit` learns
   * what holds for all users, and each user's own share of it follows their events at once. Nothing moves before there is something to learn from. Default `false`.
   */
  readonly feedback?: boolean
  /** A language model that `tell` may ask for help. Nothing needs one. */
  readonly languageModel?: Generate
  /** How behaviour counts, merged over the defaults type by type: `{ listen: { weight: 1, halfLife: '30d' } }`. */
  readonly behaviors?: Readonly<Record<string, Partial<BehaviorSpec>>>
  /** Cleans items and behaviour on their way in, and the whole log in `fit`. Default: nothing is changed; records that cannot be right are rejected. */
  readonly clean?: CleanOption<TItem>
  /** How much each source counts: `{ weights: { popular: 0.1 } }`. Sources are `content` (or the names of the encoders), `vector`, `tags`, `attributes`, `popular`, `fresh`. Encoders named `words` and `meaning` have defaults of their own; of other names each counts 1. */
  readonly rank?: { readonly weights?: RankWeights }
  /** The language of reasons. Default `'en'`. */
  readonly locale?: Locale
  /** Your own sentences for reasons: `templates({ en: { popular: 'Many like it.' } })` of `penchant/explain`, or a function of what is said. Default: the library's own. */
  readonly sentences?: Speak
  /** Drives all chance: same seed and data, same result. Default 0. */
  readonly seed?: number
  /** The time now, in epoch milliseconds. Default `Date.now`. */
  readonly clock?: () => number
  /** Told what is odd but no error. Default: nobody is told. */
  readonly onWarning?: (warning: Warning) => void
}

/** Encoders by name: made when they are needed. */
export type BuiltInEncoder = 'tfidf' | 'semantic'

/** Options with nothing left open. */
export interface ResolvedOptions<TItem> {
  readonly describe: (item: TItem) => ItemDescription
  readonly fields: FieldWeights
  readonly encoders: Readonly<Record<string, Encoder | BuiltInEncoder>>
  readonly collaborative: readonly ('auto' | CollaborativeRecipe)[]
  readonly rerank: Reranker | undefined
  readonly feedback: boolean
  readonly languageModel: Generate | undefined
  readonly behaviors: ReadonlyMap<string, ResolvedBehavior>
  readonly clean: CleanOption<TItem>
  readonly weights: RankWeights
  readonly locale: Locale
  readonly sentences: Speak | undefined
  readonly seed: number
  readonly clock: () => number
  readonly onWarning: (warning: Warning) => void
}

const known =
  'describe fields encoder collaborative behaviors clean rank rerank feedback languageModel locale sentences seed clock onWarning'.split(
    ' ',
  )
/** Names of the fields of a query. */
export const queryNames: readonly string[] =
  'userId history itemId text k candidates exclude excludeSeen filter boost diversity exploration explain domain locale now signal'.split(
    ' ',
  )
/** Names of parts that encoders cannot have. */
const taken = new Set('vector tags attributes popular fresh boost items log meta'.split(' '))

/** Checks options; throws an error that names the option. */
export function resolveOptions<TItem>(options: RecommenderOptions<TItem> = {}): ResolvedOptions<TItem> {
  for (const [name, value] of Object.entries(options ?? {}))
    if (queryNames.includes(name) && !known.includes(name))
      throw invalidArgument(`options.${name}`, value, `It belongs to a query: recommend({ ${name} }).`)
  checkNames(options, known)
  const {
    describe = (item: TItem) => item as ItemDescription,
    clock = Date.now,
    onWarning = () => {},
    seed = 0,
    rerank,
    languageModel,
    sentences,
  } = options
  checkFunctions({ describe, clock, onWarning, rerank, languageModel, sentences })
  if (!Number.isInteger(seed)) throw invalidArgument('seed', seed, 'Pass a whole number.')
  const encoders = checkEncoders(options.encoder ?? 'tfidf')
  const collaborative = checkRecipes(options.collaborative ?? false)
  return {
    describe,
    feedback: checkBoolean(options.feedback ?? false, 'feedback'),
    fields: checkFields(options.fields ?? {}),
    encoders,
    collaborative,
    rerank,
    languageModel,
    behaviors: resolveBehaviors(options.behaviors),
    clean: checkClean(options.clean ?? {}),
    weights: checkWeights(options.rank, encoders, collaborative),
    locale: checkLocale(options.locale ?? 'en'),
    sentences,
    seed,
    clock: () => checkTime(clock()),
    onWarning,
  }
}

/** Throws unless every value is a function or undefined. */
export function checkFunctions(values: object, prefix = '', remedy = 'Pass a function.'): void {
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && typeof value !== 'function') throw invalidArgument(prefix + name, value, remedy)
  }
}

/** Throws unless `value` is true or false. */
export function checkBoolean(value: unknown, field: string): boolean {
  if (typeof value === 'boolean') return value
  throw invalidArgument(field, value, 'Pass true or false.')
}

/** The language of reasons that a locale (`'en'`, `'zh-CN'`) asks for. */
export function checkLocale(locale: unknown): Locale {
  const language = typeof locale === 'string' ? locale.toLowerCase().split(/[-_]/)[0] : undefined
  if (language === 'en' || language === 'zh') return language
  throw invalidArgument('locale', locale, "Reasons are written in 'en' and 'zh'.")
}

function checkRecipes(given: unknown): ResolvedOptions<unknown>['collaborative'] {
  const recipes: readonly unknown[] = given === false ? [] : Array.isArray(given) ? given : [given]
  const names = new Set<unknown>()
  for (const recipe of recipes) {
    const { name, fit } = Object(recipe)
    const fine = recipe === 'auto' || (typeof name === 'string' && typeof fit === 'function')
    if (!fine || names.has(name) || taken.has(name))
      throw invalidArgument(
        'collaborative',
        recipe,
        "Pass 'auto', false, or recipes with a `name` of their own each and `fit`, such as itemKnn().",
      )
    names.add(name)
  }
  return recipes as ResolvedOptions<unknown>['collaborative']
}

function checkEncoders(encoder: unknown): Readonly<Record<string, Encoder | BuiltInEncoder>> {
  if (isEncoder(encoder)) return { content: encoder }
  const remedy =
    "Pass 'tfidf', 'semantic', an Encoder (await a promise of one), or several: { words: 'tfidf', meaning: 'semantic' }."
  if (typeof encoder !== 'object' || encoder === null || Array.isArray(encoder))
    throw invalidArgument('encoder', encoder, remedy)
  const entries = Object.entries(encoder)
  if (entries.length === 0) throw invalidArgument('encoder', encoder, remedy)
  for (const [name, one] of entries) {
    if (!/^[\p{L}\p{N}_-]+$/u.test(name))
      throw invalidArgument('encoder', name, 'Name encoders by a word: letters, digits, _ and -.')
    if (taken.has(name) || name in {})
      throw invalidArgument(`encoder.${name}`, one, 'Use another name: the score has such a part.')
    if (!isEncoder(one)) throw invalidArgument(`encoder.${name}`, one, remedy)
  }
  return encoder as Readonly<Record<string, Encoder>>
}

function isEncoder(value: unknown): value is Encoder | BuiltInEncoder {
  if (value === 'tfidf' || value === 'semantic') return true
  return (
    typeof value === 'object' &&
    value !== null &&
    'encode' in value &&
    typeof value.encode === 'function' &&
    'id' in value
  )
}

function checkTime(time: unknown): number {
  if (typeof time === 'number' && Number.isFinite(time)) return time
  throw invalidArgument('clock', time, 'It answered with that; a clock gives epoch milliseconds.')
}

function checkClean<TItem>(clean: CleanOption<TItem>): CleanOption<TItem> {
  checkNames(clean, ['items', 'interactions', 'fit'], 'clean')
  checkFunctions(clean, 'clean.')
  return clean
}

function checkWeights(
  rank: RecommenderOptions<unknown>['rank'],
  encoders: ResolvedOptions<unknown>['encoders'],
  recipes: ResolvedOptions<unknown>['collaborative'],
): RankWeights {
  if (rank === undefined) return {}
  checkNames(rank, ['weights'], 'rank')
  const { weights = {} } = rank
  const sources = [
    ...Object.keys(encoders),
    ...recipes.map((recipe) => (recipe === 'auto' ? recipe : recipe.name)),
    ...'vector tags attributes popular fresh'.split(' '),
  ]
  checkNames(weights, sources, 'rank.weights')
  for (const [name, weight] of Object.entries(weights)) {
    if (Number.isFinite(weight) && weight >= 0) continue
    throw invalidArgument(`rank.weights.${name}`, weight, 'A weight is a number of 0 or more.')
  }
  return weights
}
