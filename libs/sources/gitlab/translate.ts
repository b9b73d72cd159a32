import type { z } from 'zod'
import { HOUR } from '#domain/instant'
import { readIncidentSettings } from '../incident-rules.ts'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { ofPipeline } from './build-statements.ts'
import { ofDeployment, shaOf, whyIgnored } from './deployment-statements.ts'
import { ofIncident, ofLabelled, placeOf } from './incident-statements.ts'
import * as payload from './payload.ts'
import { branchOf, isDeletion, isTest, ofBranch, ofCommits, ofTag } from './push-statements.ts'
import { ofRelease } from './release-statements.ts'
import { isApproval, ofApproval, ofNote, ofReadReviews, ofRequest } from './request-statements.ts'
import { type GitlabSettings, isChosen, readSettings } from './settings.ts'

/** What comes with an event. */
interface Circumstances {
  readonly settings: GitlabSettings
  /** Settings as they are stored. */
  readonly stored: unknown
  readonly receivedAt: string | null
}

function said(statement: Statement | null, otherwise: string): Translation {
  return statement === null ? { ignored: otherwise } : { statements: [statement] }
}

function push(delivery: payload.Push, { receivedAt }: Circumstances): Translation {
  if (isDeletion(delivery)) return { ignored: 'a branch or tag was deleted' }
  if (isTest(delivery)) return { ignored: 'a test of the webhook' }
  const branch = branchOf(delivery.ref)
  if (branch === null) return { ignored: `${delivery.ref.slice(0, 200)} is no branch` }
  const statements = ofBranch(delivery, branch, delivery.read?.pushed_at ?? receivedAt)
  return statements.length > 0
    ? { statements }
    : { ignored: 'a branch without new commits, of which nothing says when' }
}

function tagPush(delivery: payload.Push, { receivedAt }: Circumstances): Translation {
  if (isDeletion(delivery)) return { ignored: 'a branch or tag was deleted' }
  const tag = delivery.ref.replace(/^refs\/tags\//, '')
  return said(ofTag(delivery, tag, receivedAt), 'a tag of which nothing says when it was made')
}

function mergeRequest(delivery: payload.MergeRequest, { receivedAt }: Circumstances): Translation {
  if (isApproval(delivery))
    return said(ofApproval(delivery, receivedAt), "only a person's approval of somebody else's request counts")
  if (delivery.read != null) {
    const request = ofRequest(delivery)
    return { statements: [...(request === null ? [] : [request]), ...ofReadReviews(delivery)] }
  }
  const action = delivery.object_attributes.action ?? 'no action'
  return said(ofRequest(delivery), `${action.slice(0, 100)} changes nothing of a request that is measured`)
}

function deployment(delivery: payload.Deployment, { settings }: Circumstances): Translation {
  const reason = whyIgnored(delivery, settings)
  if (reason !== null) return { ignored: reason }
  const sha = shaOf(delivery)
  if (sha === null) return { ignored: 'commit_url names no commit: what was deployed is not known', unreadable: true }
  return { statements: [ofDeployment(delivery, sha)] }
}

/** Clocks may differ: only what lies well ahead is yet to come. */
function release(delivery: payload.Release, { settings, receivedAt }: Circumstances): Translation {
  if (delivery.action === 'delete') return { ignored: 'a release was deleted; what was told of it stays' }
  if (receivedAt !== null && Date.parse(delivery.released_at) > Date.parse(receivedAt) + HOUR)
    return { ignored: 'a release that is yet to come, and GitLab says no more when it does' }
  const statements = ofRelease(delivery, settings.releasesDeployTo)
  return statements.length > 0 ? { statements } : { ignored: 'a release that names no commit' }
}

function issue(delivery: payload.Issue, { settings, stored }: Circumstances): Translation {
  const place = placeOf(delivery, readIncidentSettings(stored))
  if (place.incident === false) return { ignored: `rule ${place.rule} of the source says that it is no incident` }
  const isIncident = place.incident === true || delivery.object_attributes.type?.toLowerCase() === 'incident'
  if (isIncident) return { statements: [ofIncident(delivery, place)] }
  const statements = ofLabelled(delivery, place, settings.incidentLabels)
  return statements.length > 0
    ? { statements }
    : { ignored: 'an issue that is no incident, or nothing that changes one' }
}

function unanswered({ what, why }: payload.Unanswered): Translation {
  const ignored = `${what.slice(0, 200)} could not be read, and is asked for again once it changes: ${why.slice(0, 300)}`
  return { ignored, unreadable: true }
}

type Reader = (body: unknown, circumstances: Circumstances) => Translation

function read<T extends z.ZodType>(
  schema: T,
  translate: (delivery: z.infer<T>, circumstances: Circumstances) => Translation,
): Reader {
  return (body, circumstances) => {
    const parsed = schema.safeParse(body)
    if (parsed.success) return translate(parsed.data, circumstances)
    return notAsDocumented('GitLab', parsed.error)
  }
}

const readers: Readonly<Record<keyof typeof payload.payloads, Reader>> = {
  push: read(payload.Push, push),
  commits: read(payload.Commits, (delivery) => ({ statements: ofCommits(delivery) })),
  tag_push: read(payload.Push, tagPush),
  merge_request: read(payload.MergeRequest, mergeRequest),
  note: read(payload.Note, (delivery) =>
    said(ofNote(delivery), "only a person's new comment on somebody else's request counts"),
  ),
  pipeline: read(payload.Pipeline, (delivery) =>
    said(ofPipeline(delivery), `a pipeline that is ${delivery.object_attributes.status.slice(0, 100)} says nothing`),
  ),
  deployment: read(payload.Deployment, deployment),
  release: read(payload.Release, release),
  issue: read(payload.Issue, issue),
  work_item: read(payload.Issue, issue),
  unanswered: read(payload.Unanswered, unanswered),
}

/** An event of GitLab in the words of the event contract; the body tells what kind of event it is. */
export function translate(body: unknown, { settings, receivedAt }: Partial<Delivered> = {}): Translation {
  const kind = payload.kindOf(body)
  if (kind === null) return { ignored: 'it is no webhook of GitLab: it has no object_kind and no event_name' }
  if (kind === 'build') return { ignored: 'a job: its pipeline and its deployment say the same' }
  const reader = Object.hasOwn(readers, kind) ? readers[kind as keyof typeof readers] : undefined
  if (reader === undefined) return { ignored: `the event ${kind} says nothing that is measured` }
  const chosen = readSettings(settings)
  const whose = payload.OfProject.safeParse(body)
  if (whose.success && !isChosen(chosen, whose.data.project.path_with_namespace))
    return {
      ignored: `the project ${whose.data.project.path_with_namespace.slice(0, 200)} is not chosen for this source`,
    }
  const came = receivedAt === undefined ? null : new Date(receivedAt).toISOString()
  return reader(body, { settings: chosen, stored: settings, receivedAt: came })
}
