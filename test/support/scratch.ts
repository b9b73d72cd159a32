import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const memory = '/dev/shm'
/** What all test databases and homes of a run take together, with room to spare. */
const needed = 6 * 1024 ** 3

function isRoomy(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= needed
  } catch {
    return false
  }
}

/**
 * Where the tests, and all that they start, put what passes: in memory where the system offers enough of it. A test waits
 * for no disk then, while the server is told to write as durably as it must.
 */
export const scratch = isRoomy(memory) ? memory : tmpdir()

/** A new folder for a database or a home. */
export function scratchFolder(prefix: string): string {
  return mkdtempSync(join(scratch, prefix))
}
