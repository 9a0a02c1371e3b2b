/** The training of the benchmark inside a browser page. */

import { trainWord2Vec, type Word2VecOptions } from '../../src/encode/word2vec/index.ts'

declare global {
  var runInPage: (corpus: string, options: Word2VecOptions) => Promise<number>
}

globalThis.runInPage = async (corpus, options) => {
  const text = await (await fetch(corpus)).text()
  const sentences = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
  return (await trainWord2Vec(sentences, options)).report!.wordsPerSecond
}
