import { configPathAttribute, liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { appliedVersion, deploysNothing, isFluxItself, rollsOut } from './kustomization.ts'
import { recordOf, textOf, timeOf } from './payload.ts'
import { configRepositoryOf, type FluxObject, idOf, nameOf, objectIn, placeOf } from './place.ts'
import { precedence } from './precedence.ts'
import { revisionOf } from './revision.ts'
import { durationOf } from './words.ts'

/** Manifests that were applied, with how that went: one entry of `status.history`. */
interface Applied {
  /** Of the rendered manifests. */
  readonly digest: string
  readonly isSuccess: boolean
  readonly status: string
  readonly first: string
  readonly last: string
  readonly total: number
  /** The last one that rendered to these manifests. */
  readonly revision: string
  readonly origin: string | null
}

const DAY = 86_400_000

function appliedOf(value: unknown): Applied | null {
  const entry = recordOf(value)
  const metadata = recordOf(entry['metadata'])
  const [digest, status, revision] = [entry['digest'], entry['lastReconciledStatus'], metadata['revision']].map(textOf)
  const [first, last] = [timeOf(entry['firstReconciled']), timeOf(entry['lastReconciled'])]
  if (digest == null || status == null || revision == null || first === null || last === null) return null
  const total = typeof entry['totalReconciliations'] === 'number' ? entry['totalReconciliations'] : 0
  const isSuccess = status === 'ReconciliationSucceeded'
  return { digest, isSuccess, status, first, last, total, revision, origin: textOf(metadata['originRevision']) }
}

/** When the manifests that are applied now came back after others; null where they were never away. */
interface Return {
  /** When the others were applied for the last time, which never changes again. */
  readonly after: string
  readonly at: string
  /** Whether it came back at that time, or at some time after it. */
  readonly isExact: boolean
}

function returnOf(front: Applied, others: readonly Applied[], interval: number): Return | null {
  const away = others.filter(({ digest, last }) => digest !== front.digest && last > front.first)
  const after = away
    .map(({ last }) => last)
    .toSorted()
    .at(-1)
  if (after === undefined) return null
  // The first reconciliation after that one brought them back; later ones only say it again.
  const isExact = Date.parse(front.last) - Date.parse(after) <= interval * 1.2 + 300_000
  return { after, at: isExact ? front.last : after, isExact }
}

interface Context {
  readonly object: FluxObject
  readonly place: Statement
  readonly repository: string | null
  /** Whether it is ready only once everything is healthy. */
  readonly waits: boolean
  /** Whether something of it only begins to roll out when it is applied. */
  readonly begins: boolean
}

function endOf({ isSuccess }: Applied, at: string, waits: boolean): Statement {
  if (!isSuccess) return { finishedAt: at, outcome: 'failed' }
  return { finishedAt: at, ...(waits && { liveAt: at }), outcome: 'succeeded' }
}

function statementOf(
  entry: Applied,
  { object, place, repository, waits, begins }: Context,
  back: Return | null,
): Statement {
  const { digest, first, isSuccess, status, revision, origin } = entry
  const at = back?.at ?? first
  const version = appliedVersion({ revision, origin }, repository)
  const isRendered =
    version['version'] !== undefined && version['digest'] === undefined && revisionOf(revision).digest === null
  const rule = waits ? 'HEALTH' : 'SYNC'
  const [path] = object.paths
  return {
    type: 'deployment',
    id: idOf(object, digest, first, ...(isSuccess ? [] : [status]), ...(back === null ? [] : ['after', back.after])),
    ...place,
    ...version,
    ...(isRendered && { digest }),
    ...(isSuccess && begins ? { startedAt: at, outcome: 'in_progress' } : endOf(entry, at, waits)),
    updatedAt: precedence(back === null || back.isExact ? 1 : 0, at),
    attributes: {
      ...(isSuccess && !begins && { [liveRuleAttribute]: rule }),
      'flux.object': nameOf(object),
      'flux.reason': status.slice(0, 200),
      'flux.manifests': digest.slice(0, 200),
      'flux.revision': revision.slice(0, 500),
      ...(origin !== null && { 'flux.originRevision': origin.slice(0, 500) }),
      ...(path !== undefined &&
        version['configRevision'] !== undefined && { [configPathAttribute]: path.slice(0, 2_000) }),
    },
  }
}

/** What each entry of the history says: new manifests, the return of former ones, or a failure. */
function told(history: readonly Applied[], context: Context, interval: number): Statement[] {
  const [front, ...others] = history
  if (front === undefined) return []
  const back = front.isSuccess ? returnOf(front, others, interval) : null
  const isYoung = front.total <= 1 || Date.parse(front.last) - Date.parse(front.first) <= DAY
  const wasLive = (failure: Applied): boolean =>
    history.some(({ digest, isSuccess, first }) => isSuccess && digest === failure.digest && first < failure.first)
  return history.flatMap((entry) => {
    if (entry === front && back !== null) return [statementOf(entry, context, back)]
    // Each later commit that renders to the same manifests takes the place of the one that brought them.
    if (entry === front && entry.isSuccess && !isYoung) return []
    if (!entry.isSuccess && wasLive(entry)) return []
    return [statementOf(entry, context, null)]
  })
}

/** Kinds of the objects that it applies, by its inventory. */
function kindsOf(inventory: unknown): string[] {
  const entries = recordOf(inventory)['entries']
  const ids = Array.isArray(entries) ? entries.flatMap((entry) => textOf(recordOf(entry)['id']) ?? []) : []
  return ids.map((id) => id.split('_').at(-1) ?? '')
}

/**
 * What a Kustomization, as the cluster holds it, says of what it applied: by the digests of its rendered manifests, so that a commit
 * that changed nothing of it is no deployment.
 *
 * @param settings those of a source of Flux; with `repositories` that name the repository of its source
 */
export function kustomizationObject(value: unknown, settings: unknown): Translation {
  const object = objectIn(value)
  if (object === null) return { ignored: 'it is no Kustomization: kind or name is missing', unreadable: true }
  const { spec: wanted, status: said } = recordOf(value)
  const [spec, status] = [recordOf(wanted), recordOf(said)]
  if (isFluxItself(object)) return { ignored: 'the Kustomization flux-system applies Flux itself and the others' }
  const kinds = kindsOf(status['inventory'])
  if (kinds.length > 0 && kinds.every((kind) => deploysNothing.has(kind)))
    return { ignored: 'it applies only objects that deploy nothing themselves' }
  const given = Array.isArray(status['history']) ? status['history'] : []
  const history = given.map(appliedOf).filter((entry) => entry !== null)
  if (history.length === 0) return { ignored: 'it has no history: nothing was applied, or by a controller before 1.7' }
  const place = placeOf(object, settings)
  if (place === null) return { ignored: 'a rule of the source says that it is no service' }
  const checks = spec['healthChecks']
  const waits = spec['wait'] === true || (Array.isArray(checks) && checks.length > 0)
  const interval = durationOf(textOf(spec['interval']) ?? '') || 600_000
  const begins = !waits && kinds.some((kind) => rollsOut.has(kind))
  const context = { object, place, repository: configRepositoryOf(object, settings), waits, begins }
  const statements = told(history, context, interval)
  return statements.length > 0 ? { statements } : { ignored: 'what it applied was told when it was applied' }
}
