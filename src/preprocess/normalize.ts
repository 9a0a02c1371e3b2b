/** One form for texts that say the same: the steps of normalisation, their order and their defaults. */

import { invalidArgument } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import { type Rewrite, rewriteAll } from './edits.ts'
import { decodeEntities } from './entities.ts'
import { stripHtml } from './html.ts'
import { collapseWhitespace, lowerCase, removeInvisible, shortenRepeats, stripAccents, unicodeForm } from './unicode.ts'
import {
  type Treatment,
  treatEmails,
  treatEmoji,
  treatHashtags,
  treatMentions,
  treatNumbers,
  treatUrls,
} from './web-text.ts'

/** What {@link normalizeText} does. The steps run in the order of these fields. */
export interface NormalizeOptions {
  /**
   * Takes HTML tags, comments, scripts and styles out of the text, also where they come escaped (`&lt;b&gt;`). Only names that HTML has are
   * tags: `a < b` and `List<String>` stay. Leave it on unless the texts are about HTML. Default `true`.
   */
  readonly html?: boolean
  /** Decodes character references (`&amp;`, `&#8217;`). Default `true`. */
  readonly entities?: boolean
  /** Web addresses (`https://…`, `www.…`). Their parts (`https`, `com`) tell nothing about an item. Default `'remove'`. */
  readonly urls?: Treatment
  /** E-mail addresses. They tell nothing about an item, and something about a person. Default `'remove'`. */
  readonly emails?: Treatment
  /** Mentions, `@name`. Default `'keep'`: the tokenizer makes the word `name` of it. */
  readonly mentions?: Treatment
  /** Hashtags, `#name`. Default `'keep'`: the tokenizer makes the word `name` of it. */
  readonly hashtags?: Treatment
  /** Emoji, each with its modifiers as one. Default `'keep'`. */
  readonly emoji?: Treatment
  /** Takes out soft hyphens, zero-width and direction marks; a lone surrogate becomes U+FFFD, `™` a space. Default `true`. */
  readonly invisible?: boolean
  /**
   * The Unicode form: `'NFKC'` also makes one of full-width and half-width forms, ligatures and styled letters (`Ａ`, `ｶ`, `ﬁ`, `𝐚`); `'NFC'`
   * joins letters with their marks alone; `false` does nothing. Default `'NFKC'`.
   */
  readonly unicode?: 'NFKC' | 'NFC' | false
  /** Lower-cases. Default `true`. */
  readonly lowercase?: boolean
  /**
   * Takes accents off Latin and Greek letters and vowel points off Arabic and Hebrew ones (`café` to `cafe`, `straße` to `strasse`). Finds more
   * where people type without accents; mixes up words where an accent makes another word (`schön`, `schon`). Default `false`.
   */
  readonly stripAccents?: boolean
  /** Numbers that stand alone (not `mp3`). Default `'keep'`: `1984` and `Toy Story 3` are told by them. */
  readonly numbers?: Treatment
  /** The longest run of one letter; longer ones (`soooo`) are cut to it. At least 1; `false` leaves runs alone. Default `false`. */
  readonly maxRepeats?: number | false
  /** Makes one space of white space and control characters, and none at the ends. Default `true`. */
  readonly whitespace?: boolean
}

/**
 * Gives a text in the form in which equal words are equal. With default options: no HTML, no web and e-mail addresses, Unicode NFKC, lower
 * case, single spaces; accents, mentions, hashtags, emoji and numbers stay. Any string is accepted; the empty one gives itself.
 *
 * Throws `invalid-argument` for a text that is no string, and for an option out of its range.
 *
 * @example
 * ```ts
 * normalizeText('<p>Ｃａｆé &amp; Bar!</p> https://example.org') // 'café & bar!'
 * normalizeText('Soooo goood!!! #Art', { maxRepeats: 2, hashtags: 'remove', lowercase: false }) // 'Soo good!!!'
 * ```
 */
export function normalizeText(text: string, options: NormalizeOptions = {}): string {
  if (typeof text !== 'string') throw invalidArgument('text', text, 'Give a string.')
  return rewriteAll(normalizationSteps(options), text)
}

const names: readonly (keyof NormalizeOptions)[] = [
  'html',
  'entities',
  'urls',
  'emails',
  'mentions',
  'hashtags',
  'emoji',
  'invisible',
  'unicode',
  'lowercase',
  'stripAccents',
  'numbers',
  'maxRepeats',
  'whitespace',
]

/** The steps that these options ask for, in order. Checks the options. */
export function normalizationSteps(options: NormalizeOptions, what?: string): Rewrite[] {
  checkNames(options, names, what)
  const {
    html = true,
    entities = true,
    urls = 'remove',
    emails = 'remove',
    mentions = 'keep',
    hashtags = 'keep',
    emoji = 'keep',
    invisible = true,
    unicode = 'NFKC',
    lowercase = true,
    stripAccents: accents = false,
    numbers = 'keep',
    maxRepeats = false,
    whitespace = true,
  } = options
  const steps: Rewrite[] = []
  const treated = (
    field: string,
    treatment: Treatment,
    step: (treatment: Exclude<Treatment, 'keep'>) => Rewrite,
  ): void => {
    if (treatment === 'keep') return
    if (treatment !== 'remove' && typeof treatment !== 'function') {
      throw invalidArgument(
        field,
        treatment,
        "Give 'keep', 'remove' or a function from what was found to what shall stand there.",
      )
    }
    steps.push(step(treatment))
  }
  if (unicode !== 'NFKC' && unicode !== 'NFC' && unicode !== false) {
    throw invalidArgument('unicode', unicode, "Give 'NFKC', 'NFC' or false.")
  }
  if (maxRepeats !== false && !(Number.isInteger(maxRepeats) && maxRepeats >= 1)) {
    throw invalidArgument('maxRepeats', maxRepeats, 'Give a whole number of at least 1, or false.')
  }

  if (html) steps.push(stripHtml)
  if (entities) steps.push(decodeEntities)
  // Feeds carry escaped HTML, which is HTML again once it is decoded.
  if (html && entities) steps.push(stripHtml)
  treated('urls', urls, treatUrls)
  treated('emails', emails, treatEmails)
  treated('mentions', mentions, treatMentions)
  treated('hashtags', hashtags, treatHashtags)
  treated('emoji', emoji, treatEmoji)
  if (invisible) steps.push(removeInvisible)
  if (unicode !== false) steps.push(unicodeForm(unicode))
  if (lowercase) steps.push(lowerCase)
  if (accents) steps.push(stripAccents)
  treated('numbers', numbers, treatNumbers)
  if (maxRepeats !== false) steps.push(shortenRepeats(maxRepeats))
  if (whitespace) steps.push(collapseWhitespace)
  return steps
}
