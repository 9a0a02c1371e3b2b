/** The texts of the TF-IDF bench: title and description of 7,600 AG-news articles, eight times, with a line number at the end. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const shared = process.env.PENCHANT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))

export function agNews(copies = 8) {
  const lines = gunzipSync(readFileSync(`${shared}/data/ag-news-test/test.csv.gz`))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
  const articles = lines.map((line) => {
    const [, title, description] = /^"\d","((?:[^"]|"")*)","((?:[^"]|"")*)"\r?$/.exec(line)
    return `${title.replaceAll('""', '"')} ${description.replaceAll('""', '"')}`
  })
  const texts = []
  for (let copy = 0; copy < copies; copy++) for (const article of articles) texts.push(`${article} ${texts.length}`)
  return texts
}
