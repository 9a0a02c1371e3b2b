/** Entry of the worker bundle: waits for one task, works, says when it is done. */

import { type WorkerTask, work } from './worker.ts'

interface Port {
  postMessage(message: unknown): void
}

/** What this script sees of Node's worker threads. */
interface NodeWorkerThreads {
  readonly parentPort: (Port & { once(event: 'message', listener: (message: Message) => void): void }) | null
}

type Message = { readonly task: WorkerTask; readonly index: number }

const threads = (
  globalThis as { process?: { getBuiltinModule?(name: string): NodeWorkerThreads | undefined } }
).process?.getBuiltinModule?.('node:worker_threads')

function start(port: Port, { task, index }: Message): void {
  work(task, index)
  port.postMessage('done')
}

if (threads?.parentPort) {
  const port = threads.parentPort
  port.once('message', (message) => start(port, message))
} else {
  const port = globalThis as unknown as Port
  addEventListener('message', (event) => start(port, (event as MessageEvent<Message>).data), { once: true })
}
