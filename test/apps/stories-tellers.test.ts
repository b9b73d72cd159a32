import { afterAll, beforeAll, expect, it } from 'vitest'
import { SecretBox } from '#access/secret-box'
import { apiTokenOf, webhookSecretOf } from '#access/webhook-secret'
import { MINUTE } from '#domain/instant'
import { lastRun } from '#ingest/reading-run'
import { addWebhookSource } from '#storage/stores/webhook-sources'
import { startAgent } from '../support/agent-world.ts'
import { argoApplication, argoNotification } from '../support/argo-cd.ts'
import { argoCdServer } from '../support/argo-cd-server.ts'
import {
  at,
  bump,
  commit,
  deploy,
  deploymentsOf,
  digest,
  historyOf,
  imageOf,
  numbersOf,
  openDoors,
  sha,
} from '../support/gitops-story.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { type KubernetesObject, kubernetesServer } from '../support/kubernetes-server.ts'
import { until } from '../support/leadline-process.ts'
import { webhookSource } from '../support/webhook-source.ts'

const box = new SecretBox({ given: 'what the secrets of sources are sealed with', home: null })

let api: Api
let now = Date.UTC(2026, 2, 20)
beforeAll(async () => {
  api = await startApi(() => now)
})
afterAll(() => api.close())

const orders = [
  'notified polled watched',
  'notified watched polled',
  'polled notified watched',
  'polled watched notified',
  'watched notified polled',
  'watched polled notified',
]

it('a sync is one deployment, whoever of notification, API and agent tells it, in every order', async () => {
  const stories = orders.map((order, index) => {
    const name = `kiosk-${index}`
    const image = `${imageOf(name)}:${name}-2`
    const syncs = [
      { at: at('1 09:05'), revision: sha(`k-${name}-1`) },
      { at: at('3 10:05'), revision: sha(`k-${name}-2`), image, healthAt: at('3 10:07') },
    ]
    return { order: order.split(' '), application: argoApplication({ name, syncs }), name }
  })
  await api.tell(
    ...stories.flatMap(({ name }) => [
      commit(`git.example.com/acme/${name}`, `${name}-1`, null, '1 08:00'),
      commit(`git.example.com/acme/${name}`, `${name}-2`, `${name}-1`, '3 08:00'),
      commit(deploy, `k-${name}-1`, null, '1 09:00', { transport: true }),
      commit(deploy, `k-${name}-2`, `k-${name}-1`, '3 10:00', { transport: true }),
      bump(name, `${name}-1`, `k-${name}-1`, '1 09:00'),
      bump(name, `${name}-2`, `k-${name}-2`, '3 10:00'),
    ]),
  )
  const [token, secret] = ['the-token-of-an-account', 'the-secret-of-notifications']
  const server = await argoCdServer(token)
  await addWebhookSource(api.db, {
    name: 'cd',
    system: 'argocd',
    settings: { api: { url: server.url, allowPrivate: true, allowHttp: true } },
    secret: await box.seal(webhookSecretOf('cd'), secret),
    credential: await box.seal(apiTokenOf('cd'), token),
  })
  const cluster = await kubernetesServer()
  const watching = {
    url: `${api.url}/webhooks/kubernetes/east`,
    secret: await webhookSource(api, 'kubernetes', 'east'),
  }
  const { agent } = startAgent(cluster, watching)

  const tellers = {
    notified: async (applications: readonly object[]) => {
      for (const application of applications) {
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${secret}` }
        const body = argoNotification(application)
        expect((await fetch(`${api.url}/webhooks/argocd/cd`, { method: 'POST', headers, body })).status).toBe(202)
      }
    },
    polled: async (applications: readonly object[]) => {
      server.applications = [...server.applications, ...applications]
      now += MINUTE
      const run = await until('a sweep to end', 30, async () => {
        const last = await lastRun(api.db, 'cd')
        return last !== null && last.startedAt >= now && last.endedAt !== null ? last : null
      })
      expect(run).toMatchObject({ accepted: applications.length, problems: [] })
    },
    watched: async (applications: readonly object[]) => {
      const before = agent.status.posted
      for (const application of applications)
        cluster.put('argoproj.io/v1alpha1/applications', application as KubernetesObject)
      await until('what was seen', 30, () => (agent.status.posted >= before + applications.length ? true : null))
    },
  }
  for (const turn of [0, 1, 2]) {
    for (const [teller, tell] of Object.entries(tellers)) {
      await tell(stories.flatMap(({ order, application }) => (order[turn] === teller ? [application] : [])))
    }
    await api.drain()
  }
  await server.close()
  for (const { name } of stories) {
    expect(await historyOf(api, name)).toEqual([
      `${name}-1 CODE SUCCEEDED 01 09:05:04 SYNC east`,
      `${name}-2 CODE SUCCEEDED 03 10:07:00 HEALTH east`,
    ])
    const [, last] = await deploymentsOf(api, name)
    expect(last?.reports.map(({ source }) => source).toSorted()).toEqual(['cd', 'deploy', 'east'])
    expect(await numbersOf(api, name)).toEqual({
      frequency: { count: 1, attempts: 1, failed: 0, aborted: 0 },
      kinds: { CODE: 1 },
      // From 08:00 to 10:07, when it was found healthy.
      lead: [7_620],
      medianLead: 7_620,
      changeFailure: '0 of 1',
      failed: [],
      restore: [],
      medianRestore: null,
      rework: '0 of 1',
    })
  }
})

/** Two versions of a package, and of what is made with it by one commit of the service's own. */
async function packaged(service: string): Promise<void> {
  const [library, own] = ['git.example.com/acme/money', `git.example.com/acme/${service}`]
  const made = [1, 2].flatMap((each) => {
    const publishedAt = at(each === 1 ? '1 09:00' : '4 09:00')
    const image = {
      image: imageOf(service),
      digest: digest(`${service}-${each}`),
      inputs: [`money-${service}@${each}`],
    }
    return [
      {
        type: 'artifact',
        version: `money-${service}@${each}`,
        repository: library,
        sha: sha(`money-${service}-${each}`),
        publishedAt,
      },
      { type: 'artifact', ...image, repository: own, sha: sha(`${service}-1`), publishedAt },
    ]
  })
  await api.tell(
    commit(library, `money-${service}-1`, null, '1 07:00'),
    commit(library, `money-${service}-2`, `money-${service}-1`, '4 08:00'),
    commit(own, `${service}-1`, null, '1 08:00'),
    ...made,
  )
}

/** The commit of the package, from 08:00 on. */
const hopped = (lead: number) => ({
  frequency: { count: 1, attempts: 1, failed: 0, aborted: 0 },
  kinds: { CODE: 1 },
  lead: [lead],
  medianLead: lead,
  changeFailure: '0 of 1',
  failed: [],
  restore: [],
  medianRestore: null,
  rework: '0 of 1',
})

async function linksOf(service: string) {
  const [, last] = await deploymentsOf(api, service)
  expect(last?.flags).toEqual([])
  return last?.links.map(({ method, confidence, to }) => `${method} ${confidence} ${to}`).toSorted()
}

it('a commit of a package goes live with the image that is made with it, when that is synced', async () => {
  await packaged('desk')
  const doors = await openDoors(api, 'argocd')
  const image = (each: number): string => `${imageOf('desk')}@${digest(`desk-${each}`)}`
  const first = { at: at('1 10:00'), revision: sha('k-desk-1'), image: image(1) }
  await doors.argocd({ name: 'desk', syncs: [first] })
  await doors.argocd({
    name: 'desk',
    syncs: [first, { at: at('4 10:00'), revision: sha('k-desk-2'), image: image(2) }],
  })
  await api.drain()
  // From 08:00 to 10:00:04.
  expect(await numbersOf(api, 'desk')).toEqual(hopped(7_204))
  expect(await linksOf('desk')).toEqual([
    `ARTIFACT_DIGEST HIGH commit git.example.com/acme/desk@${sha('desk-1')}`,
    `ARTIFACT_DIGEST HIGH commit git.example.com/acme/money@${sha('money-desk-2')}`,
  ])
})

it('a commit of a package goes live with the bundle of manifests that names an image with it, when Flux applies it', async () => {
  await packaged('lamp')
  const doors = await openDoors(api, 'flux')
  for (const [each, day] of [
    [1, 1],
    [2, 4],
  ]) {
    const bundle = digest(`lamp-bundle-${each}`)
    const artifact = {
      type: 'artifact',
      image: 'registry.example.com/manifests/lamp',
      tag: `1.${each}.0`,
      digest: bundle,
    }
    await api.tell({ ...artifact, inputs: [digest(`lamp-${each}`)], publishedAt: at(`${day} 09:30`) })
    const metadata = { cluster: 'eu', env: 'production', revision: `1.${each}.0@${bundle}` }
    await doors.flux({ name: 'lamp', timestamp: at(`${day} 10:00`), metadata })
    await doors.flux({ name: 'lamp', timestamp: at(`${day} 10:02`), message: 'Health check passed in 1m59s', metadata })
  }
  await api.drain()
  expect(await historyOf(api, 'lamp')).toEqual([
    '1.1.0 CODE SUCCEEDED 01 10:02:00 HEALTH eu',
    '1.2.0 CODE SUCCEEDED 04 10:02:00 HEALTH eu',
  ])
  // From 08:00 to 10:02.
  expect(await numbersOf(api, 'lamp')).toEqual(hopped(7_320))
  expect(await linksOf('lamp')).toEqual([
    `ARTIFACT_DIGEST HIGH commit git.example.com/acme/lamp@${sha('lamp-1')}`,
    `ARTIFACT_DIGEST HIGH commit git.example.com/acme/money@${sha('money-lamp-2')}`,
  ])
})
