import { createHmac } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { erasePerson, rowsOfPerson, whyNotErased } from '#ingest/erase-person'
import { exportEvents } from '#ingest/export'
import { sql } from '#storage/sql'
import { findPeople } from '#storage/stores/erasure'
import { type Api, startApi } from '../support/graphql-api.ts'
import { storedText } from '../support/stored-text.ts'
import { webhookSource } from '../support/webhook-source.ts'

const canary = { name: 'Kanarie Vogelzang', email: 'kanarie.vogelzang@aviary.example', login: 'kvogelzang' }
/** Another address of the same login. */
const atHome = { name: 'Kanarie V', email: 'kv@nest.example', login: canary.login }
/** Where one of the names stands, with what is around it. */
const traces = (text: string): readonly string[] => text.match(/.{0,60}(?:kanarie|vogelzang|kv@nest).{0,20}/gi) ?? []
const trailer = `Co-authored-by: ${canary.name} <${canary.email}>`
const repository = 'git.example.com/acme/till'
const sha = (text: string): string => text.repeat(40).slice(0, 40)

let api: Api
const secrets: Record<string, string> = {}
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 20))
  for (const system of ['github', 'gitlab', 'jira', 'pagerduty'])
    secrets[system] = await webhookSource(api, system, `own-${system}`)
  await tellAll()
})
afterAll(() => api.close())

async function send(system: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<void> {
  const [text, secret] = [JSON.stringify(body), secrets[system] ?? '']
  const signature = `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`
  const proofs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    github: { 'x-hub-signature-256': signature },
    gitlab: { 'x-gitlab-token': secret },
  }
  const proof = proofs[system] ?? { authorization: `Bearer ${secret}` }
  const answer = await fetch(`${api.url}/webhooks/${system}/own-${system}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...proof, ...headers },
    body: text,
  })
  expect([answer.status, await answer.text()]).toMatchObject([202, expect.any(String)])
}

function push(id: string, message: string, author: object): object {
  const told = { id: sha(id), timestamp: '2026-03-02T08:00:00Z', message, distinct: true, author }
  const repo = {
    name: 'shop',
    full_name: 'acme/shop',
    html_url: 'https://github.com/acme/shop',
    default_branch: 'main',
  }
  const ends = { ref: 'refs/heads/main', before: sha('0'), after: told.id, commits: [told], head_commit: told }
  return { ...ends, repository: { ...repo, pushed_at: 1_772_438_400 } }
}

const project = {
  path_with_namespace: 'acme/well',
  web_url: 'https://gitlab.example.com/acme/well',
  default_branch: 'main',
}

const jira = (id: string, summary: string): object => ({
  webhookEvent: 'jira:issue_created',
  timestamp: 1_772_445_600_000,
  issue: {
    id,
    key: `OPS-${id}`,
    self: `https://jira.example.com/rest/api/2/issue/${id}`,
    fields: {
      summary,
      issuetype: { name: 'Incident' },
      project: { key: 'OPS', name: 'Operations' },
      components: [{ name: 'till' }],
      created: '2026-03-02T10:00:00.000+0000',
    },
  },
})

const commit = (id: string, parents: readonly string[], more: object): object => ({
  type: 'commit',
  repository,
  sha: sha(id),
  parents: parents.map(sha),
  authoredAt: '2026-03-02T08:00:00Z',
  author: canary,
  ...more,
})
const live = (id: string, liveAt: string): object => ({
  type: 'deployment',
  id: `D${id}`,
  service: 'till',
  environment: 'production',
  repository,
  sha: sha(id),
  liveAt,
})

async function tellAll(): Promise<void> {
  await api.tell(
    commit('a', [], { message: 'Begin' }),
    live('a', '2026-03-02T09:00:00Z'),
    commit('b', ['a'], { message: `Round\n\n${trailer}`, coAuthors: [canary] }),
    commit('c', ['b'], { message: `Merge pull request #3 from ${canary.login}/tax`, author: atHome }),
    commit('d', ['c'], { author: { name: 'robot', login: 'robot', bot: true }, message: `Bump for @${canary.login}` }),
    {
      type: 'pull_request',
      repository,
      number: 3,
      title: `Tax, as ${canary.name} wants it`,
      openedAt: '2026-03-02T09:00:00Z',
      mergedAt: '2026-03-03T09:00:00Z',
      state: 'merged',
      mergeSha: sha('c'),
      author: { login: canary.login },
      url: `https://git.example.com/${canary.login}`,
      attributes: { reviewer: canary.email },
    },
    live('d', '2026-03-04T09:00:00Z'),
    {
      type: 'incident',
      id: 'I1',
      service: 'till',
      openedAt: '2026-03-04T10:00:00Z',
      title: `${canary.name} was paged`,
    },
    {
      type: 'override',
      id: 'O1',
      at: '2026-03-05T09:00:00Z',
      by: canary.name,
      reason: `asked ${canary.email}`,
      incidentId: 'I1',
      deploymentId: 'Dd',
    },
  )
  await send('github', push('e', `Speed\n\n${trailer}`, { ...canary, username: canary.login }), {
    'x-github-event': 'push',
    'x-github-delivery': 'first',
  })
  await send('gitlab', {
    object_kind: 'push',
    event_name: 'push',
    ref: 'refs/heads/main',
    before: sha('0'),
    after: sha('f'),
    checkout_sha: sha('f'),
    user_username: canary.login,
    project,
    commits: [{ id: sha('f'), timestamp: '2026-03-02T08:00:00Z', message: trailer, author: canary }],
    total_commits_count: 1,
  })
  await send('jira', jira('7', `${canary.name} cannot pay`))
  await send('pagerduty', {
    event: {
      id: 'E1',
      event_type: 'incident.triggered',
      resource_type: 'incident',
      occurred_at: '2026-03-02T10:00:00Z',
      agent: { summary: canary.name },
      data: {
        id: 'P1',
        title: `Escalated by ${canary.name}`,
        created_at: '2026-03-02T10:00:00Z',
        service: { id: 'S1', summary: 'till' },
      },
    },
  })
  await refuse(canary.email)
  await api.drain()
}

/** Posts what no door takes: it is kept back. */
async function refuse(reason: string): Promise<void> {
  const answer = await fetch(`${api.url}/api/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tokens.admin}` },
    body: JSON.stringify([{ type: 'commit', sha: 'x', author: canary, message: reason, unheardOf: canary.login }]),
  })
  expect(await answer.json()).toMatchObject({ rejected: [{ code: 'UNKNOWN_FIELD' }] })
}

const numbersQuery = `query ($a: [Authorship!]) { services { nodes { name metrics(environment: "production", definition: { authorship: $a },
  window: { from: "2026-03-01T00:00:00Z", to: "2026-03-15T00:00:00Z" }) {
    deploymentFrequency { count } leadTimeForChanges { medianSeconds sampleSize samples { nodes { seconds change { authorship } } } }
    changeFailureRate { failed deployments } timeToRestore { medianSeconds allIncidentsCount } deploymentReworkRate { rate } } } } }`

async function numbers(): Promise<string> {
  const answers = []
  for (const a of [null, ['HUMAN'], ['BOT'], ['UNKNOWN']]) answers.push(await api.data(numbersQuery, { a }))
  return JSON.stringify(answers)
}

async function everythingKept(): Promise<string> {
  const refused = await api.db.query<{ body: Buffer }>(sql`select body_deflated as body from quarantine`)
  const parts = [await storedText(api.db), ...refused.map(({ body }) => inflateRawSync(body).toString())]
  for await (const page of exportEvents(api.db)) parts.push(page)
  const records = `{ overrides { nodes { by reason } } incidents(filter: {}) { nodes { title } }
    deployments(filter: {}, first: 10) { nodes { changes(first: 10) { nodes { title url commits(first: 10) { nodes { subject authorship } } } } } } }`
  return [...parts, JSON.stringify(await api.data(records)), ...api.logged].join('\n')
}

it('empties whoever is erased at every door and everywhere, and the numbers stay to the digit', async () => {
  const before = await numbers()
  expect(before).toContain('"sampleSize":2')
  expect(traces(await everythingKept()).length).toBeGreaterThan(50)
  expect((await findPeople(api.db, 'vogel', 10)).map(({ statements }) => statements > 0)).not.toContain(false)

  const rows = await rowsOfPerson(api.db, { email: canary.email })
  expect(rows.map(({ email }) => email)).toEqual(expect.arrayContaining([canary.email, atHome.email]))
  const told = await erasePerson(api.db, rows, { email: canary.email })
  await api.drain()
  expect(told).toMatchObject({ deliveries: 4, quarantined: 1, stillNamed: [] })
  expect(traces(await everythingKept())).toEqual([])
  expect(await numbers()).toBe(before)
})

it('keeps them out when they come again, under other names too, and what is told again is known', async () => {
  const before = await numbers()
  await tellAll()
  await send('github', push('e', `Later\n\n${trailer}`, { name: 'K', email: canary.email.toUpperCase() }), {
    'x-github-event': 'push',
    'x-github-delivery': 'second',
  })
  await api.tell(commit('g', ['d'], { author: { ...canary, name: 'Kanarie Other' }, message: 'Late' }))
  await refuse(`again ${canary.email}`)
  await send('jira', jira('8', `Again ${canary.name}`))
  await api.drain()
  expect(traces(await everythingKept())).toEqual([])
  expect(await numbers()).toBe(before)
  const [row] = await api.db.query<{ count: number }>(sql`
    select count(*) as count from event_log where body ->> 'sha' = ${sha('b')}`)
  expect(row).toEqual({ count: 1 })
})

it('erases no agent, by whose marks changes are counted', async () => {
  await api.tell(commit('h', ['g'], { author: { name: 'Claude', email: 'noreply@anthropic.com' } }))
  const rows = await rowsOfPerson(api.db, { email: 'noreply@anthropic.com' })
  expect(whyNotErased(rows)).toContain('a mark of Claude Code')
})
