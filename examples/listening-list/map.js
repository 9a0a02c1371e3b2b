/** Draws the plane of interests: all books as dust, genres by name, and upon them the list and what was liked and disliked. */
const SVG = 'http://www.w3.org/2000/svg'
const SIDE = 320
/** Names closer than this would cover each other. */
const ROOM = { x: 76, y: 15 }

/** Draws the background into an `svg` once; `show(groups)` then places dots, `[{ kind, ids }]`, and `titleOf(id)` names them. */
export function interestMap(element, plane, titleOf) {
  const place = ({ x, y }) => [SIDE / 2 + x * SIDE * 0.47, SIDE / 2 - y * SIDE * 0.47]
  const dust = [...plane.books.values()].map((point) => `M${place(point).map((at) => at.toFixed(1))}h0`).join('')
  const names = []
  for (const { genre, ...point } of plane.genres) {
    const [x, y] = place(point)
    if (names.length < 9 && names.every(({ at }) => Math.abs(at[0] - x) > ROOM.x || Math.abs(at[1] - y) > ROOM.y))
      names.push({ genre, at: [x, y] })
  }
  const dots = node('g', {})
  element.setAttribute('viewBox', `0 0 ${SIDE} ${SIDE}`)
  element.append(
    node('path', { d: dust, class: 'dust' }),
    ...names.map(({ genre, at: [x, y] }) => node('text', { x: Math.min(Math.max(x, 40), SIDE - 40), y }, genre)),
    dots,
  )
  return {
    show(groups) {
      const drawn = groups.flatMap(({ kind, ids }) =>
        ids.map((id) => {
          const [cx, cy] = place(plane.books.get(id))
          const dot = node('circle', { cx, cy, r: 5, class: kind })
          dot.append(node('title', {}, titleOf(id)))
          return dot
        }),
      )
      dots.replaceChildren(...drawn)
    },
  }
}

function node(name, attributes, text = '') {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  if (text !== '') made.textContent = text
  return made
}
