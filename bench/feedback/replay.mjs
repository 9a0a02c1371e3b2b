/** Replays of clicks and ratings: for each user, lists of what was really shown or rated, one after the other, judged before they are learned from. */

import { BayesianLogistic, FeedbackReranker } from 'penchant/rerank'

const log2 = (place) => 1 / Math.log2(2 + place)

/** nDCG of gains 0 and 1 in this order; `undefined` where all are equal, since every order is right then. */
export function ndcgOf(gains) {
  const hits = gains.filter((gain) => gain === 1).length
  if (hits === 0 || hits === gains.length) return undefined
  let [sum, ideal] = [0, 0]
  for (const [place, gain] of gains.entries()) {
    sum += gain * log2(place)
    if (place < hits) ideal += log2(place)
  }
  return sum / ideal
}

const lossOf = (chance, reward) => -Math.log(Math.max(1e-12, reward === 1 ? chance : 1 - chance))

/**
 * Goes through `lists` ({ userId, candidates: [{ itemId, score, ... }], rewards, feedback }) in order. Before: the order of scores, and chances by an online logistic regression on the score alone.
 * After: the re-ranker. Both are judged on a list, then learn from it. Gives for each user the means over the lists that `judged` says.
 */
export function replay(lists, options, judged) {
  const reranker = new FeedbackReranker(options)
  const plain = new BayesianLogistic({ dimensions: 2, mean: [0, 2], variance: 1 })
  const users = new Map()
  for (const list of lists) {
    const { userId, candidates, rewards, feedback } = list
    const scores = candidates.map(({ score }) => score)
    const [low, high] = [Math.min(...scores), Math.max(...scores)]
    const rows = scores.map((score) => [1, high > low ? (score - low) / (high - low) : 1])
    if (judged(list)) {
      const gain = new Map(candidates.map(({ itemId }, at) => [itemId, rewards[at]]))
      const orderBefore = [...candidates].sort((a, b) => b.score - a.score)
      const orderAfter = reranker.rerank(candidates, feedback, { userId })
      const chances = reranker.probabilities(candidates, feedback, { userId })
      const own = users.get(userId) ?? { ndcg: [], before: [], after: [] }
      users.set(userId, own)
      const [before, after] = [orderBefore, orderAfter].map((order) =>
        ndcgOf(order.map(({ itemId }) => gain.get(itemId))),
      )
      if (before !== undefined) own.ndcg.push([before, after])
      for (const [at, reward] of rewards.entries()) {
        own.before.push(lossOf(plain.predict(rows[at]), reward))
        own.after.push(lossOf(chances[at], reward))
      }
    }
    for (const [at, reward] of rewards.entries()) plain.update(rows[at], reward)
    const outcomes = candidates.map(({ itemId }, at) => ({ itemId, reward: rewards[at] }))
    reranker.learn(candidates, feedback, outcomes, { userId })
  }
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const ndcg = [...users].filter(([, user]) => user.ndcg.length > 0)
  const each = (of) => new Map([...users].map(([userId, user]) => [userId, of(user)]))
  return {
    weights: reranker.weights(),
    ndcgBefore: new Map(ndcg.map(([userId, user]) => [userId, mean(user.ndcg.map(([before]) => before))])),
    ndcgAfter: new Map(ndcg.map(([userId, user]) => [userId, mean(user.ndcg.map(([, after]) => after))])),
    lossBefore: each(({ before }) => mean(before)),
    lossAfter: each(({ after }) => mean(after)),
  }
}
