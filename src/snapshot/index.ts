export { packSnapshot, unpackSnapshot } from './container.ts'
export { packItems, unpackItems } from './items.ts'
