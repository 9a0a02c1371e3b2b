/**
 * What the main entry promises in types, checked by the compiler: every name below exists with the shape that apps write against. There is
 * nothing to run here; `npm run typecheck` fails where a promise is broken.
 */

import type { RecommenderLike } from '../../src/evaluation/index.ts'
import type {
  BehaviorSpec,
  BehaviorType,
  Encoder,
  ErrorCode,
  FitReport,
  IngestReport,
  Interaction,
  Item,
  ItemDescription,
  Progress,
  Reason,
  Recommendation,
  RecommendationList,
  RecommenderOptions,
  RecommendQuery,
  Rejection,
  WorkOptions,
} from '../../src/index.ts'
import { Recommender, RecommenderError, TfidfEncoder } from '../../src/index.ts'
import { fakeEncoder, fixedClock } from '../../src/testing/index.ts'

/** Compiles only where a `From` may be used as a `To`. */
function assignable<To>(): <From extends To>(...from: From[]) => void {
  return () => {}
}
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function same<A, B>(..._: Equal<A, B> extends true ? [] : ['the types differ']): void {}

interface Book {
  readonly id: string
  readonly isbn: string
  readonly year: number
}

export async function wholeSurface(): Promise<void> {
  const options: RecommenderOptions<Book> = {
    describe: (book) => ({
      text: { title: book.isbn },
      tags: ['x'],
      attributes: { year: book.year, list: ['a'], flag: true },
      createdAt: new Date(),
      expiresAt: 5,
      vector: new Float32Array(2),
      image: {},
      audio: {},
      domain: 'books',
    }),
    fields: { title: 3 },
    encoder: { a: new TfidfEncoder(), b: fakeEncoder({ a: [1] }) },
    behaviors: { listen: { weight: 1, halfLife: '30d', cap: 2, scale: [1, 5] }, other: { weight: -1, halfLife: 3 } },
    locale: 'zh',
    seed: 1,
    clock: fixedClock(),
    onWarning: ({ code, message }) => `${code}${message}`,
    rank: { weights: { popular: 1 } },
  }
  const recommender = new Recommender<Book>(options)
  same<Parameters<typeof recommender.recommend>[0], RecommendQuery<Book> | undefined>()
  const work: WorkOptions = {
    signal: new AbortController().signal,
    onProgress: (progress: Progress) => [progress.phase, progress.done, progress.total],
  }
  async function* books(): AsyncGenerator<Book> {}
  async function* events(): AsyncGenerator<Interaction> {}

  const added: IngestReport = await recommender.addItems([], { ...work, strict: true })
  await recommender.addItems(new Set<Book>())
  await recommender.addItems(books())
  const rejection: Rejection | undefined = added.rejected[0]
  assignable<{ index: number; id?: string; code: ErrorCode; message: string } | undefined>()(rejection)
  const removed: { readonly removed: number } = await recommender.removeItems(new Set(['a']))
  const observed: IngestReport = await recommender.observe({
    userId: 'a',
    itemId: 'b',
    type: 'view',
    value: 1,
    text: 'x',
    attribute: { name: 'n', value: 'v' },
    sessionId: 's',
    timestamp: new Date(),
    recommendationId: 'r',
    position: 1,
  })
  await recommender.observe([{ userId: 'a', type: 'search', text: 'x' }], { ...work, strict: false })
  await recommender.observe(events())
  assignable<readonly string[] | undefined>()(observed.eventIds)
  const fitted: FitReport = await recommender.fit({ ...work, seed: 3 })
  assignable<
    { name: string; seconds: number; bytes: number; quality?: Readonly<Record<string, number>> } | undefined
  >()(fitted.parts[0])

  const list = await recommender.recommend({
    userId: 'a',
    history: ['x', { itemId: 'y', type: 'like', value: 2 }],
    itemId: 'i',
    text: 't',
    k: 5,
    candidates: ['a'],
    exclude: ['b'],
    excludeSeen: false,
    filter: (book) => book.year > 2000,
    boost: (book) => book.year,
    explain: true,
    domain: 'd',
    locale: 'en',
    now: new Date(),
    signal: new AbortController().signal,
  })
  same<typeof list, RecommendationList<Book>>()
  const first: Recommendation<Book> | undefined = list.items[0]
  assignable<string | undefined>()(first?.item.isbn, first?.itemId, list.id, list.strategy)
  assignable<number | undefined>()(first?.score, first?.rank, first?.parts['content'])
  const reason: Reason | undefined = first?.reasons[0]
  assignable<{ readonly kind: string; readonly share: number; readonly text: string } | undefined>()(reason)
  same<typeof list, Awaited<ReturnType<typeof recommender.similarItems>>>()
  same<typeof list, Awaited<ReturnType<typeof recommender.rank>>>()
  await recommender.similarItems('a', { k: 3, filter: (book) => book.year > 5 })
  await recommender.rank({ userId: 'a' }, ['a'])
  const explained: Recommendation<Book> = await recommender.explain({ userId: 'a' }, 'b')
  const profile: unknown = await recommender.profile('a')
  const forgotten: { readonly events: number; readonly pendingUntilFit: readonly string[] } =
    await recommender.forget('a')
  const exported: unknown = await recommender.exportUser('a')
  const bytes: Uint8Array = await recommender.toSnapshot(work)
  const restored: Recommender<Book> = await Recommender.fromSnapshot<Book>(bytes, options)
  const stats: Readonly<Record<string, unknown>> & {
    readonly items: number
    readonly users: number
    readonly interactions: number
  } = recommender.stats()
  void [removed, explained, profile, forgotten, exported, restored, stats]

  // The app's own type comes back, and an item that describes itself needs none.
  const plain: Recommender = new Recommender()
  await plain.addItems([{ id: 'a', text: 'x' }])
  same<Awaited<ReturnType<typeof plain.recommend>>['items'][number]['item'], Item>()
  const error = new RecommenderError('aborted', 'x')
  assignable<ErrorCode>()(error.code)
  assignable<string | undefined>()(error.field)
  assignable<unknown>()(error.value)
  assignable<Error>()(error)
}

assignable<ItemDescription>()<Item>()
assignable<BehaviorType>()<'view' | 'dislike' | 'listen'>()
assignable<BehaviorSpec>()<{ weight: number; halfLife: '12h'; cap: 3; scale: readonly [1, 5] }>()
assignable<ErrorCode>()<
  | 'invalid-argument'
  | 'unknown-item'
  | 'not-fitted'
  | 'snapshot-corrupt'
  | 'snapshot-version'
  | 'fingerprint-mismatch'
  | 'missing-dependency'
  | 'aborted'
  | 'limit-exceeded'
  | 'later'
>()
assignable<Encoder>()<TfidfEncoder>()
assignable<RecommenderOptions<Item>>()<{ encoder: 'tfidf' }>()

// @ts-expect-error An item has an id that is a string.
new Recommender<{ id: number }>()
// @ts-expect-error A misspelt option is a mistake.
new Recommender({ encoders: 'tfidf' })
// @ts-expect-error A user's id is a string.
void new Recommender().recommend({ userId: 5 })
// @ts-expect-error Candidates are a list.
void new Recommender().recommend({ candidates: 'dune' })
// @ts-expect-error What is handed out is not to be changed.
new RecommenderError('aborted', 'x').code = 'y'

// What `evaluate` takes, a recommender is.
assignable<RecommenderLike>()(new Recommender())
