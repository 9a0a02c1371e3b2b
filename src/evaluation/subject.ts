/** What can be evaluated, and how each kind is asked for a list without learning anything that it must not know. */

import type { CollaborativeModel, CollaborativeRecipe, HistoryEntry, Pair } from '../collaborative/model.ts'
import { invalidArgument, RecommenderError, show } from '../errors.ts'
import type { Interaction } from '../events/interaction.ts'
import { Pacer, type WorkOptions } from '../work.ts'
import type { TrainPart } from './split/split.ts'

/** A user as a list is asked for. */
export interface AskedUser {
  readonly userId: string
  /** The items of the training part, and of what may be known beyond it, oldest first. */
  readonly history: readonly string[]
  /** Only these are to be ranked; absent where every item may be. */
  readonly candidates?: readonly string[]
}

/** Anything that answers with a list of item ids, best first. */
export type RecommendFunction = (user: AskedUser, k: number) => readonly string[] | Promise<readonly string[]>

/** What `evaluate` calls of a `Recommender`. */
export interface RecommenderLike {
  addItems(items: Iterable<{ readonly id: string }>): Promise<unknown>
  observe(events: Iterable<Interaction>): Promise<unknown>
  fit(options?: WorkOptions & { readonly seed?: number }): Promise<unknown>
  recommend(query: {
    readonly userId: string
    readonly history?: readonly { readonly itemId: string; readonly type: string }[]
    readonly k: number
    readonly excludeSeen: boolean
    readonly explain: boolean
    readonly candidates?: readonly string[]
    readonly now?: number
  }): Promise<{ readonly items: readonly { readonly itemId: string }[] }>
  exportUser(userId: string): Promise<unknown>
  stats(): { readonly items: number; readonly interactions: number }
}

/** A recommender, a recipe (fitted on the training part), a model that is fitted already, or a function. */
export type Evaluable = RecommenderLike | CollaborativeRecipe | CollaborativeModel | RecommendFunction

/** How a pair of the split becomes an event of a `Recommender`: a type of behaviour, or a function. */
export type ToInteraction = string | ((pair: Pair) => Interaction)

/** What asking for lists depends on. */
export interface AskSettings extends WorkOptions {
  readonly seed: number
  readonly excludeSeen: boolean
  readonly toInteraction: ToInteraction
  /** The moment of the question, where the behaviour has times. */
  readonly now: number | undefined
  /** Users of the held-out part with the items that must not be known. */
  readonly heldOut: () => Iterable<{ readonly userId: string; readonly itemIds: ReadonlySet<string> }>
}

/** One question. `later` is known beyond the training part: the validation item, a cold user's given items. */
export interface Question extends AskedUser {
  readonly entries: readonly HistoryEntry[]
  readonly later: readonly Pair[]
}

/** Asks for the list of one user. */
export type Ask = (question: Question, k: number) => readonly string[] | Promise<readonly string[]>

/** Makes what is evaluated ready: trains what can be trained on the training part, checks what comes trained. */
export async function prepare(subject: unknown, train: TrainPart, settings: AskSettings): Promise<Ask> {
  if (typeof subject === 'function') return askFunction(subject as RecommendFunction)
  if (hasMethods(subject, 'observe', 'recommend', 'stats'))
    return prepareRecommender(subject as RecommenderLike, train, settings)
  if (hasMethods(subject, 'recommend', 'score')) {
    const model = subject as CollaborativeModel
    checkModel(model, train)
    return askModel(model, settings)
  }
  if (hasMethods(subject, 'fit')) {
    const { signal, onProgress, seed } = settings
    const model = await (subject as CollaborativeRecipe).fit(train, {
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      seed,
    })
    return askModel(model, settings)
  }
  throw invalidArgument(
    'recommender',
    subject,
    'Pass a Recommender, a recipe such as ease(), a fitted model, or a function ({ userId, history }, k) => itemIds.',
  )
}

/** A function that gives no list may make a recommender that does, and was passed in its place. */
function askFunction(recommend: RecommendFunction): Ask {
  return async (question, k) => {
    let list: readonly string[] | undefined
    let failure: { readonly error: unknown } | undefined
    try {
      list = await recommend(asked(question), k)
      if (Array.isArray(list)) return list
    } catch (error) {
      failure = { error }
    }
    const made = recommend.length > 0 ? undefined : await attempt(recommend)
    if (hasMethods(made, 'fit') || hasMethods(made, 'recommend')) {
      const call = `${recommend.name || 'it'}()`
      throw invalidArgument(
        'recommender',
        recommend,
        `It makes what can be evaluated, and was not called: pass ${call}.`,
      )
    }
    if (failure !== undefined) throw failure.error
    return list!
  }
}

/** What a function gives without arguments; undefined where it throws. */
async function attempt(make: (...nothing: never[]) => unknown): Promise<unknown> {
  try {
    return await make()
  } catch {
    return undefined
  }
}

function hasMethods(value: unknown, ...names: string[]): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === 'function')
  )
}

function asked({ userId, history, candidates }: Question): AskedUser {
  return candidates === undefined ? { userId, history } : { userId, history, candidates }
}

function askModel(model: CollaborativeModel, { excludeSeen }: AskSettings): Ask {
  return ({ entries, candidates }, k) =>
    model
      .recommend(entries, { k, excludeSeen, ...(candidates === undefined ? {} : { candidates }) })
      .map(({ itemId }) => itemId)
}

/** A fitted model does not say what it has learned from, but items that only the held-out part has give it away. */
function checkModel(model: CollaborativeModel, train: TrainPart): void {
  if (model.items === undefined) return
  const known = new Set<string>()
  for (const { itemId } of train) known.add(itemId)
  for (const itemId of model.items)
    if (!known.has(itemId)) throw leak(`the model "${model.name}" knows the item`, itemId)
}

function leak(what: string, id: string): RecommenderError {
  const message = `This is no fair test: ${what} ${show(id)}, which is not in the training part. Fit on \`split.train\` alone, or pass what is not fitted yet.`
  return new RecommenderError('held-out', message, { field: 'recommender', value: id })
}

/** An empty recommender is given the training part; one that has behaviour already must have none of the held-out part. */
async function prepareRecommender(recommender: RecommenderLike, train: TrainPart, settings: AskSettings): Promise<Ask> {
  const { excludeSeen, now, toInteraction, signal, onProgress, seed } = settings
  const event = (pair: Pair): Interaction =>
    typeof toInteraction === 'function'
      ? toInteraction(pair)
      : {
          userId: pair.userId,
          itemId: pair.itemId,
          type: toInteraction,
          ...(pair.value === undefined || toInteraction !== 'rating' ? {} : { value: pair.value }),
          ...(pair.timestamp === undefined ? {} : { timestamp: pair.timestamp }),
        }
  if (recommender.stats().interactions === 0) {
    if (recommender.stats().items === 0) {
      const ids = new Set<string>()
      for (const { itemId } of train) ids.add(itemId)
      await recommender.addItems(Array.from(ids, (id) => ({ id })))
    }
    await recommender.observe(Array.from(train, event))
    await recommender.fit({
      ...(signal === undefined ? {} : { signal }),
      ...(onProgress === undefined ? {} : { onProgress }),
      seed,
    })
  } else await checkRecommender(recommender, settings)
  return async ({ userId, later, candidates }, k) => {
    const history = later.map((pair) => {
      const { userId: _, itemId, ...rest } = event(pair)
      return { ...rest, itemId: itemId ?? pair.itemId }
    })
    const { items } = await recommender.recommend({
      userId,
      k,
      excludeSeen,
      explain: false,
      ...(history.length === 0 ? {} : { history }),
      ...(candidates === undefined ? {} : { candidates }),
      ...(now === undefined ? {} : { now }),
    })
    return items.map(({ itemId }) => itemId)
  }
}

async function checkRecommender(recommender: RecommenderLike, settings: AskSettings): Promise<void> {
  const pacer = new Pacer(settings.signal === undefined ? {} : { signal: settings.signal })
  let done = 0
  for (const { userId, itemIds } of settings.heldOut()) {
    for (const itemId of itemsOf(await recommender.exportUser(userId)))
      if (itemIds.has(itemId)) throw leak(`the recommender has the event of user ${show(userId)} with the item`, itemId)
    if (pacer.due()) await pacer.pause({ phase: 'check', done: ++done })
  }
}

/** The items of a user's exported events. */
function itemsOf(exported: unknown): string[] {
  const events: unknown = (exported as { events?: unknown } | null)?.events
  if (!Array.isArray(events)) return []
  return (events as { itemId?: string }[]).flatMap(({ itemId }) => (itemId === undefined ? [] : [itemId]))
}
