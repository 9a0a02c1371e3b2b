/** How records come in: from any iterable, in batches, each record judged on its own (or all of them together, where `strict`). */

import { type ErrorCode, invalidArgument, RecommenderError, show } from '../errors.ts'
import { Pacer, throwIfAborted, type WorkOptions } from '../work.ts'
import type { RecordChange, RecordCleaner } from './cleaning.ts'

/** A record that was not taken, and why. */
export interface Rejection {
  /** Its place in what was passed, from 0. */
  readonly index: number
  /** Its id, as far as it had one. */
  readonly id?: string
  readonly code: ErrorCode
  /** The field at fault, where one is. */
  readonly field?: string
  readonly message: string
}

/** What became of a batch. */
export interface IngestReport {
  /** New records. */
  readonly added: number
  /** Records that replaced one with the same id. */
  readonly updated: number
  /** Records that were left out, with reasons. */
  readonly rejected: readonly Rejection[]
  /** What the `clean` option changed or dropped, record by record; absent without that option. */
  readonly changes?: readonly RecordChange[]
  /** For events: the id of each one taken, in order; reasons refer to it. */
  readonly eventIds?: readonly string[]
}

/** Options of `addItems` and `observe`. */
export interface IngestOptions extends WorkOptions {
  /** All or nothing: one bad record, and the whole call throws with nothing applied. Default false: the good ones are taken, the bad ones reported. */
  readonly strict?: boolean
}

/** Records from an array, an iterable or an async iterable. */
export type Records<T> = Iterable<T> | AsyncIterable<T>

/** How one kind of record is taken in. */
export interface Intake<TRecord, TChecked> {
  /** What the records are, in messages and progress: `'items'`, `'events'`. */
  readonly phase: string
  /** Mends or drops a record before it is checked. */
  readonly clean?: RecordCleaner<TRecord> | undefined
  /** Throws if the record cannot be taken; changes nothing. */
  check(record: TRecord): TChecked
  /** The id of a record that failed, if it has one. */
  idOf(record: TRecord): string | undefined
  /** Takes checked records in. May have to wait (an encoder that computes elsewhere); what it does to the state, it does at once. */
  apply(checked: TChecked[]): void | Promise<void>
}

/** What did not go in as it was. */
export interface Ingested {
  readonly rejected: readonly Rejection[]
  readonly changes: readonly RecordChange[]
}

const CHUNK = 512

/**
 * Takes records in, chunk by chunk, giving way to the event loop between chunks. Where neither the records nor the intake have to wait and
 * the work is short, everything is done before this returns its promise.
 */
export async function ingest<TRecord, TChecked>(
  records: Records<TRecord>,
  intake: Intake<TRecord, TChecked>,
  options: IngestOptions,
): Promise<Ingested> {
  const { phase } = intake
  const pacer = new Pacer(options)
  const rejected: Rejection[] = []
  const changes: RecordChange[] = []
  const total = Array.isArray(records) ? records.length : undefined
  const progress = (done: number): { phase: string; done: number; total?: number } =>
    total === undefined ? { phase, done } : { phase, done, total }
  let chunk: TChecked[] = []
  let done = 0

  const take = (record: TRecord): void => {
    try {
      chunk.push(intake.check(cleaned(record, intake.clean, done, changes)))
    } catch (error) {
      if (options.strict) throw strictError(error, phase, done)
      rejected.push(rejection(error, done, intake.idOf(record)))
    }
    done++
  }
  const flush = (): Promise<void> | undefined => {
    const full = chunk
    chunk = []
    return full.length === 0 ? undefined : (intake.apply(full) ?? undefined)
  }
  /** After each record: applies a full chunk, and gives way when the time slice is used up. Gives a promise only where there is something to wait for. */
  const step = (): Promise<void> | undefined => {
    const tired = (done & 63) === 0 && pacer.due()
    const waiting = !options.strict && (tired || chunk.length >= CHUNK) ? flush() : undefined
    if (!tired) return waiting
    return (waiting ?? Promise.resolve()).then(() => pacer.pause(progress(done)))
  }

  if (Symbol.iterator in records) {
    for (const record of records) {
      take(record)
      const waiting = step()
      if (waiting) await waiting
    }
  } else {
    for await (const record of records) {
      take(record)
      const waiting = step()
      if (waiting) await waiting
    }
  }
  throwIfAborted(options.signal)
  const waiting = flush()
  if (waiting) await waiting
  pacer.report(progress(done))
  return { rejected, changes }
}

/** The record as the cleaner leaves it; what it did goes into `changes`. Throws `dropped` if it leaves the record out. */
export function cleaned<TRecord>(
  record: TRecord,
  clean: RecordCleaner<TRecord> | undefined,
  index: number,
  changes: RecordChange[],
): TRecord {
  if (clean === undefined) return record
  const result = clean(record)
  for (const { rule, kind, why } of result.changes) changes.push({ index, rule, kind, why })
  if (result.record !== undefined) return result.record
  const last = result.changes.findLast(({ kind }) => kind === 'dropped')
  const message = `Left out by the \`clean\` option (${last?.rule ?? 'no rule named'}): ${last?.why ?? 'no reason given'}.`
  throw new RecommenderError('dropped', message)
}

function rejection(error: unknown, index: number, id: string | undefined): Rejection {
  const known = error instanceof RecommenderError
  const code = known ? error.code : 'invalid-argument'
  const message = error instanceof Error ? error.message : show(error)
  const field = known && error.field !== undefined ? { field: error.field } : {}
  return { index, ...(id !== undefined && { id }), code, ...field, message }
}

function strictError(error: unknown, phase: string, index: number): RecommenderError {
  const known = error instanceof RecommenderError ? error : undefined
  const message = error instanceof Error ? error.message : show(error)
  return new RecommenderError(
    known?.code ?? 'invalid-argument',
    `${phase}[${index}]: ${message} Nothing was taken in.`,
    {
      field: `${phase}[${index}]${known?.field === undefined ? '' : `.${known.field}`}`,
      value: known?.value,
      cause: error,
    },
  )
}

/** `records` if it can be iterated; a bare string (whose iteration gives letters) and anything else is refused. */
export function checkRecords<T>(records: unknown, field: string, example: string): Records<T> {
  if (
    typeof records === 'object' &&
    records !== null &&
    (Symbol.iterator in records || Symbol.asyncIterator in records)
  ) {
    return records as Records<T>
  }
  throw invalidArgument(field, records, `Pass an array, an iterable or an async iterable, such as ${example}.`)
}
