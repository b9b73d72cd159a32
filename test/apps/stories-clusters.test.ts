import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ApplicationStory } from '../support/argo-cd.ts'
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
  doors = await openDoors(api, 'argocd')
})
afterAll(() => api.close())

const none = { failed: [], restore: [], medianRestore: null }

it('a commit that an ApplicationSet brings to three clusters is one deployment with three arrivals', async () => {
  const own = 'git.example.com/acme/basket'
  await api.tell(
    commit(own, 'basket-1', null, '1 09:00'),
    commit(own, 'basket-2', 'basket-1', '2 09:00'),
    commit(deploy, 'k-basket-1', null, '1 10:00', { transport: true }),
    commit(deploy, 'k-basket-2', 'k-basket-1', '2 10:00', { transport: true }),
    bump('basket', 'basket-1', 'k-basket-1', '1 10:00'),
    bump('basket', 'basket-2', 'k-basket-2', '2 10:00'),
  )
  const healthy = { eu: '10:03', us: '10:12', ap: '10:45' }
  const stories = Object.entries(healthy).flatMap(([cluster, time], index): ApplicationStory[] => {
    const path = 'apps/basket/overlays/production'
    const shared = { name: `basket-${cluster}`, uid: `basket-${cluster}`, cluster, path, applicationSet: 'basket' }
    const first = { at: at(`1 10:0${index + 1}`), revision: sha('k-basket-1') }
    const second = {
      at: at(`2 10:0${index + 2}`),
      revision: sha('k-basket-2'),
      image: `${imageOf('basket')}:basket-2`,
    }
    return [
      { ...shared, syncs: [first] },
      { ...shared, syncs: [first, { ...second, health: 'Progressing', healthAt: at(`2 10:0${index + 2}:01`) }] },
      { ...shared, syncs: [first, { ...second, healthAt: at(`2 ${time}`) }] },
    ]
  })
  for (const story of [...shuffled(stories, 3), ...shuffled(stories, 4)]) await doors.argocd(story)
  await api.drain()
  expect(await historyOf(api, 'basket')).toEqual([
    'basket-1 CODE SUCCEEDED 01 10:03:04 SYNC ap,eu,us',
    'basket-2 CODE SUCCEEDED 02 10:45:00 HEALTH ap,eu,us',
  ])
  const numbers = {
    // The first deployment lies before the window. Each cluster is an attempt.
    frequency: { count: 1, attempts: 3, failed: 0, aborted: 0 },
    kinds: { CODE: 1 },
    // From 09:00 to 10:45, when the last cluster had it.
    lead: [6_300],
    medianLead: 6_300,
    changeFailure: '0 of 1',
    rework: '0 of 1',
    ...none,
  }
  expect(await numbersOf(api, 'basket')).toEqual(numbers)
  // To the first: 10:03.
  expect(await numbersOf(api, 'basket', 'FIRST')).toEqual({ ...numbers, lead: [3_780], medianLead: 3_780 })
})

it('a version that a commit for each cluster asks for is one deployment too, and a new cluster a bootstrap', async () => {
  const own = 'git.example.com/acme/quay'
  const asked = ['1 09', '2 10'].flatMap((hour, version) =>
    ['eu', 'us', 'ap'].map((cluster, index) => ({ version: version + 1, cluster, when: `${hour}:${index * 2}` })),
  )
  const all = [...asked, { version: 2, cluster: 'sa', when: '6 10:0' }]
  const config = ({ version, cluster }: (typeof all)[number]): string => `k-quay-${version}-${cluster}`
  await api.tell(
    commit(own, 'quay-1', null, '1 08:00'),
    commit(own, 'quay-2', 'quay-1', '2 08:00'),
    ...all.flatMap((each, index) => {
      const before = all[index - 1]
      const parent = before === undefined ? null : config(before)
      return [
        commit(deploy, config(each), parent, `${each.when}0`, { transport: true }),
        bump('quay', `quay-${each.version}`, config(each), `${each.when}0`, { placement: each.cluster }),
      ]
    }),
  )
  for (const cluster of ['eu', 'us', 'ap', 'sa']) {
    const syncs = all.flatMap((each) =>
      each.cluster === cluster ? [{ at: at(`${each.when}5`), revision: sha(config(each)) }] : [],
    )
    const path = 'apps/quay/overlays/production'
    await doors.argocd({ name: `quay-${cluster}`, uid: `quay-${cluster}`, cluster, path, syncs })
  }
  await api.drain()
  expect(await historyOf(api, 'quay')).toEqual([
    'quay-1 CODE SUCCEEDED 01 09:45:04 SYNC ap,eu,us',
    'quay-2 CODE SUCCEEDED 02 10:45:04 SYNC ap,eu,us',
    'quay-2 BOOTSTRAP SUCCEEDED 06 10:05:04 SYNC sa',
  ])
  expect(await numbersOf(api, 'quay')).toEqual({
    frequency: { count: 1, attempts: 4, failed: 0, aborted: 0 },
    kinds: { CODE: 1, BOOTSTRAP: 1 },
    // From 08:00 to 10:45:04.
    lead: [9_904],
    medianLead: 9_904,
    changeFailure: '0 of 1',
    rework: '0 of 1',
    ...none,
  })
})

it('a rebuilt cluster gets what is live without counting it, and ships the one version that is newer', async () => {
  const names = ['ash', 'birch', 'cedar', 'elm', 'fir', 'oak']
  const own = (name: string): string => `git.example.com/acme/${name}`
  await api.tell(
    ...names.map((name) => commit(own(name), `${name}-1`, null, '1 08:00')),
    commit(own('oak'), 'oak-2', 'oak-1', '5 07:00'),
    commit(deploy, 'k-trees-1', null, '1 09:00', { transport: true }),
    commit(deploy, 'k-trees-2', 'k-trees-1', '5 08:00', { transport: true }),
    ...names.map((name) => bump(name, `${name}-1`, 'k-trees-1', '1 09:00')),
    bump('oak', 'oak-2', 'k-trees-2', '5 08:00'),
  )
  /** The cluster's applications, made anew: all of them synced the head of the repository, and created everything. */
  const built = (uid: string, cluster: string, revision: string, when: string): ApplicationStory[] =>
    names.map((name, index) => {
      const image = `${imageOf(name)}:${name}-${name === 'oak' && revision === 'k-trees-2' ? 2 : 1}`
      const sync = { at: at(`${when}:0${index}`), revision: sha(revision), image, done: 'created' }
      return { name, uid: `${name}-${uid}`, cluster, syncs: [sync] }
    })
  const told = [
    ...built('old', 'eu', 'k-trees-1', '1 09'),
    ...built('new', 'eu-2', 'k-trees-2', '5 09'),
    // The new cluster was lost a day later, and made once more under its name.
    ...built('newer', 'eu-2', 'k-trees-2', '6 10'),
  ]
  for (const story of shuffled(told, 5)) await doors.argocd(story)
  await api.drain()
  for (const [index, name] of names.slice(0, -1).entries()) {
    expect(await historyOf(api, name)).toEqual([
      `${name}-1 CODE SUCCEEDED 01 09:0${index}:04 SYNC eu`,
      `${name}-1 BOOTSTRAP SUCCEEDED 05 09:0${index}:04 SYNC eu-2`,
      `${name}-1 BOOTSTRAP SUCCEEDED 06 10:0${index}:04 SYNC eu-2`,
    ])
  }
  expect(await historyOf(api, 'oak')).toEqual([
    'oak-1 CODE SUCCEEDED 01 09:05:04 SYNC eu',
    'oak-2 CODE SUCCEEDED 05 09:05:04 SYNC eu-2',
    'oak-2 BOOTSTRAP SUCCEEDED 06 10:05:04 SYNC eu-2',
  ])
  const nothing = { lead: [], medianLead: null, changeFailure: '0 of 0', rework: '0 of 0', ...none }
  const frequency = { count: 0, attempts: 2, failed: 0, aborted: 0 }
  expect(await numbersOf(api, 'ash')).toEqual({ ...nothing, frequency, kinds: { BOOTSTRAP: 2 } })
  expect(await numbersOf(api, 'oak')).toEqual({
    frequency: { ...frequency, count: 1 },
    kinds: { CODE: 1, BOOTSTRAP: 1 },
    // From 07:00 to 09:05:04.
    lead: [7_504],
    medianLead: 7_504,
    changeFailure: '0 of 1',
    rework: '0 of 1',
    ...none,
  })
})

it('a commit of the platform that syncs fifty applications moves no headline number', async () => {
  const names = Array.from({ length: 50 }, (_, index) => `app-${String(index).padStart(2, '0')}`)
  const own = (name: string): string => `git.example.com/acme/${name}`
  await api.tell(
    ...[1, 2, 3].map((each) =>
      commit(deploy, `k-apps-${each}`, each === 1 ? null : `k-apps-${each - 1}`, `${each} 09:00`, {
        transport: each < 3,
        paths: ['base/labels.yaml'],
      }),
    ),
    ...names.flatMap((name) => [
      commit(own(name), `${name}-1`, null, '1 08:00'),
      commit(own(name), `${name}-2`, `${name}-1`, '2 08:00'),
      bump(name, `${name}-1`, 'k-apps-1', '1 09:00'),
      bump(name, `${name}-2`, 'k-apps-2', '2 09:00'),
    ]),
  )
  const sync = (index: number, day: number, version: number) => ({
    at: at(`${day} 09:${String(index + 5).padStart(2, '0')}`),
    revision: sha(`k-apps-${day}`),
    image: `${imageOf(`app-${String(index).padStart(2, '0')}`)}:app-${String(index).padStart(2, '0')}-${version}`,
  })
  const tell = async (days: number): Promise<void> => {
    const stories = names.map((name, index) => ({
      name,
      syncs: [sync(index, 1, 1), sync(index, 2, 2), sync(index, 3, 2)].slice(0, days),
    }))
    await Promise.all(shuffled(stories, days).map((story) => doors.argocd(story)))
    await api.drain()
  }
  await tell(2)
  const failure = {
    type: 'incident',
    id: 'apps',
    service: 'app-07',
    openedAt: at('2 09:20'),
    resolvedAt: at('2 09:50'),
  }
  await api.tell({ ...failure, deploymentId: `uid-of-app-07/${at('2 09:12')}` })
  const all = async () => Promise.all(names.map((name) => numbersOf(api, name)))
  const before = await all()
  expect(before[7]).toEqual({
    frequency: { count: 1, attempts: 1, failed: 0, aborted: 0 },
    kinds: { CODE: 1 },
    // From 08:00 to 09:12:04; the incident lasted from 09:20 to 09:50.
    lead: [4_324],
    medianLead: 4_324,
    changeFailure: '1 of 1',
    failed: ['app-07-2 EXPLICIT'],
    restore: [1_800],
    medianRestore: 1_800,
    rework: '0 of 1',
  })
  await tell(3)
  // The syncs are attempts of a kind that is in no headline.
  const expected = before.map((numbers) => ({
    ...numbers,
    frequency: { ...numbers.frequency, attempts: 2 },
    kinds: { CODE: 1, PLATFORM: 1 },
  }))
  expect(await all()).toEqual(expected)
  expect((await historyOf(api, 'app-49')).at(-1)).toBe('app-49-2 PLATFORM SUCCEEDED 03 09:54:04 SYNC -')
}, 120_000)

it('a gap of twelve syncs is repaired by the history of the next notification, as far as it reaches', async () => {
  const numbers = Array.from({ length: 14 }, (_, index) => index)
  /** The first one lies before the window, the others are an hour apart: authored, asked for, synced. */
  const time = (each: number, minutes: string): string =>
    each === 0 ? `1 12:${minutes}` : `2 ${String(each).padStart(2, '0')}:${minutes}`
  for (const service of ['drum', 'fork']) {
    const own = `git.example.com/acme/${service}`
    const name = (each: number): string => `${service}-${each}`
    const config = (each: number): string => `k-${service}-${each}`
    const parent = (each: number, of: (each: number) => string): string | null => (each === 0 ? null : of(each - 1))
    await api.tell(
      ...numbers.flatMap((each) => [
        commit(own, name(each), parent(each, name), time(each, '00')),
        commit(deploy, config(each), parent(each, config), time(each, '20'), { transport: true }),
        bump(service, name(each), config(each), time(each, '20')),
      ]),
    )
    const syncs = numbers.map((each) => ({ at: at(time(each, '30')), revision: sha(config(each)) }))
    const story = { name: service, ...(service === 'drum' && { historyLimit: 20 }) }
    await doors.argocd({ ...story, syncs: syncs.slice(0, 1) })
    await doors.argocd({ ...story, syncs })
  }
  await api.drain()
  const whole = { changeFailure: '0 of 13', rework: '0 of 13', ...none }
  expect(await numbersOf(api, 'drum')).toEqual({
    frequency: { count: 13, attempts: 13, failed: 0, aborted: 0 },
    kinds: { CODE: 13 },
    // Half an hour to the beginning of the sync, four seconds to its end.
    lead: Array<number>(13).fill(1_804),
    medianLead: 1_804,
    ...whole,
  })
  // Ten are held, the last among them: three were never told. What they brought was live with the fourth at the latest,
  // and they are attempts of which nobody knows that they ran.
  expect(await numbersOf(api, 'fork')).toEqual({
    frequency: { count: 10, attempts: 13, failed: 0, aborted: 0 },
    kinds: { CODE: 10 },
    lead: [...Array<number>(10).fill(1_804), 5_404, 9_004, 12_604],
    medianLead: 1_804,
    ...whole,
    changeFailure: '0 of 10',
    rework: '0 of 10',
  })
})
