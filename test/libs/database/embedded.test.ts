import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ask, embedded, eventually, keeperProcess, strangerKnocks, temporaryFolder } from '../../support/embedded.ts'
import { isRoot, nobody } from '../../support/postgres-server.ts'

/** Process id of the server, from its own lock file. */
function serverOf(base: string | null): number {
  return Number(readFileSync(join(base ?? '', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
}

const asServer = isRoot ? { uid: nobody, gid: nobody } : {}

/** Writes what a killed server leaves: a lock file with this process id. */
function leaveLock(base: string | null, pid: number | undefined): void {
  const data = join(base ?? '', 'data')
  writeFileSync(
    join(data, 'postmaster.pid'),
    `${pid}\n${data}\n1700000000\n5432\n${join(base ?? '', 'socket')}\n\n        1         1\nready   \n`,
  )
}

describe('the embedded database', () => {
  it('keeps its data from one start to the next, and lets only this user in', async () => {
    const home = join(temporaryFolder(), '.leadline')
    const first = await embedded(home)
    await ask(first.url, 'create table kept as select 42 as answer')
    expect(await ask(first.url, 'show listen_addresses')).toEqual([{ listen_addresses: '' }])
    expect(await ask(first.url, 'select datlocprovider, datcollate from pg_database')).toContainEqual({
      datlocprovider: 'b',
      datcollate: 'C',
    })
    expect(statSync(join(first.folder ?? '', 'socket')).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(first.folder ?? '', 'data', 'pg_hba.conf'), 'utf8')).not.toContain('trust')
    await first.stop()
    expect(existsSync(join(first.folder ?? '', 'data', 'postmaster.pid'))).toBe(false)

    const second = await embedded(home)
    expect(await ask(second.url, 'select answer from kept')).toEqual([{ answer: 42 }])
  })

  it('is kept by one Leadline at a time', async () => {
    const home = temporaryFolder()
    const first = await embedded(home)
    await expect(embedded(home)).rejects.toThrow(/running already with .* \(process \d+\)\. Stop it first/)
    expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is shared with a command, which leaves it running', async () => {
    const home = temporaryFolder()
    const kept = await embedded(home)
    const visit = await embedded(home, 'visit')
    expect(visit.url).toBe(kept.url)
    await visit.stop()
    expect(await ask(kept.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is started by a command for as long as the last command lasts', async () => {
    const home = temporaryFolder()
    const first = await embedded(home, 'visit')
    const pid = serverOf(first.folder)
    const second = await embedded(home, 'visit')
    const stays = new pg.Client({ connectionString: second.url })
    await stays.connect()
    await first.stop()
    expect(serverOf(first.folder)).toBe(pid)
    await stays.end()
    await second.stop()
    expect(existsSync(join(first.folder ?? '', 'data', 'postmaster.pid'))).toBe(false)
  })

  it('comes up once when several start it at the same moment', async () => {
    const home = temporaryFolder()
    const visits = await Promise.all([embedded(home, 'visit'), embedded(home, 'visit'), embedded(home, 'visit')])
    for (const { url } of visits) expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is started again when it is killed, with all that was committed', async () => {
    const said: string[] = []
    const database = await embedded(temporaryFolder(), 'keep', (text) => said.push(text))
    await ask(database.url, 'create table kept as select generate_series(1, 1000) as n')
    const killed = serverOf(database.folder)
    process.kill(killed, 'SIGKILL')
    const rows = await eventually(() => ask<{ count: string }>(database.url, 'select count(*) from kept'))
    expect(rows).toEqual([{ count: '1000' }])
    expect(serverOf(database.folder)).not.toBe(killed)
    expect(said).toContain('The embedded PostgreSQL went away; starting it again.')
    // The keeper is a keeper again.
    await eventually(async () =>
      (await embedded(join(database.folder ?? '', '..')).catch((error: Error) => error)) instanceof Error ? true : null,
    )
  })

  it('is taken over when the Leadline that kept it was killed', async () => {
    const home = temporaryFolder()
    const keeper = await keeperProcess(temporaryFolder(), home)
    await ask(keeper.url ?? '', 'create table kept as select 42 as answer')
    const killed = new Promise((resolve) => keeper.child.once('exit', resolve))
    keeper.child.kill('SIGKILL')
    await killed
    const heir = await eventually(() => embedded(home))
    const pid = serverOf(heir.folder)
    expect(await ask(heir.url, 'select answer from kept')).toEqual([{ answer: 42 }])
    await heir.stop()
    await eventually(() => Promise.resolve(existsSync(`/proc/${pid}/stat`) ? null : true))
  })

  it('starts though its lock names a process number that is another program by now', async () => {
    const home = temporaryFolder()
    const first = await embedded(home)
    await first.stop()
    const other = spawn('sleep', ['60'], asServer)
    onTestFinished(() => void other.kill())
    leaveLock(first.folder, other.pid)
    const second = await embedded(home)
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(other.exitCode).toBeNull()
  })

  it('starts though its lock names a process that is dead and never reaped', async () => {
    const home = temporaryFolder()
    const first = await embedded(home)
    await first.stop()
    const parent = spawn('sh', ['-c', 'sh -c "echo \\$\\$" & exec sleep 60'], {
      ...asServer,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void parent.kill())
    const zombie = Number(
      await new Promise((resolve) => parent.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString()))),
    )
    await eventually(() => Promise.resolve(/ Z /.test(readFileSync(`/proc/${zombie}/stat`, 'utf8')) ? true : null))
    leaveLock(first.folder, zombie)
    const second = await embedded(home)
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('never takes the lock of a server that lives', async () => {
    const home = temporaryFolder()
    const database = await embedded(home, 'visit')
    const lock = readFileSync(join(database.folder ?? '', 'data', 'postmaster.pid'), 'utf8')
    const again = await embedded(home, 'visit')
    expect(readFileSync(join(again.folder ?? '', 'data', 'postmaster.pid'), 'utf8')).toBe(lock)
  })

  it('works in a folder whose name is too long for a socket', async () => {
    const home = join(temporaryFolder(), 'a'.repeat(120))
    mkdirSync(home)
    const database = await embedded(home)
    expect(Buffer.byteLength(decodeURIComponent(database.url.split('host=')[1] ?? ''))).toBeLessThan(90)
    expect(await ask(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('says what the server said when it cannot start', async () => {
    const home = temporaryFolder()
    const first = await embedded(home)
    await first.stop()
    writeFileSync(join(first.folder ?? '', 'data', 'postgresql.conf'), 'wal_level = nonsense\n')
    await expect(embedded(home)).rejects.toThrow(/did not start[\s\S]*wal_level/)
  })

  it('refuses a folder that somebody else put there', async () => {
    const home = temporaryFolder()
    writeFileSync(join(home, 'postgres-18'), '')
    await expect(embedded(home)).rejects.toThrow(/not a folder of this account\. Remove it/)
  })
})

describe('accounts', () => {
  it.runIf(isRoot)('root keeps its data under a closed home, and no other account gets in', async () => {
    const closed = temporaryFolder(0o700)
    const database = await embedded(join(closed, '.leadline'))
    expect(await ask(database.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(statSync(join(database.folder ?? '', 'data')).uid).toBe(nobody)
    // Even the server's own account is refused: it cannot pass the home, and may not log in where it could.
    chmodSync(closed, 0o755)
    chmodSync(join(closed, '.leadline'), 0o755)
    expect(await strangerKnocks(temporaryFolder(), database.url)).toContain('Peer authentication failed')
  })

  it.runIf(isRoot)('another user than root starts it as itself', async () => {
    const home = temporaryFolder()
    const keeper = await keeperProcess(temporaryFolder(), home, { unprivileged: true })
    expect(keeper.problem).toBeUndefined()
    expect(statSync(join(home, 'postgres-18', 'data')).uid).toBe(nobody)
    const stranger = await embedded(temporaryFolder())
    expect(stranger.url).not.toBe(keeper.url)
  })

  it('a keeper in another process is told apart', async () => {
    const home = temporaryFolder()
    const keeper = await keeperProcess(temporaryFolder(), home)
    await expect(embedded(home)).rejects.toThrow(`(process ${keeper.child.pid})`)
  })
})
