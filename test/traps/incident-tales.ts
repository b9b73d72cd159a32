import { commit, incident, live, type Tale, told } from '../support/tale.ts'

const begun = [live('v0', '1 12:00', { digest: 'sha256:begun' })]

function version(name: string, finishedAt: string, more: object = {}) {
  return live(name, finishedAt, { digest: `sha256:${name}`, id: name, ...more })
}

/** Traps 15 to 19: incidents and the deployments that they belong to. */
export const incidentTales: Tale[] = [
  {
    name: '15: two incidents of one deployment are one failure, and one incident that spans two deployments fails one',
    parts: [
      {
        events: [
          ...begun,
          version('v1', '3 10:00'),
          incident('I1', '3 10:10', '3 10:40', { deploymentId: 'v1' }),
          incident('I2', '3 10:30', '3 11:10', { deploymentId: 'v1' }),
          version('c1', '3 10:00', { service: 'cart' }),
          version('c2', '3 11:00', { service: 'cart' }),
          incident('I3', '3 10:30', '3 12:30', { service: 'cart', deploymentId: 'c1' }),
        ],
        asks: [
          { expect: { failed: ['v1 EXPLICIT'], changeFail: '1 of 1', restore: [60], allIncidents: 2 } },
          {
            service: 'cart',
            expect: { failed: ['c1 EXPLICIT'], changeFail: '1 of 2', restore: [120], allIncidents: 1 },
          },
        ],
      },
    ],
  },
  {
    name: '16: an incident forty hours after a deployment blames neither it nor the other service deployed between',
    parts: [
      {
        events: [
          ...begun,
          version('v1', '2 10:00'),
          live('v0', '1 12:00', { service: 'cart', digest: 'sha256:cart-0', id: 'c0' }),
          version('c1', '3 20:00', { service: 'cart' }),
          incident('I1', '4 02:00', '4 03:00'),
        ],
        asks: [
          { expect: { failed: [], changeFail: '0 of 1', restore: [], allIncidents: 1 } },
          { service: 'cart', expect: { failed: [], changeFail: '0 of 1', allIncidents: 0 } },
        ],
      },
    ],
  },
  {
    name: '17: an incident still open at the end of the window, of a deployment before it, belongs to the window before',
    parts: [
      {
        events: [
          version('v0', '2026-02-20T10:00:00Z'),
          version('v1', '2026-02-27T10:00:00Z'),
          incident('I1', '9 09:00', null, { deploymentId: 'v1' }),
        ],
        asks: [
          { expect: { failed: [], changeFail: '0 of 0', open: 0, allIncidents: 0, medianRestore: null } },
          {
            window: { from: '2026-02-23T00:00:00Z', to: '2' },
            expect: {
              failed: ['v1 EXPLICIT'],
              changeFail: '1 of 1',
              open: 1,
              restore: [],
              medianRestore: null,
              reasons: [null, 'NO_DATA', null, 'NOT_REACHED', null],
            },
          },
        ],
      },
    ],
  },
  {
    name: '18: an incident after the last deployment is its failure at once, without waiting for the next one',
    parts: [
      {
        events: [...begun, version('v1', '9 12:00'), incident('I1', '9 13:00', '9 14:00')],
        asks: [{ expect: { failed: ['v1 TIME_ONLY'], changeFail: '1 of 1', restore: [60] } }],
      },
    ],
  },
  {
    name: '19: an incident that is merged into another later takes its failure back',
    parts: [
      {
        events: [
          ...begun,
          version('v1', '3 10:00'),
          version('v2', '3 14:00'),
          incident('I1', '3 10:10', '3 10:40', { deploymentId: 'v1' }),
          incident('I2', '3 14:05', '3 15:05', { deploymentId: 'v2' }),
        ],
        asks: [
          {
            expect: {
              failed: ['v1 EXPLICIT', 'v2 EXPLICIT'],
              changeFail: '2 of 2',
              restore: [30, 60],
              allIncidents: 2,
            },
          },
        ],
      },
      {
        events: [
          incident('I2', '3 14:05', '3 15:05', {
            classification: 'duplicate',
            duplicateOf: 'I1',
            updatedAt: '5 09:00',
          }),
        ],
        asks: [{ expect: { failed: ['v1 EXPLICIT'], changeFail: '1 of 2', restore: [30], allIncidents: 1 } }],
      },
    ],
  },
]

/** What the issue asks for beside the traps. */
export const incidentTalesFurther: Tale[] = [
  {
    name: 'an incident reopened within 24 hours lets the clock run on; after more than 24 hours its intervals add up',
    parts: [
      {
        events: [
          ...begun,
          version('v1', '3 10:00'),
          incident('I1', '3 10:10', '3 10:40', { deploymentId: 'v1' }),
          told('incident', { id: 'I1', openedAt: '3 10:10', reopenedAt: '5 09:00' }),
          incident('I1', '3 10:10', '5 09:20'),
          version('c1', '3 10:00', { service: 'cart' }),
          incident('I2', '3 10:10', '3 10:40', { service: 'cart', deploymentId: 'c1' }),
          told('incident', { id: 'I2', service: 'cart', openedAt: '3 10:10', reopenedAt: '4 10:00' }),
          incident('I2', '3 10:10', '4 10:10', { service: 'cart' }),
        ],
        asks: [
          { expect: { failed: ['v1 EXPLICIT'], changeFail: '1 of 1', restore: [50], open: 0 } },
          { service: 'cart', expect: { failed: ['c1 EXPLICIT'], restore: [1440], open: 0 } },
        ],
      },
    ],
  },
  {
    name: 'where exactly half are restored, the median lies halfway to the next restore, with one open or none',
    parts: [
      {
        events: ['shop', 'cart'].flatMap((service) => [
          live('v0', '1 12:00', { service, digest: 'sha256:begun', id: `${service} 0` }),
          ...[10, 20, 50, service === 'shop' ? null : 90].flatMap((minutes, index) => {
            const from = Date.parse(`2026-03-0${index + 3}T10:00:00Z`)
            const end = minutes === null ? null : new Date(from + minutes * 60_000).toISOString()
            return [
              version(`${service}${index}`, new Date(from).toISOString(), { service }),
              incident(`${service} ${index}`, new Date(from).toISOString(), end, {
                service,
                deploymentId: `${service}${index}`,
              }),
            ]
          }),
        ]),
        asks: [
          { expect: { changeFail: '4 of 4', restore: [10, 20, 50], open: 1, medianRestore: 35 } },
          { service: 'cart', expect: { restore: [10, 20, 50, 90], open: 0, medianRestore: 35 } },
        ],
      },
    ],
  },
  {
    name: 'a rollback is not blamed by time alone, nor anything before it',
    parts: [
      {
        events: [
          ...begun,
          version('v1', '3 10:00'),
          live('v0', '3 10:20', { digest: 'sha256:begun', id: 'back' }),
          incident('I1', '3 10:25', '3 10:50'),
        ],
        // The incident belongs to nothing: none of the incidents is accounted for.
        asks: [
          {
            expect: {
              failed: ['v1 ROLLBACK'],
              changeFail: '1 of 1',
              restore: [20],
              allIncidents: 1,
              coverage: [1, 0, 0, 0, 0.5],
            },
          },
        ],
      },
    ],
  },
  {
    name: 'an incident whose stated cause is not a change, a drill and one of another service fail nothing',
    parts: [
      {
        events: [
          ...begun,
          version('v1', '3 10:00'),
          incident('I1', '3 10:05', '3 10:50', { cause: 'external' }),
          incident('I2', '3 10:05', '3 10:50', { classification: 'drill' }),
          incident('I3', '3 10:05', '3 10:50', { service: 'cart' }),
          incident('I4', '3 10:05', '3 10:50', { deploymentId: 'nobody knows it' }),
        ],
        asks: [{ expect: { failed: [], changeFail: '0 of 1', allIncidents: 2 } }],
      },
    ],
  },
  {
    name: 'a flag that was switched for the incident ends its impact, and is no deployment and no rework',
    parts: [
      {
        events: [
          ...begun,
          commit('a1', null, '3 09:00'),
          version('v1', '3 10:00'),
          incident('I1', '3 10:10', '3 11:10', { deploymentId: 'v1' }),
          told('flag', {
            key: 'new-basket',
            environment: 'production',
            at: '3 10:25',
            enabled: false,
            incidentId: 'I1',
          }),
        ],
        asks: [{ expect: { kinds: { CODE: 1 }, restore: [15], rework: '0 of 1' } }],
      },
    ],
  },
]
