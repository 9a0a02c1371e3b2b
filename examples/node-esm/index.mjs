/** The main job in an ES module: a catalogue, what one person did, their list with reasons, and the list after a "not this one". */
import { Recommender } from 'penchant'

const recipes = [
  {
    id: 'ramen',
    title: 'Miso ramen',
    text: 'wheat noodles in a broth with miso, egg and spring onion',
    tags: ['soup', 'noodles'],
  },
  {
    id: 'pho',
    title: 'Pho',
    text: 'rice noodles in a clear beef broth with herbs and lime',
    tags: ['soup', 'noodles'],
  },
  {
    id: 'pad-thai',
    title: 'Pad thai',
    text: 'fried rice noodles with egg, tofu, peanuts and lime',
    tags: ['noodles', 'fried'],
  },
  { id: 'lasagne', title: 'Lasagne', text: 'sheets of pasta, tomato and bechamel, baked', tags: ['pasta', 'baked'] },
  { id: 'gazpacho', title: 'Gazpacho', text: 'a cold soup of tomato, cucumber and pepper', tags: ['soup', 'cold'] },
  {
    id: 'crumble',
    title: 'Apple crumble',
    text: 'apples under butter, flour and sugar, baked',
    tags: ['sweet', 'baked'],
  },
]

const recommender = new Recommender({
  describe: ({ title, text, tags }) => ({ text: { title, text }, tags }),
})
await recommender.addItems(recipes)
await recommender.observe({ userId: 'ann', itemId: 'ramen', type: 'like' })

const list = await recommender.recommend({ userId: 'ann', k: 3 })
print('Ann liked miso ramen:', list)

const [first] = list.items
await recommender.observe({ userId: 'ann', itemId: first.itemId, type: 'dislike', recommendationId: list.id })
print(`Ann says "not this one" to ${first.item.title}:`, await recommender.recommend({ userId: 'ann', k: 3 }))

print('A visitor searches for "tomato":', await recommender.recommend({ text: 'tomato', k: 2 }))

function print(heading, { items, strategy }) {
  console.log(`${heading} (${strategy})`)
  for (const { rank, item, reasons } of items) console.log(`  ${rank}. ${item.title}: ${reasons[0].text}`)
}
