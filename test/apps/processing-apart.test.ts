import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { EventDoor } from '#ingest/event-door'
import { openDatabase, type OpenDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import { startProcessingApart } from '../../apps/server/processing/apart.ts'
import type { Processing } from '../../apps/server/processing/processing.ts'
import { buildLeadline } from '../support/command.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { eventually, temporaryFolder } from '../support/embedded.ts'

const built = pathToFileURL(join(process.cwd(), 'dist', 'processing.mjs'))
const now = Date.parse('2026-06-01T00:00:00Z')
const sender = { source: 'ci', allowAnySource: false, mayImport: false, now }

let database: TestDatabase
let db: OpenDatabase
let door: EventDoor
let processing: Processing | null = null
let faults: unknown[] = []

beforeAll(buildLeadline, 300_000)
beforeEach(async () => {
  database = await testDatabase()
  db = await openDatabase({ url: database.url, isDirect: true })
  door = new EventDoor(db, {})
  faults = []
})
afterEach(async () => {
  await processing?.stop()
  processing = null
  await door.close()
  await db.close()
  await database.close()
})

function start(program: URL, databaseUrl = database.url): Processing {
  const report = (error: unknown): void => void faults.push(error)
  processing = startProcessingApart({ program, databaseUrl, isDirect: true, report, restartAfter: 10 })
  return processing
}

async function deploy(sha: string): Promise<void> {
  const liveAt = '2026-03-01T12:00:00Z'
  const event = { type: 'deployment', service: 'shop', environment: 'production', sha, liveAt }
  expect(await door.take([event], sender)).toMatchObject({ accepted: 1 })
}

async function deployments(): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    sql`/* processing-apart */ select count(*) as "count" from deployment`,
  )
  return row?.count ?? 0
}

it('makes facts of what was committed by another thread, told or not', async () => {
  await deploy('c0')
  const thread = start(built)
  await thread.drain()
  expect(await deployments()).toBe(1)
  await deploy('c1')
  thread.onCommitted()
  await eventually(async () => ((await deployments()) === 2 ? true : null))
  expect(faults).toEqual([])
})

it('says that its thread ended, and begins it again', async () => {
  const folder = temporaryFolder()
  const program = join(folder, 'ends-once.mjs')
  writeFileSync(
    program,
    `import { existsSync, writeFileSync } from 'node:fs'
if (!existsSync(${JSON.stringify(join(folder, 'ended'))})) {
  writeFileSync(${JSON.stringify(join(folder, 'ended'))}, '')
  throw new Error('out of luck')
}
await import(${JSON.stringify(built.href)})`,
  )
  await deploy('c0')
  const thread = start(pathToFileURL(program))
  await expect(thread.drain()).rejects.toThrow('out of luck')
  await thread.drain()
  expect(await deployments()).toBe(1)
  expect(faults.map(String)).toEqual(['Error: out of luck'])
})

it('says which database it cannot reach, and ends all the same', async () => {
  const thread = start(built, 'postgres://nobody@127.0.0.1:1/none')
  await eventually(() => Promise.resolve(faults.length > 1 ? true : null))
  expect(String(faults[0])).toMatch(/The database 127\.0\.0\.1:1\/none could not be opened/)
  await thread.stop()
})
