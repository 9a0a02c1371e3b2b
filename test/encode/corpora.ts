/** Texts of the shared data, which is not part of the package; tests that need them skip where it is missing. */

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const shared = process.env.PENCHANT_SHARED ?? fileURLToPath(new URL('../../../shared', import.meta.url))

export const hasSharedData: boolean = existsSync(`${shared}/data/ag-news-test/test.csv.gz`)
export const missingSharedData = 'needs the shared data: set PENCHANT_SHARED'

function lines(path: string): string[] {
  return gunzipSync(readFileSync(`${shared}/data/${path}`))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
}

/** Title and description of 7,600 articles. */
export function agNews(): string[] {
  return lines('ag-news-test/test.csv.gz').map((line) => {
    const [, title, description] = /^"\d","((?:[^"]|"")*)","((?:[^"]|"")*)"\r?$/.exec(line)!
    return `${title!.replaceAll('""', '"')} ${description!.replaceAll('""', '"')}`
  })
}

/** Title and text of 2,225 articles. */
export function bbcNews(): string[] {
  return lines('bbc-news/bbc.tsv.gz')
    .slice(1)
    .map((line) => line.split('\t').slice(2, 4).join(' '))
}

/** 10,000 Chinese news titles. */
export function chineseTitles(): string[] {
  return lines('zh-text/thucnews-titles/dev.txt.gz').map((line) => line.split('\t')[0]!)
}

/** Every so manyth text, cut into `learn` texts to learn from and a quarter as many to encode. */
export function splitTexts(
  texts: readonly string[],
  learn: number,
  every: number,
): { learn: string[]; other: string[] } {
  const chosen = texts.filter((_, index) => index % every === 0)
  return { learn: chosen.slice(0, learn), other: chosen.slice(learn, learn + Math.floor(learn / 4)) }
}

/** Two sentences and people's score of how alike they are, 0 to 5; the parts of the two languages hold the same pairs, line by line. */
export function stsbDev(language: 'en' | 'zh'): { first: string; second: string; score: number }[] {
  const field = '("(?:[^"]|"")*"|[^,]*)'
  const row = new RegExp(`^${field},${field},([\\d.]+)\\r?$`)
  const plain = (cell: string): string => cell.replace(/^"|"$/g, '').replaceAll('""', '"')
  const text = readFileSync(`${shared}/data/sts/stsb-${language}-dev.csv`, 'utf8')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, first, second, score] = row.exec(line)!
      return { first: plain(first!), second: plain(second!), score: Number(score) }
    })
}
