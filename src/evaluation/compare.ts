/** Judges several recommenders on the same users, and says which differences can be believed. */

import { invalidArgument, RecommenderError, show } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { type EvaluateOptions, evaluateNames, evaluateOne } from './evaluate.ts'
import type { CustomMetric, MetricName } from './measure.ts'
import { checkOneOf } from './options.ts'
import { ComparisonReport, type Difference } from './report/comparison-report.ts'
import type { EvaluationReport } from './report/evaluation-report.ts'
import type { Split } from './split/split.ts'
import { bootstrapMean, holm, pairedTest, type TestMethod } from './statistics.ts'
import type { Evaluable } from './subject.ts'

/** Options of {@link compare}. */
export interface CompareOptions extends Omit<EvaluateOptions, 'name'> {
  /** The one that the others are compared with. Default: every pair is compared. */
  readonly baseline?: string
  /** How a difference is tested. Default `'permutation'`; see {@link pairedTest}. */
  readonly test?: TestMethod
  /** Which metrics are tested. Fewer tests need less correction. Default: all that have one figure a user. */
  readonly tested?: readonly (MetricName | string)[]
}

/**
 * Evaluates each recommender by `evaluate` and tests the differences, user by user. All p-values of the report are corrected together by Holm's method, so that the
 * chance that any difference marked at level 0.05 is none is at most 0.05, however many are compared.
 *
 * @example
 * ```ts
 * const report = await compare({ popular: popularity(), similar: itemKnn() }, split, { k: 10 })
 * console.log(report.toMarkdown())
 * report.differences.filter(({ corrected }) => corrected < 0.05)
 * ```
 */
export async function compare(
  recommenders: Readonly<Record<string, Evaluable>>,
  split: Split,
  options: CompareOptions = {},
): Promise<ComparisonReport> {
  checkNames(options, [...evaluateNames.filter((name) => name !== 'name'), 'baseline', 'test', 'tested'])
  if (typeof recommenders !== 'object' || recommenders === null)
    throw invalidArgument(
      'recommenders',
      recommenders,
      'Pass several by name: { popular: popularity(), mine: recommender }.',
    )
  const names = Object.keys(recommenders)
  if (names.length < 2) throw invalidArgument('recommenders', recommenders, 'Pass at least two.')
  const { baseline, test, tested, ...rest } = options
  if (baseline !== undefined && !names.includes(baseline))
    throw invalidArgument('baseline', baseline, `It is none of those given: ${names.join(', ')}.`)
  const method = checkOneOf(test ?? 'permutation', 'test', ['permutation', 'wilcoxon', 'bootstrap'])
  checkTested(tested, options)
  const reports: EvaluationReport[] = []
  for (const name of names)
    reports.push(await evaluateOne(recommenders[name]!, split, { ...rest, name }, (error) => failed(name, error)))
  return new ComparisonReport({
    reports,
    differences: testAll(reports, baseline, tested, method, rest),
    test: method,
    ...(baseline === undefined ? {} : { baseline }),
  })
}

/** The error of one of several, under its name; what was aborted stays what it is. */
function failed(name: string, error: unknown): unknown {
  if (error instanceof RecommenderError && error.code === 'aborted') return error
  const field = `recommenders.${name}`
  const message = `The recommender \`${name}\` failed: ${error instanceof Error ? error.message : show(error)}`
  if (!(error instanceof RecommenderError))
    return new RecommenderError('recommender-failed', message, { field, cause: error })
  return new RecommenderError(error.code, message, { field, value: error.value, cause: error })
}

function checkTested(tested: unknown, { metrics = [] }: CompareOptions): void {
  if (tested === undefined) return
  if (!Array.isArray(tested)) throw invalidArgument('tested', tested, "Pass names of metrics: ['ndcg'].")
  const names = metrics.map((metric: MetricName | CustomMetric) => (typeof metric === 'string' ? metric : metric.name))
  for (const name of tested as string[])
    if (names.length > 0 && !names.includes(name.split('@')[0]!))
      throw invalidArgument('tested', name, `It is not measured: ${names.join(', ')}.`)
}

function testAll(
  reports: readonly EvaluationReport[],
  baseline: string | undefined,
  tested: readonly string[] | undefined,
  method: TestMethod,
  { seed = 0, resamples, confidence }: CompareOptions,
): Difference[] {
  const bootstrap = {
    seed,
    ...(resamples === undefined ? {} : { resamples }),
    ...(confidence === undefined ? {} : { confidence }),
  }
  const found: Omit<Difference, 'corrected'>[] = []
  for (const [at, first] of reports.entries()) {
    for (const second of reports.slice(at + 1)) {
      if (baseline !== undefined && first.name !== baseline && second.name !== baseline) continue
      const [a, b] = second.name === baseline ? [second, first] : [first, second]
      for (const [metric, values] of Object.entries(a.perUser)) {
        if (tested !== undefined && !tested.some((name) => name === metric || name === metric.split('@')[0])) continue
        const others = b.perUser[metric]!
        const {
          value,
          low = value,
          high = value,
        } = bootstrapMean(
          others.map((other, user) => other - values[user]!),
          bootstrap,
        )
        found.push({
          from: a.name,
          to: b.name,
          metric,
          value,
          low,
          high,
          p: pairedTest(others, values, { method, seed }),
        })
      }
    }
  }
  const corrected = holm(found.map(({ p }) => p))
  return found.map((difference, at) => ({ ...difference, corrected: corrected[at]! }))
}
