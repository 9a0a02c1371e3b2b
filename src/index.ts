export { RecommenderError, type ErrorCode } from './errors.ts'
