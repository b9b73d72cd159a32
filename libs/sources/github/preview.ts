import { environmentName, type Tier, tierOf } from '#domain/environment'
import { DAY, type Instant } from '#domain/instant'
import { leadlineCommand } from '#domain/shell-command'
import { deploymentStatements, whyLeftOut } from './history-statements.ts'
import type { SurveyedDeployment } from './history-nodes.ts'
import type { Survey } from './history-survey.ts'
import type { GithubSettings } from './settings.ts'

/** How far back is looked. */
export const previewed = 90 * DAY

/** What the deployments of one environment would count. */
export interface EnvironmentPreview {
  readonly name: string
  readonly tier: Tier
  /** Deployments of the time that is looked at. */
  readonly deployments: number
  /** Those that succeeded, which is what a deployment frequency counts; redeployments and rollbacks are told apart later. */
  readonly counted: number
  readonly failed: number
  /** Those that no status has ended. */
  readonly unfinished: number
  /** Those that say nothing, by reason. */
  readonly leftOut: readonly { readonly reason: string; readonly count: number }[]
  /** Those whose commit GitHub has no more. */
  readonly withoutCommit: number
  /** Null where none was seen. */
  readonly lastAt: Instant | null
  /** Of those that count; null where none does. */
  readonly perWeek: number | null
  /** Services that they would be of. */
  readonly services: readonly string[]
}

/** What a repository would count. */
export interface RepositoryPreview {
  readonly repository: string
  readonly environments: readonly EnvironmentPreview[]
  readonly workflows: readonly string[]
  readonly tags: number
  /** Published in the time that is looked at. */
  readonly releases: number
  readonly mergedRequests: number
  /** False where there were so many deployments that only the newest were looked at. */
  readonly isWhole: boolean
  /** What would be missing, and what to do about it. */
  readonly missing: readonly string[]
}

export interface Previewing {
  /** Name of the source. */
  readonly source: string
  readonly repository: string
  readonly settings: GithubSettings
  readonly now: Instant
}

interface Seen {
  readonly environment: string
  readonly node: SurveyedDeployment
  readonly reason: string | null
  readonly outcome: string | null
  readonly service: string | null
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** What would be told of a deployment: the first end is the newest statement. */
function seenOf(survey: Survey, node: SurveyedDeployment, settings: GithubSettings): Seen {
  const named = node.environment ?? node.originalEnvironment ?? ''
  const statuses = (node.statuses.nodes ?? []).filter((status) => status !== null)
  const statements = deploymentStatements(survey.place, node, statuses, settings)
  const [told] = statements.toSorted((a, b) => String(b['updatedAt']).localeCompare(String(a['updatedAt'])))
  if (told === undefined) {
    const reason = whyLeftOut(survey.place, node, settings) ?? 'its status names an environment that is left out'
    return { environment: environmentName(named), node, reason, outcome: null, service: null }
  }
  return {
    environment: environmentName(text(told['environment']) ?? named),
    node,
    reason: null,
    outcome: text(told['outcome']),
    service: text(told['service']),
  }
}

function reasonsOf(seen: readonly Seen[]): EnvironmentPreview['leftOut'] {
  const counts = new Map<string, number>()
  for (const { reason } of seen) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  return [...counts].map(([reason, count]) => ({ reason, count })).toSorted((a, b) => b.count - a.count)
}

function environmentOf(name: string, seen: readonly Seen[], since: Instant, weeks: number): EnvironmentPreview {
  const lately = seen.filter(({ node }) => Date.parse(node.createdAt) >= since)
  const ended = (outcome: string | null): number =>
    lately.filter((each) => each.reason === null && each.outcome === outcome).length
  const counted = ended('succeeded')
  return {
    name,
    tier: tierOf(name),
    deployments: lately.length,
    counted,
    failed: ended('failed'),
    unfinished: ended(null),
    leftOut: reasonsOf(lately),
    withoutCommit: lately.filter(({ node, reason }) => reason === null && !node.commit).length,
    lastAt: seen[0] === undefined ? null : Date.parse(seen[0].node.createdAt),
    perWeek: counted === 0 || weeks <= 0 ? null : counted / weeks,
    services: [...new Set(lately.flatMap(({ service }) => service ?? []))].toSorted(),
  }
}

const elsewhere =
  'Deployments that a pipeline or a reconciler makes past GitHub are posted as events (docs/events.md), or read from a GitOps configuration repository'

function deploymentsMissing(
  environments: readonly EnvironmentPreview[],
  releases: number,
  { source, settings }: Previewing,
): string[] {
  const deploys = settings.releasesDeployTo !== undefined
  const counted = environments.filter((environment) => environment.counted > 0)
  if (counted.length === 0 && releases > 0 && !deploys)
    return [
      `No deployment of the last 90 days would count, but ${releases} ${releases === 1 ? 'release was' : 'releases were'} published: ${leadlineCommand('source', 'change', source, '--releases-deploy-to', 'production')} takes releases for deployments. ${elsewhere}.`,
    ]
  if (counted.length === 0 && !deploys) return [`No deployment of the last 90 days would count. ${elsewhere}.`]
  if (counted.length > 0 && !counted.some(({ tier }) => tier === 'PRODUCTION'))
    return [
      `No environment is production by its name (${counted.map(({ name }) => name).join(', ')}): say in leadline.yaml which one is (docs/catalogue.md).`,
    ]
  return []
}

function missingOf(
  survey: Survey,
  environments: readonly EnvironmentPreview[],
  releases: number,
  previewing: Previewing,
): string[] {
  const sum = (count: (environment: EnvironmentPreview) => number): number =>
    environments.reduce((total, environment) => total + count(environment), 0)
  const unfinished = sum((environment) => environment.unfinished)
  const lost = sum((environment) => environment.withoutCommit)
  return [
    ...deploymentsMissing(environments, releases, previewing),
    ...(unfinished === 0
      ? []
      : [
          `Deployments that no status has ended: ${unfinished}. They do not count; let the workflow set success or failure.`,
        ]),
    ...(lost === 0 ? [] : [`Deployments whose commit GitHub has no more: ${lost}. What they shipped stays unknown.`]),
    ...(survey.merged > 0
      ? []
      : ['No request was merged in the last 90 days: lead time will begin at the commits themselves.']),
  ]
}

/** The environment that releases are deployments to, with them. */
function withReleases(
  environments: readonly EnvironmentPreview[],
  releasedAt: readonly string[],
  { repository, settings }: Previewing,
): readonly EnvironmentPreview[] {
  const name = settings.releasesDeployTo === undefined ? null : environmentName(settings.releasesDeployTo)
  const [newest] = releasedAt.map((at) => Date.parse(at)).toSorted((a, b) => b - a)
  if (name === null || newest === undefined) return environments
  const known = environments.find((each) => each.name === name)
  const before = known ?? environmentOf(name, [], 0, 0)
  const more: EnvironmentPreview = {
    ...before,
    deployments: before.deployments + releasedAt.length,
    counted: before.counted + releasedAt.length,
    lastAt: Math.max(newest, before.lastAt ?? newest),
    perWeek: (before.perWeek ?? 0) + (releasedAt.length * 7 * DAY) / previewed,
    services: [...new Set([...before.services, repository.split('/')[1] ?? repository])].toSorted(),
  }
  return [...environments.filter((each) => each !== known), more]
}

/** What a repository would count by these settings, from what was found there. */
export function previewOf(survey: Survey, previewing: Previewing): RepositoryPreview {
  const { repository, settings, now } = previewing
  const since = now - previewed
  const oldest = Date.parse(survey.deployments.at(-1)?.createdAt ?? '')
  const weeks = (now - (survey.isWhole || Number.isNaN(oldest) ? since : oldest)) / (7 * DAY)
  const seen = survey.deployments.map((node) => seenOf(survey, node, settings))
  const names = [...survey.environments.map(environmentName), ...seen.map(({ environment }) => environment)]
  const deployed = [...new Set(names)].map((name) =>
    environmentOf(
      name,
      seen.filter((each) => each.environment === name),
      since,
      weeks,
    ),
  )
  const releasedAt = survey.releasedAt.filter((at) => Date.parse(at) >= since)
  const environments = withReleases(deployed, releasedAt, previewing).toSorted(
    (a, b) => b.counted - a.counted || b.deployments - a.deployments || (a.name < b.name ? -1 : 1),
  )
  return {
    repository,
    environments,
    workflows: survey.workflows,
    tags: survey.tags,
    releases: releasedAt.length,
    mergedRequests: survey.merged,
    isWhole: survey.isWhole,
    missing: missingOf(survey, environments, releasedAt.length, previewing),
  }
}
