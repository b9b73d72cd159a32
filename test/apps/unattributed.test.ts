import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { sql } from '#storage/sql'
import { buildLeadline } from '../support/command.ts'
import { type Api, startApi } from '../support/graphql-api.ts'

const run = promisify(execFile)
const folder = mkdtempSync(join(tmpdir(), 'leadline-unattributed-'))
const now = Date.now()
const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString()
const sha = (sign: string): string => sign.repeat(40)
const deployed = { type: 'deployment', environment: 'production' }

/** Something of everything that may wait, and beside each something like it that does not. */
const told: object[] = [
  // A tag that no artifact joins to a commit, of a service whose commits are known.
  { type: 'commit', repository: 'github.com/acme/shop', sha: sha('a'), parents: [], authoredAt: ago(50) },
  { type: 'commit', repository: 'github.com/acme/shop', sha: sha('b'), parents: [sha('a')], authoredAt: ago(40) },
  { ...deployed, service: 'shop', sha: sha('a'), liveAt: ago(30), repository: 'github.com/acme/shop' },
  { ...deployed, service: 'shop', image: 'ghcr.io/acme/shop', tag: 'v2', liveAt: ago(20) },
  // Longer ago than is looked back by itself; the commit of the second is known.
  { ...deployed, service: 'site', version: 'old', liveAt: ago(3000) },
  { ...deployed, service: 'site', sha: sha('a'), liveAt: ago(2900) },
  { ...deployed, service: 'site', sha: sha('8'), liveAt: ago(2800) },
  // A commit that nobody told, of a repository that is named; and another that would clear the terminal of whoever lists it.
  { ...deployed, service: 'gate', sha: sha('9'), liveAt: ago(25), repository: 'git.example.com/acme/gate' },
  { ...deployed, service: 'rude', sha: '\u001B[2J', liveAt: ago(25) },
  // A short sha is looked for in the service's own repository, which nobody named yet.
  { type: 'commit', repository: 'github.com/acme/web', sha: sha('c'), parents: [], authoredAt: ago(50) },
  { ...deployed, service: 'web', sha: 'ccccccccc', liveAt: ago(10) },
  // Commits of a library that ships in nothing.
  { type: 'commit', repository: 'github.com/acme/tools', sha: sha('d'), parents: [], authoredAt: ago(50) },
  // A configuration repository is no library.
  { type: 'commit', repository: 'github.com/acme/config', sha: sha('e'), parents: [], authoredAt: ago(50) },
  {
    ...deployed,
    service: 'cart',
    sha: sha('f'),
    liveAt: ago(9),
    repository: 'github.com/acme/cart',
    configRepository: 'github.com/acme/config',
    configSha: sha('e'),
  },
  { type: 'commit', repository: 'github.com/acme/cart', sha: sha('f'), parents: [], authoredAt: ago(50) },
  // Images: one that nobody runs, one that another is built from, one that is run.
  { type: 'artifact', image: 'ghcr.io/acme/worker', digest: 'sha256:1', publishedAt: ago(9) },
  { type: 'artifact', image: 'ghcr.io/acme/base', digest: 'sha256:2', publishedAt: ago(9) },
  {
    type: 'artifact',
    image: 'ghcr.io/acme/site',
    digest: 'sha256:3',
    inputs: ['sha256:2'],
    publishedAt: ago(9),
    sha: sha('a'),
  },
  { ...deployed, service: 'site', digest: 'sha256:3', liveAt: ago(8) },
  // What PagerDuty calls a service.
  { type: 'incident', id: 'i1', service: "Bob's cart", openedAt: ago(7) },
]

let api: Api
let url: string
beforeAll(async () => {
  buildLeadline()
  writeFileSync(
    join(folder, 'leadline'),
    `#!/bin/sh\nexec "${process.execPath}" "${join(process.cwd(), 'dist', 'leadline.mjs')}" "$@"\n`,
  )
  chmodSync(join(folder, 'leadline'), 0o755)
  api = await startApi(() => Date.now())
  const [row] = await api.db.query<{ name: string }>(sql`select current_database() as name`)
  url = inject('postgresUrl').replace('/postgres?', `/${row?.name}?`)
  await api.tell(...told)
}, 300_000)
afterAll(async () => {
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Item {
  readonly kind: string
  readonly name: string
  readonly count: number
  readonly example: string | null
  readonly mend: string
}

async function shell(command: string): Promise<string> {
  const env = { PATH: `${folder}:${process.env['PATH']}`, DATABASE_URL: url, NO_COLOR: '1' }
  return (await run('/bin/sh', ['-c', command], { env })).stdout
}

interface Listed {
  readonly items: readonly Item[]
  readonly older: number
}

async function listed(...options: readonly string[]): Promise<Listed> {
  return JSON.parse(await shell(['leadline unattributed --json', ...options].join(' '))) as Listed
}

const waiting = async (): Promise<readonly Item[]> => (await listed()).items

describe('what nobody has claimed', () => {
  it('is listed by kind, with the command that repairs it', async () => {
    expect((await waiting()).map(({ kind, name, count, example }) => [kind, name, count, example])).toEqual([
      ['COMMIT_NOT_TOLD', 'gate', 1, sha('9')],
      ['COMMIT_NOT_TOLD', 'rude', 1, '\u001B[2J'],
      ['DEPLOYMENT_WITHOUT_COMMIT', 'shop', 1, 'ghcr.io/acme/shop:v2'],
      ['COMMIT_NOT_TOLD', 'web', 1, 'ccccccccc'],
      ['IMAGE_WITHOUT_SERVICE', 'ghcr.io/acme/worker', 1, null],
      ['REPOSITORY_WITHOUT_SERVICE', 'github.com/acme/tools', 1, null],
      ['REPOSITORY_WITHOUT_SERVICE', 'github.com/acme/web', 1, null],
      ['INCIDENT_WITHOUT_SERVICE', "Bob's cart", 1, null],
    ])
    const question = `{ unattributed(kind: INCIDENT_WITHOUT_SERVICE, first: 1) { totalCount nodes { kind name } } }`
    expect(await api.data(question)).toEqual({
      unattributed: { totalCount: 1, nodes: [{ kind: 'INCIDENT_WITHOUT_SERVICE', name: "Bob's cart" }] },
    })
    const words = await shell('leadline unattributed')
    expect(words).toContain('leadline source add git NAME --url https://git.example.com/acme/gate')
    expect(words).toContain(
      'Before that, 2 deployments have no known commit: npx leadline unattributed --since 2000-01-01',
    )
    expect((await listed()).older).toBe(2)
    const long = await listed('--since', '2000-01-01')
    expect(long.older).toBe(0)
    expect(long.items.filter(({ name }) => name === 'site').map(({ kind, example }) => [kind, example])).toEqual([
      ['COMMIT_NOT_TOLD', sha('8')],
      ['DEPLOYMENT_WITHOUT_COMMIT', 'old'],
    ])
    expect(words).toContain('  rude  1, such as \uFFFD[2J')
    expect(words).toContain(`
  web  1, such as ccccccccc
    These deployments name commits that nobody told of this service; github.com/acme/web may be where it lives.
    printf '%s\\n' '{"services":[{"name":"web","repository":"github.com/acme/web"}]}' | npx leadline apply -
`)
  })

  it('is the same in GraphQL, a page at a time', async () => {
    const question =
      'query ($a: String) { unattributed(first: 4, after: $a) { totalCount pageInfo { hasNextPage endCursor } nodes { kind name count example lastAt reason mend } } }'
    interface Page {
      readonly unattributed: {
        readonly totalCount: number
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string }
        readonly nodes: readonly Item[]
      }
    }
    const first = await api.data<Page>(question, { a: null })
    const second = await api.data<Page>(question, { a: first.unattributed.pageInfo.endCursor })
    expect(first.unattributed.totalCount).toBe(8)
    expect([first, second].map(({ unattributed }) => unattributed.pageInfo.hasNextPage)).toEqual([true, false])
    const all = [...first.unattributed.nodes, ...second.unattributed.nodes]
    expect(all).toEqual(await waiting())
    const none =
      'query ($w: WindowInput!) { unattributedBefore(window: $w) unattributed(window: $w) { nodes { kind } } }'
    expect(await api.data(none, { w: { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' } })).toEqual({
      unattributedBefore: 0,
      unattributed: { nodes: [{ kind: 'REPOSITORY_WITHOUT_SERVICE' }, { kind: 'REPOSITORY_WITHOUT_SERVICE' }] },
    })
  })

  it('is repaired by these commands, for the past too', async () => {
    let sources = 0
    for (const { mend } of await waiting()) {
      await shell(
        mend
          .replace('"sha":"SHA"', `"sha":"${sha('b')}"`)
          .replace(/WHEN, BEFORE [^"]*/, ago(60))
          .replace('SERVICE', 'cart')
          .replace('NAME', String((sources += 1))),
      )
    }
    const added = await api.data<{ sources: { name: string }[] }>('{ sources { name } }')
    expect(added.sources.map(({ name }) => name)).toEqual(expect.arrayContaining(['1', '2']))
    // What reading those repositories would tell.
    const commit = { type: 'commit', parents: [], authoredAt: ago(50) }
    await api.tell(
      { ...commit, repository: 'git.example.com/acme/gate', sha: sha('9') },
      { ...commit, service: 'rude', sha: '\u001B[2J' },
    )
    await api.drain()
    expect(await shell('leadline unattributed')).toMatch(/^Nothing waits: all of the last 90 days is attributed\.\n/)
    expect(await api.data('{ services { nodes { name aliases images incidentKeys repository { name } } } }')).toEqual({
      services: {
        nodes: [
          {
            name: 'cart',
            aliases: ["Bob's cart"],
            images: ['ghcr.io/acme/worker'],
            incidentKeys: ["Bob's cart"],
            repository: null,
          },
          { name: 'gate', aliases: [], images: [], incidentKeys: [], repository: null },
          { name: 'rude', aliases: [], images: [], incidentKeys: [], repository: null },
          { name: 'shop', aliases: [], images: [], incidentKeys: [], repository: null },
          { name: 'site', aliases: [], images: [], incidentKeys: [], repository: null },
          { name: 'tools', aliases: [], images: [], incidentKeys: [], repository: { name: 'github.com/acme/tools' } },
          { name: 'web', aliases: [], images: [], incidentKeys: [], repository: { name: 'github.com/acme/web' } },
        ],
      },
    })
    const shipped =
      'query { service(name: "shop") { metrics(window: { last: "P7D" }) { leadTimeForChanges { sampleSize } } } }'
    expect(await api.data(shipped)).toEqual({
      service: { metrics: { leadTimeForChanges: { sampleSize: 1 } } },
    })
  })
})
