import { describe, expect, it } from 'vitest'
import { type AdapterData, type AdapterOptions, type Encoder, trainAdapter } from '../../../src/encode/index.ts'
import { quietWorld } from './worlds.ts'

const { encoder, items, likes } = quietWorld(40, 20)
const data = { interactions: likes, items }
const like = likes[0]!
const pair = { query: items[0]!.text, document: items[1]!.text }

const options: readonly (readonly [field: string, options: unknown])[] = [
  ['options', null],
  ['options.heads', { heads: 'linear' }],
  ['head', { head: 'cubic' }],
  ['head', { head: { query: 'none', document: 'none' } }],
  ['head.query', { head: { document: 'linear' } }],
  ['head.items', { head: { query: 'linear', items: 'linear' } }],
  ['hidden', { hidden: 0 }],
  ['hidden', { hidden: 1.5 }],
  ['rank', { rank: 9000 }],
  ['dropout', { dropout: 1 }],
  ['loss', { loss: 'hinge' }],
  ['temperature', { temperature: 0 }],
  ['learnTemperature', { learnTemperature: 1 }],
  ['margin', { margin: 3 }],
  ['popularityCorrection', { popularityCorrection: 'yes' }],
  ['hardNegatives', { hardNegatives: -1 }],
  ['mineEvery', { mineEvery: 0 }],
  ['batchSize', { batchSize: 1 }],
  ['steps', { steps: 0 }],
  ['learningRate', { learningRate: 0 }],
  ['weightDecay', { weightDecay: Number.NaN }],
  ['validation', { validation: 0.6 }],
  ['evaluateEvery', { evaluateEvery: '10' }],
  ['patience', { patience: 0 }],
  ['strength', { strength: 2 }],
  ['strength', { strength: 0.5, keep: 'general' }],
  ['keep', { keep: 'all' }],
  ['components', { components: 513 }],
  ['seed', { seed: 0.5 }],
  ['onProgress', { onProgress: true }],
]

const sources: readonly (readonly [field: string, data: unknown])[] = [
  ['data', undefined],
  ['data', { ...data, pairs: [pair] }],
  ['data.users', { ...data, users: [] }],
  ['interactions', {}],
  ['interactions', { items }],
  ['items', { interactions: likes }],
  ['interactions', { interactions: 'likes', items }],
  ['interactions', { interactions: [{ userId: 'a', itemId: 'nowhere' }], items }],
  ['interactions[1]', { interactions: [like, null], items }],
  ['interactions[0].userId', { interactions: [{ ...like, userId: 7 }], items }],
  ['interactions[0].itemId', { interactions: [{ userId: 'a' }], items }],
  ['interactions[0].value', { interactions: [{ ...like, value: -1 }], items }],
  ['items[0].id', { interactions: likes, items: [{ text: 'a' }] }],
  ['items[1].id', { interactions: likes, items: [items[0], items[0]] }],
  ['items[0].text', { interactions: likes, items: [{ id: 'a', text: ['a'] }] }],
  ['pairs', { pairs: [] }],
  ['pairs', { pairs: 7 }],
  ['pairs[0]', { pairs: ['a'] }],
  ['pairs[1].document', { pairs: [pair, { query: 'a' }] }],
  ['pairs[0].score', { pairs: [{ ...pair, score: 5 }] }],
  ['pairs[0].negative', { pairs: [{ ...pair, negative: 5 }] }],
  ['pairs', { pairs: [pair, { ...pair, score: 1 }] }],
  ['data', { pairs: [pair] }],
  ['data', { interactions: [like], items }],
  ['data', { pairs: [{ query: 'not known', document: 'to the encoder' }, pair] }],
]

describe('trainAdapter refuses, by name and before it encodes anything it need not,', () => {
  it.each(options)('the option %s in %o', async (field, given) => {
    const training = trainAdapter(encoder, data, given as AdapterOptions)
    await expect(training).rejects.toMatchObject({ code: 'invalid-argument', field })
  })

  it.each(sources)('the data %s in %o', async (field, given) => {
    const training = trainAdapter(encoder, given as AdapterData)
    await expect(training).rejects.toMatchObject({ code: 'invalid-argument', field })
  })

  it.each([undefined, 'tfidf', {}])('%o for an encoder', async (given) => {
    const training = trainAdapter(given as unknown as Encoder, data)
    await expect(training).rejects.toMatchObject({ code: 'invalid-argument', field: 'encoder' })
  })
})
