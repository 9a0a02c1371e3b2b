/**
 * First third of the round trip (round_trip.py): a small made-up catalogue, and the pairs that its likes give, in a folder.
 * `node tools/fine-tuning/export_pairs.mjs FOLDER` writes pairs.jsonl (for training), and items.json (`{ text, subject }`, of which the last fifth is in no pair).
 */
import { writeFile } from 'node:fs/promises'
import { exportPairs } from 'penchant/encode'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Usage: node tools/fine-tuning/export_pairs.mjs FOLDER')

/** What items are about: each has some of its subject's words, and more that say nothing. */
const subjects = {
  sea: 'ship harbour captain island storm sail whale anchor tide lighthouse',
  space: 'rocket planet orbit star comet astronaut galaxy moon alien station',
  kitchen: 'bread butter oven recipe soup spice flour kitchen cake pepper',
  crime: 'detective murder police clue thief alibi prison witness robbery judge',
}
const filler = 'story tale book life year small great old new long first last night day house world time people'.split(
  ' ',
)

let state = 7
const random = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0
  return state / 2 ** 32
}
const pick = (words) => words[Math.floor(random() * words.length)]

const items = Array.from({ length: 400 }, (_, at) => {
  const subject = Object.keys(subjects)[at % 4]
  const words = [1, 2, 3].map(() => pick(subjects[subject].split(' ')))
  const others = [1, 2, 3, 4, 5].map(() => pick(filler))
  return { id: `item-${at}`, subject, text: `${[...words, ...others].sort(() => random() - 0.5).join(' ')} ${at}` }
})
const known = items.slice(0, 320)
const likes = Array.from({ length: 200 }, (_, user) => {
  const own = known.filter(({ subject }) => subject === Object.keys(subjects)[user % 4])
  return Array.from({ length: 12 }, () => ({ userId: `user-${user}`, itemId: pick(own).id }))
}).flat()

await writeFile(`${folder}/pairs.jsonl`, exportPairs({ interactions: likes, items: known }, { seed: 1 }))
await writeFile(`${folder}/items.json`, JSON.stringify(items.map(({ text, subject }) => ({ text, subject }))))
