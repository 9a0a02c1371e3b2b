/** What word vectors are trained on, and how it is read: sentence after sentence, as often as needed. */

import { invalidArgument } from '../../errors.ts'

/** A sentence: text, which the tokeniser splits, or its words. */
export type Sentence = string | readonly string[]

/**
 * Sentences that can be read more than once: an array (or another iterable that starts anew each time), or a function that opens them, for a
 * corpus that does not fit into memory.
 */
export type Corpus = Iterable<Sentence> | (() => Iterable<Sentence> | AsyncIterable<Sentence>)

/** Reads a checked corpus: each call starts at its beginning. */
export type OpenCorpus = () => Iterable<Sentence> | AsyncIterable<Sentence>

/** Checks that a corpus can be read again, before anything is read. */
export function openCorpus(corpus: Corpus): OpenCorpus {
  if (typeof corpus === 'function') {
    return () => {
      const sentences = corpus()
      if (isIterable(sentences) || isAsyncIterable(sentences)) return sentences
      throw invalidArgument(
        'corpus()',
        sentences,
        'The function must return an iterable or async iterable of sentences.',
      )
    }
  }
  if (typeof corpus === 'string') {
    throw invalidArgument('corpus', corpus, 'Expected a list of sentences: wrap a single text as [text].')
  }
  if (!isIterable(corpus)) {
    const remedy = isAsyncIterable(corpus)
      ? 'An async iterable can be read only once: pass a function that opens it, () => lines(file).'
      : 'Expected an array or iterable of texts or word lists, or a function that returns one.'
    throw invalidArgument('corpus', corpus, remedy)
  }
  // An iterator that is its own iterable (a generator, for one) is spent after the first reading.
  if ((corpus as unknown) === corpus[Symbol.iterator]()) {
    throw invalidArgument(
      'corpus',
      corpus,
      'A generator can be read only once: pass the generator function itself, or an array.',
    )
  }
  return () => corpus
}

function isIterable(value: unknown): value is Iterable<Sentence> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value
}

function isAsyncIterable(value: unknown): value is AsyncIterable<Sentence> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** The words of sentence number `index`, checked. */
export function wordsOf(
  sentence: Sentence,
  index: number,
  tokenize: (text: string) => readonly string[],
): readonly string[] {
  if (typeof sentence === 'string') return tokenize(sentence)
  if (!Array.isArray(sentence)) {
    throw invalidArgument(`corpus[${index}]`, sentence, 'Expected a text or a list of words.')
  }
  const words: readonly unknown[] = sentence
  for (let i = 0; i < words.length; i += 1) {
    if (typeof words[i] !== 'string')
      throw invalidArgument(`corpus[${index}][${i}]`, words[i], 'Expected a word (a string).')
  }
  return sentence
}
