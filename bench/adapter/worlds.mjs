/** The catalogues and likes of the adapter bench, each from its published files. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseCsv } from '../../examples/shared/csv.mjs'
import { readBooks, readRatings } from '../../examples/shared/goodbooks.mjs'

/** The folder of data sets: `PENCHANT_SHARED`, or `../shared` beside the project. */
export const shared = new URL(
  process.env.PENCHANT_SHARED ? `file://${process.env.PENCHANT_SHARED.replace(/\/?$/, '/')}` : '../../../shared/',
  import.meta.url,
)

/** The text of a file under {@link shared}, unpacked where its name ends in `.gz`. */
export function readShared(path) {
  const bytes = readFileSync(new URL(path, shared))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** `{ items: { id, text }[], likes: { userId, itemId }[] }` by name; a like is a rating of 4 or more, or an enrolment. */
export const worlds = {
  goodbooks() {
    const items = readBooks().map(({ id, title, authors, genres }) => ({
      id,
      text: `${title}. ${authors.join(', ')}. ${genres.join(', ')}`,
    }))
    return { items, likes: readRatings().filter(({ value }) => value >= 4) }
  },

  movielens() {
    const folder = 'data/movielens-latest-small/'
    const items = parseCsv(readShared(`${folder}movies_with_overview.csv.gz`)).map((row) => ({
      id: row.movieId,
      text: `${row.title}. ${row.genres.replaceAll('|', ', ')}. ${row.overview}`.trim(),
    }))
    const likes = parseCsv(readShared(`${folder}ratings.csv.gz`))
      .filter((row) => Number(row.rating) >= 4)
      .map((row) => ({ userId: row.userId, itemId: row.movieId }))
    return { items, likes }
  },

  courses() {
    const folder = 'data/mooccubex-sample/'
    const lines = (path) =>
      readShared(folder + path)
        .trim()
        .split('\n')
    const items = lines('course_profiles.jsonl.gz').map((line) => {
      const { mapped_id, name, about, fields } = JSON.parse(line)
      return { id: String(mapped_id), text: [name, fields.join('，'), about].filter(Boolean).join('。') }
    })
    const likes = ['train.txt.gz', 'test.txt.gz'].flatMap(lines).flatMap((line) => {
      const [userId, ...courses] = line.split(' ')
      return courses.map((itemId) => ({ userId, itemId }))
    })
    return { items, likes }
  },
}

/** Pairs of sentences with a gold score from 0 to 5: the test part in English, the development part in Chinese. */
export function readStsB(language) {
  const text = readShared(language === 'en' ? 'data/sts/stsb-en-test.csv' : 'data/sts/stsb-zh-dev.csv')
  return parseCsv(`first,second,score\n${text}`).map(({ first, second, score }) => ({
    first,
    second,
    score: Number(score),
  }))
}
