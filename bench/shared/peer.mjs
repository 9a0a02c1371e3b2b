/** A Python process that does jobs one at a time: a line of JSON in, a line of JSON out, so that a bench can take turns with it. */

import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { pythonWith } from './python.mjs'

export class Peer {
  #process
  #lines
  versions

  /** Starts a script in a Python with these packages; its first line says which versions it has. */
  static async start(packages, script, args = []) {
    const peer = new Peer()
    peer.#process = spawn(pythonWith(...packages), ['-W', 'ignore', script, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    peer.#lines = createInterface({ input: peer.#process.stdout })[Symbol.asyncIterator]()
    peer.versions = (await peer.#next()).versions
    return peer
  }

  /** Does a job: `{ wall, processor }` in seconds. */
  async run(job) {
    this.#process.stdin.write(`${JSON.stringify(job)}\n`)
    return this.#next()
  }

  stop() {
    this.#process.stdin.end()
  }

  async #next() {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('The peer has ended.')
    return JSON.parse(value)
  }
}
