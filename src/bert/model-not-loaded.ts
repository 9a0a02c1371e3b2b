/** The error of a model that cannot be had. */

import { RecommenderError } from '../errors.ts'
import { whereIs } from './open-pipeline.ts'
import type { PipelineRequest } from './transformers.ts'

/** Says which model, where it was looked for, and why it is not there. */
export function modelNotLoaded(request: PipelineRequest, cause: unknown): RecommenderError {
  const { folder, model } = whereIs(request)
  const place = folder === undefined ? '' : ` in the folder ${folder}`
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new RecommenderError(
    'model-not-loaded',
    `The model ${model} (${request.dtype}) could not be loaded${place}: ${reason} Is the name right, and does it have weights of this \`dtype\`?`,
    { field: 'model', value: model, cause },
  )
}
