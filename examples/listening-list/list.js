/** Draws the list: a book, its buttons, where it came from, and the reasons, which show when the row is pointed at or focused. */
import { element } from './element.js'

const actions = ['like', 'dislike', 'hide']
/** Below this a place was filled by chance rather than by score. */
const BY_CHANCE = 0.5

/** Shows `items` of a list; `before` are the ids of the list that they replace. */
export function showList(into, items, before, say) {
  into.replaceChildren(...items.map((entry) => row(entry, before, say)))
}

function row({ itemId, item, rank, reasons, propensity }, before, say) {
  const told = `reasons-${itemId}`
  const title = element('button', { type: 'button', className: 'title' }, item.title)
  title.setAttribute('aria-describedby', told)
  const move = moveOf(itemId, rank, before, say)
  const about = element(
    'div',
    { className: 'about' },
    element('h3', {}, title, ...(move === '' ? [] : [' ', element('small', {}, move)])),
    element('p', {}, [item.author, item.year].filter((part) => part !== undefined).join(', ')),
    element('p', { className: 'shelves' }, item.genres.join(' · ')),
  )
  const chance = propensity !== undefined && propensity < BY_CHANCE
  const why = element(
    'ul',
    { className: 'reasons', id: told },
    ...strongest(reasons).map(({ text, share }) => element('li', { className: share < 0 ? 'against' : 'for' }, text)),
    ...(chance ? [element('li', { className: 'chance' }, say.chance(percent(propensity)))] : []),
  )
  const made = element(
    'li',
    { className: 'row' },
    about,
    element('div', { className: 'actions' }, ...actions.map(button)),
    why,
  )
  made.dataset.id = itemId
  return made

  function button(action) {
    const made = element('button', { type: 'button' }, say[action])
    made.dataset.action = action
    made.setAttribute('aria-label', `${say[action]}: ${item.title}`)
    return made
  }
}

/** The strongest reason of each kind, four at most: several about one author would say little. */
function strongest(reasons) {
  return reasons.filter(({ kind }, at) => reasons.findIndex((other) => other.kind === kind) === at).slice(0, 4)
}

/** Adds to a row where its book would be without what it rests on, once. */
export function addCounterfactuals(row, counterfactuals) {
  row.dataset.explained = 'yes'
  row
    .querySelector('.reasons')
    .append(...counterfactuals.slice(0, 2).map(({ text }) => element('li', { className: 'without' }, text)))
}

function moveOf(id, rank, before, say) {
  if (before.length === 0) return ''
  const was = before.indexOf(id) + 1
  if (was === 0) return say.fresh
  if (was === rank) return ''
  return was > rank ? say.up(was - rank) : say.down(rank - was)
}

/** A probability with two digits that count. */
const percent = (probability) => Number((100 * probability).toPrecision(2))
