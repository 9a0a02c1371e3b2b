/** The page: every button, word and slider goes to the recommender, and the list, the profile and the map are drawn anew from what it then says. */
import library from 'virtual:library'
import { addCounterfactuals, showList } from './list.js'
import { interestMap } from './map.js'
import { planeOf } from './plane.ts'
import { showProfile } from './profile.js'
import { openLibrary, userId } from './recommender.js'
import { showWishes } from './wishes.js'
import { words, writeWords } from './words.js'

const k = 10
const byId = (id) => document.getElementById(id)
const [list, status, message, undo] = ['list', 'status', 'message', 'undo'].map(byId)

let locale = navigator.language.startsWith('zh') ? 'zh' : 'en'
let say = words[locale]
writeWords(say, locale)
status.textContent = say.loading

const titles = new Map(library.books.map(({ id, title }) => [id, title]))
const recommender = await openLibrary(library)
const plane = planeOf(library.books)
const map = interestMap(byId('map'), plane, (id) => titles.get(id))

/** The list on the screen: what was asked for, its id, and the ids of its books, best first. */
let shown = { query: {}, id: undefined, ids: [] }
/** Wishes in force, and what of the last message was not understood. */
let wishes = []
let missed = []
/** The latest deed: what "undo" takes back. */
let lastEvent
/** Counts the lists that were asked for: one that was overtaken is not shown. */
let asked = 0

list.addEventListener('click', act)
for (const type of ['pointerover', 'focusin']) list.addEventListener(type, explain)
byId('tell').addEventListener('submit', tell)
byId('wishes').addEventListener('click', withdraw)
undo.addEventListener('click', takeBack)
byId('language').addEventListener('click', switchLanguage)
for (const name of ['diversity', 'exploration']) byId(name).addEventListener('input', () => update(''))
await update(say.ready)
for (const control of document.querySelectorAll('fieldset')) control.disabled = false

/** Does what a button of a book says. */
async function act({ target }) {
  const { action } = target.dataset
  if (action === undefined) return
  const { id: itemId } = target.closest('[data-id]').dataset
  const position = shown.ids.indexOf(itemId) + 1
  const event = { userId, itemId, type: action, recommendationId: shown.id, position }
  lastEvent = (await recommender.observe(event)).eventIds[0]
  await update(`${say.did[action]} ${titles.get(itemId)}`)
  // The book is gone from under the finger; the keyboard goes on with the one that took its place.
  const next = list.children[Math.min(position, list.children.length) - 1]
  next?.querySelector(`[data-action="${action}"]`).focus()
}

async function takeBack() {
  await recommender.undo(lastEvent)
  lastEvent = undefined
  await update(say.undone)
  message.focus()
}

async function tell(event) {
  event.preventDefault()
  const { understood, notUnderstood } = await recommender.tell(userId, message.value)
  wishes = [...understood, ...wishes]
  missed = notUnderstood
  message.value = ''
  await update(understood.length > 0 ? say.told(understood.map(({ text }) => text).join(', ')) : say.toldNothing)
}

/** Withdraws one wish. */
async function withdraw({ target }) {
  const { wish } = target.dataset
  if (wish === undefined) return
  await recommender.undo(wish)
  wishes = wishes.filter(({ id }) => id !== wish)
  missed = []
  await update(say.undone)
  message.focus()
}

async function switchLanguage() {
  locale = locale === 'en' ? 'zh' : 'en'
  say = words[locale]
  writeWords(say, locale)
  await update('')
}

/** Asks for the list anew and shows it with all that goes with it. */
async function update(text) {
  const turn = ++asked
  const [diversity, exploration] = ['diversity', 'exploration'].map((name) => byId(name).valueAsNumber)
  // With the time fixed, a later question about this list is about the same list.
  const query = { userId, k, locale, diversity, exploration, now: Date.now() }
  const { id, items, strategy } = await recommender.recommend(query)
  const profile = await recommender.profile(userId)
  if (turn !== asked) return

  showList(list, items, shown.ids, say)
  shown = { query, id, ids: items.map(({ itemId }) => itemId) }
  list.dataset.strategy = strategy
  list.dataset.turn = String(turn)
  showWishes(byId('wishes'), wishes, missed, say)
  showProfile(byId('profile'), profile, say)
  const judged = (sign) => profile.items.filter(({ weight }) => weight * sign > 0).map(({ value }) => value)
  map.show([
    { kind: 'listed', ids: shown.ids },
    { kind: 'liked', ids: judged(1) },
    { kind: 'disliked', ids: judged(-1) },
  ])
  byId('held').textContent = say.held(Math.round(100 * plane.held))
  undo.hidden = lastEvent === undefined
  status.textContent = text
}

/** The first time that a row is looked at: where its book would be without what it rests on. */
async function explain({ target }) {
  const row = target.closest('[data-id]')
  if (row === null || row.dataset.explained !== undefined) return
  row.dataset.explained = 'asked'
  const { counterfactuals } = await recommender.explain(shown.query, row.dataset.id)
  if (row.isConnected) addCounterfactuals(row, counterfactuals)
}
