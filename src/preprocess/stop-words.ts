/**
 * Words that carry grammar and no subject. The lists are short on purpose: a word that may be what an item is about (`new`, `best`, `show`, `中国`)
 * is on none of them.
 */

import { invalidArgument } from '../errors.ts'

/** Languages with a built-in list. */
export type StopWordLanguage = 'en' | 'zh'

// Without `us`, which is a country as often, and `won` and `haven`, which other lists have as halves of `won't` and `haven't`.
const ENGLISH =
  'a about above after again against all also am among an and any anyone anything are as at be became because ' +
  'become been before being below between both but by can cannot could did do does doing done during e.g each ' +
  'either else etc ever every everyone everything few for from further get gets got had has have having he hence ' +
  'her here hers herself him himself his how however i i.e if in into is it its itself just let may me might ' +
  'mine more most much must my myself neither no nobody none nor not nothing of off often on once one only onto ' +
  'or other others otherwise ought our ours ourselves out own per perhaps quite rather really same shall she ' +
  'should since so some somebody someone something sometimes still such than that the their theirs them ' +
  'themselves then there therefore these they this those though through thus to together too toward towards ' +
  'under unless until unto up upon very via was we were what whatever when whenever where whereas wherever ' +
  'whether which whichever while who whoever whom whose why will with within without would yes yet you your ' +
  "yours yourself yourselves ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't " +
  "mightn't mustn't needn't shan't shouldn't wasn't weren't won't wouldn't i'm i've i'd i'll you're you've you'd " +
  "you'll he'd he'll she'd she'll it'd it'll we're we've we'd we'll they're they've they'd they'll that'll " +
  "that'd there'd there'll who'd who'll who've what're what'll should've would've could've might've must've " +
  "ma'am y'all im ive dont doesnt didnt isnt wasnt cant couldnt wouldnt shouldnt youre theyre thats"

// Besides single words, forms in which dictionaries of segmenters join them (的是, 都没有).
const CHINESE =
  '的 了 着 过 地 得 之 其 此 是 不是 就是 也是 还是 都是 而是 便是 即是 在 有 和 与 及 以及 及其 或 或者 或是 ' +
  '并 并且 并不 而 而已 而且 且 但 但是 可是 不过 然而 却 因为 由于 所以 因此 因而 于是 从而 如果 如果有 假如 要是 ' +
  '要么 若 若是 虽然 尽管 即使 既然 只要 只有 除非 无论 不管 不论 不仅 不然 不得不 我 你 您 他 她 它 我们 你们 ' +
  '他们 她们 它们 咱们 大家 自己 我的 你的 您的 他的 她的 它的 我们的 你们的 他们的 我是 你是 我在 我也 我还 我又 ' +
  '我把 我有 我想 我要 你要 这 那 这个 那个 这些 那些 这样 那样 这么 那么 这里 那里 这儿 那儿 这种 那种 这是 那是 ' +
  '那就 这就 此外 在此 如此 哪 哪个 哪些 哪里 谁 什么 怎么 怎样 怎么样 如何 为什么 为何 几 几个 多少 多个 个 一个 ' +
  '一些 一种 一下 一样 一直 一直在 一直都 一般 一点 有些 有的 有一 有了 某 某些 另 另一 另外 其他 其它 其中 各 各个 ' +
  '各种 每 每一 每个 所 所有 所有的 一切 有所 等 等等 把 被 让 使 给 对 对于 关于 将 将会 从 自 向 往 到 到了 ' +
  '由 用 以 于 为 为了 在于 至于 过于 来自 跟 同 同时 同样 比 按 按照 根据 通过 随着 除了 之一 之外 之间 之后 ' +
  '之前 以后 以前 以来 以上 以下 的是 的话 中的 内的 别的 过的 似的 说的 了一 不 没 没有 没什么 没了 不了 不再 不在 ' +
  '也没 也没有 都没 都没有 非 无 未 别 也不 都不 就不 也不会 也不是 也不能 再也不 就不能 是不是 是不 能不能 会不会 很 ' +
  '太 更 最 更是 更有 都很 得很 很是 很有 也 都 还 又 再 才 就 只 仅 便 即 即可 都有 都在 都会 都要 都能 也有 ' +
  '也会 也要 也能 也就 也就是 也可以 都可以 就有 就在 就要 就到 就把 又是 又有 才是 才有 才能 是在 是有 已 已经 曾 ' +
  '曾经 正在 正 会 不会 能 不能 能够 可 可以 不可 可能 可能是 应 应该 要 不要 需要 不需要 必须 只能 只是 还有 尤其 ' +
  '尤其是 特别是 甚至 似乎 几乎 非常 十分 比较 相当 然后 当然 当 则 比如 例如 等于 至少 吗 呢 吧 啊 呀 哦 嗯 哈 ' +
  '哈哈 啦 嘛 哇 哎 上 下 中 里 内 外 前 后 间 时 来 去 过来 来说 去了'

const LISTS: Readonly<Record<StopWordLanguage, string>> = { en: ENGLISH, zh: CHINESE }

/**
 * The built-in stop words of one or several languages, in lower case, as a set of your own.
 *
 * @example
 * ```ts
 * stopWords('en').has('the') // true
 * createTokenizer({ stopWords: stopWords('en', 'zh').add('movie').add('电影') })
 * ```
 */
export function stopWords(...languages: readonly StopWordLanguage[]): Set<string> {
  const words = new Set<string>()
  for (const language of languages) {
    if (!Object.hasOwn(LISTS, language)) {
      throw invalidArgument('language', language, "Give 'en' or 'zh', or your own list of words as `stopWords`.")
    }
    for (const word of LISTS[language].split(' ')) words.add(word)
  }
  return words
}
