/**
 * Three short texts of one person (what they read, bought and searched for) become one vector of interest, candidate texts are ranked by their cosine with it, and feedback moves it: in English and in Chinese.
 *
 *     node examples/personalised-texts/index.mjs [folder of a sentence encoder]
 *
 * The folder (or MODEL_FOLDER) holds a model as the transformers packages load it; its 8-bit weights are used. English MiniLM knows no Chinese; multilingual E5 knows both. Without one the built-in
 * semantic encoder is used.
 */
import { normalizeText } from 'penchant/preprocess'
import { cosine } from 'penchant/similarity'

const worlds = {
  English: {
    texts: {
      browsing: '<p>Hiking the high Alps: huts, passes &amp; glaciers</p>',
      purchase: 'A light tent for two, waterproof https://shop.example/tent-42',
      search: 'trails in the mountains with a dog',
    },
    candidates: [
      'A guide to walks in the Dolomites, from hut to hut',
      'How to choose a sleeping bag and a stove for camping',
      'Training your puppy: the first hundred days',
      'Ten quick pasta dinners for busy evenings',
      'The stock market explained to beginners',
      'A winter of climbing ice in Norway',
    ],
    disliked: 'Training your puppy: the first hundred days',
    liked: 'A winter of climbing ice in Norway',
  },
  Chinese: {
    texts: {
      browsing: '<p>阿尔卑斯山徒步：山屋、垭口与冰川</p>',
      purchase: '双人轻便防水帐篷 https://shop.example/tent-42',
      search: '带狗可以走的山间小路',
    },
    candidates: [
      '多洛米蒂山区徒步指南：从山屋到山屋',
      '露营如何选择睡袋和炉具',
      '小狗训练：最初的一百天',
      '忙碌夜晚的十道快手意面',
      '写给新手的股票市场入门',
      '在挪威攀登冰壁的冬天',
    ],
    disliked: '小狗训练：最初的一百天',
    liked: '在挪威攀登冰壁的冬天',
  },
}

const { name, encoder } = await chooseEncoder(process.argv[2] ?? process.env.MODEL_FOLDER)
console.log(`Encoder: ${name}`)
for (const [language, world] of Object.entries(worlds)) {
  // Markup, addresses and odd characters say nothing about a person. Case is the encoder's business.
  const clean = (text) => normalizeText(text, { lowercase: false })
  const own = await vectorsOf(Object.values(world.texts).map(clean), 'query')
  const vectors = await vectorsOf(world.candidates.map(clean), 'document')
  const vectorOf = (candidate) => vectors[world.candidates.indexOf(candidate)]

  const interest = mean(own)
  print(`\n${language}: what fits ${Object.keys(world.texts).join(', ')}`, world.candidates, vectors, interest)

  // Rocchio: towards what is liked, and half as far away from what is not.
  const moved = add(interest, [0.8, vectorOf(world.liked)], [-0.4, vectorOf(world.disliked)])
  print(`${language}: after + ${world.liked}, - ${world.disliked}`, world.candidates, vectors, moved)
}

/** The transformer where there is a folder, else what the library brings along. */
async function chooseEncoder(folder) {
  if (folder) {
    const { BertEncoder } = await import('penchant/bert')
    return { name: `BertEncoder, ${folder}`, encoder: new BertEncoder({ model: folder, dtype: 'q8', batchTokens: 1 }) }
  }
  const { semanticEncoder } = await import('penchant/static')
  return { name: 'the built-in semantic encoder', encoder: await semanticEncoder() }
}

/** One vector a text, each of length 1, so that every text counts alike. */
async function vectorsOf(texts, kind) {
  const { rows, columns, values } = await encoder.encode(texts, { kind })
  return Array.from({ length: rows }, (_, row) => {
    const vector = values.subarray(row * columns, (row + 1) * columns)
    const length = Math.hypot(...vector) || 1
    return vector.map((value) => value / length)
  })
}

/** The mean over texts, dimension by dimension: one vector as long as each of them. */
function mean(vectors) {
  return vectors[0].map((_, dimension) => vectors.reduce((sum, vector) => sum + vector[dimension], 0) / vectors.length)
}

function add(vector, ...moves) {
  return vector.map((value, at) => moves.reduce((sum, [weight, by]) => sum + weight * by[at], value))
}

function print(heading, candidates, vectors, interest) {
  console.log(heading)
  const ranked = candidates
    .map((text, at) => ({ text, score: cosine(interest, vectors[at]) }))
    .toSorted((a, b) => b.score - a.score)
  for (const [at, { text, score }] of ranked.entries())
    console.log(`  ${at + 1}. ${score.toFixed(3).padStart(6)}  ${text}`)
}
