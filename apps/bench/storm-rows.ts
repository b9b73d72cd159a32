import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import { type Door, ask, post, postLines, settled } from './ask.ts'
import { watchStolen } from './stolen.ts'
import { figure, type Row } from './table.ts'

const applications = 2_000
const perSecond = 200
/** Notifications of others before the first that is measured: a server that just started compiles while it answers. */
const warmUp = 600
const configRepository = 'git.bench/platform/live'

function shaOf(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}

function serviceOf(index: number): string {
  return `storm-${String(index).padStart(4, '0')}`
}

/** The commits that are applied: one that asks for a version of everything, and one that changes what all share. */
const [asked, shared] = [shaOf('asked'), shaOf('shared')]

/** What the configuration repository tells: its two commits, and what the first asks for. */
function* configuration(at: number): Generator<string> {
  const commit = (sha: string, parents: readonly string[], when: number) =>
    JSON.stringify({ type: 'commit', repository: configRepository, sha, parents, authoredAt: iso(when) })
  yield `${commit(asked, [], at)}\n`
  yield `${commit(shared, [asked], at + 7 * 86_400_000)}\n`
  for (let index = 0; index < applications; index += 1) {
    const service = serviceOf(index)
    const version = { image: `registry.bench/${service}`, tag: '1.0.0' }
    const bump = { type: 'deployment', id: `bump ${service}`, service, environment: 'production', ...version }
    const attributes = { 'leadline.liveRule': 'CONFIG_MERGE' }
    yield `${JSON.stringify({ ...bump, configRepository, configSha: asked, liveAt: iso(at), attributes })}\n`
  }
}

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')

interface Synced {
  readonly id: number
  readonly revision: string
  readonly at: number
}

/** A notification of Argo CD as its template has it, of about 4 KB: all syncs so far, and about twenty resources. */
function notification(index: number, syncs: readonly Synced[]): string {
  const name = index < applications ? serviceOf(index) : `warm-${index}`
  const source = {
    repoURL: `https://${configRepository}.git`,
    path: `apps/${name}/overlays/production`,
    targetRevision: 'main',
  }
  const latest = syncs.at(-1) as Synced
  const times = (at: number) => ({ startedAt: iso(at), finishedAt: iso(at + 4_000) })
  const resources = Array.from({ length: 20 }, (_, at) => ({
    group: at === 0 ? 'apps' : '',
    version: 'v1',
    kind: at === 0 ? 'Deployment' : 'ConfigMap',
    namespace: 'shop',
    name: `${name}-${at}`,
    status: 'Synced',
    message: `configmap/${name}-${at} serverside-applied`,
    syncPhase: 'Sync',
  }))
  return JSON.stringify({
    v: 1,
    app: {
      uid: `uid-${name}`,
      name,
      namespace: 'argocd',
      project: 'shop',
      destination: { server: 'https://kubernetes.default.svc', namespace: 'shop' },
      source,
    },
    operation: {
      operation: { initiatedBy: { automated: true }, sync: { revision: latest.revision } },
      phase: 'Succeeded',
      ...times(latest.at),
      syncResult: { revision: latest.revision, source, resources },
    },
    history: syncs.map(({ id, revision, at }) => ({
      id,
      revision,
      deployStartedAt: iso(at),
      deployedAt: iso(at + 4_000),
      source,
    })),
    health: { status: 'Healthy' },
  })
}

interface Taken {
  readonly p50: number
  readonly p99: number
}

/** Posts at a steady rate, whether earlier answers have come or not: waiting in a queue counts. */
async function notify(url: string, secret: string, bodies: readonly string[]): Promise<Taken> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const agent = new Agent({ keepAlive: true })
  const started = performance.now()
  const posting: Promise<number>[] = []
  for (const [index, body] of bodies.entries()) {
    const due = started + (index * 1_000) / perSecond
    const wait = due - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    posting.push(
      post(url, { agent, headers }, body).then(({ status, text }) => {
        if (status !== 202) throw new Error(`A notification was answered ${status}: ${text.slice(0, 300)}`)
        return performance.now() - due
      }),
    )
  }
  const took = (await Promise.all(posting)).toSorted((a, b) => a - b)
  agent.destroy()
  const at = (share: number): number => took[Math.floor(took.length * share)] ?? Number.NaN
  return { p50: at(0.5), p99: at(0.99) }
}

/** Deployments of the applications that count, over all pages. */
async function counted(door: Door): Promise<number> {
  let [sum, services] = [0, 0]
  for (let after: string | null = null; ; ) {
    const page: Page = await ask<Page>(
      door,
      `{ services(first: 500${after === null ? '' : `, after: "${after}"`}) { nodes { name metrics(window: { last: "P30D" }) { deploymentFrequency { count } } } pageInfo { hasNextPage endCursor } } }`,
    )
    for (const { name, metrics } of page.services.nodes) {
      if (!name.startsWith('storm-')) continue
      services += 1
      sum += metrics.deploymentFrequency.count
    }
    after = page.services.pageInfo.endCursor
    if (!page.services.pageInfo.hasNextPage) break
  }
  if (services !== applications) throw new Error(`${services} applications are known instead of ${applications}.`)
  return sum
}

interface Page {
  readonly services: {
    readonly nodes: readonly {
      readonly name: string
      readonly metrics: { readonly deploymentFrequency: { readonly count: number } }
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  }
}

/** 2,000 applications of Argo CD that are all applied again at once, by a commit that moves no version. */
export async function stormRows(door: Door): Promise<Row[]> {
  const { sourceCreate } = await ask<{ sourceCreate: { url: string | null; secret: string | null } }>(
    door,
    'mutation { sourceCreate(name: "storm", system: "argocd") { url secret userErrors { message } } }',
  )
  const { secret } = sourceCreate
  if (secret === null) throw new Error('The source of the storm could not be made.')
  const url = `${door.url}/webhooks/argocd/storm`
  const week = 7 * 86_400_000
  const at = Math.floor((Date.now() - 10 * 86_400_000) / 1_000) * 1_000
  await postLines(door, configuration(at))
  const first = (index: number): Synced => ({ id: 0, revision: asked, at: at + 60_000 + index * 20 })
  const again = (index: number): Synced => ({ id: 1, revision: shared, at: at + week + 60_000 + index * 20 })
  const indexes = Array.from({ length: applications }, (_, index) => index)
  const others = Array.from({ length: warmUp }, (_, index) => notification(applications + index, [first(index)]))
  await notify(url, secret, others)
  await settled(door)
  const stolen = watchStolen()
  const taken = await notify(
    url,
    secret,
    indexes.map((index) => notification(index, [first(index)])),
  )
  await settled(door)
  const before = await counted(door)
  const started = performance.now()
  const burst = await notify(
    url,
    secret,
    indexes.map((index) => notification(index, [first(index), again(index)])),
  )
  const sent = (performance.now() - started) / 1_000
  await settled(door)
  const seconds = (performance.now() - started) / 1_000
  const after = await counted(door)
  const [p50, p99] = [Math.max(taken.p50, burst.p50), Math.max(taken.p99, burst.p99)]
  return [
    {
      what: `${perSecond} notifications of Argo CD a second, until answered`,
      measured: `p99 ${figure(p99)} ms`,
      bound: 'p99 < 50 ms',
      holds: p99 < 50,
      note: `p50 ${figure(p50)} ms; twice ${figure(applications)} of ${figure(notification(0, [first(0), again(0)]).length)} bytes; what is due is counted from then; ${figure(warmUp)} of others came before; ${stolen()}`,
    },
    {
      what: `${figure(applications)} applications applied again at once, to all answers`,
      measured: `${figure(seconds)} s; ${figure(before)} deployments before, ${figure(after)} after`,
      bound: '<= 30 s, and no headline number moves',
      holds: seconds <= 30 && before === after && before === applications,
      note: `of these ${figure(sent)} s to send them`,
    },
  ]
}
