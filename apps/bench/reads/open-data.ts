import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readConfig } from '#config/config'
import { openServer } from '#database/choose'
import { dayZoneOf } from '#metrics/packed-days'
import { openDatabase } from '#storage/database'
import { migrate } from '#storage/migrate'
import { migrations } from '#storage/migrations'
import { type DataCount, dataForm, type DataSize, loadData } from './data-set.ts'
import { loadNaive } from './naive.ts'

/** A data set in a database folder of its own. */
export interface OpenData {
  readonly home: string
  readonly size: DataSize
  /** Of the made-up data, the schema and packed days: a data set of another is made anew. */
  readonly form: string
  readonly count: DataCount
  /** Epoch milliseconds at which its history ends. */
  readonly end: number
}

function formOfData(): string {
  const schema = migrations.map((migration) => String(migration)).join('\n')
  return createHash('sha256')
    .update(`${dataForm}\n${dayZoneOf('UTC')}\n${schema}`)
    .digest('hex')
    .slice(0, 12)
}

/**
 * Opens the data set of this name, and makes it where it is not there yet, or of another schema: once, for all later runs.
 */
export async function openData(
  folder: string,
  name: string,
  size: DataSize,
  say: (text: string) => void,
): Promise<OpenData> {
  const home = join(folder, '.bench', name)
  const form = formOfData()
  const description = join(home, 'data-set.json')
  if (existsSync(description)) {
    const known = JSON.parse(await readFile(description, 'utf8')) as Omit<OpenData, 'home'>
    if (JSON.stringify([known.size, known.form]) === JSON.stringify([size, form])) return { home, ...known }
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
      await writeFile(`${description}.new`, JSON.stringify({ size, form, count, end }))
      await rename(`${description}.new`, description)
      say(`${name}: made in ${Math.round((performance.now() - started) / 1000)} s`)
      return { home, size, form, count, end }
    } finally {
      await db.close()
    }
  } finally {
    await server.stop()
  }
}
