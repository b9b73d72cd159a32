import { createHash, createHmac } from 'node:crypto'
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { buildLeadline, leadlineStart, type Started } from '../support/command.ts'
import { eventually, temporaryFolder } from '../support/embedded.ts'
import { GitlabProject, gitlabServer } from '../support/gitlab-server.ts'
import { type Followed, followReadme } from '../support/readme.ts'

const token = 'preset-admin-token-of-at-least-32-characters'
const apiToken = 'glpat-of-the-group'
/** As GitLab makes one. */
const signing = `whsec_${Buffer.from('a key of thirty-two bytes length').toString('base64')}`

beforeAll(buildLeadline, 300_000)

/** Ten days of the last two weeks; GitLab is read 90 days back from now. */
const first = Math.floor(Date.now() / DAY) * DAY - 12 * DAY

function at(day: number, hours: number, minutes = 0): string {
  return new Date(first + day * DAY + hours * HOUR + minutes * MINUTE).toISOString()
}

function shaOf(day: number): string {
  return createHash('sha1').update(`checkout ${day}`).digest('hex')
}

function named({ path, url }: GitlabProject): object {
  return { path_with_namespace: path, web_url: url, default_branch: 'main' }
}

/** A day in the project: a commit at eight, its request merged at nine, and live at ten. */
function live(project: GitlabProject, day: number): object[] {
  const sha = shaOf(day)
  const who = { author_name: 'Ada', author_email: 'ada@example.com', message: `Change ${day}\n` }
  const when = { authored_date: at(day, 8), committed_date: at(day, 8) }
  const commit = { id: sha, parent_ids: day === 0 ? [] : [shaOf(day - 1)], ...when, ...who }
  project.commits.set(sha, commit)
  project.head = sha
  const moved = { ref_type: 'branch', ref: 'main', commit_from: shaOf(day - 1), commit_to: sha, commit_count: 1 }
  project.events.push({ created_at: at(day, 9), push_data: moved })
  const request = {
    iid: day + 1,
    title: `Change ${day}`,
    state: 'merged',
    source_branch: `topic-${day}`,
    target_branch: 'main',
    created_at: at(day, 8, 10),
    updated_at: at(day, 9),
  }
  const ada = { id: 1, username: 'ada' }
  project.add(`merge_requests/${day + 1}/commits`, { ...commit, parent_ids: [] })
  project.lists['merge_requests']?.set(day, { id: day, ...request, sha, author: ada, merged_at: at(day, 9) })
  const deployment = { ref: 'main', status: 'success', sha }
  const deployable = { id: 500 + day, started_at: at(day, 9, 55), finished_at: at(day, 10) }
  const environment = { name: 'production', tier: 'production' }
  const times = { created_at: at(day, 9, 55), updated_at: at(day, 10) }
  project.lists['deployments']?.set(day, { id: 100 + day, ...deployment, environment, deployable, ...times })
  const deployed = { deployment_id: 100 + day, environment: 'production', commit_url: `${project.url}/-/commit/${sha}` }
  const merged = { ...request, action: 'merge', author_id: 1, last_commit: { id: sha } }
  return [
    { object_kind: 'merge_request', user: ada, object_attributes: merged },
    { object_kind: 'deployment', ...deployed, status: 'running', status_changed_at: at(day, 9, 55) },
    { object_kind: 'deployment', ...deployed, status: 'success', status_changed_at: at(day, 10) },
  ].map((body) => ({ project: named(project), ...body }))
}

/** An incident that opens ten minutes after that and lasts for half an hour; gives the webhook of its opening. */
function broken(project: GitlabProject, day: number, title: string, labels: readonly string[]): object {
  const iid = day
  const about = { id: 900 + day, title, confidential: false, created_at: at(day, 10, 10) }
  const ended = { state: 'closed', updated_at: at(day, 10, 40), closed_at: at(day, 10, 40) }
  project.lists['issues']?.set(iid, { ...about, ...ended, iid, issue_type: 'incident', severity: 'HIGH', labels })
  project.add(`issues/${iid}/resource_state_events`, { created_at: at(day, 10, 40), state: 'closed' })
  const attributes = { ...about, type: 'Incident', action: 'open', updated_at: at(day, 10, 10) }
  return {
    object_kind: 'issue',
    project: named(project),
    object_attributes: attributes,
    labels: labels.map((label) => ({ title: label })),
  }
}

async function numbers({ url }: Started): Promise<object> {
  const window = `{ from: "${at(0, 0)}", to: "${at(11, 0)}" }`
  const query = `{ service(name: "checkout") { metrics(environment: "production", window: ${window}) {
    leadTimeForChanges { medianSeconds sampleSize } deploymentFrequency { count } changeFailureRate { failed deployments }
    timeToRestore { medianSeconds allIncidentsCount } } } }`
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  })
  const { data } = (await answer.json()) as { readonly data: { readonly service: { readonly metrics: object } | null } }
  return data.service?.metrics ?? {}
}

/** As GitLab signs what it sends. */
async function send(started: Started, { url }: Followed, delivery: object, secret: string): Promise<number> {
  const body = JSON.stringify(delivery)
  const [id, time] = [createHash('sha1').update(body).digest('hex'), String(Math.floor(Date.now() / 1_000))]
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signature = `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`
  const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature, 'idempotency-key': id }
  const answer = await fetch(`${started.url}${url}`, { method: 'POST', headers, body })
  return answer.status
}

it('of GitLab, by its README, from connection to the right numbers, though half of the webhooks are lost', async () => {
  const server = await gitlabServer(apiToken)
  onTestFinished(() => server.close())
  const [checkout, payments] = [new GitlabProject(7, 'acme/checkout'), new GitlabProject(8, 'acme/payments/backend')]
  server.projects = [checkout, payments]
  const webhooks = Array.from({ length: 10 }, (_, day) => live(checkout, day)).filter((_, day) => day % 2 === 0)
  const opened = broken(payments, 8, 'Nobody can pay', [])
  broken(payments, 6, '[Drill] Zone lost', ['service::checkout'])

  const folder = temporaryFolder()
  const env = { LEADLINE_HOME: `${folder}/.leadline`, LEADLINE_TOKEN: token }
  const started = await leadlineStart({ env })
  const files = { 'gitlab-token.txt': `${apiToken}\n` }
  const followed = await followReadme('gitlab', { folder, env, given: `${signing}\n`, api: server.url, files })
  // The end comes first, and everything twice.
  for (const body of [...webhooks.flat().toReversed(), opened, opened, ...webhooks.flat()])
    expect(await send(started, followed, body, signing)).toBe(202)
  expect(await send(started, followed, opened, `whsec_${Buffer.from('another').toString('base64')}`)).toBe(401)
  const expected = {
    // Of what the first deployment brought nobody knows what was live before it.
    leadTimeForChanges: { medianSeconds: 7_200, sampleSize: 9 },
    deploymentFrequency: { count: 10 },
    changeFailureRate: { failed: 1, deployments: 10 },
    timeToRestore: { medianSeconds: 1_800, allIncidentsCount: 1 },
  }
  const isSo = async (): Promise<true | null> =>
    JSON.stringify(await numbers(started)) === JSON.stringify(expected) ? true : null
  await eventually(isSo).catch(async () => expect(await numbers(started)).toEqual(expected))
}, 120_000)
