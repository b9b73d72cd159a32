import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { once } from 'node:events'
import type { Command } from 'commander'
import type { Database } from '#storage/database'
import { sql } from '#storage/sql'
import { type LoggedStatement, type LogPosition, logStart, readLog } from '#storage/stores/event-log'
import { type Progress, progressBar } from './progress.ts'
import { printJson, say } from './terminal.ts'
import { withDatabase } from './with-database.ts'

interface ExportOptions {
  readonly output?: string
  readonly json?: boolean
}

/** Statements that are read together. */
const together = 2_000

/** A statement as a line of the event contract, with the time at which it was recorded first. */
function lineOf({ body, recordedAt }: LoggedStatement): string {
  return `${JSON.stringify({ ...body, recordedAt: new Date(recordedAt).toISOString() })}\n`
}

/** Writes the whole log in its order; gives the number of events. Memory holds one batch, however slow the reader is. */
async function writeLog(db: Database, into: Writable, progress: Progress): Promise<number> {
  let after: LogPosition = logStart
  let written = 0
  for (;;) {
    const statements = await readLog(db, after, together)
    const last = statements.at(-1)
    if (last === undefined) return written
    if (!into.write(statements.map(lineOf).join(''))) await once(into, 'drain')
    written += statements.length
    progress.to(written)
    after = { transactionId: last.transactionId, position: last.position }
  }
}

async function countLog(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>(sql`/* export: size */ select count(*) from event_log`)
  return row?.count ?? 0
}

/** Into a file that is whole or not there; it holds names of people, so only this account may read it. */
async function writeFile(db: Database, path: string): Promise<number> {
  const partial = `${path}.partial`
  const file = createWriteStream(partial, { mode: 0o600, flush: true })
  const progress = progressBar('Exporting', await countLog(db))
  try {
    await once(file, 'open')
    const written = await writeLog(db, file, progress)
    file.end()
    await once(file, 'close')
    await rename(partial, path)
    return written
  } catch (error) {
    file.destroy()
    await rm(partial, { force: true })
    throw error
  } finally {
    progress.end()
  }
}

async function run({ output, json }: ExportOptions): Promise<void> {
  if (json === true && output === undefined)
    throw new Error('--json needs --output FILE: without it, standard output holds the events.')
  // A reader that goes away early, such as head, ends the export in silence.
  process.stdout.on('error', () => process.exit(0))
  const written = await withDatabase((db) =>
    output === undefined ? writeLog(db, process.stdout, progressBar('', null)) : writeFile(db, output),
  )
  if (json === true) return printJson({ events: written, file: output })
  say(`Exported ${written} events${output === undefined ? '' : ` to ${output}`}.`)
}

/** `leadline export`. */
export function exportCommand(program: Command): void {
  program
    .command('export')
    .description('Write the event log, the backup of everything, as NDJSON of the event contract')
    .option('--output <file>', 'into this file, readable by you alone; without it: to standard output')
    .option('--json', 'print what was done, for machines; needs --output')
    .addHelpText(
      'after',
      '\nExamples:\n  leadline export --output leadline.ndjson\n  leadline export | gzip > leadline.ndjson.gz',
    )
    .action(run)
}
