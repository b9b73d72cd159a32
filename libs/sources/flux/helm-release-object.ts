import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { chartVersion, configured } from './helm-release.ts'
import { recordOf, textOf, timeOf } from './payload.ts'
import { type FluxObject, idOf, nameOf, objectIn, placeOf } from './place.ts'
import { precedence, type Rank } from './precedence.ts'
import { releaseIn } from './words.ts'

/** A release of Helm: one entry of `status.history`. */
interface Snapshot {
  readonly version: number
  readonly status: string
  /** What Helm did; null of controllers that do not say it. */
  readonly action: string | null
  readonly namespace: string | null
  readonly chart: { readonly name: string; readonly version: string; readonly digest: string | null }
  readonly values: string | null
  readonly app: string | null
  /** When Helm began with it. */
  readonly startedAt: string
  readonly isTestFailed: boolean
}

function snapshotOf(value: unknown): Snapshot | null {
  const entry = recordOf(value)
  const { version, testHooks } = entry
  const [status, name, chart] = [entry['status'], entry['chartName'], entry['chartVersion']].map(textOf)
  const startedAt = timeOf(entry['lastDeployed'])
  if (typeof version !== 'number' || status == null || name == null || chart == null || startedAt === null) return null
  return {
    version,
    status,
    action: textOf(entry['action']),
    namespace: textOf(entry['namespace']),
    chart: { name, version: chart, digest: textOf(entry['ociDigest']) },
    values: textOf(entry['configDigest']),
    app: textOf(entry['appVersion']),
    startedAt,
    isTestFailed: Object.values(recordOf(testHooks)).some((hook) => recordOf(hook)['phase'] === 'Failed'),
  }
}

/** Whether Helm took a failed release back by itself: the release before that one again. */
function isRemedy(snapshot: Snapshot, all: readonly Snapshot[]): boolean {
  if (snapshot.action !== null) return snapshot.action === 'rollback'
  const before = all.filter(({ version }) => version < snapshot.version).toSorted((a, b) => b.version - a.version)
  const last = before.find(({ status }) => status !== 'failed')
  return (
    before[0]?.status === 'failed' &&
    last !== undefined &&
    last.values !== null &&
    last.values === snapshot.values &&
    last.chart.version === snapshot.chart.version
  )
}

/** When Helm was done with its latest release, by the condition that says so; null while it is not known. */
function endOf({ version, startedAt }: Snapshot, conditions: unknown): string | null {
  const released = (Array.isArray(conditions) ? conditions : [])
    .map(recordOf)
    .find(({ type, status }) => type === 'Released' && status === 'True')
  const release = releaseIn(textOf(released?.['message']))
  const at = timeOf(released?.['lastTransitionTime'])
  return at !== null && at >= startedAt && release?.version === String(version) ? at : null
}

interface Ended {
  readonly rank: Rank
  readonly fields: Statement
  readonly rule: 'HEALTH' | 'SYNC'
}

/** How a release ended, as far as its object tells; null where it says nothing of a deployment. */
function endedOf(snapshot: Snapshot, spec: Readonly<Record<string, unknown>>, conditions: unknown): Ended | null {
  const { status, action, isTestFailed } = snapshot
  if (status === 'failed' || isTestFailed) return { rank: 3, fields: { outcome: 'failed' }, rule: 'SYNC' }
  if (status.startsWith('pending-')) return { rank: 0, fields: { outcome: 'in_progress' }, rule: 'SYNC' }
  if (status !== 'deployed' && status !== 'superseded') return null
  const end = endOf(snapshot, conditions)
  if (end === null) return { rank: 1, fields: { outcome: 'succeeded' }, rule: 'SYNC' }
  const waits = recordOf(spec[action ?? 'upgrade'])['disableWait'] !== true
  const fields = { outcome: 'succeeded', finishedAt: end, liveAt: end }
  return { rank: 2, fields, rule: waits ? 'HEALTH' : 'SYNC' }
}

function statementOf(snapshot: Snapshot, ended: Ended, object: FluxObject, known: Statement): Statement {
  const { version, chart, app, namespace, startedAt } = snapshot
  return {
    type: 'deployment',
    id: idOf(object, `v${version}`),
    ...known,
    ...chartVersion(chart),
    startedAt,
    ...ended.fields,
    updatedAt: precedence(ended.rank, startedAt),
    attributes: {
      [liveRuleAttribute]: ended.rule,
      'flux.object': nameOf(object),
      'helm.release': `${namespace ?? ''}/${object.name}.v${version}`,
      ...(app !== null && { 'helm.appVersion': app.slice(0, 200) }),
    },
  }
}

/**
 * What a HelmRelease, as the cluster holds it, says of its releases: under the ids that its events give them.
 *
 * @param settings those of a source of Flux
 */
export function helmReleaseObject(value: unknown, settings: unknown): Translation {
  const object = objectIn(value)
  if (object === null) return { ignored: 'it is no HelmRelease: kind or name is missing', unreadable: true }
  const { spec: wanted, status: said } = recordOf(value)
  const [spec, status] = [recordOf(wanted), recordOf(said)]
  const given = Array.isArray(status['history']) ? status['history'] : []
  const snapshots = given.map(snapshotOf).filter((snapshot) => snapshot !== null)
  const target = snapshots[0]?.namespace ?? object.target
  const place = placeOf({ ...object, target }, settings)
  if (place === null) return { ignored: 'a rule of the source says that it is no service' }
  const known = { ...place, ...configured(object, settings) }
  const statements = snapshots.flatMap((snapshot) => {
    const ended = isRemedy(snapshot, snapshots) ? null : endedOf(snapshot, spec, status['conditions'])
    return ended === null ? [] : [statementOf(snapshot, ended, object, known)]
  })
  return statements.length > 0 ? { statements } : { ignored: 'it has released nothing' }
}
