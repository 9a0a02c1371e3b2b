/** The thresholds of all rules, with their defaults: what counts as a burst, as a bot, as too short. */

import { invalidArgument } from '../../errors.ts'

/** Thresholds of the rules. Each may be left out. */
export interface QualityOptions {
  /** The same user, item, type and value again within so many seconds is a burst: a double click, a reload. Default 10. */
  readonly burstSeconds?: number
  /** A like and a dislike of one item by one user, or two different ratings, within so many seconds contradict each other. Default 60. */
  readonly contradictionSeconds?: number
  /** The longest dwell that can be one, in seconds; more must be milliseconds. Default 21,600, six hours. */
  readonly longestDwell?: number
  /** A user is judged by rate and regularity from so many events on. Default 30. */
  readonly botEvents?: number
  /** The robust z from which a user's rate, or the evenness of their gaps, is that of a bot. Default 6. */
  readonly botScore?: number
  /** A user's scale is judged from so many ratings on. Default 10. */
  readonly shiftRatings?: number
  /** The robust z of a user's mean rating from which their scale is another one. Default 3.5 (Iglewicz and Hoaglin 1993). */
  readonly shiftScore?: number
  /** Every user and every item must have at least so many interactions among what is kept. Default: none, and the rule is not asked. */
  readonly kCore?: number | { readonly user?: number; readonly item?: number }
  /** Fewer words are a tiny text; two characters of Chinese or Japanese count as a word. Default 3. */
  readonly shortestText?: number
  /** The Jaccard likeness of two texts' sets of five-character pieces from which they are near-duplicates. From above 0 to 1, default 0.8. */
  readonly duplicateSimilarity?: number
  /** Whether texts with different numbers in them (`Vol. 1`, `Vol. 2`; `64 GB`, `128 GB`) can be near-duplicates. Default false. */
  readonly ignoreNumbers?: boolean
  /** The share of items from which a sentence that they all have is boilerplate; at least five items in any case. Default 0.01. */
  readonly boilerplateShare?: number
  /** The share of judged texts that the main language must have for texts in others to be odd. Default 0.8. */
  readonly mainLanguageShare?: number
  /** How odd numbers in attributes are found: by median and MAD on either side, or by quartiles and their distance (Tukey 1977). Default `'mad'`. */
  readonly outlierMethod?: 'mad' | 'iqr'
  /** How many MADs (scaled to standard deviations) from the median, or quartile distances beyond the quartiles. Default 8 for `'mad'`, 3 for `'iqr'`. */
  readonly outlierScore?: number
}

/** {@link QualityOptions} with nothing left open. */
export interface QualitySettings extends Required<Omit<QualityOptions, 'kCore'>> {
  /** Least number of interactions of a user and of an item; 0 where it does not matter. */
  readonly kCore: { readonly user: number; readonly item: number }
}

/** The names of all thresholds. */
export const settingNames: readonly string[] = [
  'burstSeconds',
  'contradictionSeconds',
  'longestDwell',
  'botEvents',
  'botScore',
  'shiftRatings',
  'shiftScore',
  'kCore',
  'shortestText',
  'duplicateSimilarity',
  'ignoreNumbers',
  'boilerplateShare',
  'mainLanguageShare',
  'outlierMethod',
  'outlierScore',
]

/** Checks thresholds and fills in the defaults. */
export function resolveSettings(options: QualityOptions): QualitySettings {
  const { outlierMethod = 'mad', kCore = 0, ignoreNumbers = false } = options
  if (outlierMethod !== 'mad' && outlierMethod !== 'iqr') {
    throw invalidArgument('outlierMethod', outlierMethod, "Pass 'mad' or 'iqr'.")
  }
  if (typeof ignoreNumbers !== 'boolean') throw invalidArgument('ignoreNumbers', ignoreNumbers, 'Pass true or false.')
  return {
    burstSeconds: positive(options, 'burstSeconds', 10),
    contradictionSeconds: positive(options, 'contradictionSeconds', 60),
    longestDwell: positive(options, 'longestDwell', 21_600),
    botEvents: whole('botEvents', options.botEvents ?? 30, 3),
    botScore: positive(options, 'botScore', 6),
    shiftRatings: whole('shiftRatings', options.shiftRatings ?? 10, 2),
    shiftScore: positive(options, 'shiftScore', 3.5),
    kCore: resolveCore(kCore),
    shortestText: whole('shortestText', options.shortestText ?? 3, 0),
    duplicateSimilarity: share('duplicateSimilarity', options.duplicateSimilarity ?? 0.8),
    ignoreNumbers,
    boilerplateShare: share('boilerplateShare', options.boilerplateShare ?? 0.01),
    mainLanguageShare: share('mainLanguageShare', options.mainLanguageShare ?? 0.8),
    outlierMethod,
    outlierScore: positive(options, 'outlierScore', outlierMethod === 'mad' ? 8 : 3),
  }
}

function positive<TName extends keyof QualityOptions>(
  options: Readonly<Partial<Record<TName, number>>>,
  name: TName,
  fallback: number,
): number {
  const value: unknown = options[name] ?? fallback
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value
  throw invalidArgument(name, value, 'Pass a finite number of at least 0.')
}

function whole(name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value
  throw invalidArgument(name, value, `Pass a whole number of at least ${least}.`)
}

function share(name: string, value: number): number {
  if (typeof value === 'number' && value > 0 && value <= 1) return value
  throw invalidArgument(name, value, 'Pass a share: above 0, at most 1.')
}

function resolveCore(kCore: unknown): QualitySettings['kCore'] {
  if (typeof kCore === 'number') {
    const core = whole('kCore', kCore, 0)
    return { user: core, item: core }
  }
  if (typeof kCore !== 'object' || kCore === null) {
    throw invalidArgument('kCore', kCore, 'Pass a whole number, or { user: 5, item: 5 }.')
  }
  const { user = 0, item = 0 } = kCore as { user?: number; item?: number }
  return { user: whole('kCore.user', user, 0), item: whole('kCore.item', item, 0) }
}
