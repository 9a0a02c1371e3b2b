// What a new user does first, on every entry of the package. Copied beside each app of the package test (ES module, CommonJS, bundles), which
// passes what it imported: `{ index, events, preprocess, ... }`. Gives plain data, so that a process can print it and a page can hand it over.
export async function tryOut(parts) {
  const { Recommender } = parts.index
  const recommender = new Recommender({ seed: 1 })
  await recommender.addItems([
    { id: 'dune', text: 'A desert planet, giant worms, and a war for the spice', tags: ['science fiction'] },
    { id: 'emma', text: 'A match-maker in an English village learns about love', tags: ['romance'] },
    { id: 'hyperion', text: 'Pilgrims cross a desert planet in a galactic war', tags: ['science fiction'] },
    { id: 'cookbook', text: 'Soups, breads and puddings for every day', tags: ['food'] },
  ])
  await recommender.observe({ userId: 'ann', itemId: 'dune', type: 'like', timestamp: Date.UTC(2024, 0, 1) })
  const list = await recommender.recommend({ userId: 'ann', k: 2, now: Date.UTC(2024, 0, 2) })
  const restored = await Recommender.fromSnapshot(await recommender.toSnapshot())

  return {
    strategy: list.strategy,
    itemIds: list.items.map(({ itemId }) => itemId),
    reasons: list.items[0].reasons.map(({ text }) => text),
    restoredItems: restored.stats().items,
    emptyEntries: Object.keys(parts).filter((name) => Object.keys(parts[name]).length === 0),
    foreignErrors: await foreignErrors(parts),
  }
}

/** Names of the entries that throw, or export, a RecommenderError other than the main entry's. */
async function foreignErrors(parts) {
  const { Recommender, RecommenderError } = parts.index
  const mistakes = {
    index: () => new Recommender().recommend({ k: 0 }),
    similarity: () => parts.similarity.cosine([1, 2], [1, 2, 3]),
    encode: () => new parts.encode.TfidfEncoder({ ngramRange: [0, 0] }),
  }
  const foreign = []
  for (const [name, mistake] of Object.entries(mistakes)) {
    const error = await Promise.resolve()
      .then(mistake)
      .catch((caught) => caught)
    if (!(error instanceof RecommenderError)) foreign.push(`${name} gave ${error}`)
  }
  for (const [name, part] of Object.entries(parts)) {
    if ('RecommenderError' in part && part.RecommenderError !== RecommenderError)
      foreign.push(`${name} exports another`)
  }
  return foreign
}
