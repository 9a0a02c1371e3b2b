/** Workers that only seem to work, for what happens when they do not. */

interface FakeWorker {
  readonly index: number
  done(): void
  fail(message: string): void
}

/** Workers that do what is said once they have their task. */
export function fakeWorkers(run: (worker: FakeWorker) => void): {
  factory: () => Worker
  made: () => number
  ended: () => number
} {
  let [made, ended] = [0, 0]
  const factory = (): Worker => {
    const index = made++
    const listeners = new Map<string, (event: object) => void>()
    const worker = {
      addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
      postMessage: () =>
        queueMicrotask(() =>
          run({
            index,
            done: () => listeners.get('message')!({ data: 'done' }),
            fail: (message) => listeners.get('error')!({ message }),
          }),
        ),
      terminate: () => ended++,
    }
    return worker as unknown as Worker
  }
  return { factory, made: () => made, ended: () => ended }
}
