/** The main job in CommonJS: items that describe themselves, a history given with the question, and a snapshot. */
const { Recommender } = require('penchant')

const films = [
  {
    id: 'alien',
    text: { title: 'Alien', plot: 'the crew of a spaceship meets a creature' },
    tags: ['science fiction', 'horror'],
  },
  {
    id: 'solaris',
    text: { title: 'Solaris', plot: 'a psychologist on a space station above a living planet' },
    tags: ['science fiction'],
  },
  {
    id: 'the-thing',
    text: { title: 'The Thing', plot: 'a creature among researchers in Antarctica' },
    tags: ['science fiction', 'horror'],
  },
  {
    id: 'amelie',
    text: { title: 'Amélie', plot: 'a waitress in Paris changes the lives of others' },
    tags: ['comedy', 'romance'],
  },
  {
    id: 'ratatouille',
    text: { title: 'Ratatouille', plot: 'a rat cooks in a restaurant in Paris' },
    tags: ['comedy', 'animation'],
  },
]

async function main() {
  const recommender = new Recommender()
  await recommender.addItems(films)

  // Nothing is stored about this visitor: what they did in this visit comes with the question.
  const { items } = await recommender.recommend({ history: [{ itemId: 'alien', type: 'like' }], k: 2 })
  for (const { item, score, reasons } of items) console.log(item.text.title, score.toFixed(2), reasons[0].text)

  const bytes = await recommender.toSnapshot()
  const restored = await Recommender.fromSnapshot(bytes)
  const alike = await restored.similarItems('amelie', { k: 1 })
  console.log(
    `From a snapshot of ${bytes.length} bytes: ${alike.items[0].item.text.title}. ${alike.items[0].reasons[0].text}`,
  )
}

main()
