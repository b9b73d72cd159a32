import { constants, createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Command } from 'commander'
import { whyNotPosted } from '#access/one-sender'
import { EventDoor, type Receipt, StreamStopped } from '#ingest/event-door'
import type { Database } from '#storage/database'
import { namesOfRepositories } from '#storage/stores/repository-sources'
import { plural } from '#dashboards/format'
import { progressBar } from './progress.ts'
import { readSystems } from '../server/repositories/systems.ts'
import { leadlineCommand } from '#domain/shell-command'
import { examples, print, printJson, say } from './terminal.ts'
import { withDatabase } from './with-database.ts'

interface ImportOptions {
  readonly source: string
  readonly json?: boolean
}

/** Refusals that are printed; the JSON lists up to a thousand. */
const mostShown = 10

/** The file's bytes, unpacked where its name ends in `.gz`; `-` is standard input. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  if (path === '-') return yield* process.stdin as AsyncIterable<Buffer>
  const { size } = await stat(path)
  const progress = progressBar('Importing', size)
  const file = createReadStream(path)
  let read = 0
  file.on('data', (chunk) => progress.to((read += chunk.length)))
  const unpacked = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file
  try {
    yield* unpacked as AsyncIterable<Buffer>
  } finally {
    file.destroy()
    progress.end()
  }
}

async function takeAll(db: Database, path: string, source: string): Promise<Receipt> {
  const door = new EventDoor(db, { keepsRefused: false })
  try {
    const sender = { source, allowAnySource: true, mayImport: true, now: Date.now() }
    return await door.takeLines(bytesOf(path), sender)
  } catch (error) {
    if (!(error instanceof StreamStopped)) throw error
    const { accepted, duplicates } = error.receipt
    const why = error.cause instanceof Error ? error.cause.message : String(error.cause)
    throw new Error(
      `${why} Until then ${plural(accepted, 'event was', 'events were')} accepted and ${plural(duplicates, 'was', 'were')} there already; they stay, and the same file may be imported again.`,
      { cause: error },
    )
  } finally {
    await door.close()
  }
}

function show({ accepted, duplicates, rejectedCount, rejected }: Receipt): void {
  print(
    `Accepted ${plural(accepted, 'event')}; ${plural(duplicates, 'was', 'were')} there already; ${plural(rejectedCount, 'was', 'were')} refused.`,
  )
  for (const { index, message } of rejected.slice(0, mostShown)) say(`  line ${index + 1}: ${message}`)
  if (rejectedCount > mostShown) say(`  and ${rejectedCount - mostShown} more (--json lists up to 1,000)`)
  if (accepted === 0) return
  say('The numbers follow within moments where Leadline runs, else at its next start.')
  // The next step after a repair: an artifact that was published too late is accepted, and repairs nothing.
  say(`Versions that still have no commit, and why: ${leadlineCommand('unattributed')}`)
}

async function run(path: string, { source, json }: ImportOptions): Promise<void> {
  if (path !== '-') {
    await access(path, constants.R_OK).catch(() => {
      throw new Error(`There is no file ${path} that can be read.`)
    })
  }
  const receipt = await withDatabase(async (db) => {
    if ((await namesOfRepositories(db, readSystems)).has(source)) throw new Error(whyNotPosted(source))
    return takeAll(db, path, source)
  })
  if (json === true) printJson(receipt)
  else show(receipt)
  if (receipt.rejectedCount > 0) process.exitCode = 1
}

/** `leadline import`. */
export function importCommand(program: Command): void {
  program
    .command('import')
    .argument(
      '<file>',
      'NDJSON of the event contract, such as npx leadline export writes; .gz is unpacked; - is standard input',
    )
    .description('Read events into the log, with the times at which they were first recorded')
    .option('--source <name>', 'the source of events that name none', 'api')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `\nWhat is there already is left alone, so a file may be imported twice. Ends with 1 when an event was refused; such events are named and not kept.\n${examples('npx leadline import leadline.ndjson', 'gunzip -c leadline.ndjson.gz | npx leadline import -')}`,
    )
    .action(run)
}
