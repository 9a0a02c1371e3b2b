/** Draws what the recommender believes, as bars: to the right what draws, to the left what repels. */
import { element } from './element.js'

const MOST = { tags: 8, authors: 5 }

/** Shows the profile that `recommender.profile` gave. */
export function showProfile(into, { tags, attributes }, say) {
  const groups = { tags, authors: attributes.author ?? [] }
  const filled = Object.entries(groups).filter(([, inclinations]) => inclinations.length > 0)
  into.replaceChildren(
    ...(filled.length === 0 ? [element('p', {}, say.nothing)] : []),
    ...filled.flatMap(([name, inclinations]) => [
      element('h3', {}, say[name]),
      element('ul', { className: 'bars' }, ...bars(inclinations.slice(0, MOST[name]), say)),
    ]),
  )
}

/** One bar for each inclination; the longest is as long as there is room. */
function bars(inclinations, say) {
  const longest = Math.max(...inclinations.map(({ weight }) => Math.abs(weight)))
  return inclinations.map(({ value, weight }) => {
    const side = weight < 0 ? 'against' : 'for'
    const bar = element('span', { className: `bar ${side}` })
    bar.style.setProperty('--length', (Math.abs(weight) / longest).toFixed(3))
    const heard = element('span', { className: 'unseen' }, `${weight < 0 ? say.less : say.more} `)
    return element('li', {}, element('span', {}, heard, value), bar)
  })
}
