import { describe, expect, it } from 'vitest'
import {
  KBinsDiscretizer,
  MaxAbsScaler,
  MinMaxScaler,
  Normalizer,
  OneHotEncoder,
  OrdinalEncoder,
  PowerTransformer,
  QuantileTransformer,
  RobustScaler,
  SimpleImputer,
  StandardScaler,
  type Target,
  TargetEncoder,
} from '../../../src/preprocess/numbers/index.ts'
import { normalCdf, normalQuantile } from '../../../src/preprocess/numbers/normal.ts'
import { expectTable, expectValues, flat, lists, reference } from './reference.ts'

const numeric = {
  StandardScaler,
  MinMaxScaler,
  MaxAbsScaler,
  RobustScaler,
  Normalizer,
  QuantileTransformer,
  KBinsDiscretizer,
}
const categorical = { OneHotEncoder, OrdinalEncoder }

/** What the tests call, whatever the class. */
interface Fitted {
  fit(rows: unknown, options?: unknown): Fitted
  partialFit(rows: unknown): Fitted
  transform(rows: unknown): unknown
  inverseTransform(rows: unknown): unknown
  toJSON(): unknown
}
interface Made {
  new (options?: unknown): Fitted
  fromJSON(json: unknown): Fitted
}

const classOf = (kind: string): Made => ({ ...numeric, ...categorical })[kind as 'StandardScaler'] as unknown as Made
const asLists = (output: unknown): number[][] =>
  Array.isArray(output) ? output : lists(output as Parameters<typeof lists>[0])

const versions = Object.entries(reference.versions).map(([name, version]) => `${name} ${version}`)

const powers = reference.cases.filter((one) => one.kind === 'PowerTransformer')

describe(`transformers of numbers give what ${versions.join(', ')} gives`, () => {
  for (const kind of Object.keys(numeric)) {
    const cases = reference.cases.filter((one) => one.kind === kind)

    it.each(cases)(
      `${kind} $options on $data`,
      ({ options, data, fitOptions, output, outputUnseen, inverse, attributes }) => {
        const rows = reference.datasets[data]!
        const fitted = new (classOf(kind))(options)
        if (fitOptions === undefined) fitted.fit(rows)
        else fitted.fit(rows, fitOptions)
        const ours = fitted.transform(rows)
        expectTable(asLists(ours), output, 'transform')
        expectTable(asLists(fitted.transform(flat(rows))), output, 'transform of a flat matrix')
        if (outputUnseen) expectTable(asLists(fitted.transform(reference.unseen[data])), outputUnseen, 'unseen rows')
        if (inverse) expectTable(asLists(fitted.inverseTransform(ours)), inverse, 'inverseTransform')
        for (const [name, value] of Object.entries(attributes)) {
          expectValues(fitted[name as keyof Fitted], value, name)
        }
        const copy = classOf(kind).fromJSON(JSON.parse(JSON.stringify(fitted)))
        expect(copy.transform(rows)).toEqual(ours)
      },
    )
  }

  it.each(powers)(
    'PowerTransformer $options on $data',
    ({ options, data, output, outputUnseen, inverse, attributes }) => {
      const rows = reference.datasets[data]!
      const fitted = new PowerTransformer(options).fit(rows)
      const theirs = attributes.lambdas as number[]
      for (const [c, lambda] of fitted.lambdas.entries()) {
        // Near 0 the bend is x itself whatever the power: nothing to find there.
        if (options.method === 'yeo-johnson' && rows.every((row) => Math.abs(row[c]!) < 1e-6)) continue
        expect(Math.abs(lambda - theirs[c]!), `lambda ${c}`).toBeLessThan(1e-6)
      }
      // A maximum is flat: two searches end up to 1e-7 apart, and what is raised to that power is as far apart times its logarithm. So what
      // comes after the search is compared from the same power on; where columns are standardised it makes no difference.
      const json = fitted.toJSON()
      const power = options.standardize
        ? fitted
        : PowerTransformer.fromJSON({ ...json, state: { columns: theirs.length, lambdas: theirs } })
      expectTable(power.transform(rows), output, 'transform')
      expectTable(lists(power.transform(flat(rows))), output, 'transform of a flat matrix')
      if (outputUnseen) expectTable(power.transform(reference.unseen[data]!), outputUnseen, 'unseen rows')
      if (inverse) expectTable(power.inverseTransform(output), inverse, 'inverseTransform')
      const copy = PowerTransformer.fromJSON(JSON.parse(JSON.stringify(fitted)))
      expect(copy.transform(rows)).toEqual(fitted.transform(rows))
    },
  )

  it.each(reference.streams)('$kind learns batch by batch ($cuts)', ({ kind, rows, cuts, output }) => {
    const fitted = new (classOf(kind))()
    for (let b = 1; b < cuts.length; b++) fitted.partialFit(rows.slice(cuts[b - 1], cuts[b]))
    expectTable(asLists(fitted.transform(rows)), output, 'transform')
  })

  it('has its normal distribution', () => {
    const { points, cdf, chances, quantiles } = reference.normal
    for (const [i, x] of points.entries()) expect(normalCdf(x) / cdf[i]!).toBeCloseTo(1, 9)
    for (const [i, p] of chances.entries()) expect(normalQuantile(p)).toBeCloseTo(quantiles[i]!, 9)
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect(normalQuantile(1.1)).toBeNaN()
    expect(normalCdf(-50)).toBe(0)
  })
})

describe('encoders of categories give what scikit-learn gives', () => {
  for (const kind of Object.keys(categorical)) {
    const cases = reference.encoders.filter((one) => one.kind === kind)

    it.each(cases)(`${kind} $options on $data`, (one) => {
      const rows = reference.categoryTables[one.data]!
      const fitted = new (classOf(kind))(one.options)
      if (one.fails !== undefined) {
        expect(() => fitted.fit(rows)).toThrow(/Pass|Choose|known|rare/)
        return
      }
      const output = fitted.fit(rows).transform(rows)
      expectTable(asLists(output), one.output, 'transform')
      if (one.outputUnseen) {
        expectTable(asLists(fitted.transform(reference.laterTables[one.data])), one.outputUnseen, 'unseen rows')
      }
      const { categories, infrequentCategories } = fitted as unknown as {
        categories: unknown
        infrequentCategories: unknown
      }
      expect(categories).toEqual(one.categories)
      if (one.infrequent !== null) expect(infrequentCategories).toEqual(one.infrequent)
      if (one.inverse) expect(fitted.inverseTransform(output)).toEqual(ourNames(one.inverse))
      if (fitted instanceof OneHotEncoder) expect(fitted.featureNames()).toEqual(one.names?.map(ourName))
      const copy = classOf(kind).fromJSON(JSON.parse(JSON.stringify(fitted)))
      expect(copy.transform(rows)).toEqual(output)
    })
  }

  it.each(reference.targetCases)('TargetEncoder $options on a $target target', (one) => {
    const target = reference.targets[one.target] as Target
    const encoder = new TargetEncoder(one.options)
    expectTable(encoder.fitTransform(reference.towns, target), one.crossFitted, 'fitTransform')
    expectTable(encoder.transform(reference.newTowns), one.outputUnseen, 'unseen rows')
    expectValues(encoder.targetMean, one.targetMean, 'targetMean')
    expectValues(encoder.encodings, one.encodings, 'encodings')
    expect(encoder.targetType).toBe(one.type)
    const fitted = new TargetEncoder(one.options).fit(reference.towns, target)
    expect(fitted.transform(reference.towns)).toEqual(encoder.transform(reference.towns))
    const copy = TargetEncoder.fromJSON(JSON.parse(JSON.stringify(fitted)))
    expect(copy.transform(reference.newTowns)).toEqual(encoder.transform(reference.newTowns))
  })

  it.each(reference.imputerCases)('SimpleImputer $options on $table', (one) => {
    const rows = reference.imputerTables[one.table]!
    const imputer = new SimpleImputer(one.options).fit(rows)
    const output = imputer.transform(rows) as (number | string)[][]
    // Among strings scikit-learn's indicators are true and false, ours 1 and 0.
    const wanted = one.output.map((row) => row.map((cell) => (typeof cell === 'boolean' ? Number(cell) : cell)))
    expectTable(output, wanted, 'transform')
    expectTable([imputer.statistics], [one.statistics], 'statistics')
    if (one.inverse) expectTable(imputer.inverseTransform(output) as number[][], one.inverse, 'inverseTransform')
    const copy = SimpleImputer.fromJSON(JSON.parse(JSON.stringify(imputer)))
    expect(copy.transform(rows)).toEqual(output)
  })
})

/** scikit-learn's name of the group of rare categories, and how Python writes numbers, in ours. */
function ourName(name: string): string {
  return name
    .replace('infrequent_sklearn', 'infrequent')
    .replace(/\.0$/, '')
    .replace(/_None$/, '_null')
    .replace(/_nan$/, '_NaN')
}

function ourNames(rows: readonly (readonly unknown[])[]): unknown[][] {
  return rows.map((row) => row.map((cell) => (cell === 'infrequent_sklearn' ? 'infrequent' : cell)))
}
