import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '#config/config'
import { openServer } from '#database/choose'
import type { Door } from './ask.ts'
import { backfillRow } from './backfill-row.ts'
import type { HistoryCount, HistorySize } from './history.ts'
import { type DataSetName, dataSets, readRows } from './reads/read-rows.ts'
import { lookRows } from './look-rows.ts'
import { pageRows } from './page-rows.ts'
import { replayRow } from './replay-row.ts'
import { bulkRows, ingestRows, lateEventRow, memoryRow } from './rows.ts'
import { startProcess } from './server-process.ts'
import { startRows } from './start-rows.ts'
import { stormRows } from './storm-rows.ts'
import { figure, type Row, tableOf } from './table.ts'

const usage = `npm run bench -- [--services 300] [--days 365] [--deployments-per-day 0.5] [--changes 3] [--seconds 8] [--port 4600] [--skip-start]
               [--reads usual,dense,wide,long] [--only-reads] [--only-backfill] [--only-pages] [--looks] [--only-looks]

Measures ingest, bulk, projection, a late event, a storm of syncs, start-up, the pages in a browser, the first reading of a repository and memory against the budgets of the design, on a database of
its own that is removed afterwards, and prints a table. Reads are measured on data sets of up to 27 million changes,
which are made once, in .bench, and kept (usual: 2.7 million changes, 3 minutes, 4 GB; dense: 9 million; wide: 0.9 million; long: 27 million; that of --looks: 2.5 million). Numbers mean something on a quiet machine only.`

const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '300' },
    days: { type: 'string', default: '365' },
    'deployments-per-day': { type: 'string', default: '0.5' },
    changes: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    port: { type: 'string', default: '4600' },
    'skip-start': { type: 'boolean', default: false },
    reads: { type: 'string', default: '' },
    'only-reads': { type: 'boolean', default: false },
    'only-backfill': { type: 'boolean', default: false },
    'only-pages': { type: 'boolean', default: false },
    looks: { type: 'boolean', default: false },
    'only-looks': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

function dataSetOf(name: string): DataSetName {
  if (name in dataSets) return name as DataSetName
  throw new Error(`There is no data set ${name}; there are ${Object.keys(dataSets).join(', ')}.`)
}

async function measure(): Promise<Row[]> {
  const folder = process.cwd()
  const port = Number(values.port)
  const token = randomBytes(32).toString('hex')
  const size: HistorySize = {
    services: Number(values.services),
    days: Number(values.days),
    deploymentsPerDay: Number(values['deployments-per-day']),
    changesPerDeployment: Number(values.changes),
  }
  const rows: Row[] = []
  const sets = (values.reads ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map(dataSetOf)
  rows.push(...(await readRows({ folder, port, token, say }, sets)))
  if (values['only-reads']) return rows
  if (values.looks || values['only-looks']) {
    say('Looks of alerts …')
    rows.push(...(await lookRows(folder, say)))
  }
  if (values['only-looks']) return rows
  if (values['only-pages']) return pageRows(folder, port, token, Date.now() - 86_400_000)

  if (!values['skip-start']) {
    say('Start-up …')
    rows.push(...(await startRows(folder, port, token)))
  }

  say('Pages …')
  rows.push(...(await pageRows(folder, port, token, Date.now() - 86_400_000)))

  say('First reading of a repository …')
  rows.push(await backfillRow(folder, port, token))
  if (values['only-backfill']) return rows

  const home = await mkdtemp(join(tmpdir(), 'leadline-bench-'))
  const database = await openServer({ ...readConfig({}, folder), home }, 'keep')
  try {
    const env = {
      DATABASE_URL: database.url,
      DATABASE_DIRECT_URL: database.url,
      LEADLINE_DEMO: '0',
      LEADLINE_HOME: home,
    }
    const server = await startProcess({ folder, port, token, env })
    const door: Door = { url: server.url, token }
    const end = Date.now() - 86_400_000
    const count: HistoryCount = { events: 0, deployments: 0, changes: 0, incidents: 0 }
    try {
      say('Bulk …')
      rows.push(...(await bulkRows(door, size, end, count)))
      say('Late event …')
      rows.push(await lateEventRow(door, end))
      say('Ingest …')
      rows.push(...(await ingestRows(door, database.url, Number(values.seconds))))
      say('Storm …')
      rows.push(...(await stormRows(door)))
      rows.push(memoryRow(server))
    } finally {
      await server.stop()
    }
    say('Replay …')
    rows.push(await replayRow(folder, database.url, home))
  } finally {
    await database.stop()
    await rm(home, { recursive: true, force: true })
  }
  return rows
}

if (values.help) {
  process.stdout.write(`${usage}\n`)
} else {
  const rows = await measure()
  const [cpu] = cpus()
  const machine = `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${figure(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
  process.stdout.write(`\n${tableOf(rows)}\n\n${machine}\n`)
  if (rows.some(({ holds }) => holds === false)) say('At least one bound does not hold.')
}
