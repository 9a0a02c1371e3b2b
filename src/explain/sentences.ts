/** The sentences of reasons, in English and Chinese. */

/** Languages that reasons are written in. */
export type Locale = 'en' | 'zh'

import type { Signal } from '../profile/signals.ts'

/** One sentence for each kind of reason; `helps` is false where it counts against. */
export interface Sentences {
  similarItem(behavior: string, title: string, terms: readonly string[], helps: boolean): string
  words(behavior: string, words: string, terms: readonly string[], helps: boolean): string
  attribute(name: string, value: string, helps: boolean): string
  label(name: string, value: string, origin: Signal['origin'], helps: boolean): string
  interest(terms: readonly string[], origin: Signal['origin'], helps: boolean): string
  popular(events: number): string
  fresh(days: number): string
  boost(helps: boolean): string
  nothingKnown(): string
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 77).trimEnd()}...` : text)

/** A type of behaviour may be called `constructor`. */
const own = (verbs: Readonly<Record<string, string>>, behavior: string): string | undefined =>
  Object.hasOwn(verbs, behavior) ? verbs[behavior] : undefined

const englishVerbs: Readonly<Record<string, string>> = {
  view: 'viewed',
  click: 'opened',
  dwell: 'spent time on',
  comment: 'commented on',
  share: 'shared',
  save: 'saved',
  like: 'liked',
  cart: 'put in your cart',
  purchase: 'bought',
  dislike: 'disliked',
  hide: 'hid',
  skip: 'skipped',
}

const english: Sentences = {
  similarItem(behavior, title, terms, helps) {
    const name = `“${shortened(title)}”`
    const shared = terms.length === 0 ? '' : ` (${terms.join(', ')})`
    if (behavior === 'query') return `${helps ? 'Like' : 'Unlike'} ${name}${shared}.`
    const did =
      behavior === 'rating'
        ? `rated ${name} ${helps ? 'highly' : 'low'}`
        : `${own(englishVerbs, behavior) ?? 'dealt with'} ${name}`
    return helps ? `Because you ${did}${shared}.` : `Ranked lower, being alike${shared}: you ${did}.`
  },
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
    if (origin === 'query') return `Has ${label} too.`
    return helps ? `Has ${label}, which you like.` : `Ranked lower: has ${label}, which you like less.`
  },
  interest(terms, origin, helps) {
    const about = terms.length === 0 ? '' : `: ${terms.join(', ')}`
    if (origin === 'query') return `Fits what you asked for${about}.`
    return helps ? `Fits your interests${about}.` : `Further from your interests${about}.`
  },
  popular: (events) =>
    `Popular: ${events === 1 ? 'one sign' : `${events.toLocaleString('en')} signs`} of interest from others.`,
  fresh: (days) =>
    days < 1 ? 'New today.' : `New: ${Math.floor(days)} ${Math.floor(days) === 1 ? 'day' : 'days'} old.`,
  boost: (helps) => (helps ? 'Promoted here.' : 'Held back here.'),
  nothingKnown: () => 'Nothing is known yet that speaks for or against it.',
}

const chineseVerbs: Readonly<Record<string, string>> = {
  view: '看过',
  click: '点开过',
  dwell: '停留过',
  comment: '评论过',
  share: '分享过',
  save: '收藏过',
  like: '喜欢',
  cart: '加购过',
  purchase: '买过',
  dislike: '不喜欢',
  hide: '隐藏过',
  skip: '跳过',
}

const chinese: Sentences = {
  similarItem(behavior, title, terms, helps) {
    const name = `《${shortened(title)}》`
    const shared = terms.length === 0 ? '' : `（${terms.join('、')}）`
    if (behavior === 'query') return `${helps ? '与' : '不同于'}${name}${helps ? '相似' : ''}${shared}。`
    if (behavior === 'rating')
      return helps ? `因为你给${name}打了高分${shared}。` : `排名降低：与你打了低分的${name}相似${shared}。`
    const verb = own(chineseVerbs, behavior) ?? '接触过'
    return helps ? `因为你${verb}${name}${shared}。` : `排名降低：与你${verb}的${name}相似${shared}。`
  },
  words(behavior, words, terms, helps) {
    const quoted = `“${shortened(words)}”`
    if (behavior === 'query')
      return terms.length === 0 ? `符合${quoted}。` : `符合你查询中的${terms.map((term) => `“${term}”`).join('、')}。`
    const verb = behavior === 'search' ? '搜索过' : '写过'
    return helps ? `因为你${verb}${quoted}。` : `排名降低：因为你${verb}${quoted}。`
  },
  attribute: (name, value, helps) => (helps ? `你想要${name}“${value}”。` : `排名降低：你想少看${name}“${value}”。`),
  label(name, value, origin, helps) {
    const label = name === 'tags' ? `标签“${value}”` : `${name}“${value}”`
    if (origin === 'query') return `同样有${label}。`
    return helps ? `有你喜欢的${label}。` : `排名降低：有你不太喜欢的${label}。`
  },
  interest(terms, origin, helps) {
    const about = terms.length === 0 ? '' : `：${terms.join('、')}`
    if (origin === 'query') return `符合你的要求${about}。`
    return helps ? `符合你的兴趣${about}。` : `离你的兴趣较远${about}。`
  },
  popular: (events) => `热门：其他用户有 ${events} 次兴趣表示。`,
  fresh: (days) => (days < 1 ? '今天上新。' : `上新 ${Math.floor(days)} 天。`),
  boost: (helps) => (helps ? '在此推广。' : '在此压后。'),
  nothingKnown: () => '目前还没有支持或反对它的依据。',
}

/** Sentences by language. */
export const sentences: Readonly<Record<Locale, Sentences>> = { en: english, zh: chinese }
