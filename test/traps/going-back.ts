import { commit, incident, live, request, type Tale, told } from '../support/tale.ts'

/** a0 is live before the window; each next commit stands on the one before it. */
const begun = [commit('a0', null, '1 09:00'), live('v0', '1 12:00', { sha: 'a0' })]
const config = { configRepository: 'git.example.com/acme/config' }

/** Traps 1 to 5: back again, and nothing new. */
export const goingBack: Tale[] = [
  {
    name: '1: after V1 V2 V3 V1 the rollback blames V2, and V3 was only rolled past',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '2 08:00'),
          commit('a2', 'a1', '2 09:30'),
          commit('a3', 'a2', '2 10:30'),
          live('v1', '2 09:00', { sha: 'a1' }),
          live('v2', '2 10:00', { sha: 'a2' }),
          live('v3', '2 11:00', { sha: 'a3' }),
          live('v1', '2 12:00', { sha: 'a1' }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 3, ROLLBACK: 1 },
              lead: [30, 30, 60],
              failed: ['v2 ROLLBACK'],
              rolledPast: ['v3'],
              changeFail: '1 of 3',
              restore: [120],
              rework: '1 of 4',
            },
          },
        ],
      },
    ],
  },
  {
    name: '2: a revert request that is rolled forward with another request blames what it reverts, and both are changes',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 08:00'),
          request(1, ['a1'], '3 09:00'),
          live('v1', '3 10:00', { sha: 'a1' }),
          commit('b1', 'a1', '3 12:00'),
          request(2, ['b1'], '3 15:00'),
          commit('r1', 'b1', '4 08:30', { reverts: ['a1'] }),
          request(3, ['r1'], '4 09:00'),
          live('v2', '4 10:00', { sha: 'r1' }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 2 },
              lead: [90, 120, 1320],
              failed: ['v1 REVERT'],
              changeFail: '1 of 2',
              restore: [1440],
              rework: '1 of 2',
            },
          },
        ],
      },
    ],
  },
  {
    name: '3: a change and its revert in one deployment are two changes, no failure and no rework',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '2 10:00'),
          commit('r1', 'a1', '3 09:00', { reverts: ['a1'] }),
          live('v1', '3 10:00', { sha: 'r1' }),
        ],
        asks: [
          { expect: { kinds: { CODE: 1 }, lead: [60, 1440], failed: [], changeFail: '0 of 1', rework: '0 of 1' } },
        ],
      },
    ],
  },
  {
    name: '4: the live digest deployed again, twice, is listed and never counted',
    parts: [
      {
        events: [
          live('v0', '1 12:00', { digest: 'sha256:trap-4-0' }),
          commit('a1', null, '2 09:00'),
          live('v1', '2 10:00', { digest: 'sha256:trap-4-1', includes: ['a1'] }),
          live('v1', '2 13:00', { digest: 'sha256:trap-4-1', includes: ['a1'] }),
          live('v1', '3 13:00', { digest: 'sha256:trap-4-1', includes: ['a1'] }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 1, REDEPLOY: 2 },
              counted: 1,
              lead: [60],
              changeFail: '0 of 1',
              rework: '0 of 1',
              runs: { ended: 3, failed: 0, aborted: 0 },
            },
          },
        ],
      },
    ],
  },
  {
    name: '5: a sync that only changes the number of replicas counts, as CONFIG, with the commit that did it',
    parts: [
      {
        events: [
          live('v1', '1 12:00', { digest: 'sha256:trap-5', configSha: 'k1', ...config }),
          commit('k2', 'k1', '3 09:00', { repository: config.configRepository, message: 'Run three replicas' }),
          live('v1', '3 10:00', { digest: 'sha256:trap-5', configSha: 'k2', ...config }),
          live('v1', '3 11:00', { digest: 'sha256:trap-5', configSha: 'k2', ...config }),
        ],
        asks: [{ expect: { kinds: { CONFIG: 1, REDEPLOY: 1 }, counted: 1, lead: [60], changeFail: '0 of 1' } }],
      },
    ],
  },
]

/** What the issue asks for beside the traps. */
export const goingBackFurther: Tale[] = [
  {
    name: 'a second rollback to one target blames what came after the first one',
    parts: [
      {
        events: [
          ...begun,
          live('v1', '2 09:00', { digest: 'sha256:second-1' }),
          live('v2', '2 10:00', { digest: 'sha256:second-2' }),
          live('v1', '2 11:00', { digest: 'sha256:second-1' }),
          live('v3', '2 12:00', { digest: 'sha256:second-3' }),
          live('v1', '2 13:00', { digest: 'sha256:second-1' }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 3, ROLLBACK: 2 },
              failed: ['v2 ROLLBACK', 'v3 ROLLBACK'],
              rolledPast: [],
              changeFail: '2 of 3',
              restore: [60, 60],
              rework: '2 of 5',
            },
          },
        ],
      },
    ],
  },
  {
    name: 'a roll-forward to a version seen before is CODE, ships nothing twice and fails nothing',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '2 08:00'),
          commit('a2', 'a1', '2 09:00'),
          live('v1', '2 09:00', { sha: 'a1' }),
          live('v2', '2 10:00', { sha: 'a2' }),
          live('v1', '2 11:00', { sha: 'a1' }),
          live('v2', '2 15:00', { sha: 'a2' }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 3, ROLLBACK: 1 },
              lead: [60, 60],
              failed: ['v2 ROLLBACK'],
              changeFail: '1 of 3',
              rework: '1 of 4',
            },
          },
        ],
      },
    ],
  },
  {
    name: 'a commit that was never live is a rollback where it is an ancestor of the live one, and ships nothing',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '2 08:00'),
          commit('a2', 'a1', '2 09:00'),
          live('v2', '2 10:00', { sha: 'a2' }),
          live('v1', '2 11:00', { sha: 'a1' }),
        ],
        asks: [
          {
            expect: {
              kinds: { CODE: 1, ROLLBACK: 1 },
              lead: [60, 120],
              failed: ['v2 ROLLBACK'],
              changeFail: '1 of 1',
              restore: [60],
              rework: '1 of 2',
            },
          },
        ],
      },
    ],
  },
  {
    name: 'a configuration that goes back is CONFIG; it fails what it takes back only where a revert says so',
    parts: [
      {
        events: ['back', 'reverted'].flatMap((service) => [
          live('v1', '1 12:00', { service, digest: `sha256:${service}`, configSha: 'k1', ...config }),
          commit('k2', 'k1', '3 09:00', { repository: config.configRepository }),
          live('v1', '3 10:00', { service, digest: `sha256:${service}`, configSha: 'k2', ...config }),
          commit('k3', 'k2', '3 11:30', { repository: config.configRepository, reverts: ['k2'] }),
          live('v1', '3 12:00', {
            service,
            digest: `sha256:${service}`,
            configSha: service === 'back' ? 'k1' : 'k3',
            ...config,
          }),
        ]),
        asks: [
          {
            service: 'back',
            expect: { kinds: { CONFIG: 2 }, lead: [60], failed: [], changeFail: '0 of 2', rework: '0 of 2' },
          },
          {
            service: 'reverted',
            expect: {
              kinds: { CONFIG: 2 },
              lead: [30, 60],
              failed: ['v1 REVERT'],
              changeFail: '1 of 2',
              restore: [120],
              rework: '1 of 2',
            },
          },
        ],
      },
    ],
  },
  {
    name: 'a kind that is put right takes the failure of the rollback with it',
    parts: [
      {
        events: [
          live('v1', '1 12:00', { digest: 'sha256:kind-1' }),
          live('v2', '2 10:00', { digest: 'sha256:kind-2' }),
          live('v1', '2 11:00', { digest: 'sha256:kind-1', id: 'planned' }),
        ],
        asks: [{ expect: { kinds: { CODE: 1, ROLLBACK: 1 }, failed: ['v2 ROLLBACK'] } }],
      },
      {
        events: [
          told('override', { id: 'O1', at: '5', by: 'ana', reason: 'planned', deploymentId: 'planned', kind: 'CODE' }),
        ],
        asks: [{ expect: { kinds: { CODE: 2 }, failed: [], changeFail: '0 of 2', rework: '0 of 2' } }],
      },
    ],
  },
  {
    name: 'the revert of a revert is a re-land, and a revert after more than seven days is no failure',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '2 08:00'),
          live('v1', '2 10:00', { sha: 'a1' }),
          commit('r1', 'a1', '3 08:00', { reverts: ['a1'] }),
          live('v2', '3 10:00', { sha: 'r1' }),
          commit('l1', 'r1', '4 08:00', { reverts: ['r1'] }),
          live('v3', '4 10:00', { sha: 'l1' }),
          commit('r2', 'l1', '11 10:00', { reverts: ['a1'] }),
          live('v4', '11 11:00', { sha: 'r2' }),
        ],
        asks: [{ expect: { failed: ['v1 REVERT'], changeFail: '1 of 4', restore: [1440], rework: '1 of 4' } }],
      },
    ],
  },
  {
    name: 'a hotfix label alone is rework and names no culprit; what mends an incident is rework too',
    parts: [
      {
        events: [
          ...begun,
          live('v1', '2 10:00', { digest: 'sha256:hot-1' }),
          live('v2', '3 10:00', { digest: 'sha256:hot-2', labels: ['Hotfix'] }),
          live('v3', '4 10:00', { digest: 'sha256:hot-3', id: 'D3' }),
          incident('I1', '4 12:00', '4 14:00', { deploymentId: 'D3' }),
          live('v4', '4 13:00', { digest: 'sha256:hot-4', remediates: ['I1'] }),
        ],
        asks: [{ expect: { failed: ['v3 EXPLICIT'], changeFail: '1 of 4', restore: [120], rework: '2 of 4' } }],
      },
    ],
  },
]
