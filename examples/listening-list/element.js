/** An element with properties and children: `element('li', { className: 'for' }, 'text')`. */
export function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}
