export { packSnapshot, SNAPSHOT_VERSION, unpackSnapshot } from './container.ts'
export { packItems, unpackItems } from './items.ts'
