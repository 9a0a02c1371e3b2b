/** Draws what was understood, each wish with a button that withdraws it, and what was not. */
import { element } from './element.js'

/** Shows the wishes in force, the latest first, and the stretches of the last message that were not understood. */
export function showWishes(into, wishes, notUnderstood, say) {
  const chips = wishes.map(({ id, text }) => {
    const button = element('button', { type: 'button' }, say.undo)
    button.dataset.wish = id
    button.setAttribute('aria-label', `${say.undo}: ${text}`)
    return element('li', {}, element('span', {}, text), button)
  })
  const missed = notUnderstood.map(({ text }) => `“${text}”`).join(' ')
  into.replaceChildren(
    ...(chips.length === 0
      ? []
      : [
          element('h3', { className: 'wishes-heading' }, say.understood),
          element('ul', { className: 'wishes' }, ...chips),
        ]),
    ...(missed === '' ? [] : [element('p', { className: 'missed' }, `${say.notUnderstood} ${missed}`)]),
  )
}
