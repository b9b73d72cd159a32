import { readFileSync } from 'node:fs'

interface Ticks {
  readonly all: number
  readonly stolen: number
}

/** Ticks of all processors since the start, and those that the host gave to other machines; null where the system does not tell. */
function ticks(): Ticks | null {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1)
    const [user = 0, nice = 0, system = 0, idle = 0, wait = 0, hard = 0, soft = 0, stolen = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number)
    return { all: user + nice + system + idle + wait + hard + soft + stolen, stolen }
  } catch {
    return null
  }
}

/** Begins to watch. What it gives says which share of its processors the host has taken away from this machine since. */
export function watchStolen(): () => string {
  const before = ticks()
  return () => {
    const after = ticks()
    if (before === null || after === null || after.all === before.all) return 'what the host took away is unknown'
    const share = (100 * (after.stolen - before.stolen)) / (after.all - before.all)
    return `the host took away ${share.toFixed(0)} %`
  }
}
