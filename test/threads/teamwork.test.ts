import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { runThreads } from '../../src/threads/teamwork.ts'

const nothing = { factory: undefined, signal: undefined, tick: () => undefined }
const port = `const { parentPort: port } = process.getBuiltinModule('node:worker_threads')\n`
/** Counts for ever. */
const restless = `${port} port.once('message', (cells) => { for (;;) Atomics.add(cells, 0, 1) })`
const cells = (): Int32Array => new Int32Array(new SharedArrayBuffer(4))

/** Waits until nobody counts any more. */
const stillness = (counted: readonly Int32Array[]): Promise<void> =>
  vi.waitFor(
    async () => {
      const before = counted.map((one) => Atomics.load(one, 0))
      await wait(20)
      expect(counted.map((one) => Atomics.load(one, 0))).toEqual(before)
    },
    { timeout: 10_000 },
  )

describe('threads at work', () => {
  it('each do their task, and are waited for', async () => {
    const tasks = [cells(), cells(), cells()]
    const source = `${port} port.once('message', (cells) => { cells[0] = 7; port.postMessage('done') })`
    await runThreads({ ...nothing, source, tasks })
    expect(tasks.map(([value]) => value)).toEqual([7, 7, 7])
  })

  it('are ended by an abort', async () => {
    const tasks = [cells(), cells()]
    const controller = new AbortController()
    const tick = (): void => {
      if (tasks.every((one) => Atomics.load(one, 0) > 0)) controller.abort()
    }
    const running = runThreads({ ...nothing, source: restless, tasks, signal: controller.signal, tick })
    await expect(running).rejects.toMatchObject({ code: 'aborted' })
    await stillness(tasks)
  })

  it('are ended when one of them throws, and its error is the cause', async () => {
    const tasks = [cells(), 'bad'] as const
    const source = `${port} port.once('message', (cells) => {
      if (cells === 'bad') throw new Error('out of luck')
      for (;;) Atomics.add(cells, 0, 1)
    })`
    await expect(runThreads({ ...nothing, source, tasks })).rejects.toMatchObject({
      code: 'worker-failed',
      field: 'workers',
      cause: { message: 'out of luck' },
    })
    await stillness([tasks[0]])
  })

  it('work while this thread does, whose failure ends them', async () => {
    const tasks = [cells(), cells()]
    const meanwhile = async (): Promise<void> => {
      await vi.waitFor(() => expect(tasks.every((one) => Atomics.load(one, 0) > 0)).toBe(true), { timeout: 10_000 })
      throw new Error('nothing to work on')
    }
    await expect(runThreads({ ...nothing, source: restless, tasks, meanwhile })).rejects.toThrow('nothing to work on')
    await stillness(tasks)
  })

  it('are waited for by what this thread does meanwhile, and it is told when they have failed', async () => {
    const told: boolean[] = []
    const source = `${port} port.once('message', () => { throw new Error('out of luck') })`
    const meanwhile = async (ended: () => boolean): Promise<void> => {
      while (!ended()) {
        told.push(false)
        await wait(5)
      }
      told.push(true)
    }
    const running = runThreads({ ...nothing, source, tasks: ['bad'], meanwhile })
    await expect(running).rejects.toMatchObject({ code: 'worker-failed' })
    await vi.waitFor(() => expect(told.at(-1)).toBe(true))
    let done = false
    const quick = `${port} port.once('message', () => port.postMessage('done'))`
    await runThreads({
      ...nothing,
      source: quick,
      tasks: ['one'],
      meanwhile: async () => {
        await wait(300)
        done = true
      },
    })
    expect(done).toBe(true)
  })
})
