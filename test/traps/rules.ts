import { commit, incident, live, request, type Tale, told } from '../support/tale.ts'

const begun = [commit('a0', null, '1 09:00'), live('v0', '1 12:00', { sha: 'a0' })]
const config = { configRepository: 'git.example.com/acme/config' }

function version(name: string, finishedAt: string, more: object = {}) {
  return live(name, finishedAt, { digest: `sha256:${name}`, id: name, ...more })
}

/** Versions of a service at these times, and an incident without a word of its cause. */
function blamed(service: string, times: readonly string[], openedAt: string) {
  return [
    ...times.map((time, index) => version(`${service}-${index}`, time, { service })),
    incident(service, openedAt, '12 12:00', { service }),
  ]
}

const daily = [2, 3, 4, 5, 6, 7, 8, 9].map((date) => `${date} 10:00`)
const often = [0, 1, 2, 3, 4, 5].map((ten) => `9 10:${ten}0`)
const longAgo = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((hour) => `2025-11-20T0${hour}:00:00Z`)
const seldom = ['2026-02-20T10:00:00Z', '9 10:00']

/** Rules that neither a trap nor another story tells. */
export const rules: Tale[] = [
  {
    name: 'a cherry-pick of what is live is no new change, whatever comes with it',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00', { patchId: 'rules-patch' }),
          live('v1', '3 10:00', { sha: 'a1' }),
          commit('b1', 'a0', '3 10:30', { patchId: 'rules-patch' }),
          commit('b2', 'b1', '3 11:00'),
          live('v2', '3 12:00', { sha: 'b2' }),
        ],
        asks: [{ expect: { kinds: { CODE: 2 }, lead: [60, 60], flags: ['SMALL_SAMPLE 2'] } }],
      },
    ],
  },
  {
    name: 'another image of the live commit is CODE and ships nothing',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          live('v1', '3 10:00', { sha: 'a1', digest: 'sha256:rebuilt-1' }),
          live('v1', '3 12:00', { sha: 'a1', digest: 'sha256:rebuilt-2' }),
        ],
        asks: [{ expect: { kinds: { CODE: 2 }, lead: [60], changeFail: '0 of 2' } }],
      },
    ],
  },
  {
    name: 'a commit of a bot in the configuration repository, of unknown content, is transport: the deployment counts, the commit does not',
    parts: [
      {
        events: [
          live('v1', '1 12:00', { digest: 'sha256:bot', configSha: 'k1', ...config }),
          commit('k2', 'k1', '3 09:00', {
            repository: config.configRepository,
            author: { name: 'image-updater[bot]', bot: true },
          }),
          live('v1', '3 10:00', { digest: 'sha256:bot', configSha: 'k2', ...config }),
        ],
        asks: [{ expect: { kinds: { CONFIG: 1 }, lead: [] } }],
      },
    ],
  },
  {
    name: 'a correction beats the word of an incident, which beats a rollback',
    parts: [
      {
        events: [
          version('v0', '1 12:00'),
          version('v1', '3 10:00'),
          version('v2', '3 11:00'),
          version('v1', '3 12:00', { id: 'back' }),
          incident('I1', '3 11:30', '3 11:50', { deploymentId: 'v1' }),
        ],
        asks: [{ expect: { failed: ['v1 EXPLICIT', 'v2 ROLLBACK'], changeFail: '2 of 2', restore: [20, 60] } }],
      },
      {
        events: [
          told('override', { id: 'O1', at: '4', by: 'ana', reason: 'v2 it was', incidentId: 'I1', deploymentId: 'v2' }),
        ],
        asks: [{ expect: { failed: ['v2 OVERRIDE'], changeFail: '1 of 2', restore: [20] } }],
      },
      {
        events: [
          told('override', { id: 'O2', at: '5', by: 'ben', reason: 'a cable', incidentId: 'I1', noDeployment: true }),
        ],
        asks: [{ expect: { failed: ['v2 ROLLBACK'], changeFail: '1 of 2', restore: [60], allIncidents: 1 } }],
      },
    ],
  },
  {
    name: 'blame by time alone reaches a tenth of the median gap, 15 minutes at least and 24 hours at most, by the last 90 days',
    parts: [
      {
        events: [
          ...blamed('daily-in', daily, '9 12:23'),
          ...blamed('daily-out', daily, '9 12:25'),
          ...blamed('often-in', often, '9 11:04'),
          ...blamed('often-out', often, '9 11:06'),
          ...blamed('seldom-in', seldom, '10 09:59'),
          ...blamed('seldom-out', seldom, '10 10:01'),
          ...blamed('long-ago', [...longAgo, ...seldom], '10 09:59'),
        ],
        asks: [
          { service: 'daily-in', expect: { failed: ['daily-in-7 TIME_ONLY'], changeFail: '1 of 8' } },
          { service: 'daily-out', expect: { failed: [], changeFail: '0 of 8' } },
          { service: 'often-in', expect: { failed: ['often-in-5 TIME_ONLY'], changeFail: '1 of 6' } },
          { service: 'often-out', expect: { failed: [], changeFail: '0 of 6' } },
          { service: 'seldom-in', expect: { failed: ['seldom-in-1 TIME_ONLY'], changeFail: '1 of 1' } },
          { service: 'seldom-out', expect: { failed: [], changeFail: '0 of 1' } },
          { service: 'long-ago', expect: { failed: ['long-ago-10 TIME_ONLY'], changeFail: '1 of 1' } },
        ],
      },
    ],
  },
  {
    name: 'the clock of a failure runs from the first impact to the mitigation, before it was opened and resolved',
    parts: [
      {
        events: [
          version('v0', '1 12:00'),
          version('v1', '3 10:00'),
          told('incident', {
            id: 'I1',
            impactStartedAt: '3 10:05',
            openedAt: '3 10:20',
            mitigatedAt: '3 10:35',
            resolvedAt: '3 11:00',
            deploymentId: 'v1',
          }),
        ],
        asks: [{ expect: { restore: [30] } }],
      },
    ],
  },
  {
    name: 'two incidents of one failure are one outage when a day or less lies between them, and two when more does',
    parts: [
      {
        events: ['shop', 'cart'].flatMap((service) => [
          version(`${service}0`, '1 12:00', { service }),
          version(service, '3 10:00', { service }),
          incident(`${service} 1`, '3 10:10', '3 10:40', { service, deploymentId: service }),
          incident(`${service} 2`, service === 'shop' ? '4 10:00' : '4 11:00', '4 11:20', {
            service,
            deploymentId: service,
          }),
        ]),
        asks: [
          { expect: { failed: ['shop EXPLICIT'], restore: [25 * 60 + 10] } },
          { service: 'cart', expect: { failed: ['cart EXPLICIT'], restore: [30 + 20] } },
        ],
      },
    ],
  },
  {
    name: 'a branch called hotfix makes rework, and nothing fails by it',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          request(1, ['a1'], '3 09:30', { headBranch: 'hotfix/basket' }),
          live('v1', '3 10:00', { sha: 'a1' }),
        ],
        asks: [{ expect: { rework: '1 of 1', failed: [], changeFail: '0 of 1' } }],
      },
    ],
  },
  {
    name: 'an aborted rollout joins change failure, on both sides, only where an incident names it',
    parts: [
      {
        events: [
          version('v0', '1 12:00'),
          version('v1', '3 10:00', { outcome: 'aborted' }),
          incident('I1', '3 10:01', '3 10:11'),
        ],
        asks: [{ expect: { failed: [], changeFail: '0 of 0', runs: { ended: 1, failed: 0, aborted: 1 } } }],
      },
      {
        events: [incident('I2', '3 10:02', '3 10:12', { deploymentId: 'v1' })],
        asks: [{ expect: { failed: ['v1 EXPLICIT'], changeFail: '1 of 1', counted: 0, restore: [10] } }],
      },
    ],
  },
  {
    name: 'a failed run ships nothing, is no deployment, and fails no change; what it carried goes live with the next',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', 'a0', '3 09:00'),
          live('v1', '3 10:00', { sha: 'a1', outcome: 'failed' }),
          commit('a2', 'a1', '3 11:00'),
          live('v2', '3 12:00', { sha: 'a2' }),
        ],
        asks: [
          { expect: { counted: 1, lead: [60, 180], changeFail: '0 of 1', runs: { ended: 2, failed: 1, aborted: 0 } } },
        ],
      },
    ],
  },
  {
    name: 'a correction and a flag mean the incident of their own sender, whatever other service has one of that id',
    parts: [
      {
        events: [
          ...['shop', 'cart'].flatMap((service) => [
            version(`same-${service}-0`, '1 12:00', { service }),
            version(`same-${service}`, '3 10:00', { service }),
          ]),
          incident('same', '3 10:10', '3 11:10', { service: 'cart', source: 'theirs', deploymentId: 'same-cart' }),
          told('override', {
            id: 'O1',
            source: 'ours',
            at: '4',
            by: 'ana',
            reason: 'a drill',
            incidentId: 'same',
            classification: 'drill',
          }),
          told('flag', {
            key: 'basket',
            source: 'ours',
            service: 'cart',
            environment: 'production',
            at: '3 10:30',
            enabled: false,
            incidentId: 'same',
          }),
        ],
        asks: [{ service: 'cart', expect: { failed: [], changeFail: '0 of 1' } }],
      },
      {
        events: [incident('same', '3 10:10', '3 11:10', { source: 'ours', deploymentId: 'same-shop' })],
        asks: [
          { expect: { failed: [], changeFail: '0 of 1', allIncidents: 0 } },
          { service: 'cart', expect: { failed: ['same-cart EXPLICIT'], restore: [60], changeFail: '1 of 1' } },
        ],
      },
    ],
  },
  {
    name: 'a correction of a kind means the deployment of its own sender, and nothing where two others share the id',
    parts: [
      {
        events: [
          ...['shop', 'cart'].map((service) => version('first', '1 12:00', { service, id: `first-${service}` })),
          version('twin', '3 10:00', { service: 'cart', source: 'theirs', id: 'run-7' }),
          told('override', {
            id: 'O7',
            source: 'ours',
            at: '4',
            by: 'ana',
            reason: 'nothing new',
            deploymentId: 'run-7',
            kind: 'REDEPLOY',
          }),
        ],
        asks: [{ service: 'cart', expect: { kinds: { REDEPLOY: 1 }, counted: 0 } }],
      },
      {
        events: [version('twin', '3 10:00', { source: 'others', id: 'run-7' })],
        asks: [
          { expect: { kinds: { CODE: 1 }, counted: 1 } },
          { service: 'cart', expect: { kinds: { CODE: 1 }, counted: 1 } },
        ],
      },
      {
        events: [version('late', '5 10:00', { source: 'ours', id: 'run-7' })],
        asks: [
          { expect: { kinds: { CODE: 1, REDEPLOY: 1 }, counted: 1 } },
          { service: 'cart', expect: { kinds: { CODE: 1 }, counted: 1 } },
        ],
      },
    ],
  },
]
