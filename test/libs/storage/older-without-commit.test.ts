import { expect, it, onTestFinished } from 'vitest'
import { mostOlder, olderWithoutCommit } from '#storage/queries/unattributed'
import { sql } from '#storage/sql'
import { countOlderUnattributed } from '#storage/stores/unattributed'
import { testDatabase } from '../../support/database.ts'

interface Plan {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly Plans?: readonly Plan[]
}

const rowsOf = (plan: Plan, table: string): number =>
  (plan['Relation Name'] === table ? plan['Actual Rows'] * plan['Actual Loops'] : 0) +
  (plan.Plans ?? []).reduce((sum, child) => sum + rowsOf(child, table), 0)

const streams = 20
const deployments = 20_000
const first = Date.parse('2025-01-01T00:00:00Z')

it('counts older deployments without a known commit without reading all that waits', async () => {
  const { db, close } = await testDatabase()
  onTestFinished(close)
  await db.query(sql`insert into service (name) select 'service-' || n from generate_series(1, ${streams}::integer) n`)
  await db.query(sql`insert into environment (name, tier) values ('production', 'PRODUCTION')`)
  await db.query(sql`
    insert into stream (service_id, environment_id) select service.id, environment.id from service, environment`)
  await db.query(sql`
    insert into deployment (stream_id, service_id, environment_id, key, at, kind, outcome, failed, rework, doubts, version, sha)
    select stream.id, service_id, environment_id, n::text, to_timestamp(${first / 1000}::bigint + n * 60), 'CODE', 'SUCCEEDED',
           false, false, 0, n::text, md5(n::text)
      from generate_series(1, ${deployments}::integer) n
      join stream on stream.id % ${streams}::integer = n % ${streams}::integer`)
  await db.query(sql`
    insert into wait (stream_id, kind, reference, since)
    select stream_id, 'commit', 'git.example/acme/code@' || sha, at from deployment`)
  await db.query(sql`analyze`)
  expect(await countOlderUnattributed(db, first + 6 * 60_000)).toBe(5)
  const before = first + deployments * 120_000
  expect(await countOlderUnattributed(db, before)).toBe(mostOlder)
  const { text, values } = olderWithoutCommit(before)
  const [row] = await db.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>({
    text: `explain (analyze, format json) ${text}`,
    values,
  })
  const plan = row?.['QUERY PLAN'][0].Plan as Plan
  expect(rowsOf(plan, 'wait')).toBeGreaterThan(0)
  expect(rowsOf(plan, 'wait')).toBeLessThanOrEqual(2 * mostOlder)
})
