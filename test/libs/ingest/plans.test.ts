import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createWorker } from '#ingest/worker'
import type { Database } from '#storage/database'
import { type Sql, sql } from '#storage/sql'
import { testDatabase, type TestDatabase } from '../../support/database.ts'
import { post, testNow, type Wire } from '../../support/ingest.ts'

const HOUR = 3_600_000
const first = Date.parse('2025-01-01T00:00:00Z')
const repository = 'git.example.com/acme/api'
/** Tables that grow with history: none of them may be read whole for one new event. */
const large = new Set([
  'event_log',
  'commit',
  'entity',
  'entity_reference',
  'shipped_commit',
  'shipped_change',
  'deployment',
])

function sha(name: string): string {
  return createHash('sha1').update(name).digest('hex')
}

const iso = (at: number): string => new Date(at).toISOString()

/** One change and one deployment an hour, of ten services in turn. */
function hour(index: number): Wire[] {
  const at = first + index * HOUR
  const service = `service-${index % 10}`
  const home = { repository: `${repository}-${index % 10}` }
  const id = sha(`${index}`)
  return [
    {
      type: 'commit',
      ...home,
      sha: id,
      parents: index < 10 ? [] : [sha(`${index - 10}`)],
      authoredAt: iso(at - 3 * HOUR),
      patchId: `patch ${index}`,
    },
    {
      type: 'pull_request',
      ...home,
      number: index + 1,
      openedAt: iso(at - 2 * HOUR),
      mergedAt: iso(at - HOUR),
      commits: [id],
      mergeSha: id,
    },
    { type: 'artifact', digest: `sha256:${index}`, image: service, publishedAt: iso(at - HOUR / 2), ...home, sha: id },
    {
      type: 'deployment',
      id: `d${index}`,
      service,
      environment: 'production',
      digest: `sha256:${index}`,
      finishedAt: iso(at),
      outcome: 'succeeded',
    },
  ]
}

const hours = 2_500
const late = first + (hours - 100) * HOUR

/** One late event of each type that is written about the history. */
const news: Wire[] = [
  ...hour(hours),
  { type: 'incident', id: 'i1', service: 'service-3', openedAt: iso(late), deploymentId: `d${hours - 107}` },
  { type: 'flag', key: 'f', environment: 'production', at: iso(late), enabled: false, incidentId: 'i1' },
  {
    type: 'override',
    id: 'o1',
    at: iso(late),
    by: 'ana',
    reason: 'so',
    incidentId: 'i1',
    deploymentId: `d${hours - 107}`,
  },
  { type: 'rollback', service: 'service-4', environment: 'production', at: iso(first + (hours + 1) * HOUR) },
  {
    type: 'push',
    repository: `${repository}-5`,
    branch: 'x',
    at: iso(late),
    after: sha('2485'),
    number: 2486,
    commits: [sha('2485')],
  },
  {
    type: 'push',
    repository: `${repository}-5`,
    branch: 'main',
    at: iso(late),
    after: sha('2495'),
    attributes: { 'leadline.branchRole': 'DEFAULT' },
  },
  { type: 'build', repository: `${repository}-6`, sha: sha('2486'), startedAt: iso(late), finishedAt: iso(late) },
  {
    type: 'commit',
    repository: `${repository}-7`,
    sha: sha('2487'),
    authoredAt: iso(late),
    pullRequest: 2488,
    parents: [sha('2477')],
  },
  {
    type: 'deployment',
    id: 'short',
    service: 'service-8',
    environment: 'production',
    sha: sha('2488').slice(0, 9),
    finishedAt: iso(first + (hours + 2) * HOUR),
    outcome: 'succeeded',
  },
]

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Plan[]
}

function wholeReads(plan: Plan): string[] {
  const mine =
    plan['Node Type'] === 'Seq Scan' && large.has(plan['Relation Name'] ?? '') ? [plan['Relation Name'] ?? ''] : []
  return [...mine, ...(plan.Plans ?? []).flatMap(wholeReads)]
}

let test: TestDatabase
beforeAll(async () => {
  test = await testDatabase()
  await post(test.db, Array.from({ length: hours }, (_, index) => hour(index)).flat())
  await createWorker({ db: test.db, clock: () => testNow }).drain()
  await test.db.query(sql`analyze`)
})
afterAll(() => test.close())

it('no table of history is read whole for a new event', async () => {
  const found = new Map<string, string[]>()
  const asked = new Set<string>()
  const explaining = (db: Database): Database => ({
    async query<Row>(statement: Sql): Promise<Row[]> {
      const name = /\/\* (.*?) \*\//.exec(statement.text)?.[1] ?? statement.text
      if (/^\s*(?:\/\*.*?\*\/)?\s*(?:select|insert|update|delete|with)/.test(statement.text)) {
        asked.add(name)
        const [row] = await db.query<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>({
          text: `explain (format json) ${statement.text}`,
          values: statement.values,
        })
        const reads = (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => wholeReads(Plan))
        if (reads.length > 0) found.set(name, [...new Set(reads)])
      }
      return db.query<Row>(statement)
    },
    transaction: (work) => db.transaction((tx) => work(explaining(tx))),
    snapshot: (work) => db.snapshot(work),
  })
  for (const event of news) {
    await post(test.db, [event])
    await createWorker({ db: explaining(test.db), clock: () => testNow }).drain()
  }
  expect([...asked]).toEqual(
    expect.arrayContaining([
      'read-log',
      'statements-of-keys',
      'touched: shipped commits',
      'facts: changes of the tail',
    ]),
  )
  expect(Object.fromEntries(found)).toEqual({})

  await explaining(test.db).query(sql`/* recognised */ select from entity where state::text = ''`)
  expect(Object.fromEntries(found)).toEqual({ recognised: ['entity'] })
})
