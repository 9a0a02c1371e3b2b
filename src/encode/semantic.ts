/** The built-in encoder of meanings, whose weights are loaded when they are first needed. */

import type { Encoder } from './encoder.ts'

/** The fingerprint while the weights, which are part of it, are not loaded. */
export const UNLOADED = 'semantic'

/** Stands in for the encoder that `penchant/static` makes, until that is there. */
export function semanticEncoder(): Encoder {
  let loaded: Encoder | undefined
  const load = async (): Promise<Encoder> => {
    const { semanticEncoder: make } = await import('../static/index.ts')
    loaded ??= await make()
    return loaded
  }
  return {
    get id() {
      return loaded?.id ?? UNLOADED
    },
    get dimensions() {
      return loaded?.dimensions ?? 0
    },
    output: 'dense',
    metric: 'cosine',
    accepts: ['text'],
    async ready() {
      await load()
    },
    encode: async (texts, options) => (await load()).encode(texts, options),
  }
}
