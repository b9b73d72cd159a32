import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { sql } from '#storage/sql'
import { buildLeadline, leadline } from '../support/command.ts'
import { testDatabase, type TestDatabase } from '../support/database.ts'
import { shortWeek } from '../support/graphql-api.ts'
import { TestRepository } from '../support/git-repository.ts'
import { dump, post, testWorker, type Wire } from '../support/ingest.ts'

let test: TestDatabase
const folder = mkdtempSync(join(tmpdir(), 'leadline-catalogue-'))
beforeAll(async () => {
  buildLeadline()
  test = await testDatabase()
  const told = [...shortWeek('shop'), ...shortWeek('cart')] as Wire[]
  const where = (sha: string): string => (sha.startsWith('c1') ? 'src/a.ts' : 'docs/b.md')
  await post(
    test.db,
    told.map((event) => (event['type'] === 'commit' ? { ...event, paths: [where(event['sha'] as string)] } : event)),
  )
  await testWorker(test.db).drain()
}, 300_000)
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

function file(text: string, name = 'leadline.yaml'): string {
  writeFileSync(join(folder, name), text)
  return text
}

async function run(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  return leadline(args, { env: { DATABASE_URL: test.url, NO_COLOR: '1' }, cwd: folder }).ended
}

async function names(): Promise<string[]> {
  return (await test.db.query<{ name: string }>(sql`select name from service order by 1`)).map(({ name }) => name)
}

describe('a file that is wrong', () => {
  it('is refused by both commands with every problem and its place, and changes nothing', async () => {
    file('services:\n  - name: shop\n    repositry: github.com/a/b\n    paths: src\n')
    for (const command of ['plan', 'apply']) {
      const { code, out, err } = await run(command)
      expect([code, out]).toEqual([1, ''])
      expect(err.split('\n')).toEqual([
        'error 2 problems; nothing was changed.',
        'leadline.yaml:3:5 services[0].repositry: there is no such field; here may stand name, team, repository, paths, aliases, images, incidentKeys, badges. Did you mean repository?',
        'leadline.yaml:4:12 services[0].paths: must be a list (- one, - two, or [one, two]), not "src".',
        '',
      ])
    }
    expect((await test.db.query(sql`select from service where not discovered`)).length).toBe(0)
  })

  it('that is not there says where to find one', async () => {
    const { code, err } = await run('plan', 'nowhere.yaml')
    expect([code, err]).toEqual([
      1,
      'error There is no nowhere.yaml here. Name another file, or write one: docs/catalogue.md says how, examples/catalogue/leadline.yaml is one.\n',
    ])
  })
})

describe('leadline plan', () => {
  it('shows what would change and which numbers would move, and changes nothing', async () => {
    const before = await dump(test.db)
    file(`services:
  - name: checkout
    aliases: [shop]
    team: Payments
    paths: ["src/**"]
`)
    const { code, out } = await run('plan')
    expect(code).toBe(0)
    expect(
      out.replaceAll(/[\u00a0\u202f]/g, ' '),
    ).toBe(`> service shop is called checkout; its past too, and statements that say shop
~ service checkout
    team: nobody -> Payments
    paths: all of it -> src/**

Numbers move of:
  checkout: other paths: other commits are its own

  service   environment  90 days until  deployments  median lead time  change failure rate
  checkout  production   2026-03-03     3 (stays)    20 h -> 1 d       33 % (stays)

Nothing was changed. To do it: npx leadline apply
`)
    expect(await dump(test.db)).toEqual(before)
    expect(await names()).toEqual(['cart', 'shop'])
  })

  it('says so where only applying can tell the numbers', async () => {
    file('services:\n  - name: shop\n    aliases: [cart]\n', 'merge.yaml')
    const { out } = await run('plan', 'merge.yaml')
    expect(out).toContain('shop: takes over the history of cart')
    expect(out).toContain('How far those of shop move is known when the plan was applied.')
    expect(out).toContain('npx leadline apply merge.yaml')
  })

  it('is JSON for machines, from standard input too', async () => {
    const command = leadline(['plan', '-', '--json'], {
      env: { DATABASE_URL: test.url },
      input: 'rules:\n  hotfixLabels: [urgent]\n',
    })
    const { out } = await command.ended
    expect(JSON.parse(out)).toEqual({
      changes: [{ type: 'RULES_CHANGED', rules: { hotfixLabels: ['urgent'] }, before: {} }],
      moves: { services: [], everything: ['facts are made by other rules'] },
      numbers: [],
      unread: [],
      warnings: [],
    })
  })

  it('says of a first `paths` that its numbers are not known while nobody told the files of the commits', async () => {
    const bare = await testDatabase()
    onTestFinished(() => bare.close())
    await post(bare.db, shortWeek('shop') as Wire[])
    await testWorker(bare.db).drain()
    const input = 'services:\n  - name: shop\n    paths: [src/**]\n'
    const { out } = await leadline(['plan', '-'], { env: { DATABASE_URL: bare.url, NO_COLOR: '1' }, input }).ended
    expect(out).toMatch(/How far those of shop move is not known until .*shop is read again/)
    expect(out).not.toContain('median lead time')
  })
})

describe('leadline apply', () => {
  it('does what the plan said, shows it in every answer, and has nothing to do the second time', async () => {
    file(readFileSync('examples/catalogue/leadline.yaml', 'utf8'))
    const plan = await run('plan', '--json')
    const { changes } = JSON.parse(plan.out) as { changes: { type: string }[] }
    expect(changes.map(({ type }) => type)).toEqual([
      'TEAM_CREATED',
      'TEAM_CREATED',
      'SERVICE_RENAMED',
      'SERVICE_CREATED',
      'SERVICE_CHANGED',
      'ENVIRONMENTS_CHANGED',
      'RULES_CHANGED',
    ])
    const { code, out, err } = await run('apply')
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/^Applied, with effect on the past; every answer shows it \(/),
    ])
    expect(out).toContain('> service shop is called checkout; its past too, and statements that say shop\n')
    expect(await names()).toEqual(['cart', 'checkout', 'search'])
    expect(await test.db.query(sql`select rebuild_wanted, rebuilding from projection_cursor`)).toEqual([
      { rebuild_wanted: false, rebuilding: false },
    ])
    const again = await run('apply')
    expect([again.code, again.out]).toEqual([0, 'Everything is as the file wants it; nothing was changed.\n'])
    expect((await run('plan')).out).toBe('Everything is as the file wants it.\n')
  })

  it('tells a running Leadline to go on where it is not to wait', async () => {
    file('services:\n  - name: checkout\n    aliases: [cart]\n')
    const { out, err } = await run('apply', '--no-wait')
    expect(out).toContain('service cart becomes part of checkout')
    expect(err).toContain('GET /api/ingest says pending: 0 when it is done')
    expect(await names()).toContain('cart')
    await testWorker(test.db).drain()
    expect(await names()).toEqual(['checkout', 'search'])
  })

  it('refuses a file that would undo a new name by mistake, and changes nothing', async () => {
    file('teams:\n  - name: New\nservices:\n  - name: shop\n')
    const { code, err } = await run('apply')
    expect(code).toBe(1)
    expect(err).toContain('shop is another name of the service checkout since it was renamed or merged.')
    expect(await test.db.query(sql`select name from team where name = 'New'`)).toEqual([])
  })
})

describe('leadline discover', () => {
  it('writes a file from the ownership files of clones that plan and apply take', async () => {
    const clone = join(folder, 'clone')
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: clone, encoding: 'utf8' })
    mkdirSync(join(clone, 'ads'), { recursive: true })
    git('init', '-q', '-b', 'main')
    git('remote', 'add', 'origin', 'git@github.com:acme/Shop.git')
    writeFileSync(join(clone, 'CODEOWNERS'), '/ads/ @acme/growth\n!no @acme/x\n')
    writeFileSync(
      join(clone, 'ads', 'catalog-info.yaml'),
      'kind: Component\nmetadata: { name: ads }\nspec: { type: service }\n',
    )
    symlinkSync('/etc/passwd', join(clone, 'catalog-info.yaml'))
    git('add', '.')
    git('-c', 'user.name=Ada', '-c', 'user.email=ada@people.example', 'commit', '-q', '-m', 'Begin')
    const { code, out, err } = await run('discover', 'clone')
    expect([code, err]).toEqual([0, 'github.com/acme/Shop CODEOWNERS:2 left out: GitHub knows no exceptions (!).\n'])
    expect(
      out,
    ).toBe(`# Made by npx leadline discover: 1 service, 1 team. Edit it, then see what it would change: npx leadline plan
# It looks at repositories, and does not know what is deployed: write a service by the name that its deployments have, each with its paths
# where several come from one repository, and take out what is never deployed, such as a repository of configuration.
teams:
  - name: growth
    owners:
      - "@acme/growth"
services:
  - name: ads
    team: growth
    repository: github.com/acme/Shop
    paths:
      - ads/**
`)
    file(out)
    expect((await run('apply')).out).toBe(
      '+ team growth\n+ service ads: team growth; repository github.com/acme/Shop; paths ads/**\n',
    )
  })

  it('writes of a folder whose name has a space what plan takes', async () => {
    const git = await TestRepository.create((write) => write.commit('a'))
    const place = join(folder, 'shop mono é+')
    renameSync(git.path, place)
    const { out } = await run('discover', place)
    expect(out).toContain('repository: shop mono é+')
    file(out)
    expect(await run('plan')).toMatchObject({ code: 0, err: '' })
  })

  it('says of a folder that is no clone what it is', async () => {
    const { code, err } = await run('discover', tmpdir())
    expect(code).toBe(1)
    expect(err).toMatch(/^error .*(no|not a) git repository/i)
  })
})

it('leadline schema prints what docs/leadline.schema.json holds', async () => {
  const { out } = await run('schema')
  expect(JSON.parse(out)).toEqual(JSON.parse(readFileSync('docs/leadline.schema.json', 'utf8')))
})
