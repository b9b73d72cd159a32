import { type SecretBox, SecretsClosed } from '#access/secret-box'
import { repositoryTokenOf } from '#access/webhook-secret'
import { DAY, HOUR } from '#domain/instant'
import type { EventDoor } from '#ingest/event-door'
import { type Taken, takeStatements } from '#ingest/take-statements'
import { placeOfImage } from '#sources/registry/image-place'
import { imagePattern, isOf, parseRegistry, type Registry, RegistrySettings } from '#sources/registry/settings'
import type { Statement } from '#sources/source'
import type { Database } from '#storage/database'
import { type ImageToLookUp, imagesToLookUp } from '#storage/queries/images-to-look-up'
import { forgetLookUps, keepLookUp, lookUpRemarks } from '#storage/stores/image-look-ups'
import type { RepositorySource } from '#storage/stores/repository-sources'
import { forgetProgress, readProgress } from '#storage/stores/source-progress'
import { noteTrouble } from '#storage/stores/webhook-sources'
import { keepReading, lastReading, type ReadingDone } from '../repositories/visit.ts'
import { RegistryClient } from './client.ts'
import { type LookedUp, lookUp, type Wanted } from './look-up.ts'
import { changeToken, keepPause, type Pause, pausePart, pauseWords, readPause } from './pause.ts'
import type { RequestBudget } from './request-budget.ts'

/** Images that are looked up in one round. */
const mostTogether = 50
/** How long an image rests that names no commit: twice as long each time, and no longer than a week. */
const firstRest = HOUR
const longestRest = 7 * DAY

const tagShape = /^\w[\w.-]{0,127}$/
const digestShape = /^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/

/** With what registries are asked. */
export interface Asking {
  readonly db: Database
  readonly door: EventDoor
  readonly secrets: SecretBox
  readonly clock: () => number
  readonly signal: AbortSignal
  /** Longest that one answer may take, in milliseconds. */
  readonly patience?: number
}

/** What a round found. */
export interface AskingDone extends ReadingDone {
  /** How many were to be looked up; where none was, nothing was asked. */
  readonly images: number
}

/** Why a round ended early, for people. */
export interface Stopped {
  readonly stopped: string
}

/** What became of an image: what is to be remembered of it. */
interface Outcome {
  readonly statements: readonly Statement[]
  readonly message: string | null
  /** It is known for good. */
  readonly isSettled: boolean
}

function wantedOf(row: ImageToLookUp, registry: Registry): Wanted | null {
  const place = placeOfImage(row.image)
  const { image, tag } = row
  const digest = row.digest !== null && digestShape.test(row.digest) ? row.digest : null
  if (place === null || !isOf(registry, place)) return null
  if (digest === null && !tagShape.test(tag ?? '')) return null
  return { image, place, tag, digest, deployedAt: new Date(row.since).toISOString() }
}

function outcomeOf(found: LookedUp, { tag, since }: ImageToLookUp): Outcome {
  if (found === null) return { statements: [], message: 'The registry has no such image (any more)', isSettled: false }
  if ('trouble' in found) return { statements: [], message: `It could not be read: ${found.trouble}`, isSettled: false }
  const { statements, namesCommit, remark } = found
  const [root] = statements
  const isMoved = tag !== null && root !== undefined && Date.parse(String(root['publishedAt'])) > since
  if (isMoved)
    return {
      statements,
      message: 'The tag means an image now that was made after it was deployed; deploy by digest, or by tags that stay',
      isSettled: false,
    }
  if (namesCommit) return { statements, message: null, isSettled: tag === null }
  const mend = 'build it with the label org.opencontainers.image.revision, or with provenance'
  const unread = remark === null ? '' : ` (${remark})`
  return { statements, message: `It names no commit: ${mend}${unread}`, isSettled: false }
}

async function keep(
  { db, clock }: Asking,
  source: RepositorySource,
  { reference, tries }: ImageToLookUp,
  { message, isSettled }: Outcome,
): Promise<void> {
  const now = clock()
  const rest = Math.min(firstRest * 2 ** Math.min(tries, 10), longestRest)
  const dueAt = isSettled ? null : new Date(now + rest).toISOString()
  await keepLookUp(db, source.name, reference, { at: new Date(now).toISOString(), dueAt, tries: tries + 1, message })
}

async function* each(statements: readonly Statement[]): AsyncGenerator<Statement, undefined, undefined> {
  yield* statements
}

/** Looks up what is due, until there is nothing left, the minute is used up, or the registry wants no more. */
async function lookUpAll(
  source: RepositorySource,
  due: readonly ImageToLookUp[],
  registry: Registry,
  {
    client,
    budget,
    asking,
  }: { readonly client: RegistryClient; readonly budget: RequestBudget; readonly asking: Asking },
): Promise<Taken & { readonly pause: Pause | null }> {
  const { db, door, clock, signal } = asking
  const sum = { accepted: 0, duplicates: 0, rejected: 0 }
  for (const row of due) {
    const wanted = wantedOf(row, registry)
    if (wanted === null) {
      const message = 'Its name, tag or digest is none that a registry knows'
      await keep(asking, source, row, { statements: [], message, isSettled: true })
      continue
    }
    if (!budget.begin()) break
    const found = await lookUp(client, wanted)
    signal.throwIfAborted()
    if (found !== null && 'trouble' in found && found.until !== null)
      return { ...sum, pause: { why: found.trouble, until: found.until, isUnreached: found.isUnreached === true } }
    const outcome = outcomeOf(found, { ...row, tag: wanted.digest === null ? row.tag : null })
    const taken = await takeStatements(each(outcome.statements), { door, source: source.name, clock })
    sum.accepted += taken.accepted
    sum.duplicates += taken.duplicates
    sum.rejected += taken.rejected
    await keep(asking, source, row, outcome)
  }
  await forgetLookUps(db, source.name, clock())
  return { ...sum, pause: null }
}

async function problemsOf({ db }: Asking, source: RepositorySource, registry: Registry): Promise<string[]> {
  const remarks = await lookUpRemarks(db, source.name)
  return remarks.map(({ message, count, example }) => {
    const whose = count === 1 ? example : `${count} images, such as ${example}`
    const mend = message.includes('give this source a token') ? `: ${changeToken(source, registry)}` : ''
    return `${message}${mend} (${whose})`
  })
}

/** Whether something was remarked the last time; true before the first. */
async function isRemarked({ db }: Asking, { name }: RepositorySource): Promise<boolean> {
  const last = (await readProgress(db, name, lastReading)) as { readonly problemCount?: unknown } | null
  return last?.problemCount !== 0
}

/** What the registry lets us in with; null where it was given nothing. Or why that cannot be read. */
async function credentialOf({ secrets }: Asking, source: RepositorySource): Promise<string | null | Stopped> {
  const { credential, name } = source
  if (credential === null) return null
  try {
    return await secrets.open(repositoryTokenOf(name), credential)
  } catch (error) {
    if (!(error instanceof SecretsClosed)) throw error
    return { stopped: error.message }
  }
}

/** Asks for what is due and writes down how that went. */
async function askFor(
  due: readonly ImageToLookUp[],
  source: RepositorySource,
  registry: Registry,
  budget: RequestBudget,
  asking: Asking,
): Promise<AskingDone | Stopped> {
  const { db, clock, signal, patience } = asking
  const credential = await credentialOf(asking, source)
  if (credential !== null && typeof credential !== 'string') return stop(asking, source, credential.stopped)
  const own = patience === undefined ? {} : { patience }
  const client = new RegistryClient({ registry, credential, clock, signal, spend: budget.spend, ...own })
  const { pause, ...taken } = await lookUpAll(source, due, registry, { client, budget, asking })
  const problems = await problemsOf(asking, source, registry)
  const done = await keepReading(asking, source.name, { ...taken, repository: registry.url }, problems)
  if (pause !== null) {
    await keepPause(db, source.name, pause)
    return stop(asking, source, pauseWords(pause, source, registry))
  }
  await forgetProgress(db, source.name, pausePart)
  await noteTrouble(db, source.name, null)
  return { ...done, images: due.length }
}

/**
 * Looks deployed images up at one registry, as far as no commit is known of them, and tells what it finds as if it had been
 * posted. Null where there was nothing to ask, and nobody asked for it.
 *
 * @param isWished somebody asked for it: what was to rest is looked up again, but for a pause that the registry wants, which is told.
 * @throws what the database and the door do.
 */
export async function lookUpRound(
  source: RepositorySource,
  isWished: boolean,
  budget: RequestBudget,
  asking: Asking,
): Promise<AskingDone | Stopped | null> {
  const { db, clock } = asking
  const parsed = parseRegistry(RegistrySettings.parse(source.settings).url)
  if ('refused' in parsed) return stop(asking, source, parsed.refused)
  const { registry } = parsed
  const paused = await readPause(db, source.name)
  if (paused !== null && paused.until > clock() && !(isWished && paused.isUnreached))
    return isWished ? stop(asking, source, pauseWords(paused, source, registry)) : null
  const wanted = { source: source.name, pattern: imagePattern(registry), now: clock(), isWished, limit: mostTogether }
  const due = await db.query<ImageToLookUp>(imagesToLookUp(wanted))
  // What was remarked may be mended by others meanwhile, and what was to be asked after a pause may be known.
  if (due.length === 0 && !isWished && paused === null && !(await isRemarked(asking, source))) return null
  return askFor(due, source, registry, budget, asking)
}

async function stop({ db }: Asking, { name }: RepositorySource, stopped: string): Promise<Stopped> {
  await noteTrouble(db, name, stopped)
  return { stopped }
}
