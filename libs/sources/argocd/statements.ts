import { createHash } from 'node:crypto'
import type { Instant } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import type { ImageName } from '#domain/naming/image-name'
import type { ReconcilerPlaces } from '#domain/naming/reconciled-place'
import {
  configPathAttribute,
  dryCommitAttribute,
  hydratedCommitAttribute,
  liveRuleAttribute,
  madeAnewAttribute,
} from '#domain/statement-attributes'
import type { Statement } from '../source.ts'
import { changedNothing, isSelfHeal, kindAfter, madeAnew } from './kind.ts'
import { liveOutcome, type Outcome, rank } from './live.ts'
import type { Entry, Notification, Operation } from './payload.ts'
import { referencedBy } from './referenced-by.ts'
import { kindsOf, placeOf } from './subject.ts'
import { type AppliedVersion, type Placed, placedOf, runningImages, syncedImages, versionOf } from './version.ts'

const longestName = 300
const longestId = 500

/** Why there is no statement. */
export interface Unsaid {
  readonly ignored: string
  readonly unreadable?: true
}

/** No sync is later: beyond it dates end. */
const latest = Date.UTC(3000, 0)

/** Milliseconds of a time of the payload; null where it is none. */
export function instantOf(text: string | undefined): Instant | null {
  const at = text === undefined ? null : parseInstant(text)
  return at !== null && at >= 0 && at < latest ? at : null
}

function idOf({ app }: Notification, startedAt: string): string {
  const id = `${app.uid ?? `Application/${app.namespace ?? ''}/${app.name}`}/${startedAt}`
  return id.length <= longestId ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`
}

function cut(text: string): string {
  return text.slice(0, longestName)
}

/** What a person wants to see beside the deployment. */
function evidence(
  { app }: Notification,
  by: Entry['initiatedBy'],
  path: string | undefined,
  historyId: number | undefined,
): Statement {
  const set = app.owners?.find(({ kind }) => kind === 'ApplicationSet')?.name
  return {
    'argocd.application': cut(app.name),
    ...(app.project !== undefined && { 'argocd.project': cut(app.project) }),
    ...(set !== undefined && { 'argocd.applicationSet': cut(set) }),
    ...(by?.automated === true && { 'argocd.automated': true }),
    ...(by?.username !== undefined && { 'argocd.initiatedBy': cut(by.username) }),
    ...(historyId !== undefined && { 'argocd.historyId': historyId }),
    ...(path !== undefined && { [configPathAttribute]: path }),
  }
}

/** What every statement of a sync says, whoever tells it; null where a rule says that it is no service. */
function common(
  notification: Notification,
  placed: readonly Placed[],
  startedAt: string,
  places: ReconcilerPlaces,
): Statement | null {
  const place = placeOf(notification, placed, places)
  if (place === null) return null
  const { service, environment, placement } = place
  const id = idOf(notification, startedAt)
  return { type: 'deployment', id, service, environment, ...(placement !== null && { placement }) }
}

const byRule: Unsaid = { ignored: 'a rule of its source says that the application is no service' }

/** An entry of the history: a sync that succeeded, of which no more is known than what was applied and when. */
export function entryStatement(
  notification: Notification,
  entry: Entry,
  before: Entry | undefined,
  places: ReconcilerPlaces,
): Statement | Unsaid {
  const startedAt = instantOf(entry.deployStartedAt)
  const finishedAt = instantOf(entry.deployedAt)
  if (startedAt === null || finishedAt === null || entry.deployStartedAt === undefined)
    return { ignored: 'an entry of the history does not say when it was deployed' }
  const placed = placedOf(entry)
  const { fields, path } = versionOf(placed)
  if (Object.keys(fields).length === 0) return { ignored: 'an entry of the history does not say what was deployed' }
  const shared = common(notification, placed, entry.deployStartedAt, places)
  if (shared === null) return byRule
  const kind = kindAfter(before, placed)
  return {
    ...shared,
    ...fields,
    startedAt: new Date(startedAt).toISOString(),
    finishedAt: new Date(finishedAt).toISOString(),
    outcome: 'succeeded',
    updatedAt: new Date(startedAt + rank.history).toISOString(),
    ...(kind !== null && { kind }),
    attributes: { [liveRuleAttribute]: 'SYNC', ...evidence(notification, entry.initiatedBy, path, entry.id) },
  }
}

const rolling = new Set(['Rollout', 'Canary'])

/** Whether the sync moved a Rollout or a Canary, as far as it says so: what is unchanged does not roll. */
function isRollingOut(notification: Notification, operation: Operation): boolean {
  if (![...kindsOf(notification)].some((kind) => rolling.has(kind))) return false
  const synced = (operation.syncResult?.resources ?? []).filter(({ kind }) => rolling.has(kind ?? ''))
  return synced.length === 0 || synced.some(({ message }) => message !== 'unchanged')
}

/** What failed, and whether some of it was applied all the same. */
function failure({ message, syncResult }: Operation): Statement {
  const resources = syncResult?.resources ?? []
  const failed = resources.filter(({ status }) => status === 'SyncFailed').map(({ kind, name }) => `${kind}/${name}`)
  const isPartial = resources.some(
    ({ status, images, message: done }) =>
      status === 'Synced' && (images ?? []).length > 0 && done !== undefined && done !== 'unchanged',
  )
  return {
    ...(message !== undefined && { 'argocd.message': message }),
    ...(failed.length > 0 && { 'argocd.failed': failed.join(', ').slice(0, longestName) }),
    ...(isPartial && { 'argocd.partlyApplied': true }),
  }
}

function outcomeOf(notification: Notification, operation: Operation, startedAt: Instant): Outcome {
  const { phase, message } = operation
  const finishedAt = instantOf(operation.finishedAt)
  if (phase === 'Running' || phase === 'Terminating' || finishedAt === null) {
    return { fields: { outcome: 'in_progress' }, attributes: {}, updatedAt: startedAt + rank.started }
  }
  if (phase !== 'Succeeded') {
    const isStopped = /^operation terminated/i.test(message ?? '')
    const fields = { outcome: isStopped ? 'cancelled' : 'failed', finishedAt: new Date(finishedAt).toISOString() }
    return { fields, attributes: failure(operation), updatedAt: finishedAt + rank.ended }
  }
  const { status: health, lastTransitionTime } = notification.health ?? {}
  const healthAt = instantOf(lastTransitionTime)
  const seenAt = instantOf(notification.reconciledAt)
  const isRolling = isRollingOut(notification, operation)
  return liveOutcome({ startedAt, finishedAt, isRollingOut: isRolling, health, healthAt, seenAt })
}

function kindOf(operation: Operation, placed: readonly Placed[], before: Entry | undefined): string | null {
  if (isSelfHeal(operation)) return 'DRIFT_CORRECTION'
  if (operation.phase !== 'Succeeded') return null
  return kindAfter(before, placed) ?? (changedNothing(operation) ? 'REDEPLOY' : null)
}

/** Sources and revisions that it applied, or is about to. */
function placedBy({ syncResult, operation }: Operation, { app }: Notification): Placed[] {
  const done = placedOf(syncResult, app)
  return done.some(({ revision }) => revision !== undefined) ? done : placedOf(operation?.sync, app)
}

/** What it applied, and the version that it is. */
export function appliedBy(
  operation: Operation,
  notification: Notification,
): { readonly placed: readonly Placed[]; readonly version: AppliedVersion } {
  const placed = placedBy(operation, notification)
  return { placed, version: versionOf(placed, notification.hydrator) }
}

/** Where the applied commit is from: for which commits it was made, and what it was rendered from. */
function originOf(notification: Notification, { fields, hydrated }: AppliedVersion): Statement {
  const { configRepository, configRevision } = fields as {
    readonly configRepository?: string
    readonly configRevision?: string
  }
  return {
    ...(hydrated !== null && {
      [hydratedCommitAttribute]: hydrated,
      [dryCommitAttribute]: `${configRepository ?? ''}@${configRevision ?? ''}`,
    }),
    ...referencedBy(notification, configRevision),
  }
}

function versionFields(notification: Notification, operation: Operation, version: AppliedVersion): Statement {
  const synced: readonly ImageName[] = syncedImages(operation.syncResult?.resources ?? [])
  if (synced.length > 0) return { ...version.fields, images: synced }
  if (Object.keys(version.fields).length > 0) return version.fields
  const running = runningImages(notification.images ?? [])
  return running.length === 0 ? {} : { images: running }
}

/** The operation that a notification is about. */
export function operationStatement(
  notification: Notification,
  operation: Operation,
  places: ReconcilerPlaces,
): Statement | Unsaid {
  const startedAt = instantOf(operation.startedAt)
  if (startedAt === null || operation.startedAt === undefined)
    return { ignored: 'operation.startedAt is no time', unreadable: true }
  if (operation.operation?.sync?.dryRun === true) return { ignored: 'it was a dry run' }
  const history = notification.history ?? []
  const entry = history.find(({ deployStartedAt }) => deployStartedAt === operation.startedAt)
  const { placed, version } = appliedBy(operation, notification)
  const fields = versionFields(notification, operation, version)
  if (Object.keys(fields).length === 0) return { ignored: 'it does not say what it applied' }
  const shared = common(notification, placed, operation.startedAt, places)
  if (shared === null) return byRule
  const outcome = outcomeOf(notification, operation, startedAt)
  const before = history.findLast(({ id, deployStartedAt }) =>
    entry?.id === undefined ? (instantOf(deployStartedAt) ?? startedAt) < startedAt : id === entry.id - 1,
  )
  const kind = kindOf(operation, placed, before)
  const { console } = notification
  const { app } = notification
  return {
    ...shared,
    ...fields,
    startedAt: new Date(startedAt).toISOString(),
    ...outcome.fields,
    updatedAt: new Date(outcome.updatedAt + (version.hydrated === null ? 0 : 1)).toISOString(),
    ...(kind !== null && { kind }),
    ...(console !== undefined && /^https?:\/\/[^\s]+$/i.test(console) && { url: linkTo(console, app) }),
    attributes: {
      ...outcome.attributes,
      ...(operation.phase === 'Succeeded' && madeAnew(operation, entry) && { [madeAnewAttribute]: true }),
      ...originOf(notification, version),
      ...evidence(notification, operation.operation?.initiatedBy, version.path, entry?.id),
    },
  }
}

function linkTo(console: string, { name, namespace }: Notification['app']): string {
  const path = [namespace, name].filter((part) => part !== undefined).map(encodeURIComponent)
  return `${console.replace(/\/+$/, '')}/applications/${path.join('/')}`.slice(0, 2_000)
}
