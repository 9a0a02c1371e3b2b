/** The page: starts the worker, shows the loss as it falls and the words on a plane, answers for neighbours. */
import { Word2Vec } from 'penchant/encode'
import book from '../word2vec-explore/books/1342-pride-and-prejudice.txt.gz?url'
import { lossCurve, wordPicture } from './pictures.js'
import { toPlane } from './plane.ts'
import TrainingWorker from './worker.js?worker'

const byId = (id) => document.getElementById(id)
const curve = lossCurve(byId('loss'))

const packed = await (await fetch(book)).arrayBuffer()
// Some servers unpack .gz themselves.
const isPacked = new Uint8Array(packed)[0] === 0x1f
const stream = new Blob([packed]).stream()
const text = await new Response(isPacked ? stream.pipeThrough(new DecompressionStream('gzip')) : stream).text()

const worker = new TrainingWorker()
worker.addEventListener('message', ({ data }) => {
  if (data.kind === 'progress') showProgress(data.progress)
  else showModel(Word2Vec.fromSnapshot(data.snapshot), data.report)
})
worker.addEventListener('error', ({ message }) => {
  byId('status').textContent = `The training failed: ${message}`
})
worker.postMessage(text.split('\n'))

function showProgress({ phase, done, total, epoch, loss, wordsPerSecond }) {
  if (phase !== 'train') return
  byId('status').textContent =
    `Pass ${epoch}: ${Math.round((100 * done) / total)} %, ${Math.round(wordsPerSecond / 1000)} thousand words a second`
  if (loss === undefined) return
  curve.add(done, loss)
  if (byId('first').textContent === '') byId('first').textContent = loss.toFixed(3)
  byId('last').textContent = loss.toFixed(3)
}

function showModel(model, report) {
  byId('status').textContent =
    `Trained: ${model.words.length} words, ${Math.round(report.wordsPerSecond / 1000)} thousand a second (${report.backend}).`
  // Words 60 to 160 by frequency: after the little words that stand everywhere.
  const words = model.words.slice(60, 160)
  const drawn = wordPicture(byId('plane'), words, toPlane(words.map((word) => model.vector(word))))
  byId('drawn').replaceChildren(...drawn.map((word) => new Option(word)))
  const input = byId('word')
  input.disabled = false
  const answer = () => {
    const word = input.value.trim().toLowerCase()
    const lines = model.has(word) ? model.mostSimilar({ positive: [word], k: 8 }) : []
    const items = lines.map(({ word: near, score }) => {
      const item = document.createElement('li')
      item.textContent = `${near} (${score.toFixed(2)})`
      return item
    })
    byId('neighbours').replaceChildren(...items)
  }
  byId('ask').addEventListener('submit', (event) => event.preventDefault())
  input.addEventListener('input', answer)
  answer()
}
