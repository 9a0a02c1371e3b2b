/** How a corpus is cut into the blocks that go through the kernel one by one. */

import { randomNumbers, shuffle as shuffleNumbers } from '../../math/random.ts'
import type { ResolvedOptions } from './options.ts'
import type { StoredTokens } from './stored-tokens.ts'

/** Tokens of a block: small enough that an abort is heeded at once, and that the learning rate falls smoothly. */
export const BLOCK = 10_000
/** Most tokens that a block has, where a sentence goes on beyond its end. */
export const MAX_BLOCK: number = 2 * BLOCK

/** Token places at which blocks begin, and the end: about `BLOCK` tokens each (a twentieth of a small corpus), to sentence ends where there are any near. */
export function blockBounds(tokens: StoredTokens): Uint32Array {
  const size = Math.max(500, Math.min(BLOCK, Math.ceil(tokens.length / 20)))
  const bounds = [0]
  for (let from = 0; from < tokens.length; ) {
    let to = Math.min(tokens.length, from + size)
    const furthest = Math.min(tokens.length, to + BLOCK)
    while (to < furthest && tokens.at(to - 1) !== -1) to += 1
    bounds.push(to)
    from = to
  }
  return Uint32Array.from(bounds)
}

/** The first of the streams of chance that draw orders, one an epoch, beyond those of the vectors' start and of the threads. */
const ORDER_STREAM = 1000

/** The order in which an epoch goes through the blocks: drawn anew for each epoch, or as they stand. */
export function blockOrder(
  blocks: number,
  epoch: number,
  { seed, shuffle }: Pick<ResolvedOptions, 'seed' | 'shuffle'>,
): Uint32Array {
  const order = Uint32Array.from({ length: blocks }, (_, block) => block)
  return shuffle ? shuffleNumbers(order, randomNumbers(seed, ORDER_STREAM + epoch)) : order
}
