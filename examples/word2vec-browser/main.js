/** The page: starts the worker, draws the loss as it falls and the words on a plane, answers for neighbours. */
import { Word2Vec } from 'penchant/encode'
import book from '../word2vec-explore/books/1342-pride-and-prejudice.txt.gz?url'
import { toPlane } from './plane.js'
import TrainingWorker from './worker.js?worker'

const byId = (id) => document.getElementById(id)
const losses = []

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
  losses.push([done / total, loss])
  const highest = Math.max(...losses.map(([, value]) => value))
  const lowest = Math.min(...losses.map(([, value]) => value))
  const points = losses.map(
    ([x, y]) => `${10 + 580 * x},${150 - (140 * (y - lowest)) / Math.max(1e-9, highest - lowest)}`,
  )
  byId('loss').innerHTML =
    `<polyline points="${points.join(' ')}"/><text x="590" y="20" text-anchor="end">${loss.toFixed(3)}</text>`
}

function showModel(model, report) {
  byId('status').textContent =
    `Trained: ${model.words.length} words, ${Math.round(report.wordsPerSecond / 1000)} thousand a second (${report.backend}).`
  drawPlane(model)
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

/** Words 60 to 160 by frequency: after the little words that stand everywhere. */
function drawPlane(model) {
  const words = model.words.slice(60, 160)
  const points = toPlane(words.map((word) => model.vector(word)))
  const scale = (values, size) => {
    const [low, high] = [Math.min(...values), Math.max(...values)]
    return (value) => 20 + ((size - 60) * (value - low)) / (high - low)
  }
  const x = scale(
    points.map(([first]) => first),
    600,
  )
  const y = scale(
    points.map(([, second]) => second),
    400,
  )
  const dots = words.map((word, i) => {
    const [cx, cy] = [x(points[i][0]), y(points[i][1])]
    return `<circle cx="${cx}" cy="${cy}" r="2"/><text x="${cx + 4}" y="${cy + 3}">${word.replace(/[<&]/g, '')}</text>`
  })
  byId('plane').innerHTML = dots.join('')
}
