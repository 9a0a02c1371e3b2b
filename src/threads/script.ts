/** The inside of a thread: waits for one task, works, says when it is done. Bundled into the scripts of workers. */

interface Port {
  postMessage(message: unknown): void
}

/** What a script sees of Node's worker threads. */
interface NodeWorkerThreads {
  readonly parentPort: (Port & { once(event: 'message', listener: (message: unknown) => void): void }) | null
}

/** Does the one task that this thread is sent. */
export function takeTask<Task>(work: (task: Task) => void): void {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): NodeWorkerThreads | undefined } }
  const parent = process?.getBuiltinModule?.('node:worker_threads')?.parentPort
  const start = (port: Port, task: Task): void => {
    work(task)
    port.postMessage('done')
  }
  if (parent) parent.once('message', (task) => start(parent, task as Task))
  else {
    const port = globalThis as unknown as Port
    addEventListener('message', (event) => start(port, (event as MessageEvent<Task>).data), { once: true })
  }
}
