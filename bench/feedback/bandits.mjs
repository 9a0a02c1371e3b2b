/** Bandits where the truth is known, and on a real log. */

import { bootstrapMean, ips, pairedTest, snips } from 'penchant/evaluation'
import { BayesianLogistic, linUcb } from 'penchant/rerank'
import { seeded } from '../shared/random.mjs'
import { parseCsv, readShared } from './worlds.mjs'

const sigmoid = (x) => 1 / (1 + Math.exp(-x))
const dot = (a, b) => a.reduce((sum, value, at) => sum + value * b[at], 0)
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Ten arms of five hidden weights each, contexts drawn at random, clicks by a logistic law: 30 worlds of 2,000 rounds. The figure is the chance of a click of what was chosen; thompson has a shared model of weights by arm. */
export function simulation() {
  const figures = { random: [], linUcb: [], thompson: [], best: [] }
  const [arms, size, rounds] = [10, 5, 2000]
  for (let world = 0; world < 30; world++) {
    const random = seeded(100 + world)
    const truth = Array.from({ length: arms }, () => Array.from({ length: size }, () => 3 * (random() - 0.5)))
    const bandit = linUcb({ dimensions: size, alpha: 0.5 })
    const models = truth.map(() => new BayesianLogistic({ dimensions: size, variance: 1 }))
    const totals = { random: 0, linUcb: 0, thompson: 0, best: 0 }
    for (let round = 0; round < rounds; round++) {
      const x = [1, ...Array.from({ length: size - 1 }, () => 2 * random() - 1)]
      const chances = truth.map((theta) => sigmoid(dot(theta, x) - 1))
      totals.best += Math.max(...chances)
      totals.random += mean(chances)
      const choice = bandit.choose(truth.map((_, arm) => ({ arm: String(arm), features: x })))
      bandit.update(choice, random() < chances[choice.index] ? 1 : 0)
      totals.linUcb += chances[choice.index]
      const drawn = models.map((model) => dot([...model.sample(random)], x))
      const arm = drawn.indexOf(Math.max(...drawn))
      models[arm].update(x, random() < chances[arm] ? 1 : 0)
      totals.thompson += chances[arm]
    }
    for (const [name, total] of Object.entries(totals)) figures[name].push(total / rounds)
  }
  console.log('| policy | clicks a round | interval | p against random |\n| --- | ---: | --- | ---: |')
  for (const [name, values] of Object.entries(figures)) {
    const { value, low, high } = bootstrapMean(values)
    const p = name === 'random' ? '' : pairedTest(values, figures.random).toFixed(4)
    console.log(`| ${name} | ${value.toFixed(4)} | ${low.toFixed(4)} to ${high.toFixed(4)} | ${p} |`)
  }
}

/**
 * Open Bandit: on the log of the uniform policy a bandit is replayed (Li et al. 2011): where it would have chosen what was shown, it sees the reward and learns; the mean of those is its value. Thompson
 * sampling by item alone, with a belief that learns from the log every 500 impressions, is judged by its propensities, with inverse propensity scores.
 */
export function openBandit() {
  console.log(
    '| campaign | policy | matched | clicks | clicks an impression | interval |\n| --- | --- | ---: | ---: | ---: | --- |',
  )
  for (const campaign of ['men', 'women']) {
    const [head, ...rows] = parseCsv(readShared(`open-bandit-small/random/${campaign}.csv.gz`))
    const column = (name) => head.indexOf(name)
    const items = [...new Set(rows.map((row) => row[column('item_id')]))].sort((a, b) => a - b)
    const log = rows.map((row) => {
      const affinity = items.map((item) => Number(row[column(`user-item_affinity_${item}`)]) || 0)
      const group = row[column('user_feature_1')]
      return { item: items.indexOf(row[column('item_id')]), click: Number(row[column('click')]), affinity, group }
    })
    const groups = [...new Set(log.map(({ group }) => group))]
    const featuresOf = ({ affinity, group }, item) => [
      1,
      Math.log1p(affinity[item]),
      ...groups.map((one) => (one === group ? 1 : 0)),
    ]
    const size = 2 + groups.length
    const bandit = linUcb({ dimensions: size, alpha: 0.1 })
    const matched = []
    const model = new BayesianLogistic({
      dimensions: 1 + items.length,
      mean: [-5, ...items.map(() => 0)],
      variance: 0.5,
    })
    const own = (item) => [1, ...items.map((_, at) => (at === item ? 1 : 0))]
    let target = items.map(() => 1 / items.length)
    const weighted = []
    const random = seeded(7)
    for (const [at, entry] of log.entries()) {
      const choice = bandit.choose(items.map((arm, item) => ({ arm, features: featuresOf(entry, item) })))
      if (choice.index === entry.item) {
        matched.push(entry.click)
        bandit.update(choice, entry.click)
      }
      // Learned in batches, as an app would: how likely each item is to be best by the belief of the batch before.
      if (at % 500 === 0 && at > 0) {
        for (const past of log.slice(at - 500, at)) model.update(own(past.item), past.click)
        target = items.map(() => 0)
        for (let draw = 0; draw < 512; draw++) {
          const drawn = model.sample(random).subarray(1)
          target[drawn.indexOf(Math.max(...drawn))] += 1 / 512
        }
      }
      weighted.push({ reward: entry.click, propensity: 1 / items.length, target: target[entry.item] })
    }
    const clicks = log.map(({ click }) => click)
    for (const [name, values] of [
      ['uniform (logged)', clicks],
      ['linUcb', matched],
    ]) {
      const { value, low, high } = bootstrapMean(values)
      const sum = values.reduce((total, one) => total + one, 0)
      console.log(
        `| ${campaign} | ${name} | ${values.length} | ${sum} | ${value.toFixed(4)} | ${low.toFixed(4)} to ${high.toFixed(4)} |`,
      )
    }
    for (const [name, estimator] of Object.entries({ ips, snips })) {
      const { value, low, high, effectiveSamples } = estimator(weighted)
      console.log(
        `| ${campaign} | thompson, ${name} | ${effectiveSamples.toFixed(0)} | | ${value.toFixed(4)} | ${low.toFixed(4)} to ${high.toFixed(4)} |`,
      )
    }
  }
}
