import { type ReconciledPlace, type ReconcilerPlaces, reconciledPlace } from '#domain/naming/reconciled-place'
import { environmentIn, isEnvironment, isRegion } from '#domain/naming/environment-word'
import { shortImage } from '#domain/naming/image-name'
import { linkConfidenceAttribute, liveRuleAttribute } from '#domain/statement-attributes'
import { shortMessage } from '#domain/masked-text'
import type { Statement, Translation } from '../source.ts'
import type { Freight, FreightCommit, FreightImage } from './freight.ts'

/** What its end says of what is live: the reconciler applied it, found it healthy, or only its commit was pushed. */
export type Waited = 'HEALTH' | 'SYNC' | 'CONFIG_MERGE'

export type Outcome = 'in_progress' | 'succeeded' | 'failed' | 'aborted' | 'cancelled'

/** A promotion of freight into a stage, however it was told. */
export interface Promotion {
  readonly project: string | null
  readonly stage: string
  readonly name: string
  readonly freight: Freight
  /** Names of the Applications of Argo CD that it updates. */
  readonly applications: readonly string[]
  /** As its user calls it; null: told by the rules. */
  readonly service: string | null
  /** In the configuration repository; null where the freight alone tells. */
  readonly config: FreightCommit | null
  /** Of which the images were built, where the sender says so. */
  readonly source: FreightCommit | null
  readonly isRollback: boolean
  readonly outcome: Outcome
  readonly startedAt: string | null
  readonly finishedAt: string | null
  readonly waited: Waited
  readonly actor: string | null
  readonly message: string | null
}

/** `updatedAt` of a statement that any other may correct. */
const yields = '1990-01-01T00:00:00.000Z'

const ulidLetters = '0123456789abcdefghjkmnpqrstvwxyz'

/** When a promotion was made: its name holds a ULID (`prod.01jz….f5f87aa`), which begins with the milliseconds. */
export function madeAt(name: string): string | null {
  const ulid = name
    .toLowerCase()
    .split('.')
    .find((part) => /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(part))
  if (ulid === undefined) return null
  let milliseconds = 0
  for (const letter of ulid.slice(0, 10)) milliseconds = milliseconds * 32 + ulidLetters.indexOf(letter)
  return milliseconds > 8_640_000_000_000_000 ? null : new Date(milliseconds).toISOString()
}

/** The commit of the freight that is no commit of its images; null where none is, or where several might be. */
function configOf({ config, source, freight }: Promotion): FreightCommit | null {
  if (config !== null) return config
  const ofImages = new Set([...freight.images.map((image) => image.source), source?.repository])
  const others = freight.commits.filter(({ repository }) => !ofImages.has(repository))
  return others.length === 1 ? (others[0] ?? null) : null
}

/** A stage is an environment, or has one in its name: `prod-eu` is a place in it, `basket-prod` is not. */
function pathsOf(stage: string): readonly string[] {
  const within = isEnvironment(stage) ? null : environmentIn(stage, 'ANYWHERE')
  const whole = `stages/${stage}`
  return within === null || isRegion(within.beside) ? [whole] : [`stages/${within.environment}`, whole]
}

function placesOf(promotion: Promotion, places: ReconcilerPlaces): readonly ReconciledPlace[] {
  const { project, stage, freight, applications } = promotion
  const only = freight.images.length === 1 ? freight.images[0] : undefined
  const name = only === undefined ? freight.warehouse : shortImage(only.image)
  const names = applications.length > 0 ? applications : [promotion.service ?? name ?? project ?? stage]
  const found = names.flatMap((each) => {
    const object = { name: each, namespace: project, cluster: null, paths: pathsOf(stage), labels: {}, hints: [stage] }
    const place = reconciledPlace(object, places)
    return place === null ? [] : [place]
  })
  const services = new Map<string, ReconciledPlace[]>()
  for (const place of found) {
    const service = promotion.service ?? place.service
    services.set(service, [...(services.get(service) ?? []), place])
  }
  return [...services].map(([service, [place, ...others]]) => ({
    service,
    environment: place?.environment ?? stage,
    placement: others.some(({ placement }) => placement !== place?.placement) ? null : (place?.placement ?? null),
  }))
}

function versionOf(promotion: Promotion): Readonly<Record<string, unknown>> | null {
  const { images, charts } = promotion.freight
  const named = images.filter(({ tag, digest }) => tag !== null || digest !== null)
  const config = configOf(promotion)
  const applied = config === null ? {} : { configRepository: config.repository, configRevision: config.sha }
  if (named.length > 0)
    return {
      images: named.map(({ image, tag, digest }) => ({
        image,
        ...(tag !== null && { tag }),
        ...(digest !== null && { digest }),
      })),
      ...applied,
    }
  const [chart] = charts
  if (charts.length === 1 && chart !== undefined) return { version: `${chart.name}-${chart.version}`, ...applied }
  return config === null ? null : applied
}

function attributesOf(promotion: Promotion): Readonly<Record<string, string>> {
  const { project, stage, freight, actor, outcome, message, waited } = promotion
  const isFailed = outcome === 'failed' || outcome === 'aborted'
  const said = {
    'kargo.project': project,
    'kargo.stage': stage,
    'kargo.freight': freight.name,
    'kargo.freightAlias': freight.alias,
    'kargo.warehouse': freight.warehouse,
    'kargo.actor': actor,
    'kargo.message': isFailed && message !== null ? shortMessage(message) : null,
    [liveRuleAttribute]: outcome === 'succeeded' ? waited : null,
  }
  const entries = Object.entries(said).flatMap(([name, value]) => (value === null ? [] : [[name, value.slice(0, 300)]]))
  return Object.fromEntries(entries) as Record<string, string>
}

function timesOf({ outcome, startedAt, finishedAt }: Promotion): Readonly<Record<string, unknown>> {
  if (outcome === 'in_progress' || finishedAt === null) return { startedAt, outcome: 'in_progress' }
  const live = outcome === 'succeeded' ? { liveAt: finishedAt } : {}
  const reason = outcome === 'aborted' ? { abortReason: 'manual' } : {}
  // Clocks of two machines: what ended did not begin later.
  const began = startedAt !== null && startedAt <= finishedAt ? { startedAt } : {}
  return { ...began, finishedAt, ...live, outcome, ...reason }
}

/** A digest with its tag, and the commit that it was built from where the freight says it; weaker than any other's word. */
export function artifactOf(
  { image, tag, digest, revision, source }: FreightImage,
  built: FreightCommit | null,
  publishedAt: string,
): Statement | null {
  if (digest === null) return null
  const sha = revision ?? built?.sha ?? null
  const repository = revision === null ? (built?.repository ?? null) : source
  if (sha === null && tag === null) return null
  const method = revision === null ? 'FREIGHT_COMMIT' : 'IMAGE_ANNOTATION'
  const confidence = revision === null ? 'MEDIUM' : 'HIGH'
  return {
    type: 'artifact',
    image,
    ...(tag !== null && { tag }),
    digest,
    publishedAt,
    updatedAt: yields,
    ...(sha !== null && {
      sha,
      ...(repository !== null && { repository }),
      attributes: { 'kargo.link': method, [linkConfidenceAttribute]: confidence },
    }),
  }
}

/** A promotion in the words of the event contract: its deployment, and what its freight says of its images. */
export function ofPromotion(promotion: Promotion, places: ReconcilerPlaces): Translation {
  const { name, freight, isRollback, startedAt, finishedAt, source } = promotion
  const at = freight.createdAt ?? startedAt ?? finishedAt
  if (at === null || (promotion.outcome !== 'in_progress' && finishedAt === null))
    return { ignored: `no time is told of the promotion ${name.slice(0, 200)}`, unreadable: true }
  const version = versionOf(promotion)
  if (version === null)
    return {
      ignored: `neither an image nor a commit or chart is told of the promotion ${name.slice(0, 200)}`,
      unreadable: true,
    }
  const found = placesOf(promotion, places)
  if (found.length === 0) return { ignored: 'a rule of this source says that it is no service' }
  const built = freight.images.length === 1 ? source : null
  const artifacts = freight.images.map((image) => artifactOf(image, built, at)).filter((each) => each !== null)
  const deployments = found.map(({ service, environment, placement }) => ({
    type: 'deployment',
    id: found.length === 1 ? name : `${name}/${service}`,
    service,
    environment,
    ...(placement !== null && { placement }),
    ...version,
    ...timesOf(promotion),
    ...(isRollback && { kind: 'ROLLBACK' }),
    attributes: attributesOf(promotion),
  }))
  return { statements: [...artifacts, ...deployments] }
}
