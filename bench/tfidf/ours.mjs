/** One side of `npm run bench -- tfidf`: runs a workload so many times in this process, prints times and peak memory as JSON. */
import { LsaEncoder, TfidfEncoder } from 'penchant/encode'
import { agNews } from './texts.mjs'

const [workload, runs] = [process.argv[2], Number(process.argv[3])]
const make = {
  words: () => new TfidfEncoder({ tokenPattern: 'scikit-learn' }),
  tokenizer: () => new TfidfEncoder(),
  phrases: () => new TfidfEncoder({ tokenPattern: 'scikit-learn', ngramRange: [1, 2] }),
  pieces: () => new TfidfEncoder({ analyzer: 'char-wb', ngramRange: [3, 5] }),
  lsa: () => new LsaEncoder({ tokenPattern: 'scikit-learn', components: 100 }),
}[workload]
const texts = workload === 'pieces' ? agNews().slice(0, 20_000) : agNews()

const seconds = []
const processor = []
let shape = ''
for (let run = 0; run < runs; run++) {
  const encoder = make()
  const [started, used] = [performance.now(), process.cpuUsage()]
  const matrix = await encoder.fitEncode(texts)
  seconds.push((performance.now() - started) / 1000)
  const { user, system } = process.cpuUsage(used)
  processor.push((user + system) / 1e6)
  shape = `${matrix.rows} x ${matrix.columns}, ${matrix.values.length} values`
}
const megabytes = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ texts: texts.length, seconds, processor, megabytes, shape }))
