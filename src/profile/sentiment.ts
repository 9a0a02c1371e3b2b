/** Whether a comment praises or complains: a count of words from two short lists. Simple on purpose; it only has to tell a clear yes from a clear no. */

const praise = new Set(
  `amazing awesome beautiful best brilliant charming delightful enjoy enjoyed enjoyable excellent fantastic favorite favourite fun good great
  gripping happy impressive like liked love loved lovely masterpiece moving nice perfect pleasant recommend recommended superb terrific useful well
  wonderful worth`.split(/\s+/),
)
const complaint = new Set(
  `annoying awful bad bland bored boring broken cheap confusing defective disappointed disappointing dislike disliked dreadful dull fail failed
  garbage hate hated horrible lame mediocre mess overrated pathetic pointless poor predictable refund ridiculous rubbish sad slow stupid terrible
  tedious trash ugly unpleasant useless waste weak worse worst wrong`.split(/\s+/),
)
const negation = new Set(
  `not no never hardly isn't wasn't don't didn't doesn't can't couldn't won't wouldn't without nothing`.split(' '),
)

const chinesePraise = [
  '喜欢',
  '好看',
  '很好',
  '不错',
  '推荐',
  '精彩',
  '优秀',
  '完美',
  '满意',
  '值得',
  '感动',
  '有趣',
  '棒',
  '爱看',
  '好用',
  '好吃',
  '好听',
  '经典',
]
const chineseComplaint = [
  '讨厌',
  '难看',
  '很差',
  '太差',
  '差劲',
  '失望',
  '无聊',
  '垃圾',
  '糟糕',
  '难吃',
  '难听',
  '难用',
  '后悔',
  '浪费',
  '退货',
  '坑',
  '烂',
  '没意思',
]
const chineseNegation = /[不没别]\S{0,1}$/

/**
 * 1 for a text with more praise than complaint, -1 for the opposite, 0 where neither prevails. A negation up to two words before a word turns it round
 * (`not good`); English and Chinese.
 */
export function sentiment(text: string): -1 | 0 | 1 {
  let balance = 0
  const words =
    text
      .toLowerCase()
      .replaceAll('’', "'")
      .match(/[a-z']+/g) ?? []
  for (const [at, word] of words.entries()) {
    const sign = praise.has(word) ? 1 : complaint.has(word) ? -1 : 0
    if (sign === 0) continue
    const negated = [words[at - 1], words[at - 2]].some((before) => before !== undefined && negation.has(before))
    balance += negated ? -sign : sign
  }
  balance += countChinese(text, chinesePraise) - countChinese(text, chineseComplaint)
  return balance > 0 ? 1 : balance < 0 ? -1 : 0
}

/** Occurrences of the words, those after a negation counting against. */
function countChinese(text: string, words: readonly string[]): number {
  let count = 0
  for (const word of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      count += chineseNegation.test(text.slice(Math.max(0, at - 2), at)) ? -1 : 1
    }
  }
  return count
}
