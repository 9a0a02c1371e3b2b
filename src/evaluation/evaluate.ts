/** Judges one recommender by what a split holds out. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { StringTable } from '../events/string-table.ts'
import { checkNames } from '../option-names.ts'
import type { Warning } from '../options.ts'
import { Pacer, type WorkOptions } from '../work.ts'
import { type MeasureOptions, type MeasureSettings, measure, measureNames, readMeasure } from './measure.ts'
import { checkBetween, checkOneOf, checkWhole } from './options.ts'
import { type Questions, readHeldOut, readQuestions } from './questions.ts'
import { randomNumbers } from './random.ts'
import { EvaluationReport } from './report/evaluation-report.ts'
import { HeldOutPart, type Split, TrainPart } from './split/split.ts'
import { type Evaluable, prepare, type Question, type ToInteraction } from './subject.ts'

/** Ranking among a few drawn items instead of all. */
export interface SampledNegatives {
  /** How many items that are not right are drawn for each user. */
  readonly negatives: number
  /** `'uniform'` (default), or `'popularity'`: in proportion to the users of the training part. */
  readonly by?: 'uniform' | 'popularity'
}

/** Options of {@link evaluate}. */
export interface EvaluateOptions extends MeasureOptions, WorkOptions {
  /** What the report calls it. Default: the model's own name, or `recommender`. */
  readonly name?: string
  /** Which part is judged by: `'test'` (default), which is for one look at the end, or `'validation'`, which is for choosing. */
  readonly part?: 'test' | 'validation'
  /** Whether items of the history may not be recommended again; they then count as right nowhere. Default true. */
  readonly excludeSeen?: boolean
  /** The value from which a held-out interaction is right, such as a rating of 4. Default: every held-out interaction is. */
  readonly relevantFrom?: number
  /** Whether nDCG takes the held-out values as gains. Default false: right or not. */
  readonly graded?: boolean
  /**
   * What is ranked: `'all'` items (default), or each user's right items among drawn ones. Sampled figures are not those of the full ranking, and may order recommenders
   * differently (Krichene and Rendle 2020): the report warns.
   */
  readonly candidates?: 'all' | SampledNegatives
  /** The share of held-out users who are asked, drawn by the seed; above 0. Default 1. */
  readonly share?: number
  /** How the training part is told to a `Recommender`: a type of behaviour, or a function. Default `'like'`; with `'rating'`, values are passed on. */
  readonly toInteraction?: ToInteraction
}

/** Names of the options of {@link EvaluateOptions}. */
export const evaluateNames: readonly string[] = [
  ...measureNames,
  'name',
  'part',
  'excludeSeen',
  'relevantFrom',
  'graded',
  'candidates',
  'share',
  'toInteraction',
  'signal',
  'onProgress',
]

/** Options with nothing left open. */
interface Settings
  extends Required<Pick<EvaluateOptions, 'part' | 'excludeSeen' | 'graded' | 'share' | 'toInteraction'>> {
  readonly measure: MeasureSettings
  readonly relevantFrom: number | undefined
  readonly sampled: Required<SampledNegatives> | undefined
  readonly work: WorkOptions
}

/**
 * Trains what can be trained on the training part, asks for the list of every held-out user, and measures the lists.
 *
 * - A recipe is fitted on `split.train`; a model that is fitted already must not know items that only the held-out part has.
 * - A `Recommender` without behaviour is given the training part by `observe` and `fit` (and, where it is empty, its items by id alone); one that has behaviour must have
 *   none of the held-out part.
 * - A function is asked with the user's id and history, and answers with item ids.
 *
 * At the test, the history is the training part's, followed by the validation part's; nothing is learned from the latter.
 *
 * @example
 * ```ts
 * const split = leaveOneOut(interactions)
 * const report = await evaluate(itemKnn(), split, { k: [10, 20] })
 * console.log(String(report)) // a table
 * report.metrics['ndcg@10'] // { value, low, high }
 * ```
 */
export async function evaluate(
  recommender: Evaluable,
  split: Split,
  options: EvaluateOptions = {},
): Promise<EvaluationReport> {
  return evaluateOne(recommender, split, options, (error) => error)
}

/** {@link evaluate}, with what is thrown where the recommender itself fails: not for wrong options or a wrong split. */
export async function evaluateOne(
  recommender: Evaluable,
  split: Split,
  options: EvaluateOptions,
  failure: (error: unknown) => unknown,
): Promise<EvaluationReport> {
  const settings = readOptions(split, options)
  const { seed } = settings.measure.bootstrap
  const questions = readQuestions(split, { ...settings, seed })
  if (questions.asked.length === 0) {
    const message = `No user of the ${settings.part} part has an item that is right${settings.excludeSeen ? ' and not seen before' : ''}. Look at \`relevantFrom\`, or split otherwise.`
    throw new RecommenderError('invalid-argument', message, { field: 'split', value: 0 })
  }
  const started = performance.now()
  let fitted = started
  const ask = async (): Promise<(readonly string[])[]> => {
    const ready = await prepare(recommender, split.train, {
      ...settings.work,
      ...settings,
      seed,
      now: questions.now,
      heldOut: () => readHeldOut(split),
    })
    fitted = performance.now()
    return askAll(ready, questions, settings)
  }
  const lists = await ask().catch((error) => {
    throw failure(error)
  })
  const answered = performance.now()
  const { table, asked, relevant, popularity, trainUsers } = questions
  const items = new StringTable()
  for (const id of table.items.all()) items.intern(id)
  const measured = measure(
    {
      userIds: asked.map(({ userId }) => userId),
      lists,
      relevant,
      histories: asked.map(({ history }) => history),
      items,
      catalogue: items.size,
      popularity,
      users: trainUsers,
    },
    settings.measure,
  )
  return new EvaluationReport({
    name: options.name ?? nameOf(recommender),
    split: { hash: split.hash, protocol: split.protocol, part: settings.part },
    candidates: settings.sampled ?? 'all',
    confidence: settings.measure.bootstrap.confidence,
    userIds: asked.map(({ userId }) => userId),
    metrics: measured.metrics,
    perUser: measured.perUser,
    seconds: { fit: (fitted - started) / 1000, lists: (answered - fitted) / 1000 },
    warnings: [...warningsOf(lists, questions, settings), ...measured.warnings],
  })
}

function readOptions(split: unknown, options: EvaluateOptions): Settings {
  checkNames(options, evaluateNames)
  const { train, test, validation } = (split ?? {}) as Partial<Split>
  if (!(train instanceof TrainPart && test instanceof HeldOutPart))
    throw invalidArgument('split', split, 'Pass what randomSplit, leaveOneOut, timeSplit, givenSplit ... give.')
  const { excludeSeen = true, graded = false, relevantFrom, candidates = 'all', toInteraction = 'like' } = options
  const part = checkOneOf(options.part ?? 'test', 'part', ['test', 'validation'])
  if (part === 'validation' && validation === undefined)
    throw invalidArgument('part', part, 'The split has no validation part: make it with the option `validation`.')
  for (const [name, value] of Object.entries({ excludeSeen, graded }))
    if (typeof value !== 'boolean') throw invalidArgument(name, value, 'Pass true or false.')
  if (relevantFrom !== undefined && !Number.isFinite(relevantFrom))
    throw invalidArgument('relevantFrom', relevantFrom, 'Pass a finite number.')
  if (typeof toInteraction !== 'string' && typeof toInteraction !== 'function')
    throw invalidArgument('toInteraction', toInteraction, 'Pass a type of behaviour, or a function of a pair.')
  const { signal, onProgress } = options
  return {
    part,
    excludeSeen,
    graded,
    relevantFrom,
    toInteraction,
    share: checkBetween(options.share ?? 1, 'share', Number.MIN_VALUE, 1),
    sampled: readCandidates(candidates),
    measure: readMeasure(options),
    work: { ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) },
  }
}

function readCandidates(candidates: unknown): Required<SampledNegatives> | undefined {
  if (candidates === 'all') return undefined
  checkNames(candidates, ['negatives', 'by'], 'candidates')
  const { negatives, by = 'uniform' } = candidates as SampledNegatives
  return {
    negatives: checkWhole(negatives, 'candidates.negatives'),
    by: checkOneOf(by, 'candidates.by', ['uniform', 'popularity']),
  }
}

async function askAll(
  ask: Awaited<ReturnType<typeof prepare>>,
  questions: Questions,
  settings: Settings,
): Promise<(readonly string[])[]> {
  const pacer = new Pacer(settings.work)
  const k = Math.max(...settings.measure.cuts)
  const draw = settings.sampled === undefined ? undefined : drawer(questions, settings.sampled, settings)
  const lists: (readonly string[])[] = []
  const total = questions.asked.length
  for (const [at, question] of questions.asked.entries()) {
    const list: unknown = await ask(draw === undefined ? question : { ...question, candidates: draw(question, at) }, k)
    if (!Array.isArray(list) || list.some((id) => typeof id !== 'string'))
      throw invalidArgument(
        'recommender',
        list,
        `It answered with that for user ${question.userId}; a list has item ids.`,
      )
    lists.push(list.length > k ? list.slice(0, k) : list)
    if (pacer.due()) await pacer.pause({ phase: 'lists', done: at + 1, total })
  }
  pacer.report({ phase: 'lists', done: total, total })
  return lists
}

/** Draws each user's candidates: the right items and others that are neither right nor, where they cannot be recommended, seen. In order of their numbers, so that the order gives nothing away. */
function drawer(
  { table, relevant, popularity }: Questions,
  { negatives, by }: Required<SampledNegatives>,
  { measure: { bootstrap }, excludeSeen }: Settings,
): (question: Question, at: number) => string[] {
  const random = randomNumbers(bootstrap.seed, 3)
  const size = table.items.size
  const sums = new Float64Array(size)
  let total = 0
  for (let item = 0; item < size; item++) {
    total += by === 'uniform' ? 1 : popularity[item]!
    sums[item] = total
  }
  const one = (): number => {
    const wanted = random() * total
    let [low, high] = [0, size - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > wanted) high = middle
      else low = middle + 1
    }
    return low
  }
  return ({ history }, at) => {
    const right = Array.from(relevant[at]!.keys(), (id) => table.items.indexOf(id))
    const out = new Set(right)
    if (excludeSeen) for (const id of history) out.add(table.items.indexOf(id))
    let possible = 0
    for (let item = 0; item < size; item++)
      if (!out.has(item) && (by === 'uniform' || popularity[item]! > 0)) possible++
    const wanted = Math.min(negatives, possible)
    const drawn: number[] = []
    if (wanted * 2 > possible) {
      // Nearly all are wanted: leaving out is quicker than drawing until the last is met, and fair where all weigh the same.
      const left = []
      for (let item = 0; item < size; item++) {
        const weight = by === 'uniform' ? 1 : popularity[item]!
        if (!out.has(item) && weight > 0) left.push({ item, key: -Math.log(1 - random()) / weight })
      }
      left.sort((a, b) => a.key - b.key)
      for (const { item } of left.slice(0, wanted)) drawn.push(item)
    } else {
      while (drawn.length < wanted) {
        const item = one()
        if (out.has(item)) continue
        out.add(item)
        drawn.push(item)
      }
    }
    return [...right, ...drawn].sort((a, b) => a - b).map((item) => table.items.at(item))
  }
}

function warningsOf(lists: readonly (readonly string[])[], { repeats }: Questions, settings: Settings): Warning[] {
  const warnings: Warning[] = []
  if (settings.sampled !== undefined) {
    const message = `Ranked among ${settings.sampled.negatives} sampled items, not all. Such figures are not those of the full ranking and may order recommenders otherwise (Krichene and Rendle 2020); compare them with nothing else.`
    warnings.push({ code: 'sampled-metrics', message })
  }
  const k = Math.min(...settings.measure.cuts)
  const short = lists.filter((list) => list.length < k).length
  if (short > 0) {
    const message = `${short} of ${lists.length} lists have fewer than ${k} items, ${lists.filter((list) => list.length === 0).length} of them none.`
    warnings.push({ code: 'short-lists', message })
  }
  if (repeats > 0) {
    const message = `${repeats} held-out interactions are with items of the user's history, which cannot be recommended; they were left out.`
    warnings.push({ code: 'seen-held-out', message })
  }
  return warnings
}

function nameOf(recommender: Evaluable): string {
  const { name } = recommender as { readonly name?: unknown }
  return typeof name === 'string' && name !== '' ? name : 'recommender'
}
