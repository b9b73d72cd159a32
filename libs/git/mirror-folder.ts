import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const beside = '.fetching-'

/** A folder beside, in which the first fetch is made. Its name says which process makes it. */
export function scratchFolder(folder: string): Promise<string> {
  return mkdtemp(`${folder}${beside}${process.pid}-`)
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

async function namesIn(folder: string, recursive = false): Promise<string[]> {
  try {
    return await readdir(folder, { recursive })
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return []
    throw error
  }
}

/** Half-made mirrors of this process or of dead ones. */
async function abandoned(folder: string): Promise<string[]> {
  const prefix = `${basename(folder)}${beside}`
  const names = (await namesIn(dirname(folder))).filter((name) => name.startsWith(prefix))
  return names
    .filter((name) => !isRunning(Number(name.slice(prefix.length).split('-')[0])))
    .map((name) => join(dirname(folder), name))
}

/** Locks and half-received packs of a git that was killed; the next one would stumble over the former. */
async function interrupted(folder: string): Promise<string[]> {
  const places = [
    { place: '.', recursive: false, left: /\.lock$/ },
    { place: 'refs', recursive: true, left: /\.lock$/ },
    { place: 'objects/info', recursive: true, left: /\.lock$/ },
    { place: 'objects/pack', recursive: false, left: /^tmp_|^\.tmp-/ },
  ]
  const found: string[] = []
  for (const { place, recursive, left } of places) {
    const names = await namesIn(join(folder, place), recursive)
    found.push(...names.filter((name) => left.test(basename(name))).map((name) => join(folder, place, name)))
  }
  return found
}

/** Removes what a killed fetch into this folder left. Nobody else may be fetching into it. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const path of [...(await abandoned(folder)), ...(await interrupted(folder))])
    await rm(path, { recursive: true, force: true })
}

const turns = new Map<string, Promise<unknown>>()

/** One at a time for each folder, within this process; across processes the caller sees to it. */
export async function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const turn = (turns.get(folder) ?? Promise.resolve()).then(work, work)
  turns.set(folder, turn)
  try {
    return await turn
  } finally {
    if (turns.get(folder) === turn) turns.delete(folder)
  }
}
