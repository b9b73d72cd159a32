import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { readConfig } from '#config/config'
import { openServer } from '#database/choose'
import { openDatabase } from '#storage/database'
import { sql } from '#storage/sql'
import type { Looks } from './look.ts'
import { naiveTrend } from './reads/naive.ts'
import { openData } from './reads/open-data.ts'
import { figure, type Row } from './table.ts'

const size = { services: 1_000, days: 2 * 365.25, deploymentsPerDay: 700, teamSize: 20 } as const
const program = fileURLToPath(new URL('look.js', import.meta.url))

/** Weekly percentiles of each service over the two years, one statement each: what an alert of ratios would read. */
async function naiveSeconds(url: string, end: number): Promise<number> {
  const db = await openDatabase({ url, max: 1, applicationName: 'leadline bench' })
  try {
    await db.query(sql`delete from alert`)
    const started = performance.now()
    for (let service = 1; service <= size.services; service += 1) {
      const name = `bench-${String(service).padStart(4, '0')}`
      await db.query(naiveTrend([name], { from: end - size.days * 86_400_000, to: end }))
    }
    return (performance.now() - started) / 1000
  } finally {
    await db.close()
  }
}

/** What the look of an hour costs, at a thousand services with two years of history. */
export async function lookRows(folder: string, say: (text: string) => void): Promise<Row[]> {
  const data = await openData(folder, 'watched', size, say)
  const server = await openServer({ ...readConfig({}, folder), home: data.home }, 'keep')
  try {
    const naive = await naiveSeconds(server.url, data.end)
    const now = data.end + 10 * 3_600_000
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--max-semi-space-size=32',
      program,
      server.url,
      String(now),
    ])
    const { streams, failures, seconds, growth, longestBlock } = JSON.parse(stdout) as Looks
    const [first = Number.NaN, ...later] = seconds
    const usual = Math.max(...later)
    const of = `${figure(streams)} services, ${figure(data.count.deployments)} deployments, ${figure(data.count.changes)} changes, two years`
    return [
      {
        what: 'alerts: the look of an hour at 1,000 services',
        measured: `${figure(usual)} s, first ${figure(first)} s`,
        bound: '< 5 s',
        // The first one after a start finds two years of the past: that is no look of an hour, and is stated.
        holds: failures === 0 && streams === size.services && usual < 5,
        note: `${of}; naive SQL of lead time alone ${figure(naive)} s: ${figure(naive / usual)} times`,
      },
      {
        what: 'alerts: memory of that look',
        measured: `${figure(growth / 1_048_576)} MiB`,
        bound: '< 200 MB',
        holds: growth < 200_000_000,
        note: `beyond the process before; longest block ${figure(longestBlock)} ms`,
      },
    ]
  } finally {
    await server.stop()
  }
}
