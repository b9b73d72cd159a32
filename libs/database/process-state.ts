import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** State of a process: gone, running, or dead and not yet reaped by its parent. */
export function stateOf(pid: number): 'gone' | 'running' | 'zombie' {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return 'gone'
  }
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/s, '')) ? 'zombie' : 'running'
  } catch {
    return process.platform === 'linux' ? 'gone' : 'running'
  }
}

/** True when the process is a PostgreSQL: its number may have gone to another program since it was written down. */
export function isPostgres(pid: number): boolean {
  try {
    const name =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/comm`, 'utf8')
        : execFileSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' })
    return /(^|\/)postgres\s*$/.test(name)
  } catch {
    return false
  }
}

/**
 * True when no process works in the folder: every process of a PostgreSQL does in its data folder. Only Linux tells;
 * elsewhere the answer is always false.
 */
export function isUnused(folder: string): boolean {
  if (process.platform !== 'linux') return false
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    try {
      if (readlinkSync(`/proc/${pid}/cwd`) === folder) return false
    } catch {
      // It ended meanwhile, or belongs to another account: then it is not our server.
    }
  }
  return true
}
