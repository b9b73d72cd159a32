import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { exportEvents } from '#ingest/export'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { plural } from '#dashboards/format'
import { type Progress, progressBar } from './progress.ts'
import { examples, printJson, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

interface ExportOptions {
  readonly output?: string
  readonly json?: boolean
}

/** The whole log in its order, a page at a time. */
async function* lines(db: Database, progress: Progress): AsyncGenerator<string> {
  let written = 0
  for await (const page of exportEvents(db)) {
    yield page
    written += page.split('\n').length - 1
    progress.to(written)
  }
}

async function countLog(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>(sql`/* export: size */ select count(*) from event_log`)
  return row?.count ?? 0
}

/** Gives the number of events. Memory holds one batch, however slow the reader is. */
async function writeLog(db: Database, into: Writable, bar: Progress): Promise<number> {
  let written = 0
  const progress: Progress = {
    to: (done) => {
      written = done
      bar.to(done)
    },
    end: () => bar.end(),
  }
  try {
    await pipeline(Readable.from(lines(db, progress)), into, { end: into !== process.stdout })
    return written
  } finally {
    progress.end()
  }
}

/** Into a file that is whole or not there; it holds names of people, so only this account may read it. */
async function writeFile(db: Database, path: string): Promise<number> {
  const partial = `${path}.partial`
  try {
    const bar = progressBar('Exporting', await countLog(db))
    const written = await writeLog(db, createWriteStream(partial, { mode: 0o600, flush: true }), bar)
    await rename(partial, path)
    return written
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** The file to write, or null for standard output. A terminal is written to only where it was asked for. */
function destinationOf({ output, json }: ExportOptions, onTerminal: boolean): string | null {
  if (output !== undefined && output !== '-') return output
  if (json === true) throw new Error('--json needs --output FILE: without it, standard output holds the events.')
  if (output === undefined && onTerminal) {
    throw new Error(
      'The export is the whole event log, and standard output is this terminal. Write it to a file: npx leadline export > events.ndjson (or npx leadline export --output events.ndjson). To see it here: --output -',
    )
  }
  return null
}

async function run(options: ExportOptions): Promise<void> {
  const file = destinationOf(options, process.stdout.isTTY)
  const written = await withExistingDatabase((db) =>
    file === null ? writeLog(db, process.stdout, progressBar('', null)) : writeFile(db, file),
  ).catch((error: NodeJS.ErrnoException) => {
    // A reader that goes away early, such as head, had what it wanted.
    if (error.code === 'EPIPE' && file === null) return null
    throw error
  })
  if (written === null) return
  if (options.json === true) return printJson({ events: written, file })
  say(`Exported ${plural(written, 'event')}${file === null ? '' : ` to ${file}`}.`)
}

/** `leadline export`. */
export function exportCommand(program: Command): void {
  program
    .command('export')
    .description('Write the event log, the backup of everything, as NDJSON of the event contract')
    .option('--output <file>', 'into this file, readable by you alone; - or without it: to standard output')
    .option('--json', 'print what was done, for machines; needs --output')
    .addHelpText(
      'after',
      examples('npx leadline export --output leadline.ndjson', 'npx leadline export | gzip > leadline.ndjson.gz'),
    )
    .action(run)
}
