/** The script of a thread that runs a model: loads it once, then answers one batch after the other. Bundled into model-thread.generated.ts. */

import { asModule, openPipeline } from '../open-pipeline.ts'
import type { Tensor, TensorConstructor } from '../transformers.ts'
import type { RunMessage, SentOutputs, SentTensor, ThreadMessage, ThreadTask } from './messages.ts'

/** What this script sees of Node's worker threads. */
interface NodeWorkerThreads {
  readonly parentPort: {
    postMessage(message: ThreadMessage): void
    on(event: 'message', listener: (message: RunMessage) => void): void
  }
  readonly workerData: ThreadTask
}

const { process } = globalThis as unknown as { process: { getBuiltinModule(name: string): NodeWorkerThreads } }
const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads')

/** Whether the package is there: what fails from then on is the model. */
let isPackageThere = false

start(workerData).catch((reason: unknown) =>
  parentPort.postMessage({ kind: 'refused', reason: plain(reason), isModelMissing: isPackageThere }),
)

async function start({ specifier, request }: ThreadTask): Promise<void> {
  const module = asModule(await import(specifier))
  if (module === undefined) throw new TypeError(`${specifier} has no function named pipeline`)
  isPackageThere = true
  const { tokenizer, model } = await openPipeline(module, request)
  const { input_ids } = tokenizer(['a']) as { input_ids: Tensor }
  const OwnTensor = input_ids.constructor as TensorConstructor
  parentPort.on('message', async ({ job, inputs }) => {
    try {
      const given = Object.entries(inputs).map(([name, { type, data, dims }]) => [
        name,
        new OwnTensor(type, data as BigInt64Array, [...dims]),
      ])
      parentPort.postMessage({ kind: 'done', job, outputs: sent(await model(Object.fromEntries(given))) })
    } catch (reason) {
      parentPort.postMessage({ kind: 'failed', job, reason: plain(reason) })
    }
  })
  // Settings may hold functions, which cannot be sent.
  parentPort.postMessage({ kind: 'ready', config: JSON.parse(JSON.stringify(model.config ?? {})) })
}

function sent(outputs: Readonly<Record<string, unknown>>): SentOutputs {
  const found: Record<string, SentTensor | SentTensor[]> = {}
  for (const [name, output] of Object.entries(outputs)) {
    if (Array.isArray(output)) found[name] = output.filter(isTensor).map(copyOf)
    else if (isTensor(output)) found[name] = copyOf(output)
  }
  return found
}

const isTensor = (value: unknown): value is Tensor =>
  typeof value === 'object' && value !== null && 'dims' in value && 'data' in value

const copyOf = ({ type = 'float32', dims, data }: Tensor): SentTensor => ({ type, dims: [...dims], data })

/** Errors of the runtime may carry what cannot be sent. */
function plain(reason: unknown): Error {
  return new Error(reason instanceof Error ? reason.message : String(reason))
}
