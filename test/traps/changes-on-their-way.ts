import { commit, live, request, type Tale, told } from '../support/tale.ts'

const begun = [commit('a0', null, '1 09:00'), live('v0', '1 12:00', { sha: 'a0' })]
const years = Array.from({ length: 60 }, (_, index) => index)

/** Two commits on a branch off a0, deployed on the 3rd at 12:00 as another head for each way to merge. */
function branch(service: string, head: string) {
  return [
    commit('a0', null, '1 09:00', { service }),
    live('v0', '1 12:00', { service, sha: 'a0' }),
    commit('c1', 'a0', '2 08:00', { service }),
    commit('c2', 'c1', '2 16:00', { service }),
    live('v1', '3 12:00', { service, sha: head }),
  ]
}

function merged(service: string, mergeSha: string) {
  return request(1, ['c1', 'c2'], '3 10:00', { service, mergeSha })
}

const renovate = { name: 'renovate[bot]', bot: true }
const ana = { name: 'Ana', login: 'ana' }
const quarter = Array.from({ length: 25 }, (_, index) => index + 1)

/** Traps 12 to 14, 20 and 21: which commits are new, when they began, and whose they are. */
export const changesOnTheirWay: Tale[] = [
  {
    name: '12: the first deployment ever of a ten-year-old repository ships none of its history',
    parts: [
      {
        events: [
          ...years.map((each) =>
            commit(
              `c${each}`,
              each === 0 ? null : `c${each - 1}`,
              `${2016 + Math.floor(each / 6)}-01-1${each % 6}T09:00:00Z`,
            ),
          ),
          live('v1', '3 10:00', { sha: 'c59' }),
        ],
        asks: [
          {
            expect: {
              counted: 1,
              lead: [],
              medianLead: null,
              flags: ['NO_PREDECESSOR 1'],
              reasons: [null, 'NO_PREDECESSOR', null, 'NO_DATA', null],
            },
          },
        ],
      },
      {
        events: [commit('c60', 'c59', '4 09:00'), live('v2', '4 10:00', { sha: 'c60' })],
        asks: [{ expect: { counted: 2, lead: [60], flags: ['NO_PREDECESSOR 1', 'SMALL_SAMPLE 1'] } }],
      },
    ],
  },
  {
    name: '13: a request opened before its commits were authored and rebased after three months begins with the first of them',
    parts: [
      {
        events: [
          ...begun,
          commit('x1', 'a0', '2025-12-09T09:00:00Z'),
          told('push', { branch: 'feature', at: '2025-12-09T10:00:00Z', after: 'x1', commits: ['x1'], number: 1 }),
          commit('x2', 'a0', '2025-12-10T09:00:00Z', { committedAt: '3 07:55' }),
          told('push', { branch: 'feature', at: '3 08:00', after: 'x2', commits: ['x2'], number: 1, forced: true }),
          request(1, ['x2'], '3 09:00', { openedAt: '2025-12-08T09:00:00Z' }),
          live('v1', '3 10:00', { sha: 'x2' }),
        ],
        // 84 days and an hour. The request was opened before its start: times out of order.
        asks: [{ expect: { lead: [84 * 1440 + 60], flags: ['NEGATIVE_SPAN 1', 'SMALL_SAMPLE 1'] } }],
      },
    ],
  },
  {
    name: '14: a squash, a merge and a rebase of one branch give one lead time, and two direct pushes two',
    parts: [
      {
        events: [
          ...branch('squashed', 'sq'),
          commit('sq', 'a0', '3 10:00', { service: 'squashed' }),
          merged('squashed', 'sq'),
          ...branch('merged', 'm'),
          { ...commit('m', 'a0', '3 10:00', { service: 'merged' }), parents: ['a0', 'c2'] },
          merged('merged', 'm'),
          ...branch('rebased', 'r2'),
          commit('r1', 'a0', '2 08:00', { service: 'rebased' }),
          commit('r2', 'r1', '2 16:00', { service: 'rebased' }),
          merged('rebased', 'r2'),
          ...branch('pushed', 'c2'),
        ],
        asks: [
          ...['squashed', 'merged', 'rebased'].map((service) => ({ service, expect: { counted: 1, lead: [1680] } })),
          { service: 'pushed', expect: { counted: 1, lead: [1200, 1680] } },
        ],
      },
    ],
  },
  {
    name: '20: a change that three merge requests carry from branch to branch counts once in each environment',
    parts: [
      {
        events: [
          commit('a0', null, '1 09:00'),
          ...['dev', 'staging', 'production'].map((environment) =>
            live('v0', '1 12:00', { environment, sha: 'a0', id: `v0 ${environment}` }),
          ),
          commit('f1', 'a0', '2 09:00'),
          { ...commit('m1', 'a0', '2 12:00'), parents: ['a0', 'f1'] },
          { ...commit('m2', 'a0', '3 12:00'), parents: ['a0', 'm1'] },
          { ...commit('m3', 'a0', '4 12:00'), parents: ['a0', 'm2'] },
          request(1, ['f1'], '2 12:00', { mergeSha: 'm1' }),
          request(2, ['f1', 'm1'], '3 12:00', { mergeSha: 'm2' }),
          request(3, ['f1', 'm1', 'm2'], '4 12:00', { mergeSha: 'm3' }),
          live('v1', '2 13:00', { environment: 'dev', sha: 'm1' }),
          live('v1', '3 13:00', { environment: 'staging', sha: 'm2' }),
          live('v1', '4 13:00', { environment: 'production', sha: 'm3' }),
        ],
        asks: [
          { environment: 'dev', expect: { counted: 1, lead: [240], waiting: 0 } },
          { environment: 'staging', expect: { counted: 1, lead: [1680], waiting: 0 } },
          { expect: { counted: 1, lead: [3120], waiting: 0 } },
        ],
      },
    ],
  },
  {
    name: '21: bots who write 28 % of the commits are in, and out where the definition says so',
    parts: [
      {
        events: [
          ...begun,
          ...quarter.map((each) =>
            commit(`b${each}`, each === 1 ? 'a0' : `b${each - 1}`, '3 09:00', { author: each <= 7 ? renovate : ana }),
          ),
          live('v1', '3 10:00', { sha: 'b5' }),
          live('v2', '3 12:00', { sha: 'b25' }),
        ],
        asks: [
          {
            expect: {
              counted: 2,
              lead: [...quarter.slice(0, 5).map(() => 60), ...quarter.slice(5).map(() => 180)],
              medianLead: 180,
            },
          },
          { definition: { authorship: ['HUMAN'] }, expect: { counted: 2, lead: quarter.slice(7).map(() => 180) } },
          { definition: { authorship: ['BOT'] }, expect: { counted: 2, lead: [60, 60, 60, 60, 60, 180, 180] } },
        ],
      },
    ],
  },
]
