/** Wishes as sentences, in English and Chinese. */

import type { ParsedWish, WishSubject } from './wish.ts'

interface Speaker {
  readonly locale: 'en' | 'zh'
  readonly titleOf: (itemId: string) => string
}

const english = { more: 'more', less: 'less', no: 'no', only: 'only' } as const
const chinese = { more: '多一点', less: '少一点', no: '不要', only: '只要' } as const

/** `no war, except Steven Spielberg`; 不要战争，史蒂文除外. */
export function describeWish({ kind, subject, except = [] }: Omit<ParsedWish, 'text'>, speaker: Speaker): string {
  const zh = speaker.locale === 'zh'
  if (subject.kind === 'unseen') return zh ? '只要没接触过的' : 'only what is new to you'
  if (subject.kind === 'surprise') return zh ? '来点意外的' : 'something unexpected'
  if (subject.kind === 'direction')
    return zh ? `${subject.name}更${subject.to === 'lower' ? '低' : '高'}` : `${subject.to} ${subject.name}`
  if (subject.kind === 'item' && kind === 'no') {
    const title = speaker.titleOf(subject.itemId)
    return zh ? `不再推荐《${title}》` : `not “${title}” again`
  }
  const what = nameOf(subject, speaker)
  const exceptions = except.map((one) => nameOf(one, speaker))
  if (zh) return `${chinese[kind]}${what}${exceptions.length > 0 ? `，${exceptions.join('、')}除外` : ''}`
  return `${english[kind]} ${what}${exceptions.length > 0 ? `, except ${exceptions.join(' and ')}` : ''}`
}

function nameOf(subject: WishSubject, { locale, titleOf }: Speaker): string {
  const zh = locale === 'zh'
  switch (subject.kind) {
    case 'label':
      return subject.value
    case 'item':
      return zh ? `《${titleOf(subject.itemId)}》那样的` : `like “${titleOf(subject.itemId)}”`
    case 'words':
      return `“${subject.text}”`
    case 'range': {
      const { name, min, max } = subject
      if (min !== undefined && max !== undefined) return min === max ? `${name} ${min}` : `${name} ${min}–${max}`
      if (min !== undefined) return zh ? `${name} ${min} 及以上` : `${name} ${min} or more`
      return zh ? `${name} ${max} 及以下` : `${name} ${max} or less`
    }
    default:
      return ''
  }
}
