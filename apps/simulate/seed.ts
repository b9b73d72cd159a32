import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { programEnvironment } from '#config/program-environment'

/** The commit that is simulated; null outside of git. */
export function headCommit(folder: string): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: programEnvironment(),
    }).trim()
  } catch {
    return null
  }
}

/** A number for the worlds of a text. */
export function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readInt32LE(0)
}
