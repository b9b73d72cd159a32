import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ApplicationStory, Sync } from '../support/argo-cd.ts'
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

let api: Api
let doors: Doors
beforeAll(async () => {
  api = await startApi(() => Date.UTC(2026, 2, 20))
  doors = await openDoors(api, 'argocd')
})
afterAll(() => api.close())

const own = 'git.example.com/acme/scale'
const waitingOf = /* GraphQL */ `
  query Waiting($sha: String!) {
    changesOfCommit(sha: $sha) {
      waiting {
        mergedAt
        service { name }
        deployment { version outcome liveAt configSha links { method to missing mend } }
      }
    }
  }
`

interface Waiting {
  readonly changesOfCommit: readonly {
    readonly waiting: readonly {
      readonly deployment: { readonly version: string; readonly links: readonly { readonly method: string }[] } | null
    }[]
  }[]
}

/** What an Application tells after each of these syncs. */
async function synced(...syncs: readonly Sync[]): Promise<void> {
  const story: ApplicationStory = { name: 'scale', uid: 'scale', path: 'apps/scale/overlays/production', syncs }
  await doors.argocd(story)
  await api.drain()
}

it('a request that is merged and stalls is pending, and live with the sync that comes days later', async () => {
  await api.tell(
    commit(own, 'scale-1', null, '1 09:00'),
    commit(own, 'scale-2', 'scale-1', '2 09:00'),
    {
      type: 'push',
      repository: own,
      branch: 'main',
      at: at('2 09:30'),
      after: sha('scale-2'),
      attributes: { 'leadline.branchRole': 'DEFAULT' },
    },
    commit(deploy, 'k-scale-1', null, '1 10:00', { transport: true }),
    commit(deploy, 'k-scale-2', 'k-scale-1', '2 10:00', { transport: true }),
    bump('scale', 'scale-1', 'k-scale-1', '1 10:00'),
  )
  const first = { at: at('1 10:01'), revision: sha('k-scale-1'), image: `${imageOf('scale')}:scale-1` }
  await synced(first)
  await api.tell(bump('scale', 'scale-2', 'k-scale-2', '2 10:00'))
  await api.drain()

  expect(await historyOf(api, 'scale')).toEqual([
    'scale-1 CODE SUCCEEDED 01 10:01:04 SYNC -',
    'scale-2 CODE IN_PROGRESS never -',
  ])
  expect(await numbersOf(api, 'scale')).toMatchObject({ frequency: { count: 0 }, lead: [], medianLead: null })
  const { changesOfCommit: waiting } = await api.data<Waiting>(waitingOf, { sha: sha('scale-2') })
  expect(waiting).toEqual([
    {
      waiting: [
        {
          mergedAt: at('2 09:00:00').replace(/Z$/, '.000Z'),
          service: { name: 'scale' },
          deployment: {
            version: 'scale-2',
            outcome: 'IN_PROGRESS',
            liveAt: null,
            configSha: sha('k-scale-2'),
            links: expect.arrayContaining([
              {
                method: 'RECONCILE',
                to: `sync ${deploy}@${sha('k-scale-2')}`,
                missing: true,
                mend: expect.stringContaining('look at the application') as string,
              },
            ]) as unknown,
          },
        },
      ],
    },
  ])

  const second = { at: at('6 10:00'), revision: sha('k-scale-2'), image: `${imageOf('scale')}:scale-2` }
  await synced(first, second)
  expect(await historyOf(api, 'scale')).toEqual([
    'scale-1 CODE SUCCEEDED 01 10:01:04 SYNC -',
    'scale-2 CODE SUCCEEDED 06 10:00:04 SYNC -',
  ])
  // From the morning of the second to the sync on the sixth.
  const seconds = 4 * 86_400 + 3_604
  expect(await numbersOf(api, 'scale')).toMatchObject({ frequency: { count: 1 }, lead: [seconds], medianLead: seconds })
  const { changesOfCommit: live } = await api.data<Waiting>(waitingOf, { sha: sha('scale-2') })
  expect(live).toEqual([{ waiting: [] }])
})
