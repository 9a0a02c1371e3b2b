/** How threads over one shared memory work side by side: each takes the next piece that is left, and all wait for the last. Bundled into the scripts of workers. */

/** The first three places in the i32 block that a team shares: the next piece to take, how many wait for the others, and how often all have met. What a script keeps of its own comes after them. */
const [NEXT, WAITING, MET] = [0, 1, 2]

/** One thread's part of a team of `size`. */
export class Team {
  readonly #control: Int32Array
  readonly #size: number

  constructor(control: Int32Array, size: number) {
    this.#control = control
    this.#size = size
  }

  /** Takes one of `count` pieces after another, as long as there are any. All must {@link meet} before pieces are shared again. */
  share(count: number, one: (at: number) => void): void {
    for (;;) {
      const at = Atomics.add(this.#control, NEXT, 1)
      if (at >= count) return
      one(at)
    }
  }

  /** Waits for everybody; whoever comes last does what only one must, and sets the others going. */
  meet(last: () => void = () => undefined): void {
    const control = this.#control
    const met = Atomics.load(control, MET)
    if (Atomics.add(control, WAITING, 1) === this.#size - 1) {
      last()
      Atomics.store(control, WAITING, 0)
      Atomics.store(control, NEXT, 0)
      Atomics.add(control, MET, 1)
      Atomics.notify(control, MET)
    } else while (Atomics.load(control, MET) === met) Atomics.wait(control, MET, met)
  }
}

/** The functions of a compiled module over the memory. */
export function instance<Kernels>(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels
}
