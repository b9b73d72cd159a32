import { liveRuleAttribute } from '#domain/statement-attributes'
import type { Statement, Translation } from '../source.ts'
import { attributesOf } from './kustomization.ts'
import { metadataOf, type FluxEvent } from './payload.ts'
import { configRepositoryOf, type FluxObject, idOf, objectOf, placeOf } from './place.ts'
import { precedence, type Rank } from './precedence.ts'
import { digestOf } from '#domain/naming/image-name'
import { firstLine, releaseIn, type ToldRelease } from './words.ts'

/** A chart as it was released. */
export interface ReleasedChart {
  readonly name: string
  /** May end in `+` and the beginning of the digest, where the chart is an OCI artifact. */
  readonly version: string
  readonly digest: string | null
}

/** The version that a chart is, as its configuration repository writes it. */
export function chartVersion({ name, version, digest }: ReleasedChart): Statement {
  const oci = digestOf(digest)
  const [bare = version, suffix = ''] = version.split('+', 2)
  const isOfDigest = /^[0-9a-f]{7,}$/.test(suffix) && oci !== null && oci.split(':')[1]?.startsWith(suffix) === true
  const text = `${name}-${isOfDigest ? bare : version}`.slice(0, 200)
  return { version: text, ...(oci !== null && { digest: oci }) }
}

/** The repository, where a user says it: the version itself is in values there, which no release tells. */
export function configured(object: FluxObject, settings: unknown): Statement {
  const repository = configRepositoryOf(object, settings)
  return repository === null ? {} : { configRepository: repository }
}

interface Told {
  readonly id: readonly string[]
  readonly rank?: Rank
  readonly fields: Statement
  readonly message?: string | null
}

function released({ timestamp }: FluxEvent, release: ToldRelease): Told {
  return {
    id: [release.version === null ? timestamp : `v${release.version}`],
    rank: 2,
    fields: { finishedAt: timestamp, liveAt: timestamp, outcome: 'succeeded' },
  }
}

function failed({ reason, timestamp, message = null }: FluxEvent, { version }: ToldRelease): Told {
  const isTimeout = /\btimed? ?out\b|deadline exceeded/i.test(message ?? '')
  const outcome = reason === 'HealthCheckCanceled' ? 'cancelled' : 'failed'
  return {
    id: version === null ? ['failed', timestamp] : [`v${version}`],
    ...(version !== null && { rank: 3 }),
    fields: {
      finishedAt: timestamp,
      outcome,
      ...(isTimeout && outcome === 'failed' && { abortReason: 'readiness_timeout' }),
    },
    message: firstLine(message ?? null),
  }
}

function corrected({ timestamp }: FluxEvent, { version }: ToldRelease): Told {
  return {
    id: [`v${version ?? ''}`, 'drift', timestamp],
    fields: { finishedAt: timestamp, outcome: 'succeeded', kind: 'DRIFT_CORRECTION' },
  }
}

const silent: Readonly<Record<string, string>> = {
  RollbackSucceeded: 'it takes back a release that failed, and the failure was told',
  RollbackFailed: 'it could not take back a release that failed, and the failure was told',
  UninstallSucceeded: 'a release was removed',
  UninstallFailed: 'a release could not be removed',
  TestSucceeded: 'that tests passed says nothing of when it was live',
  DriftDetected: 'that the cluster differs from the release deploys nothing',
  DriftCorrectionFailed: 'the cluster still differs from the release',
}

/** What an event of a HelmRelease says of an attempt; a text is why it says nothing. */
function toldBy(event: FluxEvent, release: ToldRelease | null): Told | string {
  const { reason, message = null } = event
  const quiet = silent[reason ?? '']
  if (quiet !== undefined) return quiet
  if (release === null) return `${reason ?? 'an event without a reason'} speaks of no release: nothing was released`
  if (reason === 'InstallSucceeded' || reason === 'UpgradeSucceeded') return released(event, release)
  if (reason === 'DriftCorrected') return corrected(event, release)
  if (reason === 'InstallFailed' || reason === 'UpgradeFailed' || reason === 'TestFailed') return failed(event, release)
  if (/^Helm (?:install|upgrade) failed\b/.test(message ?? '')) return failed(event, release)
  return `${reason ?? 'an event without a reason'} deploys nothing`
}

/** An event of helm-controller in the words of the event contract. */
export function helmReleaseEvent(event: FluxEvent, settings: unknown): Translation {
  const release = releaseIn(event.message ?? null)
  const told = toldBy(event, release)
  if (typeof told === 'string') return { ignored: told }
  const version = release?.chart?.version ?? metadataOf(event, 'revision')
  if (release === null || version === null) return { ignored: 'it names no version of a chart' }
  const plain = objectOf(event)
  const chart = { name: release.chart?.name ?? plain.name, version, digest: metadataOf(event, 'oci-digest') }
  const object = { ...plain, target: release.namespace }
  const place = placeOf(object, settings)
  if (place === null) return { ignored: 'a rule of the source says that it is no service' }
  const at = new Date(event.timestamp).toISOString()
  const app = metadataOf(event, 'app-version')
  const statement = {
    type: 'deployment',
    id: idOf(object, ...told.id),
    ...place,
    ...chartVersion(chart),
    ...configured(object, settings),
    ...told.fields,
    ...(told.rank !== undefined && { updatedAt: precedence(told.rank, at) }),
    attributes: {
      // Helm waits until everything is ready, unless it is told not to; a failure is of the same wait.
      [liveRuleAttribute]: 'HEALTH',
      ...attributesOf(object, event),
      ...(release.version !== null && { 'helm.release': `${release.namespace}/${plain.name}.v${release.version}` }),
      ...(app !== null && { 'helm.appVersion': app.slice(0, 200) }),
      ...(told.message != null && { 'flux.message': told.message }),
    },
  }
  return { statements: [statement] }
}
