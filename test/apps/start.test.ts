import { chownSync, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { stateOf } from '#database/process-state'
import { openDatabase } from '#storage/database'
import { migrate } from '#storage/migrate'
import { sql } from '#storage/sql'
import { buildLeadline, leadline, leadlineStart, type Started } from '../support/command.ts'
import { testDatabase } from '../support/database.ts'
import { eventually, temporaryFolder } from '../support/embedded.ts'
import { isRoot, nobody, packagedBinaries, startPostgres, systemBinaries } from '../support/postgres-server.ts'

const token = 'preset-admin-token-of-at-least-32-characters'
const event = {
  type: 'deployment',
  service: 'shop',
  environment: 'production',
  sha: 'c0',
  liveAt: '2026-03-01T12:00:00Z',
}

async function post({ url }: Started, body: unknown): Promise<{ accepted: number; duplicates: number }> {
  const response = await fetch(`${url}/api/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as { accepted: number; duplicates: number }
}

function serverIn(home: string): number | null {
  const lock = join(home, 'postgres-18', 'data', 'postmaster.pid')
  return existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) : null
}

function runs(pid: number | null): boolean {
  return pid !== null && stateOf(pid) === 'running'
}

beforeAll(buildLeadline, 300_000)

describe('leadline start', () => {
  it('runs on nothing but a folder, makes a token once, and ends everything when it is asked to', async () => {
    const home = join(temporaryFolder(), '.leadline')
    // No program of the machine is found: git is needed for repositories alone.
    const first = await leadlineStart({ env: { LEADLINE_HOME: home, PATH: temporaryFolder() } })
    expect(first.adminToken).toMatch(/^ll_/)
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    const ingest = await fetch(`${first.url}/api/ingest`, { headers: { authorization: `Bearer ${first.adminToken}` } })
    expect(ingest.status).toBe(200)
    expect(await ingest.json()).toMatchObject({ pending: 0 })
    const postgres = serverIn(home)
    const asked = performance.now()
    first.child.kill('SIGINT')
    expect((await first.ended).code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(10_000)
    expect(serverIn(home)).toBeNull()
    expect(runs(postgres)).toBe(false)

    const second = await leadlineStart({ env: { LEADLINE_HOME: home } })
    expect(second.adminToken).toBeNull()
  })

  it('loses nothing of what was acknowledged when it is killed', async () => {
    const home = temporaryFolder()
    const env = { LEADLINE_HOME: home, LEADLINE_TOKEN: token }
    const first = await leadlineStart({ env })
    expect(first.adminToken).toBeNull()
    expect(await post(first, event)).toMatchObject({ accepted: 1, duplicates: 0 })
    first.child.kill('SIGKILL')
    await first.ended
    const second = await leadlineStart({ env })
    expect(await post(second, event)).toMatchObject({ accepted: 0, duplicates: 1 })
    const orphan = serverIn(home)
    second.child.kill('SIGTERM')
    await second.ended
    expect(runs(orphan)).toBe(false)
  })

  it('goes on when its Postgres is killed', async () => {
    const home = temporaryFolder()
    const started = await leadlineStart({ env: { LEADLINE_HOME: home, LEADLINE_TOKEN: token } })
    await post(started, event)
    process.kill(serverIn(home) ?? 0, 'SIGKILL')
    const again = await eventually(async () => {
      const receipt = await post(started, event)
      return receipt.duplicates === 1 ? receipt : null
    })
    expect(again).toMatchObject({ accepted: 0, duplicates: 1 })
    await eventually(async () => ((await fetch(`${started.url}/readyz`)).ok ? true : null))
  })

  it('refuses a second one in the same folder, and leaves the first alone', async () => {
    const home = temporaryFolder()
    const first = await leadlineStart({ env: { LEADLINE_HOME: home, LEADLINE_TOKEN: token } })
    const second = await leadline(['start'], { env: { LEADLINE_HOME: home, PORT: '0' } }).ended
    expect(second.code).toBe(1)
    expect(second.err).toContain(`Leadline is running already with ${home} (process ${first.child.pid}). Stop it first`)
    expect(await post(first, event)).toMatchObject({ accepted: 1 })
  })

  it('says when the port is in use, and leaves no server behind', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await new Promise((resolve) => other.once('listening', resolve))
    const address = other.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const home = temporaryFolder()
    const { code, err, out } = await leadline(['start', '--port', String(port), '--no-demo', '--home', home]).ended
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is in use\\. .*PORT=${port + 1}`))
    expect(err).not.toContain('    at ')
    expect(
      err
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('error Port')),
    ).toEqual([])
    expect(serverIn(home)).toBeNull()
  })

  it('names a setting that it cannot use', async () => {
    const { code, err, out } = await leadline(['start', '--token', 'hunter2']).ended
    expect([code, out]).toEqual([1, ''])
    expect(err).toContain('LEADLINE_TOKEN must have at least 32 characters; make one with: openssl rand -hex 32')
    expect(err).not.toContain('hunter2')
  })

  it.runIf(isRoot)('runs as another user than root', async () => {
    const home = temporaryFolder()
    chownSync(home, nobody, nobody)
    const started = await leadlineStart({ env: { LEADLINE_HOME: home, LEADLINE_TOKEN: token }, uid: nobody })
    expect(await post(started, event)).toMatchObject({ accepted: 1 })
    expect(statSync(join(home, 'postgres-18')).uid).toBe(nobody)
    started.child.kill('SIGINT')
    expect((await started.ended).code).toBe(0)
  })
})

describe('an external PostgreSQL', () => {
  it.runIf(systemBinaries !== undefined)('is used instead of the embedded one, which is never touched', async () => {
    const server = await startPostgres(systemBinaries ?? '')
    onTestFinished(() => server.stop())
    const home = join(temporaryFolder(), 'home')
    const env = { DATABASE_URL: server.url, LEADLINE_HOME: home, LEADLINE_TOKEN: token }
    const [one, two] = await Promise.all([leadlineStart({ env }), leadlineStart({ env })])
    expect(await post(one, event)).toMatchObject({ accepted: 1 })
    expect(await post(two, event)).toMatchObject({ duplicates: 1 })
    expect(existsSync(home)).toBe(false)
    for (const { child, ended } of [one, two]) {
      child.kill('SIGINT')
      await ended
    }
  })

  it('is refused when its schema is newer', async () => {
    const { db, url, close } = await testDatabase()
    onTestFinished(close)
    await db.query(sql`insert into schema_migration (timestamp, name) values (9999999999999, 'FromTheFuture')`)
    const { code, err } = await leadline(['start'], { env: { DATABASE_URL: url, PORT: '0' } }).ended
    expect(code).toBe(1)
    expect(err).toContain('has the migration FromTheFuture, which this release of Leadline does not know')
  })

  it('is refused when it could lose what was acknowledged', async () => {
    const server = await startPostgres(packagedBinaries, ['fsync=off'])
    onTestFinished(() => server.stop())
    const { code, err } = await leadline(['start'], { env: { DATABASE_URL: server.url, PORT: '0' } }).ended
    expect(code).toBe(1)
    expect(err).toContain('fsync = off')
  })

  it('that cannot be reached is said to be so, without its password', async () => {
    const url = 'postgres://leadline:hunter2@127.0.0.1:1/leadline'
    const { code, err } = await leadline(['start'], { env: { DATABASE_URL: url, PORT: '0' } }).ended
    expect(code).toBe(1)
    expect(err).toMatch(/127\.0\.0\.1:1.*DATABASE_URL/)
    expect(err).not.toContain('hunter2')
  })
})

describe('commands', () => {
  it('work beside a running Leadline and without one, and export is a backup', async () => {
    const home = temporaryFolder()
    const env = { LEADLINE_HOME: home }
    const started = await leadlineStart({ env: { ...env, LEADLINE_TOKEN: token } })
    await post(started, [event, { ...event, sha: 'c1', liveAt: '2026-03-02T12:00:00Z' }])

    const made = await leadline(['token', 'create', '--source', 'ci'], { env }).ended
    expect(made.out).toMatch(/^ll_\w+\n$/)
    const opened = await fetch(`${started.url}/api/ingest`, { headers: { authorization: `Bearer ${made.out.trim()}` } })
    expect(opened.status).toBe(200)
    const id = made.out.slice(3, 9)
    expect((await leadline(['token', 'list'], { env }).ended).out).toMatch(new RegExp(`${id} +ci +ci +ingest +valid`))
    expect((await leadline(['token', 'revoke', id], { env }).ended).code).toBe(0)
    expect((await leadline(['token', 'revoke', 'nobody'], { env }).ended).code).toBe(1)

    const backup = await leadline(['export'], { env }).ended
    expect(backup.out.trim().split('\n')).toHaveLength(2)
    expect(JSON.parse(backup.out.split('\n')[0] ?? '')).toMatchObject({ ...event, liveAt: '2026-03-01T12:00:00.000Z' })
    started.child.kill('SIGINT')
    await started.ended

    const elsewhere = { LEADLINE_HOME: temporaryFolder() }
    const read = await leadline(['import', '-', '--json'], { env: elsewhere, input: backup.out }).ended
    expect(JSON.parse(read.out)).toMatchObject({ accepted: 2, duplicates: 0, rejectedCount: 0 })
    expect((await leadline(['replay'], { env: elsewhere }).ended).code).toBe(0)
    expect((await leadline(['export'], { env: elsewhere }).ended).out).toBe(backup.out)
    expect(serverIn(elsewhere.LEADLINE_HOME)).toBeNull()
  }, 180_000)

  it('migrate a database of one’s own', async () => {
    const { db, url, close } = await testDatabase({ migrated: false })
    onTestFinished(close)
    expect((await leadline(['migrate', '--json'], { env: { DATABASE_URL: url } }).ended).out).toContain('true')
    const again = await openDatabase({ url, max: 2 })
    await migrate(again)
    await again.close()
    expect(await db.query(sql`select 1 from schema_migration`)).not.toHaveLength(0)
  })

  it('say what is wrong with what was asked', async () => {
    const wrong = await leadline(['import', 'no-such-file']).ended
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining('There is no file no-such-file that can be read.'),
    ])
    const unknown = await leadline(['strat']).ended
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('start')
    expect((await leadline(['--help']).ended).out).toContain('leadline token create --source ci')
  })
})
