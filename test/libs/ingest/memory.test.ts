import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from '#storage/sql'
import { bundleProgram } from '../../support/bundle.ts'
import { testDatabase, type TestDatabase } from '../../support/database.ts'

const commits = 60_000
/** Of the heap that survives, in megabytes: what Node itself and the libraries take is in it. */
const heap = 120

let test: TestDatabase
let folder: string
beforeAll(async () => {
  test = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'll-memory-'))
  // Written by the database itself: a line of commits, and a deployment of every hundredth.
  await test.db.query(sql`
    insert into event_log (key, entity, type, source, occurred_at, body)
    select sha256(convert_to('commit ' || number, 'UTF8')),
           sha256(convert_to('commit|g.com/a/big|' || sha, 'UTF8')), 'commit', 'api', at,
           json_build_object('type', 'commit', 'source', 'api', 'repository', 'g.com/a/big', 'sha', sha, 'parents', parents,
                             'authoredAt', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'message', repeat('long ago ', 30))
      from (select number, timestamptz '2015-01-01' + number * interval '50 minutes' as at,
                   lpad(to_hex(number), 40, '0') as sha,
                   case when number = 0 then array[]::text[] else array[lpad(to_hex(number - 1), 40, '0')] end as parents
              from generate_series(0, ${commits - 1}::integer) as number) as told`)
  await test.db.query(sql`
    insert into event_log (key, entity, type, source, occurred_at, body)
    select sha256(convert_to('deployment ' || number, 'UTF8')),
           sha256(convert_to('deployment|api|d' || number, 'UTF8')), 'deployment', 'api', at,
           json_build_object('type', 'deployment', 'source', 'api', 'id', 'd' || number, 'service', 'big',
                             'environment', 'production', 'repository', 'g.com/a/big', 'sha', lpad(to_hex(number), 40, '0'),
                             'finishedAt', to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'outcome', 'succeeded')
      from (select number, timestamptz '2015-01-01 02:00' + number * interval '50 minutes' as at
              from generate_series(99, ${commits - 1}::integer, 100) as number) as told`)
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await test.close()
})

it('a stream of sixty thousand commits is projected in a small heap', { timeout: 240_000 }, async () => {
  const program = await bundleProgram(
    folder,
    `import { createWorker } from '#ingest/worker'
     import { openDatabase } from '#storage/database'
     const db = await openDatabase({ url: process.argv[2] ?? '', max: 4 })
     await createWorker({ db, clock: Date.now }).drain()
     await db.close()
     console.log('drained')`,
    { packages: true },
  )
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${heap}`, program, test.url])
  expect(stdout).toBe('drained\n')
  const [row] = await test.db.query<{ commits: number; changes: number }>(sql`
    select (select count(*) from shipped_commit) as commits, (select count(*) from shipped_change) as changes`)
  expect(row).toEqual({ commits: commits - 100, changes: commits - 100 })
})
