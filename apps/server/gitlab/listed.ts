import { commitsBody, readCommits } from '#sources/gitlab/reading/commits'
import { deploymentBodies } from '#sources/gitlab/reading/deployments'
import {
  duplicatePath,
  issueBodies,
  type IssuePast,
  ofIssuePath,
  readIssue,
  readLabelEvents,
  readStateEvents,
} from '#sources/gitlab/reading/issues'
import { unread } from '#sources/gitlab/reading/lists'
import { isTold, pipelineBody, pipelinePath } from '#sources/gitlab/reading/pipelines'
import {
  isApproval,
  ofRequestPath,
  readNotes,
  readRequest,
  readRequired,
  requestBody,
} from '#sources/gitlab/reading/requests'
import { readSettings } from '#sources/gitlab/settings'
import { translate } from '#sources/gitlab/translate'
import type { Answered } from '../asking/api-client.ts'
import type { ProjectReading } from './project-reading.ts'
import type { BodiesOf } from './updated.ts'

/** Pages of what stands below one request or issue. */
const mostPages = 10
/** Commits that are kept in one body. */
const together = 100

function kept(bodies: readonly object[]): Answered<readonly object[]> {
  return { found: bodies, problem: null }
}

export const ofDeployments: BodiesOf = (reading, row) => Promise.resolve(kept(deploymentBodies(reading.project, row)))

/** A merge request with its commits, its first review and its approval. */
export const ofRequests: BodiesOf = async ({ api, project }, row) => {
  const request = readRequest(row)
  if (request === null) return kept([unread('merge_request', project)])
  const path = (what: 'commits' | 'approvals' | 'notes'): string => ofRequestPath(project, request.iid, what)
  const commits = await api.all(path('commits'), readCommits, mostPages)
  if (commits.problem !== null) return commits
  const notes = await api.all(path('notes'), readNotes, mostPages)
  if (notes.problem !== null) return notes
  const isApproved = notes.found.some(isApproval)
  const required = isApproved ? await api.one(path('approvals'), readRequired) : { found: 1, problem: null }
  if (required.problem !== null) return required
  const ids = commits.found.map(({ id }) => id)
  const chunks = Array.from({ length: Math.ceil(ids.length / together) }, (_, at) =>
    commitsBody(project, commits.found.slice(at * together, (at + 1) * together)),
  )
  const around = { commits: ids, notes: notes.found, required: required.found ?? 1 }
  return kept([...chunks, requestBody(project, request, around)])
}

/** A pipeline that has begun, with the times that its list does not tell. */
export const ofPipelines: BodiesOf = async ({ api, project }, row) => {
  if (!isTold(row)) return kept([])
  const { found, problem } = await api.one(pipelinePath(project, row.id), (said) => said)
  if (problem !== null) return { found, problem }
  return kept(found === null ? [] : [pipelineBody(project, found)])
}

function isIncident(bodies: readonly object[], settings: unknown): boolean {
  return bodies.some((body) => 'statements' in translate(body, { headers: {}, settings }))
}

/** Number of an issue that stands elsewhere; null where it cannot be seen. */
async function numberAt({ api }: ProjectReading, path: string | null): Promise<Answered<number | null>> {
  if (path === null) return { found: null, problem: null }
  const { found, problem } = await api.one(path, readIssue)
  if (problem !== null) return problem.code === 'FORBIDDEN' ? { found: null, problem: null } : { found: null, problem }
  return { found: found?.id ?? null, problem: null }
}

/** An issue; of an incident it is asked, too, when it was closed and opened again. */
export const ofIssues: BodiesOf = async (reading, row) => {
  const { api, project, stored } = reading
  const issue = readIssue(row)
  if (issue === null) return kept([unread('issue', project)])
  const labels = await api.all(ofIssuePath(project, issue.iid, 'label'), readLabelEvents, mostPages)
  if (labels.problem !== null) return labels
  const known = readSettings(stored).incidentLabels
  const before: IssuePast = { labels: labels.found, states: null, duplicateOf: null }
  const bodies = issueBodies(project, issue, before, known)
  if (!isIncident(bodies, stored)) return kept(bodies)
  const states = await api.all(ofIssuePath(project, issue.iid, 'state'), readStateEvents, mostPages)
  if (states.problem !== null) return states
  const other = await numberAt(reading, duplicatePath(issue))
  if (other.problem !== null) return other
  return kept(issueBodies(project, issue, { ...before, states: states.found, duplicateOf: other.found }, known))
}
