export {
  type BehaviorSpec,
  type BehaviorType,
  defaultBehaviors,
  type ResolvedBehavior,
  resolveBehaviors,
} from './behavior.ts'
export { Catalogue, type ItemIndex } from './catalogue.ts'
export { checkId, MAX_ID_LENGTH } from './ids.ts'
export {
  type IngestOptions,
  type IngestReport,
  type Ingested,
  type Intake,
  ingest,
  type Records,
  type Rejection,
} from './ingest.ts'
export { type CheckedInteraction, checkInteraction, type Interaction } from './interaction.ts'
export { type CheckedDescription, checkDescription, type Item, type ItemDescription } from './item.ts'
export { type EventIndex, type Extras, InteractionLog, type LogColumns, type LoggedInteraction } from './log.ts'
export { halfLifeDays, toMilliseconds } from './time.ts'
export { StringTable } from './string-table.ts'

export type { InteractionRuleName, ItemRuleName, RuleActions } from './quality/actions.ts'
export { type BalanceOptions, balanceWeights } from './quality/balance-weights.ts'
export {
  type CleanInteractionsOptions,
  type CleanItemsOptions,
  cleanInteractions,
  cleanItems,
} from './quality/clean.ts'
export { type FormatOptions, formatReport } from './quality/format-report.ts'
export {
  type ClassBalance,
  giniCoefficient,
  type Imbalance,
  type ItemSpread,
  type Spread,
} from './quality/imbalance.ts'
export { type DataQualityReport, type InspectOptions, inspectData, type RecordsReport } from './quality/inspect.ts'
export { interactionRules } from './quality/interaction-rules.ts'
export type {
  InteractionTable,
  InteractionWorld,
  RawInteraction,
  RowGroups,
  ShownList,
} from './quality/interaction-table.ts'
export { itemRules } from './quality/item-rules.ts'
export type { ItemString, ItemTable, RawDescription } from './quality/item-table.ts'
export { type NearDuplicateOptions, nearDuplicates, type SimilarPair } from './quality/min-hash.ts'
export { repairMojibake } from './quality/mojibake.ts'
export {
  type CleanedRecord,
  type InteractionCleanerOptions,
  type ItemCleanerOptions,
  interactionCleaner,
  itemCleaner,
  type RecordCleanerOptions,
} from './quality/record-cleaner.ts'
export type { Change, Cleaned, Finding, RuleReport } from './quality/report.ts'
export {
  applyFixes,
  type FieldPath,
  type Fix,
  type Found,
  type Pace,
  type Rule,
  type RuleAction,
  type RuleContext,
  type Severity,
} from './quality/rule.ts'
export type { QualityOptions, QualitySettings } from './quality/settings.ts'
