import { EventDoor } from '#ingest/event-door'
import { aloneWithRepositories, repositorySources } from '#storage/stores/repository-sources'
import { processConfig } from '#config/config'
import { readRound, repositorySystems } from '../server/repositories/round.ts'
import type { ReadingDone, ReadingProgress } from '../server/repositories/visit.ts'
import { type Progress, progressBar } from './progress.ts'
import { secretBox } from './secret-box.ts'
import { print, printJson, say } from './terminal.ts'
import { untilAsked } from './until-asked.ts'
import { withDatabase } from './with-database.ts'

interface Read extends ReadingDone {
  readonly source: string
}

/** One bar at a time: of what was heard of last. */
function bars(): { readonly to: (progress: ReadingProgress) => void; readonly end: () => void } {
  let shown: { readonly title: string; readonly bar: Progress } | null = null
  return {
    to: ({ source, what, done, total }) => {
      const title = `${what} ${source}`
      if (shown?.title !== title) {
        shown?.bar.end()
        shown = { title, bar: progressBar(title, total) }
      }
      shown.bar.to(done)
    },
    end: () => shown?.bar.end(),
  }
}

function tell({ source, accepted, duplicates, problems, problemCount }: Read): void {
  print(`${source}: ${accepted} events were new; ${duplicates} were there already.`)
  for (const problem of problems) say(`  ${problem}`)
  if (problemCount > problems.length) say(`  and ${problemCount - problems.length} more`)
}

/** `leadline source read [NAME]`. */
export async function runRead(name: string | undefined, { json = false }: { readonly json?: boolean }): Promise<void> {
  const read: Read[] = []
  const failed: { readonly source: string; readonly message: string }[] = []
  const { signal, release } = untilAsked()
  const { to, end } = bars()
  try {
    const alone = await withDatabase(async (db) => {
      const all = await repositorySources(db, repositorySystems)
      const wanted = all.filter((source) => name === undefined || source.name === name)
      if (wanted.length === 0)
        throw new Error(`There is no repository ${name ?? ''} to read. Add one: leadline source add git NAME --url URL`)
      const door = new EventDoor(db)
      const visiting = {
        db,
        door,
        secrets: secretBox(),
        home: processConfig().home,
        clock: () => Date.now(),
        signal,
        onProgress: to,
      }
      const round = {
        all,
        due: new Set(wanted.map(({ id }) => id)),
        onDone: (source: { readonly name: string }, done: ReadingDone) => read.push({ source: source.name, ...done }),
        onTrouble: (source: { readonly name: string }, message: string) =>
          failed.push({ source: source.name, message }),
        report: (error: unknown) => say(error instanceof Error ? error.message : String(error)),
      }
      try {
        return await aloneWithRepositories(db, () => readRound(round, visiting))
      } finally {
        await door.close()
      }
    })
    end()
    if (!alone) throw new Error('The running Leadline reads repositories right now; see: leadline source list')
  } finally {
    end()
    release()
  }
  if (failed.length > 0) process.exitCode = 1
  if (json) return printJson({ read, failed })
  for (const one of read) tell(one)
  for (const { source, message } of failed) say(`${source}: ${message}`)
  if (read.some(({ accepted }) => accepted > 0))
    say('The numbers follow within moments where Leadline runs, else at its next start.')
}
