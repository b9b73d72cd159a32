import { SecretsClosed } from '#access/secret-box'
import { GitError } from '#git/git-error'
import { RuleRefused } from '#sources/config-repository/settings'
import type { CommitLookup } from '#sources/config-repository/version-of'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { noteTrouble } from '#storage/stores/webhook-sources'
import { commitsOfMirror } from './known-commits.ts'
import { mirrorFolder } from './mirrors.ts'
import { configSystem, gitSystem } from './systems.ts'
import { type FetchedConfig, fetchConfig, readConfig } from './read-config.ts'
import { readGit } from './read-git.ts'
import type { ReadingDone, Visiting } from './visit.ts'
import { whileKept } from './while-kept.ts'

/** Sources that are read at a time. */
const together = 4

export interface Round {
  /** Every source whose repository is read, read now or not: versions are looked up in all of them. */
  readonly all: readonly RepositorySource[]
  /** Ids of those to be read now. */
  readonly due: ReadonlySet<number>
  readonly onDone?: (source: RepositorySource, done: ReadingDone) => void
  readonly onTrouble?: (source: RepositorySource, message: string) => void
  /** Told of what is no fault of a repository or of its settings. */
  readonly report: (error: unknown) => void
}

function isTrouble(error: unknown): error is Error {
  return error instanceof GitError || error instanceof SecretsClosed || error instanceof RuleRefused
}

/**
 * Works on a source; what is wrong with it is written down, and the others go on. Null where it failed, and where it was ended,
 * because all ends or the source was removed.
 */
async function tried<T>(
  source: RepositorySource,
  { onTrouble, report }: Round,
  visiting: Visiting,
  work: (visiting: Visiting) => Promise<T>,
): Promise<T | null> {
  const { db, signal } = visiting
  try {
    return await work(visiting)
  } catch (error) {
    if (signal.aborted) return null
    if (!isTrouble(error)) report(error)
    const message = isTrouble(error)
      ? error.message
      : 'It could not be read for a reason of our own; the log tells more.'
    await noteTrouble(db, source.name, message)
    onTrouble?.(source, message)
    return null
  }
}

async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: together }, worker))
}

async function lookupsOf(
  gits: readonly RepositorySource[],
  { home }: Visiting,
): Promise<ReadonlyMap<string, CommitLookup>> {
  const found = new Map<string, CommitLookup>()
  for (const git of gits) {
    try {
      const [name, lookup] = await commitsOfMirror(mirrorFolder(home, git))
      found.set(name, lookup)
    } catch (error) {
      // It was never fetched, or is broken: its own reading says so.
      if (!(error instanceof GitError)) throw error
    }
  }
  return found
}

/**
 * Reads repositories into the log: first configuration repositories are fetched, then the repositories that their versions are
 * built from are fetched and read, then the versions. Ends early, between two statements, when the signal says so; with a
 * source that is removed meanwhile only its own fetching and reading ends.
 */
export async function readRound(round: Round, visiting: Visiting): Promise<void> {
  const kept = whileKept(round.all, { ...visiting, report: round.report })
  try {
    await readKept(round, visiting, (source) => ({ ...visiting, signal: kept.signalOf(source) }))
  } finally {
    await kept.stop()
  }
}

async function readKept(
  round: Round,
  visiting: Visiting,
  visitingOf: (source: RepositorySource) => Visiting,
): Promise<void> {
  const { all, due, onDone } = round
  const gits = all.filter(({ system }) => system === gitSystem)
  const configs = all.filter(({ system, id }) => system === configSystem && due.has(id))
  // A version may be of any repository: whoever reads versions has all of them brought up to date first.
  const dueGits = configs.length > 0 ? gits : gits.filter(({ id }) => due.has(id))
  const failed: string[] = []
  const done = async (source: RepositorySource, reading: ReadingDone | null): Promise<void> => {
    if (reading === null) return
    await noteTrouble(visiting.db, source.name, null)
    onDone?.(source, reading)
  }
  const fetched: FetchedConfig[] = []
  await forEach(configs, async (source) => {
    const config = await tried(source, round, visitingOf(source), (own) => fetchConfig(source, own))
    if (config !== null) fetched.push(config)
  })
  await forEach(dueGits, async (source) => {
    const reading = await tried(source, round, visitingOf(source), (own) => readGit(source, own))
    if (reading === null) failed.push(source.name)
    await done(source, reading)
  })
  let known: Promise<ReadonlyMap<string, CommitLookup>> | null = null
  const lookups = () => (known ??= lookupsOf(gits, visiting))
  const knowledge = { sources: gits.map(({ name }) => name), failed, lookups }
  for (const config of fetched) {
    const { source } = config
    await done(source, await tried(source, round, visitingOf(source), (own) => readConfig(config, knowledge, own)))
  }
}
