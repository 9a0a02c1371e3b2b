/** Servers that speak OpenAI's `/embeddings`: the cloud's, and local ones (Ollama, vLLM, llama.cpp, text-embeddings-inference). */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { throwIfAborted } from '../work.ts'
import { checkInteger, checkText } from './check-options.ts'
import {
  type FunctionEncoder,
  type FunctionEncoderOptions,
  functionEncoder,
  functionEncoderOptionNames,
} from './function-encoder.ts'

/** Options of {@link openAiCompatibleEncoder}. */
export interface OpenAiCompatibleOptions extends Partial<FunctionEncoderOptions> {
  /** The address that `/embeddings` is appended to: `'https://api.openai.com/v1'`, `'http://localhost:11434/v1'`. */
  readonly baseUrl: string
  /** The model's name, as the server knows it. */
  readonly model: string
  /** Sent as a bearer token. Never part of an id or of a message. */
  readonly apiKey?: string
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>
  /** The length of the vectors. Sent along only with `sendDimensions`. */
  readonly dimensions?: number
  /** Asks the server to shorten vectors to `dimensions`, where it can. Default `false`. */
  readonly sendDimensions?: boolean
  /** How long one request may take, in milliseconds. Default 60,000. */
  readonly timeout?: number
  /** How often a request is tried again after a rate limit (429), an error of the server (5xx, 408), a time-out or a broken connection. Default 3. */
  readonly retries?: number
  /** The longest wait between two tries, in milliseconds; a `Retry-After` that asks for more ends the tries. Default 30,000. */
  readonly longestWait?: number
  /** In the place of the platform's `fetch`. */
  readonly fetch?: typeof fetch
}

const names = [
  ...functionEncoderOptionNames,
  'baseUrl',
  'model',
  'apiKey',
  'headers',
  'sendDimensions',
  'timeout',
  'retries',
  'longestWait',
  'fetch',
]

/** The first wait between two tries, in milliseconds; each further one is twice as long. */
const FIRST_WAIT = 250

/**
 * An encoder that asks a server. A rate limit is waited for as `Retry-After` says. Answers that leave a text out, or hold vectors of another length, are refused (`invalid-vectors`) and nothing of
 * them is kept; what the server refuses for good is `encoding-failed`, with its status and words.
 *
 * @example
 * ```ts
 * const encoder = openAiCompatibleEncoder({ baseUrl: 'http://localhost:11434/v1', model: 'nomic-embed-text' })
 * ```
 */
export function openAiCompatibleEncoder(options: OpenAiCompatibleOptions): FunctionEncoder {
  checkNames(options, names, 'options')
  const {
    baseUrl,
    model,
    apiKey,
    headers = {},
    sendDimensions = false,
    timeout = 60_000,
    retries = 3,
    longestWait = 30_000,
    fetch: given,
    ...rest
  } = options
  if (typeof baseUrl !== 'string' || !/^https?:\/\//.test(baseUrl))
    throw invalidArgument('baseUrl', baseUrl, "Expected an address: 'http://localhost:11434/v1'.")
  checkText('model', model ?? null)
  checkText('apiKey', apiKey)
  checkInteger('timeout', timeout, 1)
  checkInteger('retries', retries, 0)
  checkInteger('longestWait', longestWait, 0)
  if (given !== undefined && typeof given !== 'function') throw invalidArgument('fetch', given, 'Expected a function.')
  if (sendDimensions && rest.dimensions === undefined)
    throw invalidArgument('sendDimensions', sendDimensions, 'Give `dimensions` as well.')
  const address = `${baseUrl.replace(/\/+$/, '')}/embeddings`
  const request = {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
      ...headers,
    },
  }
  const body = (texts: readonly string[]): string =>
    JSON.stringify({ model, input: texts, ...(sendDimensions && { dimensions: rest.dimensions }) })

  const embed = async (texts: readonly string[], signal: AbortSignal | undefined): Promise<ArrayLike<number>[]> => {
    for (let attempt = 0; ; attempt++) {
      throwIfAborted(signal)
      const answer = await ask(given ?? fetch, address, { ...request, body: body(texts) }, timeout, signal)
      if (answer.kind === 'vectors') return inOrder(answer.data, texts.length)
      const wait = answer.wait ?? FIRST_WAIT * 2 ** attempt
      if (!answer.mayTryAgain || attempt >= retries || wait > longestWait) throw answer.error
      await pause(wait, signal)
    }
  }
  return functionEncoder((texts, { signal }) => embed(texts, signal), { id: `${address} ${model}`, ...rest })
}

type Answer =
  | { readonly kind: 'vectors'; readonly data: unknown }
  | {
      readonly kind: 'failure'
      readonly error: RecommenderError
      readonly mayTryAgain: boolean
      /** Milliseconds that the server asks to wait. */
      readonly wait?: number | undefined
    }

/** One request, whatever comes of it. */
async function ask(
  send: typeof fetch,
  address: string,
  request: RequestInit,
  timeout: number,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    stop()
  }, timeout)
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const response = await send(address, { ...request, signal: controller.signal })
    const text = await response.text()
    if (response.ok) return parse(text, address)
    const { status } = response
    const words = text.slice(0, 200)
    return {
      kind: 'failure',
      error: new RecommenderError('encoding-failed', `${address} answered ${status}: ${words}`, {
        field: 'status',
        value: status,
      }),
      mayTryAgain: status === 429 || status === 408 || status >= 500,
      wait: retryAfter(response.headers.get('retry-after')),
    }
  } catch (cause) {
    throwIfAborted(signal)
    const reason = isLate ? `no answer within ${timeout} ms` : cause instanceof Error ? cause.message : String(cause)
    const error = new RecommenderError('encoding-failed', `${address} could not be asked: ${reason}.`, { cause })
    return { kind: 'failure', error, mayTryAgain: true }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}

function parse(text: string, address: string): Answer {
  try {
    return { kind: 'vectors', data: (JSON.parse(text) as { data?: unknown } | null)?.data }
  } catch (cause) {
    const error = new RecommenderError('encoding-failed', `${address} answered with what is no JSON.`, { cause })
    return { kind: 'failure', error, mayTryAgain: true }
  }
}

/** Vectors by the place of their texts; the order of an answer is not promised, its `index` is. */
function inOrder(data: unknown, count: number): ArrayLike<number>[] {
  const partial = (received: number): RecommenderError =>
    new RecommenderError('invalid-vectors', `Expected ${count} vectors, one a text, received ${received}.`)
  if (!Array.isArray(data)) throw partial(0)
  const vectors = new Map<number, ArrayLike<number>>()
  for (const [at, entry] of data.entries()) {
    const { index = at, embedding } = (entry ?? {}) as { index?: number; embedding?: unknown }
    if (Array.isArray(embedding)) vectors.set(index, embedding as number[])
  }
  return Array.from({ length: count }, (_, at) => {
    const vector = vectors.get(at)
    if (vector === undefined) throw partial(vectors.size)
    return vector
  })
}

/** Seconds or a date, as milliseconds from now. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer)
      reject(new RecommenderError('aborted', 'The work was aborted by its `signal`.', { cause: signal?.reason }))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
