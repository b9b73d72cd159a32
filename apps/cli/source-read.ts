import { plural } from '#dashboards/format'
import { EventDoor } from '#ingest/event-door'
import type { OpenDatabase } from '#storage/database'
import {
  aloneWithRegistries,
  aloneWithRepositories,
  type RepositorySource,
  repositorySources,
} from '#storage/stores/repository-sources'
import { processConfig } from '#config/config'
import { readRound, type Round } from '../server/repositories/round.ts'
import { RequestBudget } from '../server/registries/request-budget.ts'
import { lookUpRound } from '../server/registries/round.ts'
import { registrySystem, repositorySystems } from '../server/repositories/systems.ts'
import type { ReadingDone, ReadingProgress, Visiting } from '../server/repositories/visit.ts'
import { type Progress, progressBar } from './progress.ts'
import { secretBox } from './secret-box.ts'
import { print, printJson, say } from './terminal.ts'
import { untilAsked } from './until-asked.ts'
import { withExistingDatabase } from './with-database.ts'

interface Read extends ReadingDone {
  readonly source: string
  /** Of a registry: how many deployed images it was to be asked for. */
  readonly images?: number
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

function tell({ source, accepted, duplicates, problems, problemCount, images }: Read): void {
  const told = `${plural(accepted, 'event was', 'events were')} new; ${plural(duplicates, 'was', 'were')} there already.`
  const nothing = 'nothing was asked there, since no deployed image that it can be asked for lacks its commit.'
  print(`${source}: ${images === 0 ? nothing : told}`)
  for (const problem of problems) say(`  ${problem}`)
  if (problemCount > problems.length) say(`  and ${problemCount - problems.length} more`)
}

interface Failed {
  readonly source: string
  readonly message: string
}

/** What became of each source. */
interface Outcome {
  readonly read: Read[]
  readonly failed: Failed[]
}

/** Asks these registries now; false where another process does. */
async function askRegistries(
  db: OpenDatabase,
  door: EventDoor,
  wanted: readonly RepositorySource[],
  { signal, read, failed }: Outcome & Pick<Visiting, 'signal'>,
): Promise<boolean> {
  const clock = (): number => Date.now()
  const asking = { db, door, secrets: secretBox(), clock, signal }
  return aloneWithRegistries(db, async () => {
    for (const source of wanted) {
      const done = await lookUpRound(source, true, new RequestBudget(clock), asking)
      if (done !== null && 'stopped' in done) failed.push({ source: source.name, message: done.stopped })
      else if (done !== null) read.push({ source: source.name, ...done })
    }
  })
}

/** Reads the repository or asks the registry of this name, or all; null where another process reads right now. */
async function readNow(
  db: OpenDatabase,
  name: string | undefined,
  { signal, onProgress }: Pick<Visiting, 'signal' | 'onProgress'>,
): Promise<Outcome | null> {
  const all = await repositorySources(db, repositorySystems)
  const registries = await repositorySources(db, [registrySystem])
  const [wanted, asked] = [all, registries].map((sources) =>
    sources.filter((source) => name === undefined || source.name === name),
  ) as [RepositorySource[], RepositorySource[]]
  if (wanted.length + asked.length === 0)
    throw new Error(`There is no repository ${name ?? ''} to read. Add one: npx leadline source add git NAME --url URL`)
  const { read, failed }: Outcome = { read: [], failed: [] }
  const door = new EventDoor(db)
  const visiting: Visiting = {
    db,
    door,
    secrets: secretBox(),
    home: processConfig().home,
    clock: () => Date.now(),
    signal,
    ...(onProgress === undefined ? {} : { onProgress }),
  }
  const round: Round = {
    all,
    due: new Set(wanted.map(({ id }) => id)),
    onDone: (source, done) => read.push({ source: source.name, ...done }),
    onTrouble: (source, message) => failed.push({ source: source.name, message }),
    report: (error) => say(error instanceof Error ? error.message : String(error)),
  }
  try {
    if (wanted.length > 0 && !(await aloneWithRepositories(db, () => readRound(round, visiting)))) return null
    if (asked.length > 0 && !(await askRegistries(db, door, asked, { signal, read, failed }))) return null
    return { read, failed }
  } finally {
    await door.close()
  }
}

function tellAll({ read, failed }: Outcome): void {
  for (const one of read) tell(one)
  for (const { source, message } of failed) say(`${source}: ${message}`)
  if (read.some(({ accepted }) => accepted > 0))
    say('The numbers follow within moments where Leadline runs, else at its next start.')
}

/** `leadline source read [NAME]`. */
export async function runRead(name: string | undefined, { json = false }: { readonly json?: boolean }): Promise<void> {
  const { signal, release } = untilAsked()
  const { to, end } = bars()
  let outcome: Outcome | null
  try {
    outcome = await withExistingDatabase((db) => readNow(db, name, { signal, onProgress: to }))
  } finally {
    end()
    release()
  }
  if (outcome === null)
    throw new Error('The running Leadline reads repositories right now; see: npx leadline source list')
  if (outcome.failed.length > 0) process.exitCode = 1
  if (json) printJson(outcome)
  else tellAll(outcome)
}
