/** A shop that follows what its visitor says: likes and dislikes are observed, a pass is left out, a search is a query. */
import { Recommender } from 'penchant'
import books from './books.json'

const k = 8
const userId = 'visitor'

const recommender = new Recommender({
  describe: ({ title, authors, genres }) => ({
    text: { title, author: authors.join(', '), genres: genres.join(', ') },
    tags: genres,
    attributes: { author: authors },
  }),
})
await recommender.addItems(books)

const list = document.querySelector('#list')
const words = document.querySelector('#words')
const status = document.querySelector('#status')
const template = document.querySelector('#book')
const shelves = [...new Set(books.map(({ genres }) => genres[0]))]
const bookOf = new Map(books.map((book) => [book.id, book]))

/** Books passed over in this visit: left out of the lists, while saying nothing about taste. */
let passed = []
/** The list on the screen: the ids, best first, and the words that it was searched with. */
let shown = []
let shownFor = ''
/** The id that the recommender gave the list on the screen. */
let recommendationId

words.addEventListener('input', () => update(''))
document.querySelector('#search').addEventListener('submit', (event) => event.preventDefault())
document.querySelector('#forget').addEventListener('click', forget)
list.addEventListener('click', act)
await update('')

/** Does what a button of a book says. */
async function act(event) {
  const { action } = event.target.dataset
  if (action === undefined) return
  const row = event.target.closest('li')
  const book = bookOf.get(row.dataset.id)
  const position = shown.indexOf(book.id) + 1
  if (action === 'pass') passed.push(book.id)
  else await recommender.observe({ userId, itemId: book.id, type: action, recommendationId, position })
  const done = { like: 'You like', dislike: 'You do not like', pass: 'Passed over:' }[action]
  await update(`${done} ${book.title}.`)
  // The book is gone from under the finger; the keyboard goes on with the one that took its place.
  const next = list.children[Math.min(position, list.children.length) - 1]
  next?.querySelector(`[data-action="${action}"]`).focus()
}

async function forget() {
  await recommender.forget(userId)
  passed = []
  await update('You are forgotten.')
}

/** Asks for the list anew and shows it, with what has become of it since. */
async function update(message) {
  const text = words.value.trim()
  const { id, items, strategy } = await recommender.recommend({ userId, text, k, exclude: passed })
  if (text !== words.value.trim()) return // an answer that was overtaken by the next letter

  const before = text === shownFor ? shown : []
  shownFor = text
  shown = items.map(({ itemId }) => itemId)
  recommendationId = id
  list.dataset.strategy = strategy
  list.replaceChildren(...items.map((entry) => row(entry, before)))
  document.querySelector('#list-heading').textContent = headingOf(text, strategy)
  status.textContent = message || (strategy === 'fresh' ? 'Nothing is known of you yet.' : '')
  await showTaste()
}

function headingOf(text, strategy) {
  if (text !== '') return `Search: ${text}`
  return strategy === 'personalized' ? 'For you' : 'A bit of everything'
}

/** One book of the list. */
function row({ item, rank, reasons }, before) {
  const element = template.content.cloneNode(true).querySelector('li')
  const part = (selector) => element.querySelector(selector)
  element.dataset.id = item.id
  part('h3').textContent = item.title
  part('.by').textContent = `${item.authors.join(', ')}, ${item.year}`
  part('.cover').textContent = item.title.replace(/^(The|A|An|In) /, '')[0]
  part('.cover').style.setProperty('--hue', String((360 * shelves.indexOf(item.genres[0])) / shelves.length))
  part('.genres').append(...item.genres.map((genre) => textElement('li', genre)))
  for (const { text, share } of strongest(reasons))
    part('.reasons').append(Object.assign(textElement('li', text), { className: share < 0 ? 'against' : 'for' }))
  const move = moveOf(item.id, rank, before)
  if (move !== '') part('h3').append(' ', Object.assign(textElement('small', move), { className: 'move' }))
  for (const button of element.querySelectorAll('button'))
    button.setAttribute('aria-label', `${button.textContent}: ${item.title}`)
  return element
}

/** The strongest reason of each kind, three at most: several about one author would say little. */
function strongest(reasons) {
  const known = reasons.filter(({ kind }) => kind !== 'nothing-known')
  return known.filter(({ kind }, at) => known.findIndex((other) => other.kind === kind) === at).slice(0, 3)
}

function moveOf(id, rank, before) {
  if (before.length === 0) return ''
  const was = before.indexOf(id) + 1
  if (was === 0) return 'new'
  if (was === rank) return ''
  return was > rank ? `↑ ${was - rank}` : `↓ ${rank - was}`
}

/** What the recommender believes, in words: the books that were judged, and the genres drawn to or away from. */
async function showTaste() {
  const { items, tags, attributes } = await recommender.profile(userId)
  const groups = [
    ['You like', items.filter(({ weight }) => weight > 0).map(({ value }) => bookOf.get(value).title)],
    ['You do not like', items.filter(({ weight }) => weight < 0).map(({ value }) => bookOf.get(value).title)],
    ['More of', [...tags, ...(attributes.author ?? [])].filter(({ weight }) => weight > 0).map(({ value }) => value)],
    ['Less of', [...tags, ...(attributes.author ?? [])].filter(({ weight }) => weight < 0).map(({ value }) => value)],
    ['Passed over', passed.map((id) => bookOf.get(id).title)],
  ]
  const known = groups.filter(([, values]) => values.length > 0)
  const nothing = textElement('p', 'Nothing yet. Like a book, or say what is not for you.')
  document.querySelector('#taste').replaceChildren(
    ...(known.length === 0 ? [nothing] : []),
    ...known.flatMap(([name, values]) => {
      const chips = document.createElement('ul')
      chips.className = 'chips'
      chips.append(...values.slice(0, 8).map((value) => textElement('li', value)))
      return [textElement('h3', name), chips]
    }),
  )
  document.querySelector('#forget').disabled = known.length === 0
}

function textElement(name, text) {
  return Object.assign(document.createElement(name), { textContent: text })
}
