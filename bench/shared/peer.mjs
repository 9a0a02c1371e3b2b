/** A Python process that does jobs one at a time: a line of JSON in, a line of JSON out, so that a bench can take turns with it. */

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'

const PYTHON = '.bench/venv/bin/python'

export class Peer {
  #process
  #lines
  versions

  /** Starts a script, whose first line says which versions it has. */
  static async start(script, args = []) {
    if (!existsSync(PYTHON))
      throw new Error(`There is no ${PYTHON}: make it with python3 -m venv .bench/venv and install the peers.`)
    const peer = new Peer()
    peer.#process = spawn(PYTHON, ['-W', 'ignore', script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
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
