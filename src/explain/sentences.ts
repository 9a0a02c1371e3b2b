/** The sentences of reasons, in English and Chinese. */

import type { Signal } from '../profile/signals.ts'

/** Languages that reasons are written in. */
export type Locale = 'en' | 'zh'

/** One sentence for each kind of reason; `helps` is false where it counts against. */
export interface Sentences {
  /** `liked` is false where what the user did speaks against that item: one unlike it is helped by that. */
  similarItem(behavior: string, title: string, terms: readonly string[], helps: boolean, liked: boolean): string
  /** What the user did with an item, as it follows on `you`: `liked “Dune”`. */
  deed(behavior: string, title: string, helps: boolean): string
  /** What the user did with this very item. */
  itself(behavior: string, helps: boolean): string
  words(behavior: string, words: string, terms: readonly string[], helps: boolean): string
  attribute(name: string, value: string, helps: boolean): string
  label(name: string, value: string, origin: Signal['origin'], helps: boolean): string
  interest(terms: readonly string[], origin: Signal['origin'], helps: boolean): string
  /** Others dealt with both; what the user did with the other one. */
  together(behavior: string, title: string): string
  others(helps: boolean): string
  /** Something said in plain words, as a sentence: `less romance`. */
  wish(wish: string, helps: boolean): string
  popular(events: number): string
  fresh(days: number): string
  boost(helps: boolean): string
  /** A step after the sources changed the score, by its name. */
  moved(by: string, helps: boolean): string
  /** What keeps an item out of the list. */
  leftOut(bar: LeftOutBar): string
  /** Where an item would be without what a reason says; without a `rank` it is left out now, without `then` still. */
  without(reason: string, rank: number | undefined, then: number | undefined): string
  /** Why one item stands above or below another: the part of the score that tells most. */
  contrast(title: string, other: string, above: boolean, part: string | undefined): string
  nothingKnown(): string
  /** What is missing where all reasons are the same for everybody; `most` is the kind of the strongest one. */
  nothingPersonal(most: string): string
}

/** What keeps an item out, as data. */
export interface LeftOutBar {
  readonly by: string
  readonly wish?: string
  readonly name?: string
  readonly value?: string
  readonly behavior?: string
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77).trimEnd()}...` : text)

/** A type of behaviour may be called `constructor`. */
const own = (verbs: Readonly<Record<string, string>>, behavior: string): string | undefined =>
  Object.hasOwn(verbs, behavior) ? verbs[behavior] : undefined

/** What was done with an item, whose name stands for `{}`. */
const englishDeeds: Readonly<Record<string, string>> = {
  view: 'viewed {}',
  click: 'opened {}',
  dwell: 'spent time on {}',
  comment: 'commented on {}',
  share: 'shared {}',
  save: 'saved {}',
  like: 'liked {}',
  cart: 'put {} in your cart',
  purchase: 'bought {}',
  dislike: 'disliked {}',
  hide: 'hid {}',
  skip: 'skipped {}',
}

/** The deed with a name in it; a behaviour of the app's own is called by its type. */
function didInEnglish(behavior: string, name: string, helps: boolean): string {
  if (behavior === 'rating') return `rated ${name} ${helps ? 'highly' : 'low'}`
  const deed = own(englishDeeds, behavior)
  return deed === undefined ? `gave ${name} a “${behavior}”` : deed.replace('{}', () => name)
}

/** What keeps an item out, where nobody's words or deeds do. */
const englishBars: Readonly<Record<string, string>> = {
  query: 'it is what was asked about',
  exclude: 'it is excluded here',
  candidates: 'it is not among the items to choose from',
  domain: 'it belongs to another part of the catalogue',
  filter: 'the filter of this list does not let it through',
  expired: 'it has expired',
  rerank: 'a rule of this list drops it',
}

/** What the library's own steps go by; those of an app are called by the names it gave them. */
const englishSteps: Readonly<Record<string, string>> = {
  feedback: 'by feedback on it and on items like it',
  impressions: 'because it was shown before and not taken up',
  freshness: 'for being new',
}

const english: Sentences = {
  similarItem(behavior, title, terms, helps, liked) {
    const name = `“${shortened(title)}”`
    const shared = terms.length === 0 ? '' : ` (${terms.join(', ')})`
    if (behavior === 'query') return `${helps ? 'Like' : 'Unlike'} ${name}${shared}.`
    const did = didInEnglish(behavior, name, liked)
    if (liked) return helps ? `Because you ${did}${shared}.` : `Ranked lower, being unlike this: you ${did}.`
    return helps ? `Unlike this: you ${did}.` : `Ranked lower, being alike${shared}: you ${did}.`
  },
  deed: (behavior, title, helps) => didInEnglish(behavior, `“${shortened(title)}”`, helps),
  itself: (behavior, helps) => `You ${didInEnglish(behavior, 'it', helps)}.`,
  words(behavior, words, terms, helps) {
    const quoted = `“${shortened(words)}”`
    if (behavior === 'query')
      return terms.length === 0
        ? `Matches ${quoted}.`
        : `Matches ${terms.map((term) => `“${term}”`).join(', ')} in your query.`
    const verb = behavior === 'search' ? 'searched for' : 'wrote'
    return helps ? `Because you ${verb} ${quoted}.` : `Ranked lower because you ${verb} ${quoted}.`
  },
  attribute(name, value, helps) {
    return helps ? `You asked for ${name} “${value}”.` : `Ranked lower: you want less of ${name} “${value}”.`
  },
  label(name, value, origin, helps) {
    const label = name === 'tags' ? `“${value}”` : `${name} “${value}”`
    if (origin === 'query') return `In common: ${label}.`
    return helps ? `Has ${label}, which you like.` : `Ranked lower: has ${label}, which you like less.`
  },
  interest(terms, origin, helps) {
    const about = terms.length === 0 ? '' : `: ${terms.join(', ')}`
    if (origin === 'query') return `Fits what you asked for${about}.`
    return helps ? `Fits your interests${about}.` : `Further from your interests${about}.`
  },
  together(behavior, title) {
    const name = `“${shortened(title)}”`
    if (behavior === 'query') return `Often chosen by those who chose ${name}.`
    return `You ${didInEnglish(behavior, name, true)}; those who chose it chose this too.`
  },
  others: (helps) =>
    helps ? 'Chosen by people with a taste like yours.' : 'Passed over by people with a taste like yours.',
  wish: (wish, helps) => (helps ? `You asked for ${wish}.` : `Ranked lower: you asked for ${wish}.`),
  popular: (events) =>
    events === 1 ? 'Has found interest once.' : `Popular: ${events.toLocaleString('en')} signs of interest.`,
  fresh: (days) =>
    days < 1 ? 'New today.' : `New: ${Math.floor(days)} ${Math.floor(days) === 1 ? 'day' : 'days'} old.`,
  boost: (helps) => (helps ? 'Promoted here.' : 'Held back here.'),
  moved: (by, helps) => `${helps ? 'Raised' : 'Lowered'} ${own(englishSteps, by) ?? `by “${by}”`}.`,
  leftOut(bar) {
    const { by, wish = '', name = '', value = '', behavior = '' } = bar
    switch (by) {
      case 'wish':
        return `Left out: you asked for ${wish}.`
      case 'hidden':
        return `Left out: you hid ${name === 'tags' ? '' : `${name} `}“${value}”.`
      case 'seen':
        return `Left out: you ${didInEnglish(behavior, 'it', true)}.`
      default:
        return `Left out: ${own(englishBars, by) ?? by}.`
    }
  },
  without: (reason, rank, then) =>
    then === undefined
      ? `Still left out without this: “${reason}”`
      : rank === then
        ? `Still at ${rank} without this: “${reason}”`
        : `At ${then}${rank === undefined ? '' : ` instead of ${rank}`} without this: “${reason}”`,
  contrast: (title, other, above, part) =>
    `“${shortened(title)}” stands ${above ? 'above' : 'below'} “${shortened(other)}”${part === undefined ? '' : `, above all by “${part}”`}.`,
  nothingKnown: () => 'Nothing is known yet that speaks for or against it.',
  nothingPersonal: (most) =>
    most === 'popular'
      ? 'There is no reason beyond popularity.'
      : most === 'fresh'
        ? 'There is no reason beyond its being new.'
        : 'There is no reason of your own.',
}

const chineseDeeds: Readonly<Record<string, string>> = {
  view: '看过{}',
  click: '点开过{}',
  dwell: '在{}停留过',
  comment: '评论过{}',
  share: '分享过{}',
  save: '收藏过{}',
  like: '喜欢{}',
  cart: '把{}加入过购物车',
  purchase: '买过{}',
  dislike: '不喜欢{}',
  hide: '隐藏过{}',
  skip: '跳过{}',
}

function didInChinese(behavior: string, name: string, helps: boolean): string {
  if (behavior === 'rating') return `给${name}打了${helps ? '高' : '低'}分`
  const deed = own(chineseDeeds, behavior)
  return deed === undefined ? `对${name}有过“${behavior}”` : deed.replace('{}', () => name)
}

const chineseBars: Readonly<Record<string, string>> = {
  query: '它就是所问的条目',
  exclude: '此处已排除',
  candidates: '它不在可选条目之中',
  domain: '它属于目录的其他部分',
  filter: '未通过此列表的筛选',
  expired: '已过期',
  rerank: '此列表的规则去掉了它',
}

const chineseSteps: Readonly<Record<string, string>> = {
  feedback: '因对它及相似条目的反馈',
  impressions: '因之前展示过却未被选择',
  freshness: '因内容较新',
}

/** Names that attributes often have. Others are called as the app calls them. */
const chineseAttributes: Readonly<Record<string, string>> = {
  tags: '标签',
  tag: '标签',
  author: '作者',
  authors: '作者',
  writer: '作者',
  artist: '艺人',
  director: '导演',
  actor: '演员',
  actors: '演员',
  cast: '演员',
  genre: '类型',
  genres: '类型',
  category: '分类',
  categories: '分类',
  topic: '主题',
  topics: '主题',
  year: '年份',
  price: '价格',
  pages: '页数',
  language: '语言',
  publisher: '出版社',
  brand: '品牌',
  series: '系列',
  country: '国家',
  color: '颜色',
  duration: '时长',
  format: '格式',
}

const inChinese = (name: string): string => own(chineseAttributes, name.toLowerCase()) ?? name

const chinese: Sentences = {
  similarItem(behavior, title, terms, helps, liked) {
    const name = `《${shortened(title)}》`
    const shared = terms.length === 0 ? '' : `（${terms.join('、')}）`
    if (behavior === 'query') return `${helps ? '与' : '不同于'}${name}${helps ? '相似' : ''}${shared}。`
    const did = didInChinese(behavior, name, liked)
    if (liked) return helps ? `因为你${did}${shared}。` : `排名降低：内容与此不同，而你${did}。`
    return helps ? `内容与此不同：你${did}。` : `排名降低：内容相似${shared}，而你${did}。`
  },
  deed: (behavior, title, helps) => didInChinese(behavior, `《${shortened(title)}》`, helps),
  itself: (behavior, helps) => `你${didInChinese(behavior, '它', helps)}。`,
  words(behavior, words, terms, helps) {
    const quoted = `“${shortened(words)}”`
    if (behavior === 'query')
      return terms.length === 0 ? `符合${quoted}。` : `符合你查询中的${terms.map((term) => `“${term}”`).join('、')}。`
    const verb = behavior === 'search' ? '搜索过' : '写过'
    return helps ? `因为你${verb}${quoted}。` : `排名降低：因为你${verb}${quoted}。`
  },
  attribute: (name, value, helps) =>
    helps ? `你想要${inChinese(name)}“${value}”。` : `排名降低：你想少看${inChinese(name)}“${value}”。`,
  label(name, value, origin, helps) {
    const label = `${inChinese(name)}“${value}”`
    if (origin === 'query') return `共同点：${label}。`
    return helps ? `有你喜欢的${label}。` : `排名降低：有你不太喜欢的${label}。`
  },
  interest(terms, origin, helps) {
    const about = terms.length === 0 ? '' : `：${terms.join('、')}`
    if (origin === 'query') return `符合你的要求${about}。`
    return helps ? `符合你的兴趣${about}。` : `离你的兴趣较远${about}。`
  },
  together(behavior, title) {
    const name = `《${shortened(title)}》`
    if (behavior === 'query') return `选择${name}的人也常选择它。`
    return `你${didInChinese(behavior, name, true)}，选择它的人也选择了这个。`
  },
  others: (helps) => (helps ? '与你口味相近的人选择了它。' : '与你口味相近的人较少选择它。'),
  wish: (wish, helps) => (helps ? `你说过：${wish}。` : `排名降低：你说过${wish}。`),
  popular: (events) => `热门：共有 ${events} 次互动。`,
  fresh: (days) => (days < 1 ? '今天上新。' : `上新 ${Math.floor(days)} 天。`),
  boost: (helps) => (helps ? '在此推广。' : '在此压后。'),
  moved: (by, helps) => `${own(chineseSteps, by) ?? `因“${by}”`}而排名${helps ? '提高' : '降低'}。`,
  leftOut(bar) {
    const { by, wish = '', name = '', value = '', behavior = '' } = bar
    switch (by) {
      case 'wish':
        return `未列出：你说过${wish}。`
      case 'hidden':
        return `未列出：你隐藏了${inChinese(name)}“${value}”。`
      case 'seen':
        return `未列出：你${didInChinese(behavior, '它', true)}。`
      default:
        return `未列出：${own(chineseBars, by) ?? by}。`
    }
  },
  without: (reason, rank, then) =>
    then === undefined
      ? `没有这一点仍不会列出：“${reason}”`
      : rank === then
        ? `没有这一点仍排在第 ${rank} 位：“${reason}”`
        : `没有这一点会排在第 ${then} 位${rank === undefined ? '' : `，而不是第 ${rank} 位`}：“${reason}”`,
  contrast: (title, other, above, part) =>
    `《${shortened(title)}》排在《${shortened(other)}》${above ? '之前' : '之后'}${part === undefined ? '' : `，主要因为“${part}”`}。`,
  nothingKnown: () => '目前还没有支持或反对它的依据。',
  nothingPersonal: (most) =>
    most === 'popular'
      ? '除了热门，没有别的理由。'
      : most === 'fresh'
        ? '除了上新，没有别的理由。'
        : '没有与你有关的理由。',
}

/** Sentences by language. */
export const sentences: Readonly<Record<Locale, Sentences>> = { en: english, zh: chinese }
