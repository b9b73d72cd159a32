import { basename } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sql } from '#storage/sql'
import { type SourceRow, sources } from '#storage/queries/sources'
import { renameService } from '#storage/stores/service-identity'
import { describeService } from '#storage/stores/services'
import { switchOffSource } from '#storage/stores/webhook-sources'
import { serveGit } from '../support/git-http-server.ts'
import { temporaryFolder } from '../support/git-repository.ts'
import { post, testWorker } from '../support/ingest.ts'
import { startLeadline } from '../support/leadline.ts'
import { until } from '../support/leadline-process.ts'
import { accepted, bump, connected, deployments, token, urlOf, world } from '../support/repository-world.ts'

const creation = `mutation ($system: String!, $name: String!, $repository: SourceRepositoryInput) {
  sourceCreate(system: $system, name: $name, repository: $repository) {
    source { state address readAt } url secret userErrors { code field message }
  }
}`

describe('repositories that the server reads', () => {
  it('tell deployments with their commits, and what is new the next time, and nothing twice', async () => {
    const made = await connected()
    expect(await made.read()).toEqual({})
    const stream = { service: 'shop', environment: 'production' }
    const { app, config } = made
    expect(await deployments(made)).toEqual([
      { ...stream, sha: app.sha('a'), commits: 0 },
      { ...stream, sha: app.sha('b'), commits: 1 },
    ])
    const before = await accepted(made)
    expect(await made.read()).toEqual({})
    expect(await accepted(made)).toBe(before)

    await app.write((write) => write.commit('c').commit('d').commit('e'))
    await config.write((write) => write.commit('third', bump(app.sha('d'))))
    const sent = made.host.sent
    expect(await made.read()).toEqual({})
    expect((await deployments(made)).at(-1)).toEqual({ ...stream, sha: app.sha('d'), commits: 2 })
    // Three commits and where the branch is; a commit and a deployment.
    expect(await accepted(made)).toBe(before + 6)
    expect(made.host.sent - sent).toBeLessThan(20_000)
  })

  it('find the commits of versions once the repository is there that they are of, and claim no service for us', async () => {
    const made = await world()
    await made.add('deployments', 'config-repository', { url: urlOf(made, made.config) })
    expect(await made.read()).toEqual({})
    expect((await deployments(made)).map(({ sha }) => sha)).toEqual([null, null])
    await made.add('app', 'git', { url: urlOf(made, made.app) })
    expect(await made.read()).toEqual({})
    expect((await deployments(made)).map(({ sha, commits }) => ({ sha, commits }))).toEqual([
      { sha: made.app.sha('a'), commits: 0 },
      { sha: made.app.sha('b'), commits: 1 },
    ])
    expect(await made.db.query(sql`select name, discovered from service`)).toEqual([{ name: 'shop', discovered: true }])
  })

  it('find the commits of versions that name none by the trailers of their bumps, also those that are not there yet', async () => {
    const made = await connected()
    expect(await made.read()).toEqual({})
    const stream = { service: 'shop', environment: 'production' }
    const later = 'c'.repeat(40)
    const bumpTo = (tag: string, sha: string): object => {
      const url = urlOf(made, made.app).replace('://', '://me@')
      const message = `Bump\n\nArgocd-reference-commit-sha: ${sha}\nArgocd-reference-commit-repourl: ${url}`
      return { ...bump(tag), message }
    }
    await made.app.write((write) => write.commit('c'))
    await made.config.write((write) =>
      write.commit('third', bumpTo('v3', made.app.sha('c'))).commit('fourth', bumpTo('v4', later)),
    )
    expect(await made.read()).toEqual({})
    expect((await deployments(made)).slice(-2)).toEqual([
      { ...stream, sha: made.app.sha('c'), commits: 1 },
      { ...stream, sha: later, commits: 0 },
    ])
    const waits = await made.db.query(sql`select kind from wait where reference like ${`%@${later}`} order by kind`)
    expect(waits).toContainEqual({ kind: 'commit' })
  })

  it('are said to lack commits only until somebody tells them', async () => {
    const made = await world()
    const { app, config, db } = made
    await made.add('deployments', 'config-repository', { url: urlOf(made, config) })
    const remarks = async (): Promise<string> => {
      await made.read()
      const rows = await db.query<SourceRow>(sources())
      return String(rows.find(({ name }) => name === 'deployments')?.problems)
    }
    expect(await remarks()).toMatch(/of 2 versions no commit was found.*by the next reading/)
    const artifact = { type: 'artifact', image: 'registry.example/shop', publishedAt: '2020-01-01T00:00:00Z' }
    const repair = async (tag: string): Promise<void> => {
      await post(db, [{ ...artifact, tag, repository: 'acme/shop', sha: tag }])
      await testWorker(db).drain()
    }
    await repair(app.sha('a'))
    const settled = await remarks()
    expect(settled).not.toContain('by the next reading')
    expect(settled).toContain('of 1 version no commit was found')
    await repair(app.sha('b').slice(0, 9))
    expect(await remarks()).not.toContain('no commit was found')
  })

  it('are told of when they cannot be read, without the token, while the others go on', async () => {
    const made = await connected()
    await made.add('gone', 'git', { url: `${made.host.url}/nothing-here` })
    await made.add('odd', 'config-repository', {
      url: urlOf(made, made.config),
      understood: { rules: [{ path: '(' }], patterns: [] },
    })
    const troubles = await made.read()
    expect(Object.keys(troubles).toSorted()).toEqual(['gone', 'odd'])
    expect(troubles['gone']).toContain('nothing-here')
    expect(troubles['odd']).toContain('rule 1')
    expect(JSON.stringify(troubles)).not.toContain(token)
    expect(await made.db.query(sql`select name, message from source where message is not null order by name`)).toEqual([
      { name: 'gone', message: troubles['gone'] },
      { name: 'odd', message: troubles['odd'] },
    ])
    expect(await deployments(made)).toHaveLength(2)
  })

  it('are left where they are once their source is removed, and the others go on', async () => {
    const made = await connected()
    const silent = await serveGit(temporaryFolder('leadline-silent-'), { before: () => 'handled' })
    await made.add('silent', 'git', { url: `${silent.url}/shop` })
    const reading = made.read()
    await until('the silent host to be asked', 30, async () => (silent.requests.length > 0 ? true : null))
    expect(await switchOffSource(made.db, 'silent')).toBe(true)
    // Else git waits for an answer as long as a fetch may take.
    expect(await reading).toEqual({})
    expect(await deployments(made)).toHaveLength(2)
  })

  it('are read where releases are the tags', async () => {
    const made = await world()
    await made.app.write((write) => write.tag('v1.0.0', 'a').tag('v1.1.0', 'b'))
    const releases = { service: 'shop', tags: 'v*' }
    await made.add('app', 'git', { url: urlOf(made, made.app), releases })
    expect(await made.read()).toEqual({})
    expect((await deployments(made)).map(({ sha, commits }) => ({ sha, commits }))).toEqual([
      { sha: made.app.sha('a'), commits: 0 },
      { sha: made.app.sha('b'), commits: 1 },
    ])
  })

  it('keep the names of services when everything is read anew', async () => {
    const made = await world()
    const image = (owner: string, tag: string): string =>
      `image:\n  repository: registry.example/${owner}/api\n  tag: ${tag}\n`
    await made.config.write((write) =>
      write.commit('x', {
        files: { 'envs/production/shop.yaml': null, 'envs/production/one.yaml': image('acme', 'v1') },
      }),
    )
    await made.add('deployments', 'config-repository', { url: urlOf(made, made.config) })
    await made.read()
    await made.config.write((write) =>
      write.commit('y', { files: { 'envs/production/two.yaml': image('other', 'v7') } }),
    )
    await made.read()
    const told = [await accepted(made), await deployments(made)]
    await made.add('app', 'git', { url: urlOf(made, made.app) })
    expect(await made.read()).toEqual({})
    const services = (await deployments(made)).map(({ service }) => service)
    expect(new Set(services)).toEqual(new Set((told[1] as { service: unknown }[]).map(({ service }) => service)))
    expect(services).toHaveLength(4)
  })

  it('go on where the deployed branch was rewritten, and say so from then on', async () => {
    const made = await connected()
    await made.read()
    const { app, config, db } = made
    await config.write((write) => write.commit('other', { parents: ['first'], ...bump(app.sha('b').slice(0, 9)) }))
    for (const _ of ['rewritten', 'nothing new']) {
      await made.read()
      const [row] = await db.query<{ problems: string[] }>(sql`
        select state -> 'problems' as problems from source_progress where part = 'read' and source = 'deployments'`)
      expect(row?.problems).toEqual([expect.stringContaining('the deployed branch was rewritten')])
    }
    expect((await deployments(made)).map(({ sha }) => sha)).toEqual([app.sha('a'), app.sha('b')])
  })

  it('find commits later that could not be fetched at first', async () => {
    const made = await connected()
    await made.read()
    const { app, config, broken } = made
    await app.write((write) => write.commit('c'))
    await config.write((write) => write.commit('third', bump(app.sha('c'))))
    broken.add(basename(app.path))
    expect(Object.keys(await made.read())).toEqual(['app'])
    expect((await deployments(made)).at(-1)).toMatchObject({ sha: null })
    broken.clear()
    expect(await made.read('deployments')).toEqual({})
    expect((await deployments(made)).at(-1)).toMatchObject({ sha: app.sha('c'), commits: 1 })
    expect(await deployments(made)).toHaveLength(3)
  })

  it('stay with how releases were seen at first, and say when they look otherwise', async () => {
    const made = await world()
    await made.add('app', 'git', { url: urlOf(made, made.app), releases: { service: 'shop' } })
    await made.read()
    expect(await deployments(made)).toHaveLength(2)
    await made.app.write((write) => write.commit('c').tag('v0.1.0', 'a').tag('v0.2.0', 'b'))
    await made.read()
    expect((await deployments(made)).map(({ sha }) => sha)).toEqual(['a', 'b', 'c'].map((label) => made.app.sha(label)))
    const [row] = await made.db.query<{ problems: string[] }>(sql`
      select state -> 'problems' as problems from source_progress where part = 'read'`)
    expect(row?.problems.join()).toContain('now they look like tags like v*')
  })

  it('tell the files of commits once a service has paths of its own', async () => {
    const made = await world()
    const { app, config, db } = made
    await app.write((write) =>
      write
        .commit('c', { files: { 'cart/a': '1' } })
        .commit('d', { files: { 'mail/a': '1' } })
        .commit('e', { files: { 'cart/b': '1' } }),
    )
    await config.write((write) => write.commit('third', bump(app.sha('e'))))
    await made.add('app', 'git', { url: urlOf(made, app) })
    await made.add('deployments', 'config-repository', { url: urlOf(made, config) })
    await made.read()
    expect((await deployments(made)).at(-1)).toMatchObject({ commits: 3 })
    await describeService(db, { name: 'shop', paths: ['cart/**'] })
    await made.read()
    expect((await deployments(made)).at(-1)).toMatchObject({ commits: 2 })
    const before = await accepted(made)
    await made.read()
    expect(await accepted(made)).toBe(before)
  })

  it('tell a service by its new name, though the repository goes on with the old one', async () => {
    const made = await connected()
    await made.read()
    const [service] = await made.db.query<{ id: number }>(sql`select id from service`)
    await made.db.transaction((tx) => renameService(tx, { id: service?.id ?? 0, name: 'shop' }, 'the shop'))
    await testWorker(made.db).drain()
    await made.app.write((write) => write.commit('c'))
    await made.config.write((write) => write.commit('third', bump(made.app.sha('c'))))
    expect(await made.read()).toEqual({})
    expect(await made.db.query(sql`select name from service`)).toEqual([{ name: 'the shop' }])
    expect((await deployments(made)).map(({ service: name, commits }) => ({ name, commits }))).toEqual(
      [0, 1, 1].map((commits) => ({ name: 'the shop', commits })),
    )
  })

  it('are read though a request speaks of a file as of a commit, and though a file holds what no database does', async () => {
    const made = await connected()
    const { app, config } = made
    const blob = (await app.git('rev-parse', 'main:f')).trim()
    await app.write((write) =>
      write.commit('odd', {
        branch: 'refs/pull/1/head',
        parents: ['b'],
        message: `Fix typo\n\nThis reverts commit ${blob}.`,
      }),
    )
    const name = JSON.stringify('1\0\uD800')
    await config.write((write) =>
      write.commit('third', {
        files: {
          'unknown/deployment.yaml': `kind: Deployment\nmetadata: {name: ${name}}\nspec: {template: {spec: {containers: [{name: "2", image: "ghcr.io/acme/app:1"}]}}}\n`,
        },
      }),
    )
    expect(await made.read()).toEqual({})
    const rows = await made.db.query<SourceRow>(sources())
    expect(rows.map(({ message }) => message)).toEqual([null, null])
  })

  it('may guess a commit wrongly, and an artifact corrects it for the past too', async () => {
    const made = await world()
    const { app, config, db } = made
    await app.write((write) => write.tag('v1.3.0', 'a'))
    await config.write((write) => write.commit('third', bump('1.3.0')))
    await made.add('app', 'git', { url: urlOf(made, app) })
    await made.add('deployments', 'config-repository', { url: urlOf(made, config) })
    await made.read()
    const last = async () => (await deployments(made)).at(-1)
    expect(await last()).toMatchObject({ sha: app.sha('a') })
    await app.write((write) => write.commit('c'))
    await made.read()
    const repository = urlOf(made, app).replace('http://', '')
    const image = { image: 'registry.example/shop', tag: '1.3.0' }
    await post(db, [{ type: 'artifact', ...image, repository, sha: app.sha('c'), publishedAt: '2026-01-05T09:00:00Z' }])
    await testWorker(db).drain()
    expect(await last()).toMatchObject({ sha: app.sha('c'), commits: 1 })
  })

  it('are connected by the API, read at once, and shown without the token', async () => {
    const { app, config, host } = await world()
    const server = await startLeadline(() => Date.now(), temporaryFolder('leadline-mirrors-'))
    onTestFinished(() => server.close())
    const create = async (system: string, name: string, repository: unknown): Promise<unknown> =>
      (await server.ask<{ sourceCreate: unknown }>(creation, { system, name, repository })).sourceCreate
    const urls = [app, config].map(({ path }) => `${host.url}/${basename(path)}`)
    const made = {
      source: { state: 'WAITING', address: urls[1], readAt: null },
      url: null,
      secret: null,
      userErrors: [],
    }
    expect(await create('config-repository', 'deployments', { url: urls[1], token })).toEqual(made)
    const withToken = urls[0]?.replace('//', `//x-access-token:${token}@`)
    expect(await create('git', 'app', { url: withToken })).toMatchObject({ source: { address: urls[0] } })
    expect(await create('git', 'app', { url: urls[0] })).toMatchObject({ userErrors: [{ code: 'NAME_TAKEN' }] })
    expect(await create('git', 'twice', { url: urls[0] })).toMatchObject({ userErrors: [{ code: 'ADDRESS_TAKEN' }] })
    expect(await create('git', 'local', { url: `file://${app.path}` })).toMatchObject({
      userErrors: [
        { code: 'INVALID', field: ['url'], message: expect.stringContaining('cannot be fetched') as string },
      ],
    })
    for (const url of ['https:/u:hush@host/a', 'u:hush@host:a', 'https://%zz@host/a', 'javascript:alert(1)']) {
      const refusal = await create('git', 'odd', { url })
      expect(refusal).toMatchObject({ userErrors: [{ code: 'INVALID' }] })
      expect(JSON.stringify(refusal)).not.toContain('hush')
    }
    const odd = { url: 'https://git.example/acme/odd', branch: 'main~3' }
    expect(await create('git', 'odd', odd)).toMatchObject({ userErrors: [{ code: 'INVALID' }] })
    expect(await create('git', 'odd', { url: 'ext::sh -c id' })).toMatchObject({ userErrors: [{ code: 'INVALID' }] })
    expect(await create('git', 'none', null)).toMatchObject({ userErrors: [{ code: 'REQUIRED' }] })
    const read = await until('both to be read', 60, async () => {
      const { sources } = await server.ask<{ sources: { readAt: string | null }[] }>(
        '{ sources { id name state address readAt message accepted } }',
        {},
      )
      return sources.every(({ readAt }) => readAt !== null) ? sources : null
    })
    expect(read).toMatchObject([
      { name: 'app', state: 'CONNECTED', message: null, accepted: 3 },
      { name: 'deployments', state: 'CONNECTED', message: null, accepted: 4 },
    ])
    expect(JSON.stringify(await server.db.query(sql`select settings from source`))).not.toContain(token)

    await config.write((write) => write.commit('third', { files: { 'envs/production/broken.yaml': 'image: [' } }))
    const [, { id }] = read as unknown as readonly [unknown, { readonly id: string }]
    await server.ask('mutation ($id: ID!) { sourceReadHistory(id: $id) { userErrors { message } } }', { id })
    await until('what is new to be read', 60, async () => {
      const { sources } = await server.ask<{ sources: { problems: string[] }[] }>('{ sources { problems } }', {})
      return sources.some(({ problems }) => problems.join().includes('broken.yaml')) ? true : null
    })
  })
})
