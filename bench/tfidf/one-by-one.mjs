/** What one text costs that is added to a collection, taken out again, and encoded: the same however large the collection is. */
import { TfidfEncoder } from 'penchant/encode'
import { agNews } from './texts.mjs'

const texts = agNews()
for (const size of [1_000, 7_600, 60_000]) {
  const encoder = new TfidfEncoder()
  await encoder.fit(texts.slice(0, size))
  const runs = texts.slice(60_000, 60_800)
  const median = async (call) => {
    const times = []
    for (const text of runs) {
      const started = performance.now()
      await call([text])
      times.push(1000 * (performance.now() - started))
    }
    return times.toSorted((a, b) => a - b)[runs.length >> 1].toFixed(1)
  }
  const terms = encoder.dimensions
  const added = await median((text) => encoder.add(text))
  const encoded = await median((text) => encoder.encode(text))
  const removed = await median((text) => encoder.remove(text))
  console.log(
    `  ${String(size).padStart(6)} texts, ${String(terms).padStart(6)} terms: add ${added} µs, encode ${encoded} µs, remove ${removed} µs`,
  )
}
