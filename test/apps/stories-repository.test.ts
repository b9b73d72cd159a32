import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serveGit } from '../support/git-http-server.ts'
import { TestRepository } from '../support/git-repository.ts'
import {
  at,
  commit,
  deploymentsOf,
  digest,
  type Doors,
  historyOf,
  numbersOf,
  openDoors,
  sha,
} from '../support/gitops-story.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { until } from '../support/leadline-process.ts'
import { scratchFolder } from '../support/scratch.ts'

const ending: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const end of ending.toReversed()) await end()
})

let api: Api
let doors: Doors
/** Repositories as a host serves them, with the histories of all the stories of this file. */
let [mail, config]: TestRepository[] = []
let configUrl = ''

function image(service: string, version: string): { readonly files: Readonly<Record<string, string>> } {
  const text = `images:\n- name: registry.example.com/shop/${service}\n  ${version}\n`
  return { files: { [`apps/${service}/overlays/production/kustomization.yaml`]: text } }
}

function chart(version: string): { readonly files: Readonly<Record<string, string>> } {
  const dependency = `- name: redis\n  version: ${version}\n  repository: https://charts.example.org/others\n`
  return {
    files: { 'apps/redis/overlays/production/Chart.yaml': `name: redis\nversion: 0.1.0\ndependencies:\n${dependency}` },
  }
}

async function writeConfig(): Promise<void> {
  const tag = (label: string): string => `newTag: ${mail?.sha(label)}`
  const pinned = (name: string): string => `digest: ${digest(name)}`
  const time = (text: string) => ({ authoredAt: at(text), committedAt: at(text) })
  await config?.write((write) =>
    write
      .commit('mail 1', { ...image('mail', tag('m1')), ...time('1 09:00') })
      .commit('pay 1', { ...image('pay', pinned('pay-1')), ...time('1 09:30') })
      .commit('redis 1', { ...chart('18.1.0'), ...time('1 10:00') })
      .commit('mail 2', { ...image('mail', tag('m2')), ...time('3 10:00') })
      .commit('pay 2', { ...image('pay', pinned('pay-2')), ...time('3 10:30') }),
  )
  const message = `Revert "mail 2"\n\nThis reverts commit ${config?.sha('mail 2')}.`
  await config?.write((write) =>
    write
      .commit('mail back', { ...image('mail', tag('m1')), ...time('3 11:00'), message })
      .commit('pay back', { ...image('pay', pinned('pay-1')), ...time('3 11:30'), message: 'Pin the former one' })
      .commit('mail 3', { ...image('mail', tag('m3')), ...time('3 14:00') })
      .commit('redis 2', { ...chart('18.2.0'), authoredAt: at('4 09:00'), committedAt: at('4 10:00') })
      .commit('bell 1', { ...image('bell', 'newTag: "1"'), ...time('5 09:00') })
      .commit('bell limits', { files: { 'apps/bell/overlays/production/limits.yaml': 'cpu: 2\n' }, ...time('5 10:00') })
      .commit('words', { files: { 'README.md': 'Words.\n' }, ...time('5 11:00') })
      .commit('bell probes', {
        files: { 'apps/bell/overlays/production/probes.yaml': 'path: /up\n' },
        ...time('5 12:00'),
      }),
  )
}

beforeAll(async () => {
  const root = scratchFolder('leadline-stories-')
  ending.push(() => rmSync(root, { recursive: true, force: true }))
  mail = await TestRepository.create(
    (write) =>
      write
        .commit('m1', { authoredAt: at('1 08:00') })
        .commit('m2', { authoredAt: at('3 08:00') })
        .commit('m3', { authoredAt: at('3 13:00') }),
    join(root, 'acme', 'mail'),
  )
  config = await TestRepository.create(undefined, join(root, 'acme', 'deploy'))
  await writeConfig()
  const host = await serveGit(root, {}, (end) => ending.push(end))
  configUrl = `${host.url}/acme/deploy`
  api = await startApi(() => Date.UTC(2026, 2, 20), { home: join(root, 'home') })
  ending.push(() => api.close())
  doors = await openDoors(api, 'argocd')
  for (const [system, name] of [
    ['git', 'mail'],
    ['config-repository', 'deploy'],
  ]) {
    const creation = `mutation ($url: String!) { sourceCreate(system: "${system}", name: "${name}", repository: { url: $url }) { userErrors { message } } }`
    await api.ask(creation, { url: `${host.url}/acme/${name}` }, api.tokens.admin)
  }
  await until('both repositories to be read', 60, async () => {
    const { body } = await api.ask('{ sources { name readAt message } }', {}, api.tokens.admin)
    const { sources } = body.data as { sources: readonly { name: string; readAt: string | null }[] }
    return sources.filter(({ readAt }) => readAt !== null).length === 2 ? true : null
  })
})

/** Syncs of these commits of the configuration, each of four seconds. */
async function synced(
  name: string,
  syncs: readonly (readonly [label: string, startedAt: string, image?: string])[],
): Promise<void> {
  const told = syncs.map(([label, startedAt, image]) => ({
    at: at(startedAt),
    revision: config?.sha(label) ?? '',
    ...(image !== undefined && { image }),
  }))
  for (const last of [...told.keys()].toReversed())
    await doors.argocd({ name, repoURL: configUrl, syncs: told.slice(0, last + 1) })
  await api.drain()
}

it('a version that a reverted commit of the configuration takes back is rolled back, and has failed', async () => {
  await synced('mail', [
    ['mail 1', '1 09:02'],
    ['mail 2', '3 10:02'],
    ['mail back', '3 11:02'],
    ['mail 3', '3 14:02'],
  ])
  const version = (label: string): string => mail?.sha(label).slice(0, 12) ?? ''
  expect(await historyOf(api, 'mail')).toEqual([
    `${version('m1')} CODE SUCCEEDED 01 09:02:04 SYNC -`,
    `${version('m2')} CODE SUCCEEDED 03 10:02:04 SYNC -`,
    `${version('m1')} ROLLBACK SUCCEEDED 03 11:02:04 SYNC -`,
    `${version('m3')} CODE SUCCEEDED 03 14:02:04 SYNC -`,
  ])
  expect(await numbersOf(api, 'mail')).toEqual({
    frequency: { count: 2, attempts: 3, failed: 0, aborted: 0 },
    kinds: { CODE: 2, ROLLBACK: 1 },
    // m3 from 13:00 to 14:02:04; m2 from 08:00 to 10:02:04, when it was live first, and never again.
    lead: [3_724, 7_324],
    medianLead: 5_524,
    // From its going live at 10:02:04 to that of the former version at 11:02:04.
    changeFailure: '1 of 2',
    failed: [`${version('m2')} ROLLBACK`],
    restore: [3_600],
    medianRestore: 3_600,
    rework: '1 of 3',
  })
})

it('a version whose predecessor is pinned again by its digest is rolled back, and has failed', async () => {
  const own = 'git.example.com/acme/pay'
  const built = (name: string, publishedAt: string): object => {
    const artifact = { type: 'artifact', image: 'registry.example.com/shop/pay', repository: own, sha: sha(name) }
    return { ...artifact, digest: digest(name), publishedAt: at(publishedAt) }
  }
  await api.tell(
    commit(own, 'pay-1', null, '1 08:00'),
    commit(own, 'pay-2', 'pay-1', '3 08:30'),
    built('pay-1', '1 08:30'),
    built('pay-2', '3 09:00'),
  )
  const pinned = (name: string): string => `registry.example.com/shop/pay@${digest(name)}`
  await synced('pay', [
    ['pay 1', '1 09:32', pinned('pay-1')],
    ['pay 2', '3 10:32', pinned('pay-2')],
    ['pay back', '3 11:32', pinned('pay-1')],
  ])
  // For people a version is called by its commit, where that is known.
  const version = (name: string): string => sha(name).slice(0, 12)
  expect(await historyOf(api, 'pay')).toEqual([
    `${version('pay-1')} CODE SUCCEEDED 01 09:32:04 SYNC -`,
    `${version('pay-2')} CODE SUCCEEDED 03 10:32:04 SYNC -`,
    `${version('pay-1')} ROLLBACK SUCCEEDED 03 11:32:04 SYNC -`,
  ])
  expect(await numbersOf(api, 'pay')).toEqual({
    frequency: { count: 1, attempts: 2, failed: 0, aborted: 0 },
    kinds: { CODE: 1, ROLLBACK: 1 },
    // From 08:30 to 10:32:04.
    lead: [7_324],
    medianLead: 7_324,
    changeFailure: '1 of 1',
    failed: [`${version('pay-2')} ROLLBACK`],
    restore: [3_600],
    medianRestore: 3_600,
    rework: '1 of 2',
  })
})

it('the same version with other files of its own path is changed by the commits of these, and by no other', async () => {
  await synced('bell', [
    ['bell 1', '5 09:02'],
    ['bell limits', '5 10:02'],
    ['words', '5 11:02'],
    ['bell probes', '5 12:02'],
  ])
  expect(await historyOf(api, 'bell')).toEqual([
    '1 CODE SUCCEEDED 05 09:02:04 SYNC -',
    '1 CONFIG SUCCEEDED 05 10:02:04 SYNC -',
    '1 REDEPLOY SUCCEEDED 05 11:02:04 SYNC -',
    '1 CONFIG SUCCEEDED 05 12:02:04 SYNC -',
  ])
  const query = `{ service(name: "bell") { metrics(environment: "production", window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
    deploymentFrequency { count } leadTimeForChanges { samples(first: 5) { nodes { seconds change { sha } } } } } } }`
  const sample = (label: string): object => ({ seconds: 124, change: { sha: config?.sha(label) } })
  expect(await api.data(query)).toEqual({
    service: {
      metrics: {
        // With the first deployment.
        deploymentFrequency: { count: 3 },
        leadTimeForChanges: { samples: { nodes: [sample('bell probes'), sample('bell limits')] } },
      },
    },
  })
})

it('a chart that others made is changed by the request of the configuration that asks for it', async () => {
  const [sha2] = [config?.sha('redis 2') ?? '']
  const request = { type: 'pull_request', repository: configUrl, number: 12, title: 'Redis 18.2.0', state: 'merged' }
  const times = { openedAt: at('4 09:15'), mergedAt: at('4 10:00') }
  await api.tell({ ...request, ...times, commits: [sha2], mergeSha: sha2 })
  await synced('redis', [
    ['redis 1', '1 10:02', 'docker.io/others/redis:7.2.3'],
    ['redis 2', '4 10:05', 'docker.io/others/redis:7.2.4'],
  ])
  expect(await historyOf(api, 'redis')).toEqual([
    'redis-18.1.0 CODE SUCCEEDED 01 10:02:04 SYNC -',
    'redis-18.2.0 CODE SUCCEEDED 04 10:05:04 SYNC -',
  ])
  const [, bumped] = await deploymentsOf(api, 'redis')
  expect(bumped?.links).toEqual([
    expect.objectContaining({ method: 'THIRD_PARTY', to: expect.stringContaining(sha2) as string }),
  ])
  expect(bumped?.flags).toEqual([])
  expect(await numbersOf(api, 'redis')).toEqual({
    frequency: { count: 1, attempts: 1, failed: 0, aborted: 0 },
    kinds: { CODE: 1 },
    // From its commit at 09:00 to 10:05:04.
    lead: [3_904],
    medianLead: 3_904,
    changeFailure: '0 of 1',
    failed: [],
    restore: [],
    medianRestore: null,
    rework: '0 of 1',
  })
  const query = `{ service(name: "redis") { metrics(environment: "production", window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }) {
    leadTimeForChanges { coverage samples(first: 5) { nodes { change { number title } } } } } } }`
  expect(await api.data(query)).toEqual({
    service: {
      metrics: {
        leadTimeForChanges: { coverage: 1, samples: { nodes: [{ change: { number: 12, title: 'Redis 18.2.0' } }] } },
      },
    },
  })
})
