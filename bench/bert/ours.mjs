/** Our side: encodes the texts once, and again from the cache. `ours.mjs DTYPE TEXTS THREADS FILE` writes the vectors to FILE. */
import { writeFileSync } from 'node:fs'
import { agNews, encoder } from './shared.mjs'

const [dtype, texts, threads, file] = process.argv.slice(2)
const chosen = agNews(Number(texts))
const bert = encoder(dtype, Number(threads))
await bert.encode(['to load the model', ...chosen.slice(0, 64).map((text) => `${text} to warm up`)])

const timed = async () => {
  const [start, used] = [performance.now(), process.cpuUsage()]
  const matrix = await bert.encode(chosen)
  const { user, system } = process.cpuUsage(used)
  return { matrix, seconds: (performance.now() - start) / 1000, processor: (user + system) / 1e6 }
}
const { matrix, seconds, processor } = await timed()
const again = []
for (let run = 0; run < 5; run++) again.push((await timed()).seconds)
writeFileSync(file, new Uint8Array(matrix.values.buffer))
console.log(JSON.stringify({ seconds, processor, cachedSeconds: again.toSorted((a, b) => a - b)[2] }))
