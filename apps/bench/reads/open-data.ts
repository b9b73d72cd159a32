import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '#config/config'
import { openServer } from '#database/choose'
import { openDatabase } from '#storage/database'
import { migrate } from '#storage/migrate'
import { type DataCount, type DataSize, loadData } from './data-set.ts'
import { loadNaive } from './naive.ts'

/** A data set in a database folder of its own. */
export interface OpenData {
  readonly home: string
  readonly size: DataSize
  readonly count: DataCount
  /** Epoch milliseconds at which its history ends. */
  readonly end: number
}

/**
 * Opens the data set of this name, and makes it where it is not there yet: once, for all later runs. Remove its folder
 * after a change of the schema.
 */
export async function openData(
  folder: string,
  name: string,
  size: DataSize,
  say: (text: string) => void,
): Promise<OpenData> {
  const home = join(folder, '.bench', name)
  const description = join(home, 'data-set.json')
  if (existsSync(description)) {
    const known = JSON.parse(await readFile(description, 'utf8')) as Omit<OpenData, 'home'>
    if (JSON.stringify(known.size) === JSON.stringify(size)) return { home, ...known }
  }
  await rm(home, { recursive: true, force: true })
  await mkdir(home, { recursive: true })
  const end = Math.floor(Date.now() / 86_400_000) * 86_400_000
  const started = performance.now()
  const server = await openServer({ ...readConfig({}, folder), home }, 'keep')
  try {
    const first = await openDatabase({ url: server.url, max: 2, applicationName: 'leadline bench' })
    try {
      await migrate(first)
    } finally {
      await first.close()
    }
    // One session: its settings hold for all that follows.
    const db = await openDatabase({ url: server.url, max: 1, applicationName: 'leadline bench' })
    try {
      const count = await loadData(db, size, end, (text) => say(`${name}: ${text}`))
      say(`${name}: the naive tables`)
      await loadNaive(db)
      await writeFile(`${description}.new`, JSON.stringify({ size, count, end }))
      await rename(`${description}.new`, description)
      say(`${name}: made in ${Math.round((performance.now() - started) / 1000)} s`)
      return { home, size, count, end }
    } finally {
      await db.close()
    }
  } finally {
    await server.stop()
  }
}
