import type { z } from 'zod'
import { type DeploymentSettings, readDeploymentSettings } from '../deployment-rules.ts'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { ofBuild, ofRun, outcomeOfBuild, outcomes, refOfBuild, shaOfBuild } from './build-statements.ts'
import type * as code from './code-payload.ts'
import { type Deploying, ofStage, ofWholeRun, type Told } from './deployment-statements.ts'
import { Head, kindOf, payloads, type Kind } from './payload.ts'
import type * as pipelines from './pipeline-payload.ts'
import { type CodePlace, codeOfRun, linkOf, placeOfBuild, placeOfRepository } from './place.ts'
import { ofPush } from './push-statements.ts'
import { ofRelease } from './release-statements.ts'
import { ofComment, ofRequest } from './request-statements.ts'
import { isChosen, readSettings } from './settings.ts'

/** What comes with an event. */
interface Circumstances {
  readonly kind: string
  readonly head: Head
  /** When it was told, as far as anything says so. */
  readonly at: string | null
  readonly ignoredEnvironments: readonly string[]
  readonly deployments: DeploymentSettings
  readonly isMeasured: (place: CodePlace | null) => boolean
}

const unknownPlace = {
  ignored: 'it names no repository: of which code it tells is not known',
  unreadable: true,
} as const

function notChosen(place: CodePlace | null): Translation {
  return { ignored: `the repository ${(place?.path ?? 'without a name').slice(0, 200)} is not chosen for this source` }
}

/** What was told, with what is told of it as a deployment; where neither says anything, why. */
function together(build: Statement | null, deployment: Told | null, otherwise: string): Translation {
  const isTold = deployment !== null && !('ignored' in deployment)
  const statements = [...(build === null ? [] : [build]), ...(isTold ? [deployment] : [])]
  if (statements.length > 0) return { statements }
  return deployment !== null && 'ignored' in deployment ? (deployment as Translation) : { ignored: otherwise }
}

function push({ resource }: { readonly resource: code.Push }, { at, isMeasured }: Circumstances): Translation {
  const place = placeOfRepository(resource.repository)
  if (place === null) return unknownPlace
  if (!isMeasured(place)) return notChosen(place)
  const pushedAt = resource.date ?? at
  if (pushedAt === null) return { ignored: 'a push of which nothing says when it was', unreadable: true }
  const statements = ofPush(resource, place, pushedAt)
  return statements.length > 0 ? { statements } : { ignored: 'a branch or tag was deleted' }
}

function request(
  { resource }: { readonly resource: code.Request },
  { kind, head, at, isMeasured }: Circumstances,
): Translation {
  const place = placeOfRepository(resource.repository)
  if (place === null) return unknownPlace
  if (!isMeasured(place)) return notChosen(place)
  if (kind === 'git.pullrequest.merged' && resource.status !== 'completed')
    return { ignored: 'a merge that was only tried' }
  const stood = head.read_at ?? at ?? resource.closedDate ?? resource.creationDate
  return { statements: ofRequest(resource, place, { at: stood, isCreated: kind === 'git.pullrequest.created' }) }
}

function comment({ resource }: { readonly resource: code.Comment }, { isMeasured }: Circumstances): Translation {
  const place = placeOfRepository(resource.pullRequest.repository)
  if (place === null) return unknownPlace
  if (!isMeasured(place)) return notChosen(place)
  const told = resource.comment.isDeleted === true ? null : ofComment(resource, place)
  return told === null
    ? { ignored: "only a person's comment on somebody else's request counts" }
    : { statements: [told] }
}

function build(
  { resource }: { readonly resource: pipelines.Build },
  { deployments, ignoredEnvironments, isMeasured }: Circumstances,
): Translation {
  const place = placeOfBuild(resource)
  if (!isMeasured(place)) return notChosen(place)
  const [sha, outcome] = [shaOfBuild(resource), outcomeOfBuild(resource)]
  const { finishTime: finishedAt, startTime: startedAt = null, definition, id: run } = resource
  const deploying: Deploying = { run, pipeline: definition?.name ?? null, place, sha, ref: refOfBuild(resource) }
  const url = linkOf(resource._links?.web?.href)
  const ended = outcome !== undefined && finishedAt != null ? { startedAt, finishedAt, outcome, url } : null
  const deployment = ended === null ? null : ofWholeRun({ ...ended, ignoredEnvironments }, deploying, deployments)
  if (place === null && deployment === null) return unknownPlace
  if (sha === null) return { ignored: 'the build names no commit', unreadable: true }
  const told = place === null ? null : ofBuild(resource, place, sha)
  return together(
    told,
    deployment,
    `a build that is ${(resource.status ?? 'without a status').slice(0, 100)} says nothing`,
  )
}

function deployingOf(told: pipelines.RunState): Deploying {
  return { run: told.run.id, pipeline: told.pipeline?.name ?? null, ...codeOfRun(told) }
}

function run(
  { resource }: { readonly resource: pipelines.RunState },
  { deployments, ignoredEnvironments, isMeasured }: Circumstances,
): Translation {
  const deploying = deployingOf(resource)
  const { place, sha } = deploying
  if (!isMeasured(place)) return notChosen(place)
  const { finishedDate: finishedAt, createdDate: startedAt = null, state, result, _links: links } = resource.run
  const outcome = state === 'completed' ? outcomes[result ?? ''] : undefined
  const url = linkOf(links?.web?.href)
  const ended = outcome !== undefined && finishedAt != null ? { startedAt, finishedAt, outcome, url } : null
  const deployment = ended === null ? null : ofWholeRun({ ...ended, ignoredEnvironments }, deploying, deployments)
  if (place === null && deployment === null) return unknownPlace
  if (sha === null) return { ignored: 'the run names no commit', unreadable: true }
  const told = place === null ? null : ofRun(resource, place, sha)
  return together(told, deployment, 'a run of which nothing says when it began')
}

function stage({ resource }: { readonly resource: pipelines.StageState }, circumstances: Circumstances): Translation {
  const { at, deployments, ignoredEnvironments, isMeasured } = circumstances
  const deploying = deployingOf(resource)
  if (!isMeasured(deploying.place)) return notChosen(deploying.place)
  const { stage: told, environment } = resource
  return together(null, ofStage({ stage: told, environment, ignoredEnvironments, at }, deploying, deployments), '')
}

function release(
  { resource }: { readonly resource: pipelines.ReleaseDeployment },
  { head, deployments: settings, ignoredEnvironments }: Circumstances,
): Translation {
  return together(null, ofRelease(resource, head, { settings, ignoredEnvironments }), '')
}

type Reader = (body: unknown, circumstances: Circumstances) => Translation

function read<T extends z.ZodType>(
  schema: T,
  translate: (delivery: z.infer<T>, circumstances: Circumstances) => Translation,
): Reader {
  return (body, circumstances) => {
    const parsed = schema.safeParse(body)
    if (parsed.success) return translate(parsed.data, circumstances)
    return notAsDocumented('Azure DevOps', parsed.error)
  }
}

const readers: Readonly<Record<Kind, Reader>> = {
  'git.push': read(payloads['git.push'], push),
  'git.pullrequest.created': read(payloads['git.pullrequest.created'], request),
  'git.pullrequest.updated': read(payloads['git.pullrequest.updated'], request),
  'git.pullrequest.merged': read(payloads['git.pullrequest.merged'], request),
  'ms.vss-code.git-pullrequest-comment-event': read(payloads['ms.vss-code.git-pullrequest-comment-event'], comment),
  'build.complete': read(payloads['build.complete'], build),
  'ms.vss-pipelines.run-state-changed-event': read(payloads['ms.vss-pipelines.run-state-changed-event'], run),
  'ms.vss-pipelines.stage-state-changed-event': read(payloads['ms.vss-pipelines.stage-state-changed-event'], stage),
  'ms.vss-release.deployment-completed-event': read(payloads['ms.vss-release.deployment-completed-event'], release),
}

/** Why an event that is known says nothing. */
const silent: Readonly<Record<string, string>> = {
  'ms.vss-pipelines.job-state-changed-event': 'a job: its stage says the same',
  'ms.vss-release.deployment-started-event': 'a deployment that has begun does not tell what it brings: its end does',
}

/** An event of Azure DevOps in the words of the event contract; the body tells what kind of event it is. */
export function translate(body: unknown, { settings }: Partial<Delivered> = {}): Translation {
  const kind = kindOf(body)
  if (kind === null) return { ignored: 'it is no service hook of Azure DevOps: it has no eventType' }
  const why = Object.hasOwn(silent, kind) ? silent[kind] : undefined
  if (why !== undefined) return { ignored: why }
  const reader = Object.hasOwn(readers, kind) ? readers[kind as Kind] : undefined
  if (reader === undefined) return { ignored: `the event ${kind} says nothing that is measured` }
  const head = Head.safeParse(body)
  if (!head.success) return notAsDocumented('Azure DevOps', head.error)
  if (isTest(head.data)) return { ignored: 'a test of the service hook, of which Azure DevOps makes up what it says' }
  const chosen = readSettings(settings)
  return reader(body, {
    kind,
    head: head.data,
    at: head.data.createdDate ?? null,
    ignoredEnvironments: chosen.ignoredEnvironments,
    deployments: readDeploymentSettings(settings),
    isMeasured: (place) => isChosen(chosen, place?.path ?? null),
  })
}

/** The button that tests a hook sends of a subscription that there is not. */
function isTest({ subscriptionId }: Head): boolean {
  return /^[0-]+$/.test(subscriptionId ?? '')
}
