import { setTimeout as wait } from 'node:timers/promises'
import { plural } from '#dashboards/format'
import { githubToken } from '#config/github-token'
import { leadlineCommand } from '#domain/shell-command'
import { backfill, type Backfilled, type BackfillProgress } from '#ingest/backfill'
import { EventDoor } from '#ingest/event-door'
import { GithubHistory } from '#sources/github/history'
import { isChosen, readSettings } from '#sources/github/settings'
import type { Database } from '#storage/database'
import { aloneWithSource, noteTrouble, type WebhookSource, webhookSources } from '#storage/stores/webhook-sources'
import { accessOf, repositoriesRead } from '../server/github-access.ts'
import { goesOnByItself } from '../server/github-reading.ts'
import { type Progress, progressBar } from './progress.ts'
import { secretBox } from './secret-box.ts'
import { notOfGithub } from './source-past.ts'
import { print, printJson, say } from './terminal.ts'
import { untilAsked } from './until-asked.ts'
import { withExistingDatabase } from './with-database.ts'

export interface BackfillCommandOptions {
  readonly repository?: readonly string[]
  readonly tokenFile?: string
  /** False: commits come from mirrors. */
  readonly commits?: boolean
  readonly json?: boolean
}

/** A bar for each part of each repository, as long as what there is of it. */
function bars(): { readonly onPage: (progress: BackfillProgress) => void; readonly end: () => void } {
  let shown: { readonly what: string; readonly bar: Progress } | null = null
  return {
    onPage: ({ repository, part, nodes, total }) => {
      const what = `${repository} ${part}`
      if (shown?.what !== what) {
        shown?.bar.end()
        shown = { what, bar: progressBar(what, total) }
      }
      shown.bar.to(nodes)
    },
    end: () => shown?.bar.end(),
  }
}

interface Wanted {
  readonly source: WebhookSource
  /** `owner/name` */
  readonly repositories: readonly string[]
  readonly token: (repository: string) => Promise<string>
}

/** What is to be read, and with what. */
async function wantedOf(
  db: Database,
  name: string,
  { repository: named = [], tokenFile }: BackfillCommandOptions,
  signal: AbortSignal,
): Promise<Wanted> {
  const [source] = await webhookSources(db, { system: 'github', name, now: Date.now() })
  if (source === undefined) throw await notOfGithub(db, name)
  const settings = readSettings(source.settings)
  const access = await accessOf(source, secretBox(), () => Date.now(), signal)
  const given = access === null || tokenFile !== undefined ? await githubToken(tokenFile) : null
  const left = named.find((repository) => !isChosen(settings, repository))
  if (left !== undefined)
    throw new Error(
      `${left} is not chosen for ${name}: ${leadlineCommand('source', 'repositories', name, '--choose', left)}`,
    )
  const own = access === null ? settings.repositories : await repositoriesRead(access)
  const repositories = [...new Set(named.length > 0 ? [...settings.repositories, ...named] : own)]
  if (repositories.length === 0) throw new Error('Say which repositories are to be read: --repository owner/name')
  return { source, repositories, token: async (repository) => given ?? (await access?.token(repository)) ?? '' }
}

async function readAll(
  db: Database,
  { source, repositories, token }: Wanted,
  { commits }: BackfillCommandOptions,
  signal: AbortSignal,
): Promise<Backfilled> {
  const { name } = source
  const { onPage, end } = bars()
  const door = new EventDoor(db)
  const history = new GithubHistory({
    settings: readSettings(source.settings),
    token,
    details: commits !== false,
    clock: () => Date.now(),
    sleep: async (span, ends) => wait(span, undefined, { signal: ends }).catch(() => undefined),
    signal,
    onWait: (until) => say(`GitHub limits this token until ${new Date(until).toISOString()}; going on then …`),
  })
  try {
    const done = await backfill({ db, door, source: name, repositories, history, clock: () => Date.now(), onPage })
    const trouble = done.problems.find(({ code }) => !goesOnByItself.includes(code))
    if (trouble !== undefined || done.problems.length === 0) await noteTrouble(db, name, trouble?.message ?? null)
    return done
  } finally {
    end()
    await door.close()
  }
}

/** Reads while no other process reads the source: both would go on from one place, and keep each other's. */
async function readAlone(
  db: Database,
  name: string,
  options: BackfillCommandOptions,
  signal: AbortSignal,
): Promise<Backfilled> {
  const wanted = await wantedOf(db, name, options, signal)
  const read = await aloneWithSource(db, wanted.source.id, () => readAll(db, wanted, options, signal))
  if (read !== null) return read.done
  throw new Error(`The running Leadline reads ${name} right now; see: ${leadlineCommand('source', 'list')}`)
}

/** `leadline source backfill`. */
export async function runBackfill(name: string, options: BackfillCommandOptions): Promise<void> {
  const { signal, release } = untilAsked()
  const done = await withExistingDatabase((db) => readAlone(db, name, options, signal)).finally(release)
  if (done.problems.length > 0 || done.rejected > 0) process.exitCode = 1
  if (options.json === true) return printJson(done)
  const { accepted, duplicates, rejected, problems } = done
  print(
    `${plural(accepted, 'event was', 'events were')} new; ${plural(duplicates, 'was', 'were')} there already; ${plural(rejected, 'was', 'were')} refused.`,
  )
  for (const { repository, message } of problems) say(`${repository}: ${message}`)
  if (accepted > 0) say('The numbers follow within moments where Leadline runs, else at its next start.')
}
