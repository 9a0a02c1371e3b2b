/** Functions, AI-SDK models and servers as encoders. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aiSdkEncoder, functionEncoder, memoryCache, openAiCompatibleEncoder } from '../../src/bert/index.ts'
import { describeEncoder } from '../contracts/encoder.ts'

/** Counts of letters: alike for texts that share words. */
const letters = (text: string): number[] => {
  const counts = new Array<number>(26).fill(0)
  for (const letter of text.toLowerCase()) {
    const at = letter.codePointAt(0)! - 97
    if (at >= 0 && at < 26) counts[at]!++
  }
  return counts
}
const unlearned = 'nothing is learned'
const skip = {
  'not fitted': unlearned,
  'fit twice': unlearned,
  state: unlearned,
  'unseen words': 'it has letters',
  likeness: 'letters are not words',
}

describe('functionEncoder', () => {
  describeEncoder({
    make: () => functionEncoder((texts) => texts.map(letters), { id: 'letters', batchSize: 4 }),
    makeOther: () => functionEncoder((texts) => texts.map(letters), { id: 'letters', normalize: true }),
    skip,
  })

  it('asks once for each text, in batches, and again only for what it does not know', async () => {
    const asked: string[][] = []
    const embed = (texts: readonly string[]): number[][] => {
      asked.push([...texts])
      return texts.map(letters)
    }
    const encoder = functionEncoder(embed, { id: 'letters', dimensions: 26, batchSize: 2, cache: memoryCache() })
    await encoder.encode(['a', 'b', 'a', '', 'c'])
    await encoder.encode(['c', 'd'])
    expect(asked).toEqual([['a', 'b'], ['c'], ['d']])
  })

  it('a user’s own words are not written to a cache that outlives the program', async () => {
    const written: string[] = []
    const cache = {
      persistent: true,
      get: (keys: readonly string[]) => keys.map(() => undefined),
      set: (entries: readonly { key: string }[]) => void written.push(...entries.map(({ key }) => key)),
    }
    const encoder = functionEncoder((texts) => texts.map(letters), { id: 'letters', dimensions: 26, cache })
    await encoder.encode(['my secret'], { kind: 'query' })
    expect(written).toEqual([])
    await encoder.encode(['a book'])
    expect(written).toHaveLength(1)
  })

  it.each([
    ['too few', () => [], /Expected 1 vectors/],
    ['another length', () => [[1, 2, 3]], /of 26 dimensions, received one of 3/],
    ['no numbers', () => [new Array(26).fill(Number.NaN)], /no finite number/],
    ['nothing', () => undefined as unknown as number[][], /list of 1 vectors/],
  ])('refuses %s', async (_, embed, message) => {
    const encoder = functionEncoder(embed, { id: 'broken', dimensions: 26 })
    await expect(encoder.encode(['a'])).rejects.toMatchObject({
      code: 'invalid-vectors',
      message: expect.stringMatching(message),
    })
  })

  it.each([
    [{ id: '' }, 'id'],
    [{ id: 'x', batchSize: 0 }, 'batchSize'],
    [{ id: 'x', metric: 'l2' as 'dot' }, 'metric'],
    [{ id: 'x', batchsize: 2 }, 'options.batchsize'],
  ])('refuses the options %o', (options, field) => {
    expect(() => functionEncoder(() => [], options)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', field }),
    )
  })
})

describe.each(['v2', 'v3', 'v4'])('an AI-SDK embedding model of specification %s', (specificationVersion) => {
  const model = {
    ...{
      specificationVersion,
      provider: 'test',
      modelId: 'letters',
      maxEmbeddingsPerCall: 2,
      supportsParallelCalls: true,
    },
    doEmbed: async ({ values }: { values: string[] }) => ({
      embeddings: values.map(letters),
      usage: { tokens: 1 },
      warnings: [],
    }),
  }

  describeEncoder({ make: () => aiSdkEncoder(model), skip })

  it('asks for no more texts at once than the model allows', async () => {
    const sizes: number[] = []
    const counted = {
      ...model,
      doEmbed: (options: { values: string[] }) => {
        sizes.push(options.values.length)
        return model.doEmbed(options)
      },
    }
    await aiSdkEncoder(counted, { dimensions: 26 }).encode(['a', 'b', 'c', 'd', 'e'])
    expect(sizes).toEqual([2, 2, 1])
  })

  it('passes an error on as the cause, and a signal to the model', async () => {
    const cause = new Error('no quota')
    const failing = { ...model, doEmbed: () => Promise.reject(cause) }
    await expect(aiSdkEncoder(failing).encode(['a'])).rejects.toMatchObject({ code: 'encoding-failed', cause })
    const controller = new AbortController()
    const waiting = {
      ...model,
      doEmbed: ({ abortSignal }: { abortSignal?: AbortSignal }) =>
        new Promise<never>((_, reject) => abortSignal!.addEventListener('abort', () => reject(new Error('stopped')))),
    }
    const work = aiSdkEncoder(waiting, { dimensions: 26 }).encode(['a'], { signal: controller.signal })
    setTimeout(() => controller.abort(), 5)
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
  })
})

it('refuses what is no embedding model', () => {
  expect(() => aiSdkEncoder({} as Parameters<typeof aiSdkEncoder>[0])).toThrow(
    expect.objectContaining({ field: 'model' }),
  )
})

describe('a server with /embeddings', () => {
  interface Asked {
    readonly model: string
    readonly input: string[]
    readonly dimensions?: number
  }
  type Answer = (asked: Asked, response: ServerResponse, request: IncomingMessage) => void
  const good: Answer = ({ input }, response) => {
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: letters(text) }))
    response.end(JSON.stringify({ object: 'list', data: data.reverse() })) // the index says the order
  }
  const status =
    (code: number, headers: Record<string, string> = {}): Answer =>
    (_, response) =>
      void response.writeHead(code, headers).end('{"error":{"message":"not now"}}')

  /** Serves these answers, one a request, then good ones. */
  async function serve(
    ...answers: Answer[]
  ): Promise<{ baseUrl: string; asked: Asked[]; keys: (string | undefined)[] }> {
    const asked: Asked[] = []
    const keys: (string | undefined)[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (part) => {
        body += part
      })
      request.on('end', () => {
        if (request.url !== '/v1/embeddings') return status(404)(asked[0]!, response, request)
        asked.push(JSON.parse(body) as Asked)
        keys.push(request.headers.authorization)
        ;(answers.shift() ?? good)(asked.at(-1)!, response, request)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
      server.closeAllConnections()
    })
    return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`, asked, keys }
  }
  const options = { model: 'letters', dimensions: 26, cache: false } as const
  const encode = async (baseUrl: string, more: object = {}): Promise<number[]> => [
    ...(await openAiCompatibleEncoder({ ...options, baseUrl, ...more }).encode(['ab', 'c'])).values,
  ]
  const expected = [...letters('ab'), ...letters('c')]

  it('is asked for all texts at once, with key and settings, and answers in any order', async () => {
    const { baseUrl, asked, keys } = await serve()
    expect(await encode(baseUrl, { apiKey: 'secret', sendDimensions: true })).toEqual(expected)
    expect(asked).toEqual([{ model: 'letters', input: ['ab', 'c'], dimensions: 26 }])
    expect(keys).toEqual(['Bearer secret'])
    expect(openAiCompatibleEncoder({ ...options, baseUrl, apiKey: 'secret' }).id).not.toContain('secret')
  })

  it('is waited for as its Retry-After says', async () => {
    const { baseUrl, asked } = await serve(status(429, { 'retry-after': '0.05' }))
    const start = performance.now()
    expect(await encode(baseUrl)).toEqual(expected)
    expect(performance.now() - start).toBeGreaterThanOrEqual(45)
    expect(asked).toHaveLength(2)
  })

  it('that asks to wait for longer than allowed is not waited for', async () => {
    const { baseUrl, asked } = await serve(status(429, { 'retry-after': '3600' }))
    await expect(encode(baseUrl)).rejects.toMatchObject({ code: 'encoding-failed', value: 429 })
    expect(asked).toHaveLength(1)
  })

  it('that fails is asked again, and given up after the last retry', async () => {
    const failing = await serve(status(500, { 'retry-after': '0' }), status(503, { 'retry-after': '0' }))
    expect(await encode(failing.baseUrl)).toEqual(expected)
    const broken = await serve(...Array.from({ length: 9 }, () => status(500, { 'retry-after': '0' })))
    await expect(encode(broken.baseUrl, { retries: 2 })).rejects.toMatchObject({ code: 'encoding-failed', value: 500 })
    expect(broken.asked).toHaveLength(3)
  })

  it('that refuses is not asked again', async () => {
    const { baseUrl, asked } = await serve(status(401))
    await expect(encode(baseUrl)).rejects.toMatchObject({ value: 401, message: expect.stringContaining('not now') })
    expect(asked).toHaveLength(1)
  })

  it('that does not answer in time is asked again, and an abort ends the wait at once', async () => {
    const silent: Answer = () => {}
    const { baseUrl, asked } = await serve(silent)
    expect(await encode(baseUrl, { timeout: 50 })).toEqual(expected)
    expect(asked).toHaveLength(2)
    const late = await serve(silent)
    await expect(encode(late.baseUrl, { timeout: 30, retries: 0 })).rejects.toMatchObject({
      message: expect.stringContaining('no answer within 30 ms'),
    })
    const stopped = await serve(silent)
    const work = openAiCompatibleEncoder({ ...options, baseUrl: stopped.baseUrl }).encode(['a'], {
      signal: AbortSignal.timeout(20),
    })
    await expect(work).rejects.toMatchObject({ code: 'aborted' })
  })

  it.each<[string, Answer]>([
    [
      'vectors of another length',
      (_, response) => void response.end('{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}]}'),
    ],
    [
      'an answer that leaves a text out',
      ({ input }, response) =>
        void response.end(JSON.stringify({ data: [{ index: 1, embedding: letters(input[1]!) }] })),
    ],
    ['an answer without vectors', (_, response) => void response.end('{}')],
  ])('with %s is refused, and nothing of it is kept', async (_, answer) => {
    const { baseUrl, asked } = await serve(answer)
    const encoder = openAiCompatibleEncoder({ ...options, cache: memoryCache(), baseUrl })
    await expect(encoder.encode(['ab', 'c'])).rejects.toMatchObject({ code: 'invalid-vectors' })
    expect([...(await encoder.encode(['ab', 'c'])).values]).toEqual(expected)
    expect(asked).toHaveLength(2)
  })
})
