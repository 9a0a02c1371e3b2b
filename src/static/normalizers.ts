/** The normalisers of `tokenizer.json` files: what happens to a text before it is cut into words. */

import { invalidArgument } from '../errors.ts'
import { precompiledNormalizer } from './precompiled.ts'
import { WHITE_SPACE } from './text-classes.ts'
import type { Normalizer } from './tokenizer.ts'

/** A normaliser as `tokenizer.json` writes it. */
export interface NormalizerSpec {
  readonly type: string
  readonly [option: string]: unknown
}

/** The function that a `normalizer` of a `tokenizer.json` stands for. Throws an error that names the kind where it is none of those known. */
export function readNormalizer(spec: NormalizerSpec | null | undefined): Normalizer {
  if (spec === null || spec === undefined) return (text) => text
  switch (spec.type) {
    case 'Sequence': {
      const steps = (spec['normalizers'] as NormalizerSpec[]).map(readNormalizer)
      return (text) => steps.reduce((so, step) => step(so), text)
    }
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD': {
      const form = spec.type
      return (text) => text.normalize(form)
    }
    case 'Lowercase':
      return lowercase
    case 'StripAccents':
      return (text) => text.replace(/\p{Mn}/gu, '')
    case 'Strip':
      return stripper(spec['strip_left'] !== false, spec['strip_right'] !== false)
    case 'Prepend':
      return (text) => (text === '' ? '' : `${spec['prepend']}${text}`)
    case 'Replace':
      return replacer(spec['pattern'] as { String?: string; Regex?: string }, String(spec['content']))
    case 'BertNormalizer':
      return bertNormalizer(spec)
    case 'Precompiled':
      return precompiledNormalizer(String(spec['precompiled_charsmap']))
    default:
      throw invalidArgument(
        'tokenizer.normalizer.type',
        spec.type,
        'Known are: Sequence, NFC, NFD, NFKC, NFKD, Lowercase, StripAccents, Strip, Prepend, Replace, BertNormalizer, Precompiled.',
      )
  }
}

/** Lower case letter by letter: a capital sigma becomes σ at the end of a word, too. */
export function lowercase(text: string): string {
  return text.replaceAll('Σ', 'σ').toLowerCase()
}

const whiteSpaceRun = new RegExp(`[${WHITE_SPACE}]+`, 'g')

/** Every run of white space as one space. */
export function collapseSpaces(text: string): string {
  return text.replace(whiteSpaceRun, ' ')
}

function stripper(left: boolean, right: boolean): Normalizer {
  const ends = [left ? `^[${WHITE_SPACE}]+` : '', right ? `[${WHITE_SPACE}]+$` : ''].filter((one) => one !== '')
  const pattern = new RegExp(ends.join('|'), 'g')
  return ends.length === 0 ? (text) => text : (text) => text.replace(pattern, '')
}

function replacer(pattern: { String?: string; Regex?: string }, content: string): Normalizer {
  if (pattern.String !== undefined) return (text) => text.replaceAll(pattern.String!, () => content)
  if (pattern.Regex === '\\s+' && content === ' ') return collapseSpaces
  const written = (pattern.Regex ?? '').replaceAll('\\s', `[${WHITE_SPACE}]`)
  let regex: RegExp
  try {
    regex = new RegExp(written, 'gu')
  } catch (cause) {
    throw invalidArgument(
      'tokenizer.normalizer.pattern',
      pattern.Regex,
      `JavaScript cannot read this pattern: ${String(cause)}`,
    )
  }
  return (text) => text.replace(regex, () => content)
}

const removed = /[\0\ufffd\p{Cc}\p{Cf}\p{Co}]/gu
const lineSpaces = /[\t\n\r]/g
const spaces = new RegExp(`[${WHITE_SPACE}]`, 'g')
/** The ranges of BERT, one of them as `tokenizers` has it (2B920 for 2B820). */
const ideograph =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b920}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu

function bertNormalizer(spec: NormalizerSpec): Normalizer {
  const lower = spec['lowercase'] !== false
  const clean = spec['clean_text'] !== false
  const separate = spec['handle_chinese_chars'] !== false
  const strip = (spec['strip_accents'] as boolean | null | undefined) ?? lower
  return (text) => {
    let so = text
    if (clean) so = so.replace(lineSpaces, ' ').replace(removed, '').replace(spaces, ' ')
    if (separate) so = so.replace(ideograph, ' $& ')
    if (strip) so = so.normalize('NFD').replace(/\p{Mn}/gu, '')
    return lower ? lowercase(so) : so
  }
}
