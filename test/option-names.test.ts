import { describe, expect, it } from 'vitest'
import { als, ease, itemKnn } from '../src/collaborative/index.ts'
import {
  Bm25Encoder,
  CountEncoder,
  exportPairs,
  HashingEncoder,
  LsaEncoder,
  learnPhrases,
  TfidfEncoder,
  trainAdapter,
  trainWord2Vec,
  Word2VecEncoder,
} from '../src/encode/index.ts'
import { RecommenderError } from '../src/errors.ts'
import { compare, evaluate, ndcg, randomSplit } from '../src/evaluation/index.ts'
import { balanceWeights, cleanInteractions, formatReport, nearDuplicates } from '../src/events/index.ts'
import { templates } from '../src/explain/index.ts'
import { Recommender } from '../src/index.ts'
import { checkNames } from '../src/option-names.ts'
import { createTokenizer, normalizeText, OneHotEncoder, StandardScaler } from '../src/preprocess/index.ts'
import { interestVectors } from '../src/profile/index.ts'
import {
  apart,
  boost,
  calibrate,
  coverInterests,
  deduplicate,
  diversify,
  dpp,
  epsilonSlots,
  FeedbackReranker,
  freshness,
  impressionDiscount,
  linUcb,
  mmr,
  quota,
  sprinkle,
  thompson,
  xQuAD,
} from '../src/rerank/index.ts'
import { bm25, jensenShannon, pairwise, prepareMatrix, topK } from '../src/similarity/index.ts'
import { semanticEncoder } from '../src/static/index.ts'
import { fakeEncoder } from '../src/testing/index.ts'

/** A call with options that hold one misspelt name, that name, and the one that was meant. */
type Case = readonly [what: string, call: (options: never) => unknown, misspelt: string, meant: string, rest?: object]

const matrix = { rows: 1, columns: 2, values: Float32Array.of(1, 0) }
const texts = ['a red apple', 'a green apple']
const pairs = ['dune', 'emma', 'solaris', 'ubik'].map((itemId) => ({ userId: 'ann', itemId }))
const split = randomSplit(pairs, { test: 0.5 })
const model = await trainWord2Vec(Array(5).fill('red apples and green apples'), { minCount: 1, dimensions: 2 })
const feedback = new FeedbackReranker()

const cases: readonly Case[] = [
  ['Recommender', (options) => new Recommender(options), 'encoders', 'encoder'],
  ['recommend', (options) => new Recommender().recommend(options), 'userid', 'userId'],
  ['addItems', (options) => new Recommender().addItems([], options), 'onprogress', 'onProgress'],
  ['toSnapshot', (options) => new Recommender().toSnapshot(options), 'onprogress', 'onProgress'],
  ['fit', (options) => new Recommender().fit(options), 'seeds', 'seed'],
  ['explain', (options) => withItem().then((one) => one.explain({}, 'dune', options)), 'then', 'than'],
  ['TfidfEncoder', (options) => new TfidfEncoder(options), 'ngramsRange', 'ngramRange'],
  ['CountEncoder', (options) => new CountEncoder(options), 'bianry', 'binary'],
  ['Bm25Encoder', (options) => new Bm25Encoder(options), 'varient', 'variant'],
  ['HashingEncoder', (options) => new HashingEncoder(options), 'dimension', 'dimensions'],
  ['LsaEncoder', (options) => new LsaEncoder(options), 'component', 'components'],
  ['Word2VecEncoder', (options) => new Word2VecEncoder(options), 'weigthing', 'weighting'],
  ['trainWord2Vec', (options) => trainWord2Vec([texts], options), 'mincount', 'minCount'],
  [
    'subwords',
    (options) => trainWord2Vec([texts], { subwords: options }),
    'maxs',
    'max',
    { min: 1, max: 2, buckets: 10 },
  ],
  ['update', (options) => model.update([texts], options), 'epoch', 'epochs'],
  ['learnPhrases', (options) => learnPhrases([texts], options), 'treshold', 'threshold'],
  ['mostSimilar', (options) => model.mostSimilar('red', options), 'restricted', 'restrict'],
  ['mostSimilar, the query', (options) => model.mostSimilar(options), 'positves', 'positive'],
  ['analogy', (options) => model.analogy('red', 'apples', 'green', options), 'restricts', 'restrict'],
  ['evaluateWordPairs', (options) => model.evaluateWordPairs([], options), 'ignorecase', 'ignoreCase'],
  ['toText', (options) => model.toText(options), 'formats', 'format'],
  [
    'trainAdapter',
    (options) => trainAdapter(new TfidfEncoder(), { pairs: [{ query: 'a', document: 'b' }] }, options),
    'drop_out',
    'dropout',
  ],
  ['exportPairs', (options) => exportPairs({ pairs: [] } as never, options).next(), 'pairPerUser', 'pairsPerUser'],
  ['normalizeText', (options) => normalizeText('a', options), 'lowerCase', 'lowercase'],
  ['createTokenizer', (options) => createTokenizer(options), 'stopwords', 'stopWords'],
  ['createTokenizer, normalize', (options) => createTokenizer({ normalize: options }), 'emojis', 'emoji'],
  ['StandardScaler', (options) => new StandardScaler(options), 'withStdev', 'withStd'],
  ['OneHotEncoder', (options) => new OneHotEncoder(options), 'drops', 'drop'],
  ['semanticEncoder', (options) => semanticEncoder(options), 'languages', 'language'],
  ['itemKnn', (options) => itemKnn(options), 'neighbours', 'neighbors'],
  ['als', (options) => als(options), 'factor', 'factors'],
  ['ease', (options) => ease(options), 'regularisation', 'regularization'],
  ['mmr', (options) => mmr(options), 'lamda', 'lambda'],
  ['xQuAD', (options) => xQuAD(options), 'aspect', 'aspects', { attribute: 'tags' }],
  ['dpp', (options) => dpp(options), 'relevence', 'relevance'],
  ['calibrate', (options) => calibrate(options), 'targets', 'target', { attribute: 'tags', target: { a: 1 } }],
  ['deduplicate', (options) => deduplicate(options), 'treshold', 'threshold'],
  ['epsilonSlots', (options) => epsilonSlots(options), 'epsilno', 'epsilon'],
  ['impressionDiscount', (options) => impressionDiscount([], options), 'halflife', 'halfLife', { now: 0 }],
  ['boost', (options) => boost(() => 0, options), 'named', 'name'],
  ['freshness', (options) => freshness(options), 'wieght', 'weight'],
  ['diversify', (options) => diversify(options), 'strenght', 'strength'],
  ['coverInterests', (options) => coverInterests([], options), 'lambada', 'lambda'],
  ['apart', (options) => apart('author', options), 'distanse', 'distance'],
  ['quota', (options) => quota(options), 'share', 'shares', { attribute: 'author', shares: {} }],
  ['sprinkle', (options) => sprinkle(options), 'item', 'items', { items: [], rate: 0.1 }],
  ['thompson', (options) => thompson(options), 'sample', 'samples'],
  ['linUcb', (options) => linUcb(options), 'alhpa', 'alpha', { dimensions: 1 }],
  ['FeedbackReranker', (options) => new FeedbackReranker(options), 'variances', 'variance'],
  ['FeedbackReranker, weights', (options) => new FeedbackReranker({ weights: options }), 'like', 'liked'],
  ['FeedbackReranker.weights', (options) => feedback.weights(options), 'user', 'userId'],
  ['FeedbackReranker.reranker', (options) => feedback.reranker([], options), 'userID', 'userId'],
  ['topK', (options) => topK(matrix, matrix, 1, options), 'metrics', 'metric'],
  ['pairwise', (options) => pairwise('cosine', matrix, matrix, options), 'bases', 'base'],
  ['prepareMatrix', (options) => prepareMatrix(matrix, options), 'metrics', 'metric'],
  ['PreparedMatrix.search', (options) => prepareMatrix(matrix).search(matrix, 1, options), 'filters', 'filter'],
  ['bm25', (options) => bm25([1], [1], options), 'avarageLength', 'averageLength'],
  ['jensenShannon', (options) => jensenShannon([1], [1], options), 'bass', 'base'],
  ['interestVectors', (options) => interestVectors([], [], options), 'maximun', 'maximum'],
  ['templates', (options) => templates({ en: options }), 'populer', 'popular'],
  ['ndcg', (options) => ndcg(['a'], new Set(['a']), options), 'ideals', 'ideal'],
  ['evaluate', (options) => evaluate(() => [], split, options), 'metric', 'metrics'],
  ['compare', (options) => compare({ a: () => [], b: () => [] }, split, options), 'base_line', 'baseline'],
  ['cleanInteractions', (options) => cleanInteractions([], options), 'example', 'examples'],
  ['balanceWeights', (options) => balanceWeights([], options), 'powers', 'power'],
  ['nearDuplicates', (options) => nearDuplicates([], options), 'similarty', 'similarity'],
  ['formatReport', (options) => formatReport({} as never, options), 'example', 'examples'],
  ['fakeEncoder', (options) => fakeEncoder({ a: [1] }, options), 'mustfit', 'mustFit'],
]

async function withItem(): Promise<Recommender> {
  const recommender = new Recommender()
  await recommender.addItems([{ id: 'dune', text: 'a desert planet' }])
  return recommender
}

describe('a misspelt option', () => {
  it.each(cases.map(([what, ...rest]) => ({ what, test: rest })))(
    'of $what is refused by its name, with the one that was meant',
    async ({ test: [call, misspelt, meant, rest] }) => {
      const attempt = async (): Promise<unknown> => call({ ...rest, [misspelt]: undefined } as never)
      const error = await attempt().then(
        () => undefined,
        (thrown) => thrown,
      )
      expect(error).toBeInstanceOf(RecommenderError)
      expect(error).toMatchObject({ code: 'invalid-argument', field: expect.stringMatching(`\\.${misspelt}$`) })
      expect(error.message).toContain(`Did you mean \`${meant}\`?`)
      expect(error.message).toMatch(new RegExp(`Known are: .*\\b${meant}\\b`))
    },
  )
})

describe('checkNames', () => {
  const message = (given: unknown, names: readonly string[], what?: string): string | undefined => {
    try {
      checkNames(given, names, what)
      return undefined
    } catch (error) {
      return (error as Error).message
    }
  }

  it('lets known names pass, whatever their values', () => {
    expect(message({}, [])).toBeUndefined()
    expect(message({ k: undefined, seed: null }, ['seed', 'k'])).toBeUndefined()
  })

  it('suggests the nearest name, the first of equals, and none where none is near', () => {
    expect(message({ than: 1 }, ['then', 'thin'])).toContain('Did you mean `then`?')
    expect(message({ weights: 1 }, ['height', 'weight'])).toContain('Did you mean `weight`?')
    expect(message({ topN: 3 }, ['k', 'filter'], 'query')).toBe(
      '`query.topN` is 3. There is no such option. Known are: k, filter.',
    )
  })

  it.each([null, 'k', 3, true, ['k'], () => {}])('refuses %s in the place of options', (given) => {
    expect(message(given, ['k'], 'query')).toMatch(/^`query` is .*\. Pass an object\. Known are: k\.$/)
  })
})

it('options that are something else altogether are refused in words', async () => {
  const pending = Promise.resolve({})
  expect(() => new Recommender(pending as object)).toThrow('put `await` before it')
  expect(() => new Word2VecEncoder(model as object)).toThrow('Pass it by name: { model }.')
  expect(() => new Word2VecEncoder(pending as object)).toThrow('put `await` before it')
  const recommender = new Recommender()
  await recommender.addItems([{ id: 'dune' }])
  await expect(recommender.explain('ann' as never, 'dune')).rejects.toThrow('`query` is "ann". Pass an object.')
})
