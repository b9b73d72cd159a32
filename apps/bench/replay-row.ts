import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { figure, type Row } from './table.ts'

async function logLength(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ events: string }>('select count(*)::text as events from event_log')
  await client.end()
  return Number(rows[0]?.events ?? 0)
}

/** `leadline replay`: every fact of the log computed anew, on one core of Node beside Postgres. */
export async function replayRow(folder: string, databaseUrl: string, home: string): Promise<Row> {
  const events = await logLength(databaseUrl)
  const started = performance.now()
  const child = spawn(process.execPath, ['apps/cli/leadline.js', 'replay'], {
    cwd: folder,
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      DATABASE_URL: databaseUrl,
      DATABASE_DIRECT_URL: databaseUrl,
      LEADLINE_HOME: home,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
  let cpuTicks = 0
  const watch = setInterval(() => (cpuTicks = ticksOf(child.pid) ?? cpuTicks), 100)
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`The replay ended with ${code}:\n${said.slice(-2000)}`)
  const seconds = (performance.now() - started) / 1000
  return {
    what: 'projection on replay, whole command',
    measured: `${figure(events / seconds)} events/s`,
    bound: '>= 20,000 events/s a core',
    holds: events / seconds >= 20_000,
    note: `${figure(events)} events in ${figure(seconds)} s; ${figure(cpuTicks / 100)} s of processor time in Node`,
  }
}

function ticksOf(pid: number | undefined): number | null {
  try {
    // Fields 14 and 15 of proc(5), counted after the command's name: hundredths of a second on Linux.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')
    return fields === undefined ? null : Number(fields[11]) + Number(fields[12])
  } catch {
    return null
  }
}
