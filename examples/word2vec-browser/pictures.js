/** The two pictures of the page, drawn with uPlot: the loss while it falls, and words on a plane. */
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

const blue = '#2f6fde'

/** A curve that grows: call `add(words, loss)` for each new point. */
export function lossCurve(element) {
  const data = [[], []]
  const plot = draw(element, 2.6, data, {
    scales: { x: { time: false } },
    axes: axes('Thousand words read', 'Loss of a pair'),
    series: [{}, { label: 'Loss', stroke: blue, width: 2, points: { show: false } }],
  })
  return {
    add(words, loss) {
      data[0].push(words / 1000)
      data[1].push(loss)
      plot.setData(data)
    },
  }
}

/** Each word at its place: `xs` and `ys` are coordinates in the order of `words`. */
export function wordPicture(element, words, [xs, ys]) {
  // uPlot wants the places from left to right.
  const order = words.map((_, i) => i).sort((a, b) => xs[a] - xs[b])
  const sorted = (values) => order.map((i) => values[i])
  const names = sorted(words)
  const writeNames = (plot) => {
    const { ctx, data } = plot
    ctx.save()
    ctx.fillStyle = textColour()
    ctx.font = `${11 * uPlot.pxRatio}px system-ui, sans-serif`
    for (const [i, name] of names.entries()) {
      ctx.fillText(name, plot.valToPos(data[0][i], 'x', true) + 5, plot.valToPos(data[1][i], 'y', true) + 3)
    }
    ctx.restore()
  }
  draw(element, 1.5, [sorted(xs), sorted(ys)], {
    scales: { x: { time: false, range: padded }, y: { range: padded } },
    axes: axes('First main direction', 'Second main direction'),
    series: [{}, { stroke: blue, paths: () => null, points: { show: true, size: 5, fill: blue } }],
    hooks: { draw: [writeNames] },
  })
  return names
}

/** A plot as wide as its element, also after the window changed. */
function draw(element, proportion, data, options) {
  const size = () => ({ width: element.clientWidth, height: Math.max(180, element.clientWidth / proportion) })
  const plot = new uPlot({ ...size(), legend: { show: false }, cursor: { show: false }, ...options }, data, element)
  new ResizeObserver(() => plot.setSize(size())).observe(element)
  return plot
}

const padded = (_, low, high) => [low - (high - low) / 20, high + (high - low) / 6]

const textColour = () => getComputedStyle(document.body).color

const axes = (x, y) =>
  [x, y].map((label) => ({
    label,
    stroke: textColour,
    grid: { stroke: '#8884' },
    ticks: { stroke: '#8884' },
  }))
