export {
  type BehaviorSpec,
  type BehaviorType,
  defaultBehaviors,
  type ResolvedBehavior,
  resolveBehaviors,
} from './behavior.ts'
export { Catalogue, type ItemIndex } from './catalogue.ts'
export { checkId, MAX_ID_LENGTH } from './ids.ts'
export { type IngestOptions, type IngestReport, type Intake, ingest, type Records, type Rejection } from './ingest.ts'
export { type CheckedInteraction, checkInteraction, type Interaction } from './interaction.ts'
export { type CheckedDescription, checkDescription, type Item, type ItemDescription } from './item.ts'
export { type EventIndex, InteractionLog, type LoggedInteraction } from './log.ts'
export { halfLifeDays, toMilliseconds } from './time.ts'
export { StringTable } from './string-table.ts'
