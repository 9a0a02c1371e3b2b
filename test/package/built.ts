import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The repository's root, without a slash at the end. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

const execute = promisify(execFile)

/** Builds `dist/` when it is older than the sources; test files that run at the same time wait for one build. `types` adds the declarations. */
export async function build(what: 'code' | 'types'): Promise<void> {
  await run(process.execPath, ['scripts/setup.mjs', what === 'types' ? '--build=types' : '--build'], root)
}

/** Runs a program to its end and gives what it printed; fails with all of its output. */
export async function run(
  program: string,
  parameters: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await execute(program, parameters, {
      cwd: folder,
      env: { ...process.env, ...environment },
      maxBuffer: 1 << 26,
    })
    return stdout
  } catch (error) {
    const { message, stdout, stderr } = error as Error & { stdout?: string; stderr?: string }
    throw new Error(`${[message, stdout, stderr].filter(Boolean).join('\n')}`, { cause: error })
  }
}

/** npm as the program and first parameters to run it with: by path where npm started this run, so that no shell is needed. */
export function npm(...parameters: readonly string[]): [program: string, parameters: string[]] {
  const script = process.env['npm_execpath']
  return script?.endsWith('.js') ? [process.execPath, [script, ...parameters]] : ['npm', [...parameters]]
}
