/** What the makers of well-known sentence encoders say about their use: how tokens are pooled, what stands before a text, how long a text may be. */

import type { Pooling } from './pooling.ts'

/** How a model wants to be used. */
export interface ModelUse {
  readonly pooling: Pooling
  /** Put before a text by its kind; nothing where absent. */
  readonly prefix?: { readonly query?: string; readonly document?: string }
  /** The length, in tokens, that it was made for, where that is less than what it can take. */
  readonly maxTokens?: number
}

const mean: ModelUse = { pooling: 'mean' }
const cls: ModelUse = { pooling: 'cls' }
const searching = 'Represent this sentence for searching relevant passages: '

/** By the last part of the name, in lower case; the first that matches counts. Sources: the models' cards and their `1_Pooling/config.json` and `sentence_bert_config.json`. */
const known: readonly (readonly [RegExp, ModelUse])[] = [
  // Sentence-transformers
  [/^all-minilm-l6-v2/, { ...mean, maxTokens: 256 }],
  [/^all-minilm-l12-v[12]/, { ...mean, maxTokens: 128 }],
  [/^all-mpnet-base-v2/, { ...mean, maxTokens: 384 }],
  [/^paraphrase-(multilingual-)?minilm-l\d+-v2/, { ...mean, maxTokens: 128 }],
  [/^paraphrase-(multilingual-)?mpnet-base-v2/, { ...mean, maxTokens: 128 }],
  [/^multi-qa-minilm-l6-(cos|dot)-v1/, mean],
  // E5 (Microsoft)
  [
    /^multilingual-e5-(small|base|large)(?!-instruct)/,
    { ...mean, prefix: { query: 'query: ', document: 'passage: ' } },
  ],
  [/^e5-(small|base|large)/, { ...mean, prefix: { query: 'query: ', document: 'passage: ' } }],
  // BGE (BAAI)
  [/^bge-m3/, cls],
  [/^bge-(small|base|large)-zh/, { ...cls, prefix: { query: '为这个句子生成表示以用于检索相关文章：' } }],
  [/^bge-(small|base|large)-en/, { ...cls, prefix: { query: searching } }],
  // GTE (Alibaba)
  [/^gte-(base|large)-en-v1\.5/, cls],
  [/^gte-multilingual-base/, cls],
  [/^gte-(tiny|small|base|large)(-zh)?$/, mean],
  // Others
  [/^mxbai-embed-(xsmall|large)/, { ...cls, prefix: { query: searching } }],
  [/^snowflake-arctic-embed-(xs|s|m|m-long|l)$/, { ...cls, prefix: { query: searching } }],
  [/^nomic-embed-text/, { ...mean, prefix: { query: 'search_query: ', document: 'search_document: ' } }],
  [/^jina-embeddings-v2/, mean],
  [/^text2vec-base-(chinese|multilingual)/, mean],
  // Language models that were not trained for sentences: the mean is the usual choice.
  [/^bert-base-(chinese|(multilingual-)?(un)?cased)/, mean],
  [/^distilbert-base-(multilingual-)?(un)?cased/, mean],
]

/** How this model wants to be used; nothing for one that is not known. `Xenova/all-MiniLM-L6-v2`, `/folder/all-MiniLM-L6-v2/` and the like are the same. */
export function knownUse(model: string): ModelUse | undefined {
  const name =
    model
      .toLowerCase()
      .replace(/[\\/]+$/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  return known.find(([pattern]) => pattern.test(name))?.[1]
}
