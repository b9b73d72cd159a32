import { commit, live, request, type Tale, told } from '../support/tale.ts'

const hours = Array.from({ length: 12 }, (_, index) => index + 1)
const clock = (hour: number): string => String(hour).padStart(2, '0')
const six = ['10:00', '10:36', '11:12', '11:48', '12:24', '13:00']
const home = { repository: 'git.example.com/acme/shop' }
const config = { configRepository: 'git.example.com/acme/config' }
const begun = [commit('a0', null, '1 09:00'), live('v0', '1 12:00', { sha: 'a0' })]
const five = ['bell', 'cart', 'drum', 'echo', 'fork']
const eight = [1, 2, 3, 4, 5, 6, 7, 8]

function syncs(...numbers: readonly number[]) {
  return numbers.map((each) => live(`v${each}`, `3 ${clock(each)}:00`, { id: `sync-${each}`, sha: `a${each}` }))
}

/** Eight images of one commit, built together. */
function images(sha: string, publishedAt: string) {
  return eight.map((each) =>
    told('artifact', { image: `trap-7/${each}`, digest: `sha256:trap-7-${sha}-${each}`, sha, publishedAt, ...home }),
  )
}

function threeOf(sha: string) {
  return {
    images: eight.slice(0, 3).map((each) => ({ image: `trap-7/${each}`, digest: `sha256:trap-7-${sha}-${each}` })),
  }
}

/** Traps 6 to 11, 22 and 24: what reconcilers, registries and rollouts do. */
export const reconcilers: Tale[] = [
  {
    name: '6: one config commit that bumps five services is five deployments, each with its own change and none of the bump',
    parts: [
      {
        events: [
          commit('bump', null, '3 09:30', { repository: config.configRepository, transport: true }),
          ...five.flatMap((service, index) => [
            commit('a0', null, '1 09:00', { service }),
            live('v0', '1 12:00', { service, sha: 'a0', configSha: 'k0', ...config }),
            commit('a1', 'a0', `3 0${index + 1}:00`, { service }),
            live('v1', '3 10:00', { service, sha: 'a1', configSha: 'bump', ...config }),
          ]),
        ],
        asks: five.map((service, index) => ({
          service,
          expect: { kinds: { CODE: 1 }, lead: [(9 - index) * 60], changeFail: '0 of 1' },
        })),
      },
    ],
  },
  {
    name: '7: one commit that builds eight images of which three are deployed is one change',
    parts: [
      {
        events: [
          commit('a0', null, '1 09:00', home),
          ...images('a0', '1 10:00'),
          live('v0', '1 12:00', threeOf('a0')),
          commit('a1', 'a0', '2 09:00', home),
          ...images('a1', '2 09:40'),
          live('v1', '2 10:00', threeOf('a1')),
        ],
        asks: [{ expect: { kinds: { CODE: 1 }, lead: [60], flags: ['SMALL_SAMPLE 1'] } }],
      },
    ],
  },
  {
    name: '8: one image that reaches six clusters over three hours is one deployment with six arrivals, live at the last',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          ...six.map((time, index) => live('v1', `3 ${time}`, { sha: 'a1', placement: `cluster-${index}` })),
        ],
        asks: [
          { expect: { kinds: { CODE: 1 }, lead: [240], runs: { ended: 6, failed: 0, aborted: 0 } } },
          { definition: { arrival: 'FIRST' }, expect: { kinds: { CODE: 1 }, lead: [60] } },
        ],
      },
    ],
  },
  {
    name: '9: a sync that succeeded and a rollout that degraded four minutes later is a failed run, no deployment',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          request(1, ['a1'], '3 09:30'),
          live('v1', '3 10:00', { sha: 'a1', id: 'sync-1' }),
          live('v1', '3 10:04', { sha: 'a1', id: 'sync-1', outcome: 'failed' }),
        ],
        asks: [
          {
            expect: {
              counted: 0,
              lead: [],
              waiting: 1,
              changeFail: '0 of 0',
              runs: { ended: 1, failed: 1, aborted: 0 },
            },
          },
        ],
      },
      {
        events: [live('v1', '3 10:30', { sha: 'a1', id: 'sync-2' })],
        asks: [
          {
            expect: {
              counted: 1,
              lead: [90],
              waiting: 0,
              changeFail: '0 of 1',
              runs: { ended: 2, failed: 1, aborted: 0 },
            },
          },
        ],
      },
    ],
  },
  {
    name: '10: an aborted canary under a stable version that never changed ships and fails nothing; the next one ships it all',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          request(1, ['a1'], '3 09:30'),
          live('v1', '3 10:20', { sha: 'a1', outcome: 'aborted', trafficPercent: 20 }),
        ],
        asks: [
          {
            expect: {
              kinds: {},
              waiting: 1,
              changeFail: '0 of 0',
              runs: { ended: 1, failed: 0, aborted: 1 },
              reasons: [null, 'NO_DEPLOYMENTS', 'NO_DEPLOYMENTS', 'NO_DATA', 'NO_DEPLOYMENTS'],
            },
          },
        ],
      },
      {
        events: [commit('a2', 'a1', '3 12:00'), live('v2', '3 14:00', { sha: 'a2' })],
        asks: [{ expect: { kinds: { CODE: 1 }, lead: [120, 300], failed: [], changeFail: '0 of 1', waiting: 0 } }],
      },
    ],
  },
  {
    name: '11: of twelve syncs between two polls the one whose webhook was lost is polled, and no other counts twice',
    parts: [
      {
        events: [
          ...begun,
          ...hours.map((each) => commit(`a${each}`, `a${each - 1}`, `3 ${clock(each - 1)}:30`)),
          ...syncs(...hours.filter((each) => each !== 7)),
        ],
        asks: [{ expect: { kinds: { CODE: 11 }, lead: [...Array.from({ length: 11 }, () => 30), 90] } }],
      },
      {
        events: syncs(...hours.slice(2)).map((event) => ({ ...event, url: 'https://argocd.example.com/shop' })),
        asks: [
          {
            expect: {
              kinds: { CODE: 12 },
              lead: Array.from({ length: 12 }, () => 30),
              runs: { ended: 12, failed: 0, aborted: 0 },
            },
          },
        ],
      },
    ],
  },
  {
    name: '22: two deployments in one second follow each other by their starts, and each ships its own',
    parts: [
      {
        events: [
          ...begun,
          live('v2', '3 10:00:00', { sha: 'a2', startedAt: '3 09:55' }),
          live('v1', '3 10:00:00', { sha: 'a1', startedAt: '3 09:50' }),
          commit('a2', 'a1', '3 09:30'),
          commit('a1', 'a0', '3 09:00'),
        ],
        asks: [{ expect: { kinds: { CODE: 2 }, lead: [30, 60], failed: [], changeFail: '0 of 2' } }],
      },
    ],
  },
  {
    name: '24: a tag that moved to another digest is another version, and going back to the first digest a rollback',
    parts: [
      {
        events: [
          commit('a0', null, '1 09:00', home),
          live('v0', '1 12:00', { sha: 'a0', ...home }),
          commit('a1', 'a0', '2 09:00', home),
          commit('a2', 'a1', '3 09:00', home),
          told('artifact', {
            image: 'trap-24/shop',
            tag: '1.4',
            digest: 'sha256:trap-24-1',
            sha: 'a1',
            publishedAt: '2 09:30',
            ...home,
          }),
          told('deployment', { image: 'trap-24/shop', tag: '1.4', finishedAt: '2 10:00', outcome: 'succeeded' }),
          told('artifact', {
            image: 'trap-24/shop',
            tag: '1.4',
            digest: 'sha256:trap-24-2',
            sha: 'a2',
            publishedAt: '3 09:30',
            ...home,
          }),
          told('deployment', { image: 'trap-24/shop', tag: '1.4', finishedAt: '3 10:00', outcome: 'succeeded' }),
        ],
        asks: [{ expect: { kinds: { CODE: 2 }, lead: [60, 60], failed: [] } }],
      },
      {
        events: [live('back', '3 12:00', { digest: 'sha256:trap-24-1' })],
        asks: [{ expect: { kinds: { CODE: 2, ROLLBACK: 1 }, lead: [60, 60], changeFail: '1 of 2', restore: [120] } }],
      },
    ],
  },
]

/** What the issue asks for beside the traps. */
export const reconcilersFurther: Tale[] = [
  {
    name: 'a region that follows within 24 hours is part of the deployment; a later region is BOOTSTRAP and counts nothing',
    parts: [
      {
        events: [
          commit('a0', null, '1 09:00'),
          ...['eu', 'us'].map((placement) => live('v0', '1 12:00', { sha: 'a0', placement, id: `v0 ${placement}` })),
          commit('a1', 'a0', '2 09:00'),
          live('v1', '2 10:00', { sha: 'a1', placement: 'eu' }),
          live('v1', '3 09:00', { sha: 'a1', placement: 'us' }),
          live('v1', '3 11:00', { sha: 'a1', placement: 'asia' }),
        ],
        asks: [{ expect: { kinds: { BOOTSTRAP: 1, CODE: 1 }, counted: 1, lead: [1440], changeFail: '0 of 1' } }],
      },
    ],
  },
  {
    name: 'a version that was rolled back in one region and comes to another is a new deployment, and the rollback stands',
    parts: [
      {
        events: [
          commit('a0', null, '1 09:00'),
          ...['eu', 'us'].map((placement) => live('v0', '1 12:00', { sha: 'a0', placement, id: `v0 ${placement}` })),
          commit('a1', 'a0', '3 09:00'),
          live('v1', '3 10:00', { sha: 'a1', placement: 'eu' }),
          live('v0', '3 11:00', { sha: 'a0', placement: 'eu' }),
          live('v1', '3 13:00', { sha: 'a1', placement: 'us' }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 2, ROLLBACK: 1 },
              lead: [60],
              failed: ['v1 ROLLBACK'],
              changeFail: '1 of 2',
              restore: [60],
            },
          },
        ],
      },
    ],
  },
  {
    name: 'two reporters of one arrival within 30 minutes are one deployment',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          live('v1', '3 10:00', { sha: 'a1', id: 'pipeline' }),
          live('v1', '3 10:29', { sha: 'a1', id: 'health', source: 'two-reporters-health', liveAt: '3 10:29' }),
        ],
        asks: [{ expect: { kinds: { CODE: 1 }, lead: [89], runs: { ended: 1, failed: 0, aborted: 0 } } }],
      },
    ],
  },
  {
    name: 'self-heals, staging and another service change nothing',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          live('v1', '3 10:00', { sha: 'a1' }),
          live('v1', '3 10:30', { sha: 'a1', kind: 'DRIFT_CORRECTION' }),
          live('v1', '3 09:30', { sha: 'a1', environment: 'staging' }),
          live('v9', '3 11:00', { service: 'cart', sha: 'a1' }),
        ],
        asks: [{ expect: { kinds: { CODE: 1, DRIFT_CORRECTION: 1 }, counted: 1, lead: [60], changeFail: '0 of 1' } }],
      },
    ],
  },
]
