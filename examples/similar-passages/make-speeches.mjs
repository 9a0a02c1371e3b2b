/**
 * Writes examples/data/public-domain/speeches.txt.gz: `node examples/similar-passages/make-speeches.mjs state_union.txt.gz`, where the argument is the corpus `state_union` of nltk_data as one file,
 * one paragraph a line.
 *
 * Of each president the first two addresses that the corpus heads with name and date, if they have 500 to 10,000 words. Line by line, white space made single;
 * the heading becomes `# Name, Month day, year`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'

const EACH = 2
const FEWEST_WORDS = 500
const MOST_WORDS = 10_000

const lines = gunzipSync(readFileSync(process.argv[2]))
  .toString('utf8')
  .split('\n')
  .map((line) => line.replace(/\s+/g, ' ').trim())
const starts = lines.flatMap((line, at) => (/\bSTATE OF THE UNION\b|\bADDRESS\b|^PRESIDENT /.test(line) ? at : []))
const taken = new Map()
let kept = ''
for (const [n, start] of starts.entries()) {
  const name = /^PRESIDENT (.+?)'S /.exec(lines[start])?.[1]
  const date = /^[A-Z][a-z]+ \d{1,2}, (?:19|20)\d\d/.exec(lines[start + 1] ?? '')?.[0]
  const text = lines.slice(start + 2, starts[n + 1]).filter((line) => line !== '')
  const words = text.join(' ').split(' ').length
  if (name === undefined || date === undefined || words > MOST_WORDS || words < FEWEST_WORDS) continue
  if ((taken.get(name) ?? 0) === EACH) continue
  taken.set(name, (taken.get(name) ?? 0) + 1)
  kept += `# ${inNameCase(name)}, ${date}\n${text.join('\n')}\n`
}
writeFileSync(new URL('../data/public-domain/speeches.txt.gz', import.meta.url), gzipSync(kept, { level: 9 }))

/** DWIGHT D. EISENHOWER as Dwight D. Eisenhower. */
function inNameCase(name) {
  return name.replace(/[A-Z]+/g, (word) => word[0] + word.slice(1).toLowerCase())
}
