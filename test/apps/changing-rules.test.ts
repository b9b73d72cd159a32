import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { sql } from '#storage/sql'
import { changeUnderstood, repositorySources } from '#storage/stores/repository-sources'
import { adoptRepository, describeService } from '#storage/stores/services'
import { switchOffSource } from '#storage/stores/webhook-sources'
import { buildLeadline, leadline } from '../support/command.ts'
import { temporaryFolder } from '../support/git-repository.ts'
import { startLeadline } from '../support/leadline.ts'
import { post } from '../support/ingest.ts'
import { accepted, connected, deployments, urlOf, type World } from '../support/repository-world.ts'

beforeAll(buildLeadline, 300_000)

const renamed = { rules: [{ path: 'envs/production/.*', service: 'Web Shop', environment: 'live' }], patterns: [] }

async function change({ db }: World, understood: Readonly<Record<string, unknown>>): Promise<void> {
  const source = (await repositorySources(db, ['config-repository']))[0]
  expect(await changeUnderstood(db, source?.id ?? 0, understood)).toBe(true)
}

async function streams({ db }: World): Promise<unknown[]> {
  return db.query(sql`
    select service.name as service, environment.name as environment
      from stream
      join service on service.id = stream.service_id
      join environment on environment.id = stream.environment_id
     order by 1, 2`)
}

const shop = [{ service: 'shop', environment: 'production' }]
const webShop = [{ service: 'Web Shop', environment: 'live' }]

describe('other rules for a configuration repository', () => {
  it('take back what was told by the old ones, and nothing stands twice', async () => {
    const made = await connected()
    await made.read()
    const [told, before] = [await accepted(made), await deployments(made)]
    expect(await streams(made)).toEqual(shop)

    // Told, and not folded yet: nobody worked meanwhile.
    const early = { type: 'deployment', source: 'deployments', service: 'early', environment: 'x', version: '1' }
    await post(made.db, [{ ...early, liveAt: '2026-03-02T08:00:00Z' }])
    await adoptRepository(made.db, 'early', 'git.example/early')

    await change(made, renamed)
    expect(await made.read()).toEqual({})
    expect(await streams(made)).toEqual(webShop)
    expect(await deployments(made)).toEqual(
      before.map((each) => ({ ...each, service: 'Web Shop', environment: 'live' })),
    )
    expect(await accepted(made)).toBe(told)
    expect(await made.db.query(sql`select name from service`)).toEqual([{ name: 'Web Shop' }])
    expect(await made.db.query(sql`select name from environment`)).toEqual([{ name: 'live' }])

    await change(made, { rules: [], patterns: [] })
    expect(await made.read()).toEqual({})
    expect(await streams(made)).toEqual(shop)
    expect(await deployments(made)).toEqual(before)
  })

  it('leave what others said, and what the catalogue says', async () => {
    const made = await connected()
    const liveAt = '2026-03-02T08:00:00Z'
    const said = { type: 'deployment', source: 'ci', environment: 'production', version: '9', liveAt }
    await made.read()
    await describeService(made.db, { name: 'shop', team: 'Sales' })
    await post(made.db, [
      { ...said, service: 'shop' },
      { ...said, service: 'other' },
    ])
    await change(made, renamed)
    await made.read()
    expect(await streams(made)).toEqual([
      ...webShop,
      { service: 'other', environment: 'production' },
      { service: 'shop', environment: 'production' },
    ])
    const team = sql`select team.name from service join team on team.id = service.team_id where service.name = 'shop'`
    expect(await made.db.query(team)).toEqual([{ name: 'Sales' }])
    expect((await deployments(made)).filter(({ service }) => service === 'shop')).toHaveLength(1)
  })

  it('count too where the source was removed and added with them; the same ones change nothing', async () => {
    const made = await connected()
    await made.read()
    const again = async (understood: object): Promise<void> => {
      expect(await switchOffSource(made.db, 'deployments')).toBe(true)
      await made.add('deployments', 'config-repository', { url: urlOf(made, made.config), understood })
      await made.read()
    }
    const last = sql`select max(position) as last from event_log`
    const before = await made.db.query(last)
    await again({})
    expect(await made.db.query(last)).toEqual(before)
    await again(renamed)
    expect(await streams(made)).toEqual(webShop)
    expect(await deployments(made)).toHaveLength(2)
  })

  it('take back what an older version told, which did not note by which rules', async () => {
    const made = await connected()
    const forget = sql`delete from source_progress where part = 'told-by'`
    await made.read()
    const told = await accepted(made)
    await made.db.query(forget)
    await made.read()
    expect([await accepted(made), await streams(made)]).toEqual([told, shop])
    await made.db.query(forget)
    await change(made, renamed)
    await made.read()
    expect([await accepted(made), await streams(made)]).toEqual([told, webShop])
  })

  it('are taken by the API and the command, and refused with their line', async () => {
    const { config, db, host, url } = await connected()
    const home = temporaryFolder('leadline-rules-')
    const server = await startLeadline(() => Date.now(), home)
    onTestFinished(() => server.close())
    const create = `mutation ($name: String!, $repository: SourceRepositoryInput) {
      sourceCreate(system: "config-repository", name: $name, repository: $repository) { source { id } userErrors { message } }
    }`
    const made = async (name: string, rules: string) =>
      (
        await server.ask<{ sourceCreate: { source: { id: string } | null } }>(create, {
          name,
          repository: { url: `${host.url}/${name}`, rules },
        })
      ).sourceCreate
    const wrong = 'rules:\n  - enviroment: x\n'
    const why = 'line 2, column 5, rules[0].enviroment: there is no such field'
    expect(await made('odd', wrong)).toMatchObject({
      userErrors: [{ message: expect.stringContaining(why) as string }],
    })
    const { source } = await made(basename(config.path), 'environment: live\n')
    const change =
      'mutation ($id: ID!, $rules: String!) { sourceChangeRules(id: $id, rules: $rules) { source { name } userErrors { code message } } }'
    const changed = async (id: unknown, rules: string) =>
      (await server.ask<{ sourceChangeRules: unknown }>(change, { id, rules })).sourceChangeRules
    expect(await changed(source?.id, wrong)).toMatchObject({
      userErrors: [{ code: 'INVALID', message: expect.stringContaining(why) as string }],
    })
    expect(await changed('x', '')).toMatchObject({ userErrors: [{ code: 'NOT_FOUND' }] })
    expect(await changed(source?.id, 'rules: [{ image: a, service: b }]')).toMatchObject({ userErrors: [] })
    const kept = sql`select settings -> 'understood' as understood from source where name = ${basename(config.path)}`
    expect(await server.db.query(kept)).toEqual([
      { understood: { rules: [{ image: 'a', service: 'b' }], patterns: [], environment: 'live' } },
    ])

    const file = join(home, 'rules.yaml')
    const run = async (name: string, text: string) => {
      writeFileSync(file, text)
      return leadline(['source', 'change', name, '--rules', file], { env: { DATABASE_URL: url, LEADLINE_HOME: home } })
        .ended
    }
    expect(await run('deployments', wrong)).toMatchObject({ code: 1, err: expect.stringContaining(why) as string })
    expect((await run('app', '')).err).toContain('app is a source of git; only those of config-repository, ')
    expect((await run('none', '')).err).toContain('There is no source none')
    const { code, err } = await leadline(['token', 'create', '--source', "bob's"], {
      env: { DATABASE_URL: url, LEADLINE_HOME: home },
    }).ended
    expect([code, err]).toEqual([1, expect.stringContaining('A name has 1 to 300 letters')])
    const cli = async (...words: readonly string[]) =>
      leadline(words, { env: { DATABASE_URL: url, LEADLINE_HOME: home } }).ended
    const posting = await cli('token', 'create', '--source', 'deployments')
    expect(posting).toMatchObject({ code: 1, err: expect.stringContaining('is a repository that Leadline') as string })
    const reading = await cli('source', 'add', 'git', 'api', '--url', 'https://git.example/acme/api')
    expect(reading).toMatchObject({ code: 1, err: expect.stringContaining('is of one sender only') as string })
    const imported = await cli('import', file, '--source', 'deployments')
    expect(imported).toMatchObject({ code: 1, err: expect.stringContaining('is a repository that Leadline') as string })
    const done = await run('deployments', 'environment: live\n')
    expect(done).toMatchObject({ code: 0, out: 'deployments has other rules now.\n' })
    expect(done.err).toContain('npx leadline source read deployments')
    const [row] = await db.query<{ settings: object }>(sql`select settings from source where name = 'deployments'`)
    expect(row?.settings).toMatchObject({ understood: { environment: 'live' } })
  }, 120_000)
})
