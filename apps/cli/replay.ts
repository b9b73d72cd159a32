import type { Command } from 'commander'
import { EventDoor } from '#ingest/event-door'
import { rebuild } from '#ingest/rebuild'
import { type Replayed, replayQuarantine } from '#ingest/replay-quarantine'
import { translateWaiting } from '#ingest/translate-inbox'
import type { Database } from '#storage/database'
import { offerAgain } from '#storage/stores/deliveries'
import { ingestTotals } from '#storage/stores/ingest-totals'
import { rebuildBars } from './progress.ts'
import { print, printJson } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** Translates what could not be read when it was delivered once more. */
async function translateAgain(db: Database): Promise<void> {
  await offerAgain(db)
  const door = new EventDoor(db)
  try {
    while ((await translateWaiting(db, door, Date.now())) > 0);
  } finally {
    await door.close()
  }
}

/** What was refused: events, and deliveries that could not be read. */
async function offerRefused(db: Database): Promise<Replayed> {
  const before = await ingestTotals(db)
  await replayQuarantine(db, Date.now())
  await translateAgain(db)
  const { quarantined: left } = await ingestTotals(db)
  return { taken: Math.max(0, before.quarantined - left), left }
}

/** First what was refused is offered again: a rule may have been mended since. */
async function replay(db: Database): Promise<Replayed> {
  const bars = rebuildBars()
  try {
    const offered = await offerRefused(db)
    await rebuild(db, { clock: () => Date.now(), onProgress: bars.onProgress })
    return offered
  } finally {
    bars.end()
  }
}

async function run({ json }: { readonly json?: boolean }): Promise<void> {
  const startedAt = performance.now()
  const { taken, left } = await withExistingDatabase(replay)
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  if (json === true) return printJson({ replayed: true, seconds, quarantine: { taken, left } })
  print(`All facts were computed anew from the log in ${seconds} s.`)
  if (taken + left > 0) print(`Of what was refused before, ${taken} were taken now; ${left} stay refused.`)
}

/** `leadline replay`. */
export function replayCommand(program: Command): void {
  program
    .command('replay')
    .description(
      'Offer refused events again and compute all facts anew from the log; readers see the old ones until then',
    )
    .option('--json', 'for machines')
    .action(run)
}
