/** The binary tree of hierarchical softmax: frequent words get short paths. */

/** For each word the inner nodes from the root to it, and at each the label 1 - bit that its sigmoid should give. */
export interface HuffmanPaths {
  /** words + 1 offsets into the two lists below. */
  readonly offsets: Uint32Array
  readonly nodes: Uint32Array
  readonly labels: Float32Array
}

/** Huffman paths of words that stand by falling count (word2vec's construction in two sorted queues). A single word has an empty path. */
export function huffmanPaths(counts: Float64Array): HuffmanPaths {
  const words = counts.length
  const inner = Math.max(0, words - 1)
  const weight = new Float64Array(words + inner).fill(Number.POSITIVE_INFINITY)
  weight.set(counts)
  const parent = new Int32Array(words + inner)
  const bit = new Uint8Array(words + inner)
  let rare = words - 1
  let joined = words
  // The lightest of what has no parent yet: words from the rarest up, joined nodes in the order of their making.
  const take = (): number => (rare >= 0 && weight[rare]! < weight[joined]! ? rare-- : joined++)
  for (let node = words; node < words + inner; node += 1) {
    const first = take()
    const second = take()
    parent[first] = node
    parent[second] = node
    bit[second] = 1
    weight[node] = weight[first]! + weight[second]!
  }
  const root = words + inner - 1
  const offsets = new Uint32Array(words + 1)
  const nodes: number[] = []
  const labels: number[] = []
  for (let word = 0; word < words; word += 1) {
    const path: number[] = []
    const bits: number[] = []
    for (let at = word; at !== root; at = parent[at]!) {
      path.push(parent[at]! - words)
      bits.push(1 - bit[at]!)
    }
    nodes.push(...path.reverse())
    labels.push(...bits.reverse())
    offsets[word + 1] = nodes.length
  }
  return { offsets, nodes: Uint32Array.from(nodes), labels: Float32Array.from(labels) }
}
