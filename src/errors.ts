/** The error that every part of the library throws when a promise is broken. What is ordinary (an unknown user, an empty list) is a value. */

/**
 * Why a {@link RecommenderError} was thrown.
 *
 * - `invalid-argument`: a field has a value that it cannot have; `field` and `value` say which.
 * - `unknown-item`: an item id that is not in the catalogue where one is required.
 * - `not-fitted`: something that learns was asked before it has learned.
 * - `snapshot-corrupt`: the bytes are truncated or changed.
 * - `snapshot-version`: the bytes were written by a newer version of the library.
 * - `fingerprint-mismatch`: the snapshot was made with other settings than those given.
 * - `missing-dependency`: an optional package is not installed.
 * - `aborted`: the caller's `AbortSignal` fired.
 * - `dropped`: a record was left out by a rule of the `clean` option.
 * - `limit-exceeded`: a value is beyond a stated limit.
 * - `held-out`: a model was about to be given what a split keeps for the test.
 * - `worker-failed`: a thread ended before its work did.
 * - `recommender-failed`: one of those that are compared threw an error of its own; `cause` is that.
 * - `model-not-loaded`: a language model's files cannot be had; `model-output-missing`: it gives no output of the kind that is asked for.
 * - `encoding-failed`: an encoder failed at a text; `invalid-vectors`: what it gave is not one vector a text, all finite and of one length.
 * - `unknown-word`: a word without a vector; `not-trained`: word vectors that cannot go on learning; `busy`: an update while another runs.
 */
export type ErrorCode =
  | 'invalid-argument'
  | 'unknown-item'
  | 'not-fitted'
  | 'snapshot-corrupt'
  | 'snapshot-version'
  | 'fingerprint-mismatch'
  | 'missing-dependency'
  | 'aborted'
  | 'dropped'
  | 'limit-exceeded'
  | 'held-out'
  | 'worker-failed'
  | 'recommender-failed'
  | 'model-not-loaded'
  | 'model-output-missing'
  | 'encoding-failed'
  | 'invalid-vectors'
  | 'unknown-word'
  | 'not-trained'
  | 'busy'
  | (string & {})

/** What a {@link RecommenderError} may carry besides its message. */
export interface RecommenderErrorDetails {
  /** The option, argument or record field at fault, as the caller wrote it: `'k'`, `'events[3].timestamp'`. */
  readonly field?: string | undefined
  /** The value that was received. */
  readonly value?: unknown
  /** The error underneath, where there is one. */
  readonly cause?: unknown
}

/**
 * Thrown when the library cannot do what was asked; says what was expected, what came, and what to do.
 *
 * @example
 * ```ts
 * try {
 *   await recommender.recommend({ k: 0 })
 * } catch (error) {
 *   if (error instanceof RecommenderError) console.log(error.code, error.field) // invalid-argument k
 * }
 * ```
 */
export class RecommenderError extends Error {
  override readonly name: string = 'RecommenderError'
  readonly code: ErrorCode
  readonly field?: string
  readonly value?: unknown

  constructor(code: ErrorCode, message: string, details: RecommenderErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    if (details.field !== undefined) this.field = details.field
    if ('value' in details) this.value = details.value
  }
}

/** An `invalid-argument` error: `field` had `value`; `remedy` says what is expected instead. */
export function invalidArgument(field: string, value: unknown, remedy: string): RecommenderError {
  return new RecommenderError('invalid-argument', `\`${field}\` is ${show(value)}. ${remedy}`, { field, value })
}

/** A value as an error message shows it: short, unambiguous, and never throwing itself. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 60 ? `${JSON.stringify(value.slice(0, 57))}...` : JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'symbol') return 'a symbol'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString()
  if (Array.isArray(value)) return `an array of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  return String(value)
}
