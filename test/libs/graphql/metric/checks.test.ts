import { afterAll, beforeAll, expect, it } from 'vitest'
import { checksOf, measureChecks } from '#metrics/checks'
import { sql } from '#storage/sql'
import { type CheckRow, checks } from '#storage/queries/checks'
import { testDatabase, type TestDatabase } from '../../../support/database.ts'
import { post, testWorker } from '../../../support/ingest.ts'

const repository = 'git.example.com/acme/mono'
const sha = (name: string): string => name.repeat(40)
const count = 25_000
const begun = Date.parse('2026-03-02T06:00:00Z')
/** Thousandths of a second that the run of a number took; some never ended, some before they began. */
const took = (run: number): number | null => (run % 11 === 0 ? null : ((run * 7_919) % 100_003) - 5)

let test: TestDatabase
let streams: readonly { readonly id: number }[]

beforeAll(async () => {
  test = await testDatabase()
  const live = ['one', 'two'].flatMap((service) =>
    ['a', 'b'].map((name, index) => ({
      type: 'deployment',
      service,
      environment: 'production',
      id: `${service}-${name}`,
      repository,
      sha: sha(name),
      liveAt: `2026-03-0${index + 2}T12:00:00Z`,
    })),
  )
  const commits = ['a', 'b'].map((name, index) => ({
    type: 'commit',
    repository,
    sha: sha(name),
    parents: index === 0 ? [] : [sha('a')],
    authoredAt: '2026-03-02T05:00:00Z',
  }))
  await post(test.db, [...commits, ...live])
  await testWorker(test.db).drain()
  streams = await test.db.query<{ id: number }>(sql`select id from stream order by id`)
  await test.db.query(sql`
    with builds as (
      insert into entity (hash, type, source, at, state)
      select sha256(run::text::bytea), 'build', 'ci', now(),
             json_build_object('entity', 'build|' || run, 'event', json_strip_nulls(json_build_object(
               'type', 'build', 'source', 'ci', 'phase', 'pre_merge', 'sha', ${sha('b')}::text, 'name', 'check ' || run % 1000,
               'attempt', run / 1000 + 1, 'startedAt', ${begun}::bigint,
               'finishedAt', case when run % 11 > 0 then ${begun}::bigint + (run::bigint * 7919) % 100003 - 5 end)))
        from generate_series(1, ${count}::integer) as run
      returning id
    )
    insert into entity_reference (kind, value, entity_id)
    select 'commit', ${`${repository}@${sha('b')}`}::text, id from builds`)
}, 60_000)
afterAll(() => test?.close())

it('counts every run where it lies as the pure function does, and one of several services once', async () => {
  const runs = Array.from({ length: count }, (_, index) => index + 1).map((run) => {
    const length = took(run)
    const finishedAt = length === null ? null : begun + length
    return {
      name: `check ${run % 1000}`,
      sha: sha('b'),
      startedAt: begun,
      finishedAt,
      attempt: Math.floor(run / 1000) + 1,
    }
  })
  const expected = measureChecks(runs)
  expect(expected).toMatchObject({ sampleSize: expect.any(Number), rerunShare: 1 })
  expect(expected.sampleSize).toBeGreaterThan(20_000)
  const ids = streams.map(({ id }) => id)
  const window = { from: Date.parse('2026-03-03T00:00:00Z'), to: Date.parse('2026-03-04T00:00:00Z') }
  const earlier = { from: window.from - 86_400_000, to: window.from }
  const asked = [
    { streamIds: ids, ...window },
    ...ids.map((id) => ({ streamIds: [id], ...window })),
    { streamIds: ids, ...earlier },
  ]
  const rows = await test.db.query<CheckRow>(checks(asked))
  expect(ids).toHaveLength(2)
  expect(rows.toSorted((a, b) => a.scope - b.scope).map((row) => [row.scope, checksOf(row)])).toEqual(
    [0, 1, 2].map((scope) => [scope, expected]),
  )
})
