/** Embedding models of the AI SDK (`ai`), by their shape, so that the package is not needed here. */

import { invalidArgument, RecommenderError } from '../errors.ts'
import { checkNames } from '../option-names.ts'
import {
  type FunctionEncoder,
  type FunctionEncoderOptions,
  functionEncoder,
  functionEncoderOptionNames,
} from './function-encoder.ts'

/** An embedding model of the specification V2, V3 or V4, as far as it is used. */
export interface AiSdkEmbeddingModel {
  readonly specificationVersion?: string
  readonly provider: string
  readonly modelId: string
  readonly maxEmbeddingsPerCall?: number | undefined | PromiseLike<number | undefined>
  readonly supportsParallelCalls?: boolean | PromiseLike<boolean>
  doEmbed(options: {
    values: string[]
    abortSignal?: AbortSignal
  }): PromiseLike<{ embeddings: readonly (readonly number[])[] }>
}

/** Options of {@link aiSdkEncoder}; `id` defaults to the provider and the model's name. */
export type AiSdkEncoderOptions = Partial<FunctionEncoderOptions>

/**
 * An encoder of an AI-SDK embedding model. Asks for as many texts at once as the model allows (at most `batchSize`); the SDK's own retries are not part of a model, so an error of the provider is passed on
 * as the `cause` of `encoding-failed`.
 *
 * @example
 * ```ts
 * import { openai } from '@ai-sdk/openai'
 * const encoder = aiSdkEncoder(openai.textEmbeddingModel('text-embedding-3-small'))
 * ```
 */
export function aiSdkEncoder(model: AiSdkEmbeddingModel, options: AiSdkEncoderOptions = {}): FunctionEncoder {
  const isModel = typeof model === 'object' && model !== null && typeof model.doEmbed === 'function'
  if (!isModel || (model.specificationVersion !== undefined && !/^v[234]$/.test(model.specificationVersion)))
    throw invalidArgument('model', model, 'Expected an embedding model of the AI SDK, specification v2, v3 or v4.')
  checkNames(options, functionEncoderOptionNames, 'options')
  const embed = async (
    texts: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly (readonly number[])[]> => {
    const most = (await model.maxEmbeddingsPerCall) ?? texts.length
    const vectors: (readonly number[])[] = []
    for (let start = 0; start < texts.length; start += most) {
      const values = texts.slice(start, start + most)
      const { embeddings } = await model.doEmbed({ values, ...(signal && { abortSignal: signal }) })
      vectors.push(...embeddings)
    }
    return vectors
  }
  return functionEncoder(
    async (texts, { signal }) => {
      try {
        return await embed(texts, signal)
      } catch (cause) {
        if (signal?.aborted) throw new RecommenderError('aborted', 'The work was aborted by its `signal`.', { cause })
        const reason = cause instanceof Error ? cause.message : String(cause)
        throw new RecommenderError('encoding-failed', `${model.provider} ${model.modelId} failed: ${reason}`, { cause })
      }
    },
    { id: `${model.provider}/${model.modelId}`, ...options },
  )
}
