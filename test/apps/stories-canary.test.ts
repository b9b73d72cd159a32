import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  at,
  bump,
  commit,
  deploy,
  type Doors,
  historyOf,
  imageOf,
  numbersOf,
  openDoors,
  sha,
} from '../support/gitops-story.ts'
import { type Api, startApi } from '../support/graphql-api.ts'
import { shuffled } from '../support/shuffle.ts'

let api: Api
let doors: Doors
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 20))
  doors = await openDoors(api, 'argocd', 'argo-rollouts', 'flux', 'flagger')
})
afterAll(() => api.close())

/** Three versions on top of each other, each asked for by a commit of the configuration; the second may be taken back by one. */
async function asked(service: string, { isTakenBack = false } = {}): Promise<void> {
  const own = `git.example.com/acme/${service}`
  const [first, second, third] = [1, 2, 3].map((each) => `${service}-${each}`) as [string, string, string]
  const [transport, back] = [{ transport: true }, `k-${service}-back`]
  await api.tell(
    commit(own, first, null, '1 08:00'),
    commit(own, second, first, '3 08:00'),
    commit(own, third, second, '3 11:00'),
    commit(deploy, `k-${first}`, null, '1 09:00', transport),
    commit(deploy, `k-${second}`, `k-${first}`, '3 10:00', transport),
    ...(isTakenBack
      ? [commit(deploy, back, `k-${second}`, '3 10:30', transport), bump(service, first, back, '3 10:30')]
      : []),
    commit(deploy, `k-${third}`, isTakenBack ? back : `k-${second}`, '3 12:00', transport),
    bump(service, first, `k-${first}`, '1 09:00'),
    bump(service, second, `k-${second}`, '3 10:00'),
    bump(service, third, `k-${third}`, '3 12:00'),
  )
}

const numbers = {
  // The first version lies before the window, the second was aborted, the third was shipped.
  frequency: { count: 1, attempts: 2, failed: 0, aborted: 1 },
  kinds: { CODE: 1 },
  // It brought both commits: from 11:00 and from 08:00 to 12:30.
  lead: [5_400, 16_200],
  medianLead: 10_800,
  // What progressive delivery caught before all of the traffic is in neither part.
  changeFailure: '0 of 1',
  failed: [],
  restore: [],
  medianRestore: null,
  rework: '0 of 1',
}

/** Somebody says that users were hurt by the canary, and that the third version mended it. */
async function blamed(service: string, deploymentId: string): Promise<void> {
  const times = { openedAt: at('3 10:06'), mitigatedAt: at('3 10:12'), resolvedAt: at('3 12:40') }
  const fixedBySha = sha(`${service}-3`)
  await api.tell({ type: 'incident', id: `${service} hurt`, service, ...times, deploymentId, fixedBySha })
}

const hurt = {
  ...numbers,
  // The aborted one counts as a deployment that failed, from 10:06 to 10:12; the shipped one is its repair.
  changeFailure: '1 of 2',
  restore: [360],
  medianRestore: 360,
  rework: '1 of 1',
}

/** What runs beside the service in its pods, and what the sync tells of images. */
const pods = [
  { service: 'till', pod: 'alone', beside: [], tells: 'all images' },
  { service: 'bell', pod: 'with a proxy', beside: ['registry.example.com/mesh/proxy:7'], tells: 'all images' },
  { service: 'gate', pod: 'with a proxy', beside: ['registry.example.com/mesh/proxy:7'], tells: 'no image' },
]

it.each(pods)(
  'a canary ($pod) that Argo Rollouts aborted after a sync of Argo CD that tells $tells is told with its reason, and its fix is shipped',
  async (pod) => {
    const { service, beside, tells } = pod
    await asked(service)
    const resources = [{ group: 'argoproj.io', kind: 'Rollout', name: service, namespace: 'production' }]
    const synced = (version: number, startedAt: string) => ({
      at: at(startedAt),
      revision: sha(`k-${service}-${version}`),
      ...(tells === 'all images' && { image: `${imageOf(service)}:${service}-${version}`, beside }),
    })
    const application = { name: service, namespace: 'production', cluster: 'eu', resources }
    const first = synced(1, '1 09:02')
    const second = synced(2, '3 10:02')
    const third = synced(3, '3 12:02')
    const applications = [
      { ...application, syncs: [{ ...first, healthAt: at('1 09:02:40') }] },
      { ...application, syncs: [first, { ...second, health: 'Progressing', healthAt: at('3 10:02:02') }] },
      { ...application, syncs: [first, { ...second, health: 'Degraded', healthAt: at('3 10:10:01') }] },
      { ...application, syncs: [first, second, { ...third, health: 'Progressing', healthAt: at('3 12:02:02') }] },
      { ...application, syncs: [first, second, { ...third, healthAt: at('3 12:30:02') }] },
    ]
    const note = (event: string, time: string, version: number, stable: string, wanted: string, more: object = {}) => {
      const begun = { type: 'Completed', status: 'False', lastTransitionTime: at(`${time.slice(0, 5)}02:03`) }
      const status = { stableRS: stable, currentPodHash: wanted, conditions: [begun] }
      const images = [`${imageOf(service)}:${service}-${version}`, ...beside]
      const containers = images.map((image) => ({ name: image, image }))
      const rollout = {
        uid: `u-${service}`,
        name: service,
        namespace: 'production',
        labels: {},
        revision: String(version),
      }
      return {
        event,
        at: at(time),
        cluster: 'eu',
        rollout: { ...rollout, containers, status },
        analysisRuns: [],
        ...more,
      }
    }
    const analysisRuns = [{ status: { phase: 'Failed', message: 'metric "errors" assessed Failed' } }]
    const rollouts = [
      note('completed', '1 09:02:30', 1, '', 'a'),
      note('updated', '3 10:02:03', 2, 'a', 'a'),
      note('paused', '3 10:05', 2, 'a', 'b'),
      note('aborted', '3 10:10', 2, 'a', 'b', { analysisRuns }),
      note('updated', '3 12:02:03', 3, 'a', 'b'),
      note('completed', '3 12:30', 3, 'a', 'c'),
    ]
    const told = [
      ...applications.map((story) => () => doors.argocd(story)),
      ...rollouts.map((body) => () => doors.rollouts(body)),
    ]
    for (const tell of shuffled(told, 11)) await tell()
    await api.drain()
    expect(await historyOf(api, service)).toEqual([
      `${service}-1 CODE SUCCEEDED 01 09:02:30 ROLLOUT eu`,
      `${service}-2 CODE ABORTED analysis_failed eu`,
      `${service}-3 CODE SUCCEEDED 03 12:30:00 ROLLOUT eu`,
    ])
    expect(await numbersOf(api, service)).toEqual(numbers)
    await blamed(service, `u-${service}/2`)
    expect(await numbersOf(api, service)).toEqual({ ...hurt, failed: [`${service}-2 EXPLICIT`] })
  },
)

it('a canary that was aborted while its sync waited for it, and taken back in git, is one attempt that changed nothing', async () => {
  await asked('shelf', { isTakenBack: true })
  const resources = [{ group: 'argoproj.io', kind: 'Rollout', name: 'shelf', namespace: 'production' }]
  const application = { name: 'shelf', namespace: 'production', cluster: 'eu', resources }
  const image = (version: number): string => `${imageOf('shelf')}:shelf-${version}`
  const synced = (version: number, config: string, startedAt: string, healthAt: string) => {
    return { at: at(startedAt), revision: sha(config), image: image(version), healthAt: at(healthAt) }
  }
  const first = synced(1, 'k-shelf-1', '1 09:02', '1 09:02:40')
  // The sync began at 10:02, waited for the canary, and failed when that was aborted.
  const failed = { ...synced(2, 'k-shelf-2', '3 10:02', '3 10:10:01'), phase: 'Failed', endedAt: at('3 10:10:02') }
  const back = synced(1, 'k-shelf-back', '3 10:32', '3 10:32:10')
  const fix = synced(3, 'k-shelf-3', '3 12:02', '3 12:30')
  await doors.argocd({ ...application, syncs: [first] })
  await doors.argocd({ ...application, syncs: [first, { ...failed, health: 'Degraded' }] })
  await doors.argocd({ ...application, syncs: [first, failed, back] })
  await doors.argocd({ ...application, syncs: [first, failed, back, fix] })
  const containers = [{ name: 'shelf', image: image(2) }]
  const rollout = { uid: 'u-shelf', name: 'shelf', namespace: 'production', labels: {}, revision: '2', containers }
  const status = { stableRS: 'a', currentPodHash: 'b', abort: true, conditions: [] }
  await doors.rollouts({
    event: 'aborted',
    at: at('3 10:10'),
    cluster: 'eu',
    rollout: { ...rollout, status },
    analysisRuns: [{ status: { phase: 'Inconclusive', message: 'nobody can say' } }],
  })
  await api.drain()
  expect(await historyOf(api, 'shelf')).toEqual([
    'shelf-1 CODE SUCCEEDED 01 09:02:40 HEALTH eu',
    'shelf-2 CODE ABORTED inconclusive eu',
    'shelf-1 REDEPLOY SUCCEEDED 03 10:32:10 HEALTH eu',
    'shelf-3 CODE SUCCEEDED 03 12:30:00 HEALTH eu',
  ])
  // What was live is synced again, which is an attempt and no deployment.
  const frequency = { ...numbers.frequency, attempts: 3 }
  expect(await numbersOf(api, 'shelf')).toEqual({ ...numbers, frequency, kinds: { CODE: 1, REDEPLOY: 1 } })
})

it('a canary of which no sync is told ends what the repository asked for, though it takes longer than reports of one thing lie apart', async () => {
  await asked('mint')
  const canary = (version: number, time: string, eventMessage: string) => ({
    name: 'mint',
    namespace: 'production',
    phase: 'Progressing',
    checksum: `sum-${version}`,
    metadata: {
      eventMessage,
      eventType: 'Normal',
      timestamp: String(Date.parse(at(time))),
      environment: 'production',
      image: `${imageOf('mint')}:mint-${version}`,
    },
  })
  const promoted = 'Promotion completed! Scaling down mint.production'
  const told = [
    canary(1, '1 10:10', promoted),
    canary(2, '3 10:50', 'Rolling back mint.production progress deadline exceeded'),
    canary(2, '3 10:50:01', 'Canary failed! Scaling down mint.production'),
    canary(3, '3 13:00', promoted),
  ]
  for (const each of shuffled(told, 13)) await doors.flagger(each)
  await api.drain()
  expect(await historyOf(api, 'mint')).toEqual([
    'mint-1 CODE SUCCEEDED 01 10:10:00 ROLLOUT -',
    'mint-2 CODE ABORTED readiness_timeout -',
    'mint-3 CODE SUCCEEDED 03 13:00:00 ROLLOUT -',
  ])
  // Half an hour more than in the other stories: to 13:00.
  expect(await numbersOf(api, 'mint')).toEqual({ ...numbers, lead: [7_200, 18_000], medianLead: 12_600 })
})

it('a canary that Flagger took back after Flux applied it is told with its reason, and its fix is shipped', async () => {
  await asked('web')
  const kustomized = (
    version: number,
    timestamp: string,
    message = 'Deployment/production/web configured\nCanary/production/web configured',
  ) => ({
    name: 'web',
    namespace: 'production',
    timestamp: at(timestamp),
    message,
    metadata: {
      cluster: 'eu',
      env: 'production',
      repository: deploy,
      revision: `main@sha1:${sha(`k-web-${version}`)}`,
    },
  })
  const canary = (version: number, time: string, eventMessage: string, phase = 'Progressing') => ({
    name: 'web',
    namespace: 'production',
    phase,
    checksum: `sum-${version}`,
    metadata: {
      eventMessage,
      eventType: phase === 'Failed' ? 'Warning' : 'Normal',
      timestamp: String(Date.parse(at(time))),
      cluster: 'eu',
      environment: 'production',
      image: `${imageOf('web')}:web-${version}`,
    },
  })
  const promoted = 'Promotion completed! Scaling down web.production'
  const told = [
    () => doors.flux(kustomized(1, '1 09:02')),
    () => doors.flagger(canary(1, '1 09:20', promoted, 'Finalising')),
    () => doors.flux(kustomized(2, '3 10:02')),
    () => doors.flagger(canary(2, '3 10:02:30', 'New revision detected! Scaling up web.production')),
    () => doors.flagger(canary(2, '3 10:04', 'Advance web.production canary weight 20')),
    () => doors.flagger(canary(2, '3 10:09:59', 'Rolling back web.production failed checks threshold reached 5')),
    () => doors.flagger(canary(2, '3 10:10', 'Canary failed! Scaling down web.production', 'Failed')),
    () => doors.flux(kustomized(3, '3 12:02')),
    () => doors.flagger(canary(3, '3 12:02:30', 'New revision detected! Scaling up web.production')),
    () => doors.flagger(canary(3, '3 12:30', promoted, 'Finalising')),
  ]
  for (const tell of shuffled(told, 12)) await tell()
  await api.drain()
  expect(await historyOf(api, 'web')).toEqual([
    'web-1 CODE SUCCEEDED 01 09:20:00 ROLLOUT eu',
    'web-2 CODE ABORTED analysis_failed eu',
    'web-3 CODE SUCCEEDED 03 12:30:00 ROLLOUT eu',
  ])
  expect(await numbersOf(api, 'web')).toEqual(numbers)
  await blamed('web', 'eu/production/web/sum-2')
  expect(await numbersOf(api, 'web')).toEqual({ ...hurt, failed: ['web-2 EXPLICIT'] })
})
