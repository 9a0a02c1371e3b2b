/** Accuracy against diversity as a picture: each recommender is a point with its intervals. */

import { invalidArgument, RecommenderError } from '../../errors.ts'
import { checkNames } from '../../option-names.ts'
import { ComparisonReport } from './comparison-report.ts'
import { EvaluationReport } from './evaluation-report.ts'

/** The little that is called of Observable Plot (`@observablehq/plot`). */
export interface PlotLibrary {
  plot(options: object): { readonly outerHTML: string }
  dot(data: readonly object[], options: object): unknown
  text(data: readonly object[], options: object): unknown
  ruleX(data: readonly object[], options: object): unknown
  ruleY(data: readonly object[], options: object): unknown
}

/** Options of {@link plot}. */
export interface PlotOptions {
  /** Observable Plot. Default: the package `@observablehq/plot`, imported on first use. */
  readonly Plot?: PlotLibrary
  /** The document that draws. Default: the page's own; outside of a browser pass one, such as linkedom's. */
  readonly document?: object
  /** The metric of diversity, across. Default: the first there is of intra-list distance, category entropy, personalisation, coverage. */
  readonly x?: string
  /** The metric of accuracy, upwards. Default: the first there is of nDCG, recall, hit rate. */
  readonly y?: string
  /** In pixels. Default 640 and 400. */
  readonly width?: number
  readonly height?: number
}

/**
 * An SVG of accuracy against diversity, as text that begins with `<svg`.
 *
 * @example
 * ```ts
 * const svg = await plot(report) // in a page
 * const svg = await plot(report, { Plot: await import('@observablehq/plot'), document: parseHTML('').document }) // in Node, with linkedom
 * ```
 */
export async function plot(report: ComparisonReport | EvaluationReport, options: PlotOptions = {}): Promise<string> {
  checkNames(options, ['Plot', 'document', 'x', 'y', 'width', 'height'])
  if (!(report instanceof ComparisonReport || report instanceof EvaluationReport))
    throw invalidArgument('report', report, 'Pass what evaluate or compare gives.')
  const reports = report instanceof ComparisonReport ? report.reports : [report]
  const measured = Object.keys(reports[0]!.metrics)
  const x = choose('x', options.x, measured, ['intraListDistance', 'categoryEntropy', 'personalization', 'coverage'])
  const y = choose('y', options.y, measured, ['ndcg', 'recall', 'hitRate'])
  const { width = 640, height = 400 } = options
  for (const [name, value] of Object.entries({ width, height }))
    if (!(Number.isFinite(value) && value > 0)) throw invalidArgument(name, value, 'Give a number of pixels.')
  const document = options.document ?? (globalThis as { readonly document?: object }).document
  if (document === undefined)
    throw invalidArgument('document', document, 'Outside of a browser pass one: parseHTML("").document of linkedom.')
  const Plot = options.Plot ?? (await importPlot())
  const points = reports.map(({ name, metrics }) => {
    const [across, up] = [metrics[x]!, metrics[y]!]
    return {
      name,
      x: across.value,
      y: up.value,
      x1: across.low ?? across.value,
      x2: across.high ?? across.value,
      y1: up.low ?? up.value,
      y2: up.high ?? up.value,
    }
  })
  const svg = Plot.plot({
    document,
    width,
    height,
    grid: true,
    inset: 24,
    x: { label: x },
    y: { label: y },
    marks: [
      Plot.ruleY(points, { y: 'y', x1: 'x1', x2: 'x2', stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.ruleX(points, { x: 'x', y1: 'y1', y2: 'y2', stroke: 'currentColor', strokeOpacity: 0.4 }),
      Plot.dot(points, { x: 'x', y: 'y', fill: 'currentColor', r: 4 }),
      Plot.text(points, { x: 'x', y: 'y', text: 'name', dy: -12 }),
    ],
  })
  return svg.outerHTML
}

/** The asked metric, or the first of the usual ones that was measured. */
function choose(
  field: string,
  asked: string | undefined,
  measured: readonly string[],
  usual: readonly string[],
): string {
  const wanted = asked === undefined ? usual : [asked]
  for (const name of wanted) {
    const found = measured.find((metric) => metric === name || metric.split('@')[0] === name)
    if (found !== undefined) return found
  }
  throw invalidArgument(field, asked, `Name a metric of the report: ${measured.join(', ')}.`)
}

async function importPlot(): Promise<PlotLibrary> {
  // Held apart from the import, so that no bundler looks for what need not be there.
  const name = '@observablehq/plot'
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ name)) as PlotLibrary
  } catch (cause) {
    const message = `The package ${name} could not be imported. Install it, or pass it: plot(report, { Plot: await import('${name}') }).`
    throw new RecommenderError('missing-dependency', message, { field: 'Plot', value: undefined, cause })
  }
}
