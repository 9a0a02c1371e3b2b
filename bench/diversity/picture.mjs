/** The picture of the guide to diversity: what changes against diversity 0, a panel for each recommender. */

import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

const colors = { 'recall@20': '#c0392b', distance: '#2a6f97', coverage: '#4c956c' }

/** How far below the end of its line each is named, in pixels. */
const offsets = { 'recall@20': 22, distance: -10, coverage: -10 }

/** An SVG of points { panel, diversity, measure, percent }. */
export function picture(points) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const scale = { fx: 'panel', x: 'diversity', y: 'percent' }
  const svg = Plot.plot({
    document,
    width: 960,
    height: 440,
    marginTop: 40,
    marginBottom: 50,
    insetLeft: 6,
    insetRight: 6,
    grid: true,
    style: { background: 'white', color: 'black', fontSize: '12px' },
    fx: { label: null, padding: 0.14, domain: [...new Set(points.map(({ panel }) => panel))] },
    x: { label: 'diversity', labelOffset: 44, ticks: [0, 0.5, 1] },
    y: { label: 'change against diversity 0, %', domain: [-34, 160] },
    color: { domain: Object.keys(colors), range: Object.values(colors) },
    marks: [
      Plot.ruleY([0], { strokeOpacity: 0.5 }),
      Plot.ruleY([-2], { stroke: colors['recall@20'], strokeDasharray: '3,3' }),
      Plot.line(points, { ...scale, stroke: 'measure', strokeWidth: 2 }),
      // A halo keeps names readable where a line passes.
      ...Object.keys(colors).map((measure) =>
        Plot.text(
          points.filter((point) => point.diversity === 1 && point.measure === measure),
          {
            ...scale,
            text: 'measure',
            fill: 'measure',
            stroke: 'white',
            strokeWidth: 4,
            textAnchor: 'end',
            dy: offsets[measure],
          },
        ),
      ),
    ],
  })
  // A document of linkedom leaves out what a picture of its own needs.
  return `${svg.outerHTML.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ')}\n`
}
