/** Pairs of texts for training elsewhere: what a tool that trains a whole transformer reads. */

import { invalidArgument } from '../../errors.ts'
import { randomNumbers, shuffle } from '../../math/random.ts'
import { checkNames } from '../../option-names.ts'
import { Pacer, type WorkOptions } from '../../work.ts'
import { type AdapterData, type Links, readLinks } from './links.ts'

/** Options of {@link exportPairs}. */
export interface ExportPairsOptions extends WorkOptions {
  /** Of interactions: pairs a user at most, from 1, so that busy users do not outweigh the others. Default 50. */
  readonly pairsPerUser?: number
  /** Drives all chance. Default 0. */
  readonly seed?: number
}

/**
 * The pairs that an adapter would learn from, as JSON lines (each with its line end) for training a whole model elsewhere: `anchor` and `positive`, with `negative` where one was given and `score` where the pairs
 * have scores. sentence-transformers reads such a file as it is.
 *
 * Of interactions, each text of an item that a user liked is paired with that of another item that the same user liked, drawn at random. Throws as `trainAdapter` does for data that
 * cannot be right, on the first line asked for.
 *
 * @example
 * ```ts
 * await writeFile('pairs.jsonl', exportPairs({ interactions: likes, items: books })) // of node:fs/promises
 * ```
 */
export async function* exportPairs(data: AdapterData, options: ExportPairsOptions = {}): AsyncGenerator<string, void> {
  const { pairsPerUser, seed, work } = checkOptions(options)
  const links = await readLinks(data, work)
  const pacer = new Pacer(work)
  const random = randomNumbers(seed, 0)
  const total = links.starts.length - 1
  for (let query = 0; query < total; query++) {
    const lines = links.queries === undefined ? fromLikes(links, query, pairsPerUser, random) : fromPairs(links, query)
    for (const line of lines) yield `${JSON.stringify(line)}\n`
    if (pacer.due()) await pacer.pause({ phase: 'pairs', done: query + 1, total })
  }
  pacer.report({ phase: 'pairs', done: total, total })
}

interface Line {
  readonly anchor: string
  readonly positive: string
  readonly negative?: string
  readonly score?: number
}

function* fromLikes({ documents, starts, documentOf }: Links, user: number, most: number, random: () => number) {
  const liked = documentOf.slice(starts[user]!, starts[user + 1]!)
  if (liked.length < 2) return
  shuffle(liked, random)
  for (let at = 0; at < Math.min(most, liked.length); at++) {
    // Any of the others, each as likely.
    const other = (at + 1 + Math.floor(random() * (liked.length - 1))) % liked.length
    yield { anchor: documents[liked[at]!]!, positive: documents[liked[other]!]! } satisfies Line
  }
}

function* fromPairs({ documents, queries, starts, documentOf, scores, negatives }: Links, query: number) {
  for (let link = starts[query]!; link < starts[query + 1]!; link++) {
    const negative = negatives?.[link] ?? -1
    // Scores came as doubles and were kept in single precision.
    const score = scores === undefined ? undefined : Number(scores[link]!.toPrecision(7))
    yield {
      anchor: queries![query]!,
      positive: documents[documentOf[link]!]!,
      ...(negative >= 0 && { negative: documents[negative]! }),
      ...(score !== undefined && { score }),
    } satisfies Line
  }
}

function checkOptions(options: ExportPairsOptions): { pairsPerUser: number; seed: number; work: WorkOptions } {
  checkNames(options, ['pairsPerUser', 'seed', 'signal', 'onProgress'])
  const { pairsPerUser = 50, seed = 0, ...work } = options
  if (!Number.isSafeInteger(pairsPerUser) || pairsPerUser < 1)
    throw invalidArgument('pairsPerUser', pairsPerUser, 'Pass a whole number from 1.')
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', seed, 'Pass a whole number.')
  return { pairsPerUser, seed, work }
}
