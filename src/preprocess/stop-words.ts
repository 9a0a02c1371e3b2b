/**
 * Words that carry grammar and no subject. The lists are short on purpose: a word that may be what an item is about (`new`, `best`, `show`, `中国`)
 * is on none of them.
 */

import { invalidArgument } from '../errors.ts'

/** Languages with a built-in list. */
export type StopWordLanguage = 'en' | 'zh' | 'ja'

const ENGLISH =
  'a about above after again against ain all also am among an and any anyone anything are aren as at be became because become been ' +
  'before being below between both but by can cannot could couldn did didn do does doesn doing don done during e.g each either else etc ' +
  'ever every everyone everything few for from further get gets got had hadn has hasn have haven having he hence her here hers herself him ' +
  'himself his how however i i.e if in into is isn it its itself just let may me might mightn mine more most much must mustn my myself ' +
  'needn neither no nobody none nor not nothing of off often on once one only onto or other others otherwise ought our ours ourselves out ' +
  'own per perhaps quite rather really same shall shan she should shouldn since so some somebody someone something sometimes still such ' +
  'than that the their theirs them themselves then there therefore these they this those though through thus to together too toward towards ' +
  'under unless until unto up upon us very via was wasn we were weren what whatever when whenever where whereas wherever whether which ' +
  'whichever while who whoever whom whose why will with within without won would wouldn yes yet you your yours yourself yourselves ' +
  "ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mightn't mustn't needn't shan't shouldn't wasn't weren't " +
  "won't wouldn't i'm i've i'd i'll you're you've you'd you'll he'd he'll she'd she'll it'd it'll we're we've we'd we'll they're they've " +
  "they'd they'll that'll that'd there'd there'll who'd who'll who've what're what'll should've would've could've might've must've ma'am y'all " +
  'im ive dont doesnt didnt isnt wasnt cant couldnt wouldnt shouldnt youre theyre thats'

const CHINESE =
  '的 了 着 过 地 得 之 其 此 是 不是 就是 也是 还是 都是 而是 便是 即是 在 有 和 与 及 以及 或 或者 并 并且 而 而且 且 但 但是 可是 不过 然而 却 ' +
  '因为 由于 所以 因此 因而 于是 从而 如果 假如 要是 若 虽然 尽管 即使 既然 只要 只有 除非 无论 不管 不论 我 你 您 他 她 它 我们 你们 他们 她们 它们 咱们 ' +
  '自己 这 那 这个 那个 这些 那些 这样 那样 这么 那么 这里 那里 这儿 那儿 这种 那种 此外 哪 哪个 哪些 哪里 谁 什么 怎么 怎样 怎么样 如何 为什么 为何 几 多少 ' +
  '个 一个 一些 一种 一下 一样 一直 把 被 让 使 给 对 对于 关于 将 从 自 向 往 到 由 用 以 于 为 为了 跟 同 比 按 按照 根据 通过 随着 除了 ' +
  '不 没 没有 非 无 未 别 很 太 更 最 也 都 还 又 再 才 就 只 仅 便 即 已 已经 曾 曾经 正在 正 会 能 能够 可 可以 可能 应 应该 要 想要 需要 必须 ' +
  '吗 呢 吧 啊 呀 哦 嗯 哈 啦 嘛 哇 哎 上 下 中 里 内 外 前 后 间 时 等 等等 来 去 说 各 每 某 另 另外 其他 其它 其中 所 所有 一切 之后 之前 以后 以前 ' +
  '之间 当 则 若是 比如 例如 等于 甚至 尤其 特别是 以及 还有 只是 于是 似乎 几乎 非常 十分 比较 相当'

const JAPANESE =
  'の に は を た が で て と し れ さ ある いる も する から な こと として い や れる など なっ ない この ため その あっ よう また もの という あり まで られ なる へ ' +
  'か だ これ によって により おり より による ず なり られる において ば なかっ なく しかし について せ だっ その後 できる それ う ので なお のみ でき き つ における ' +
  'および いう さらに でも ら たり その他 に関する たち ます ん なら に対して です ました でした ません まし ましょ だけ しか ね よ わ ぞ ここ そこ あそこ どこ ' +
  'あれ どれ あの どの 私 僕 俺 あなた 彼 彼女 私たち 我々 それら これら そして だから けど けれど けれども ところ とき ほど くらい ぐらい ながら ください くださ ' +
  'んで そう した され した こう ああ どう こんな そんな あんな どんな ま べ え け め て み'

const LISTS: Readonly<Record<StopWordLanguage, string>> = { en: ENGLISH, zh: CHINESE, ja: JAPANESE }
const sets = new Map<string, ReadonlySet<string>>()

/**
 * The built-in stop words of one or several languages, in lower case. Read-only: copy it to add your own (`new Set([...stopWords('en'), 'movie'])`).
 *
 * @example
 * ```ts
 * stopWords('en').has('the') // true
 * createTokenizer({ stopWords: [...stopWords('en', 'zh'), 'movie', '电影'] })
 * ```
 */
export function stopWords(...languages: readonly StopWordLanguage[]): ReadonlySet<string> {
  const key = languages.join(' ')
  let words = sets.get(key)
  if (words === undefined) {
    for (const language of languages) {
      if (!Object.hasOwn(LISTS, language)) {
        throw invalidArgument(
          'language',
          language,
          "Give 'en', 'zh' or 'ja', or your own list of words as `stopWords`.",
        )
      }
    }
    words = new Set(languages.flatMap((language) => LISTS[language].split(' ')))
    sets.set(key, words)
  }
  return words
}
