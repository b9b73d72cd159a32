import { type DeployingFacts, type DeploymentSettings, ruledDeployment } from '../deployment-rules.ts'
import { yields, yieldsButFirst } from '../precedence.ts'
import type { Statement } from '../source.ts'
import { outcomes } from './build-statements.ts'
import type { Stage } from './pipeline-payload.ts'
import { branchOf, type CodePlace, linkOf } from './place.ts'
import { saysDeploy, stageEnvironment } from './stage-environment.ts'

/** The code that is deployed, and by what. */
export interface Deploying {
  /** Id of the run. */
  readonly run: number
  readonly pipeline: string | null
  readonly place: CodePlace | null
  readonly sha: string | null
  readonly ref: string | null
}

/** A deployment that was told, or why there is none. */
export type Told = Statement | { readonly ignored: string; readonly unreadable?: true }

export function factsOf({ pipeline, place, ref }: Deploying, stages: readonly string[] | null): DeployingFacts {
  return { pipeline, stages, branch: branchOf(ref) ?? ref, repository: place?.path ?? null }
}

/** Where something is deployed to, and whose it is. */
interface Target {
  readonly service: string
  readonly environment: string
  readonly placement: string | null
}

/** What every deployment of a run says. */
function aboutOf(deploying: Deploying, { service, environment, placement }: Target, stage: string | null): Statement {
  const { pipeline, place, sha, ref } = deploying
  const attributes = {
    ...(pipeline && { 'azureDevops.pipeline': pipeline }),
    ...(stage !== null && { 'azureDevops.stage': stage }),
    ...(ref && { 'azureDevops.ref': ref }),
  }
  return {
    type: 'deployment',
    service,
    environment,
    placement: placement ?? undefined,
    sha,
    repository: place?.url,
    attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
  }
}

const noCommit = { ignored: 'the run names no commit: what was deployed is not known', unreadable: true } as const
const noService = {
  ignored: 'the run names no repository, and no rule a service: whose deployment it is is not known',
  unreadable: true,
} as const

/** Why a stage of which nothing says where it deploys to is none; its environment may be known elsewhere. */
export const namesNoEnvironment = 'the name of the stage tells no environment, and no rule does'

/** Where a stage deploys to: by rule, else by its name, else by its environment, else by the setting. */
function stageTarget(
  stage: Stage,
  environment: string | null | undefined,
  deploying: Deploying,
  settings: DeploymentSettings,
): (Omit<Target, 'service'> & { readonly service: string | null }) | { readonly ignored: string } {
  const names = [stage.name, ...(stage.displayName ? [stage.displayName] : [])]
  const ruled = ruledDeployment(factsOf(deploying, names), settings)
  if (ruled.ignoredBy !== null) return { ignored: `rule ${ruled.ignoredBy} of the source says that it deploys nothing` }
  if (ruled.environment !== null) return { service: ruled.service, environment: ruled.environment, placement: null }
  if (ruled.wholeRunBy !== null)
    return { ignored: `by rule ${ruled.wholeRunBy} of the source the run as a whole deploys` }
  const named = names.map(stageEnvironment).find((place) => place !== null) ?? null
  if (named !== null) return { ...named, service: ruled.service }
  const set = environment ?? (names.some(saysDeploy) ? settings.environment : undefined)
  if (set == null) return { ignored: namesNoEnvironment }
  return { service: ruled.service, environment: set, placement: null }
}

/** What is told of a stage, and with what. */
export interface StageTold {
  readonly stage: Stage
  /** Of what was read: the environment that a job of it deploys to. */
  readonly environment: string | null | undefined
  readonly ignoredEnvironments: readonly string[]
  /** When it was told. */
  readonly at: string | null
}

/** When a stage begins or ends; null where it says neither. */
function stepOf({ state, result, startTime, finishTime }: Stage, at: string | null): Statement | null {
  const startedAt = startTime ?? undefined
  if (state === 'running') {
    const begun = startedAt ?? at
    return begun === null ? null : { startedAt: begun, updatedAt: yields }
  }
  const outcome = outcomes[result ?? '']
  const finishedAt = finishTime ?? at
  if (state !== 'completed' || outcome === undefined || finishedAt === null) return null
  // It was called off, or not approved, before it began.
  if (outcome === 'cancelled' && startedAt === undefined) return null
  return { startedAt, finishedAt, outcome, updatedAt: yieldsButFirst(finishedAt) }
}

/** A stage that deploys. Each attempt of it is a deployment. */
export function ofStage(
  { stage, environment, ignoredEnvironments, at }: StageTold,
  deploying: Deploying,
  settings: DeploymentSettings,
): Told {
  const target = stageTarget(stage, environment, deploying, settings)
  if ('ignored' in target) return target
  if (ignoredEnvironments.includes(target.environment))
    return { ignored: `the environment ${target.environment.slice(0, 200)} is set to be ignored` }
  const step = stepOf(stage, at)
  if (step === null) {
    const how = [stage.state, stage.result].filter((word) => word != null).join(', ')
    return { ignored: `a stage that is ${how.slice(0, 100)} neither begins nor ends a deployment` }
  }
  const service = target.service ?? deploying.place?.name
  if (service === undefined) return noService
  if (deploying.sha === null) return noCommit
  return {
    ...aboutOf(deploying, { ...target, service }, stage.name),
    id: `${deploying.run}/${stage.name}/${stage.attempt ?? 1}`,
    ...step,
    url: linkOf(stage._links?.web?.href),
  }
}

/** How a run as a whole ended. */
export interface RunEnd {
  readonly startedAt: string | null
  readonly finishedAt: string
  readonly outcome: string
  readonly url: string | undefined
  readonly ignoredEnvironments: readonly string[]
}

/** A run that a rule calls a deployment as a whole; null of every other. */
export function ofWholeRun(end: RunEnd, deploying: Deploying, settings: DeploymentSettings): Told | null {
  const ruled = ruledDeployment(factsOf(deploying, null), settings)
  const { environment } = ruled
  if (environment === null || ruled.ignoredBy !== null || end.ignoredEnvironments.includes(environment)) return null
  const service = ruled.service ?? deploying.place?.name
  if (service === undefined) return noService
  if (deploying.sha === null) return noCommit
  return {
    ...aboutOf(deploying, { service, environment, placement: null }, null),
    id: String(deploying.run),
    startedAt: end.startedAt ?? undefined,
    finishedAt: end.finishedAt,
    outcome: end.outcome,
    updatedAt: yieldsButFirst(end.finishedAt),
    url: end.url,
  }
}
