import type { Door } from '../ask.ts'
import { startProcess } from '../server-process.ts'
import { memoryRow } from '../rows.ts'
import { figure, type Row } from '../table.ts'
import { openDatabase, type OpenDatabase } from '#storage/database'
import { readConfig } from '#config/config'
import { openServer } from '#database/choose'
import type { DataSize } from './data-set.ts'
import { askOnce, costAtRate, costOf, naiveCost } from './measure.ts'
import { type OpenData, openData } from './open-data.ts'
import {
  comparison,
  overview,
  type Question,
  serviceMetrics,
  serviceTrend,
  teamComparison,
  teamTrend,
} from './questions.ts'

const year = 365.25
/** The data sets of the budgets. */
export const dataSets = {
  usual: { services: 300, days: 3 * year, deploymentsPerDay: 500, teamSize: 300 },
  long: { services: 300, days: 30 * year, deploymentsPerDay: 500, teamSize: 300 },
  dense: { services: 300, days: year, deploymentsPerDay: 5_000, teamSize: 300 },
  wide: { services: 3_000, days: year, deploymentsPerDay: 500, teamSize: 20 },
} as const satisfies Readonly<Record<string, DataSize>>
export type DataSetName = keyof typeof dataSets

/** A running Leadline over a data set, and a look into its database. */
interface Bench {
  readonly data: OpenData
  readonly door: Door
  readonly db: OpenDatabase
  readonly names: readonly string[]
}

export interface ReadOptions {
  readonly folder: string
  readonly port: number
  readonly token: string
  readonly say: (text: string) => void
}

async function withData(
  name: DataSetName,
  options: ReadOptions,
  use: (bench: Bench) => Promise<Row[]>,
): Promise<Row[]> {
  const { folder, port, token, say } = options
  const data = await openData(folder, name, dataSets[name], say)
  const server = await openServer({ ...readConfig({}, folder), home: data.home }, 'keep')
  try {
    const address = { DATABASE_URL: server.url, DATABASE_DIRECT_URL: server.url }
    const env = { ...address, LEADLINE_DEMO: '0', LEADLINE_HOME: data.home }
    const leadline = await startProcess({ folder, port, token, env })
    const db = await openDatabase({ url: server.url, max: 1, applicationName: 'leadline bench' })
    try {
      const names = Array.from({ length: data.size.services }, (_, at) => `bench-${String(at + 1).padStart(4, '0')}`)
      const rows = await use({ data, door: { url: leadline.url, token }, db, names })
      return [...rows, memoryRow(leadline, `after the reads of ${name}`)]
    } finally {
      await db.close()
      await leadline.stop()
    }
  } finally {
    await server.stop()
  }
}

interface Asked {
  readonly what: string
  readonly questions: readonly Question[]
  readonly times: number
  /** Milliseconds; null where another row gives it. */
  readonly bound: number | null
}

async function rowOf(
  { door, db }: Bench,
  { what, questions, times, bound }: Asked,
): Promise<Row & { readonly p50: number }> {
  const [one] = questions
  if (one === undefined) throw new Error(`${what}: there is nothing to ask`)
  // Before anything of it is in the memory of the process.
  const first = await askOnce(door, one)
  const cost = await costOf(door, db, questions, times)
  const naive = await naiveCost(db, questions, Math.max(3, Math.min(20, Math.floor(times / 10))))
  return {
    what,
    measured: `p50 ${figure(cost.p50)} ms, p99 ${figure(cost.p99)} ms`,
    bound: bound === null ? '' : `p50 < ${figure(bound)} ms`,
    holds: bound === null ? null : cost.p50 < bound,
    note: `first ${figure(first.took)} ms; ${figure(cost.rowsRead)} rows read, ${figure(cost.bytes)} bytes, naive SQL alone ${figure(naive)} ms: ${figure(naive / cost.p50)} times`,
    p50: cost.p50,
  }
}

/** Services in the middle of the field: neither the busiest nor the quietest. */
function ordinary(names: readonly string[]): string[] {
  return names.slice(Math.floor(names.length * 0.1), Math.floor(names.length * 0.5))
}

function threeOf({ data, names }: Bench, timeZone: string): readonly (Asked & { readonly bound: number })[] {
  const { end } = data
  const some = ordinary(names)
  return [
    {
      what: 'five metrics of one service, 90 days',
      questions: some.map((name) => serviceMetrics(name, end, timeZone)),
      times: 300,
      bound: 5,
    },
    {
      what: 'weekly trend of one service, one year',
      questions: some.map((name) => serviceTrend(name, end, timeZone)),
      times: 300,
      bound: 10,
    },
    { what: 'compare 300 services, 90 days', questions: [comparison(names, end, timeZone)], times: 60, bound: 60 },
  ]
}

async function usualRows(bench: Bench): Promise<Row[]> {
  const { data, door, db, names } = bench
  const rows: Row[] = []
  const three = threeOf(bench, 'UTC')
  for (const asked of three) rows.push(await rowOf(bench, asked))
  const atRate = await costAtRate(door, three[0]?.questions ?? [], 100, 10)
  rows.push({
    what: 'the first of them, at 100 requests a second',
    measured: `p50 ${figure(atRate.p50)} ms, p99 ${figure(atRate.p99)} ms`,
    bound: 'p50 < 5 ms, p99 < 25 ms',
    holds: atRate.p50 < 5 && atRate.p99 < 25,
    note: 'asked whether earlier answers have come or not',
  })
  for (const asked of threeOf(bench, 'Asia/Kolkata'))
    rows.push(await rowOf(bench, { ...asked, what: `${asked.what}, in +05:30`, bound: asked.bound * 5 }))
  const everything = teamTrend('team-1', names, data.end, 3 * 365)
  const first = await askOnce(door, everything)
  const again = await costOf(door, db, [everything], 20)
  const naive = await naiveCost(db, [everything], 1)
  rows.push({
    what: 'weekly trend of everything, three years, first',
    measured: `${figure(first.took)} ms`,
    bound: '< 600 ms',
    holds: first.took < 600,
    note: `${figure(Buffer.byteLength(first.text))} bytes, naive SQL alone ${figure(naive)} ms: ${figure(naive / first.took)} times`,
  })
  rows.push({
    what: 'the same again',
    measured: `p50 ${figure(again.p50)} ms, p99 ${figure(again.p99)} ms`,
    bound: 'p50 < 15 ms',
    holds: again.p50 < 15,
    note: `${figure(again.rowsRead)} rows read`,
  })
  return rows
}

async function longRows(bench: Bench): Promise<Row[]> {
  const rows: Row[] = []
  for (const asked of threeOf(bench, 'UTC'))
    rows.push(await rowOf(bench, { ...asked, what: `${asked.what}, of thirty years`, bound: asked.bound * 1.3 }))
  return rows
}

async function wideRows(bench: Bench): Promise<Row[]> {
  const { data, names } = bench
  const team = names.slice(0, 20)
  return [
    await rowOf(bench, {
      what: '3,000 services: first page of the overview',
      questions: [overview(names, data.end)],
      times: 100,
      bound: 100,
    }),
    await rowOf(bench, {
      what: '3,000 services: compare a team of 20',
      questions: [teamComparison('team-1', team, data.end)],
      times: 100,
      bound: 30,
    }),
  ]
}

/** Every read row of the budgets on these data sets. */
export async function readRows(options: ReadOptions, names: readonly DataSetName[]): Promise<Row[]> {
  const rows: Row[] = []
  const ask: Readonly<Record<DataSetName, (bench: Bench) => Promise<Row[]>>> = {
    usual: usualRows,
    long: longRows,
    wide: wideRows,
    dense: async (bench) => [
      await rowOf(bench, {
        what: 'compare 300 services, 90 days, ten times as dense',
        questions: [comparison(bench.names, bench.data.end)],
        times: 30,
        bound: 250,
      }),
    ],
  }
  for (const name of names) {
    options.say(`Reads: ${name} …`)
    rows.push(...(await withData(name, options, ask[name])))
  }
  return rows
}
