import { commit, live, type Tale } from '../support/tale.ts'

function begun(service: string) {
  return [commit('a0', null, '1 09:00', { service }), live('v0', '1 12:00', { service, sha: 'a0', id: `${service} 0` })]
}

const nothing = [null, 'NO_DEPLOYMENTS', 'NO_DEPLOYMENTS', 'NO_DATA', 'NO_DEPLOYMENTS']

/** Traps 23 and 25: few and none. */
export const daysAndCounts: Tale[] = [
  {
    name: '23: none is zero or unknown with a reason, one and two are shown with how few they are',
    parts: [
      {
        events: [
          ...begun('none'),
          ...begun('one'),
          commit('a1', 'a0', '3 09:00', { service: 'one' }),
          live('v1', '3 10:00', { service: 'one', sha: 'a1' }),
          ...begun('two'),
          commit('a1', 'a0', '3 09:00', { service: 'two' }),
          live('v1', '3 10:00', { service: 'two', sha: 'a1' }),
          commit('a2', 'a1', '4 09:00', { service: 'two' }),
          live('v2', '4 11:00', { service: 'two', sha: 'a2' }),
        ],
        asks: [
          {
            service: 'none',
            expect: { counted: 0, perDay: 0, medianLead: null, changeFail: '0 of 0', reasons: nothing, flags: [] },
          },
          {
            service: 'one',
            expect: { counted: 1, perDay: 1 / 14, medianLead: 60, changeFail: '0 of 1', flags: ['SMALL_SAMPLE 1'] },
          },
          {
            service: 'two',
            expect: { counted: 2, perDay: 2 / 14, medianLead: 90, changeFail: '0 of 2', flags: ['SMALL_SAMPLE 2'] },
          },
        ],
      },
    ],
  },
  {
    name: '25: who deployed nothing in the window has zero a day, and unknown lead time and rates',
    parts: [
      {
        events: [
          commit('a0', null, '2026-02-20T09:00:00Z'),
          live('v0', '2026-02-20T10:00:00Z', { sha: 'a0' }),
          commit('a1', 'a0', '10 09:00'),
          live('v1', '20 10:00', { sha: 'a1' }),
        ],
        asks: [
          {
            expect: {
              counted: 0,
              perDay: 0,
              lead: [],
              medianLead: null,
              changeFail: '0 of 0',
              rework: '0 of 0',
              open: 0,
              reasons: nothing,
            },
          },
        ],
      },
    ],
  },
]

/** What the issue asks for beside the traps. */
export const daysAndCountsFurther: Tale[] = [
  {
    name: 'a day of 23 hours and one of 25 are days, with their deployments up to the last second',
    parts: [
      {
        events: [
          ...begun('spring'),
          live('v1', '28 10:00', { service: 'spring', digest: 'sha256:spring-1' }),
          live('v2', '29 21:59:59', { service: 'spring', digest: 'sha256:spring-2' }),
          live('v3', '29 22:00', { service: 'spring', digest: 'sha256:spring-3' }),
          live('v0', '2025-10-25T21:59:59Z', { service: 'autumn', digest: 'sha256:autumn-0' }),
          live('v1', '2025-10-25T22:00:00Z', { service: 'autumn', digest: 'sha256:autumn-1' }),
          live('v2', '2025-10-26T22:59:59Z', { service: 'autumn', digest: 'sha256:autumn-2' }),
          live('v3', '2025-10-26T23:00:00Z', { service: 'autumn', digest: 'sha256:autumn-3' }),
        ],
        asks: [
          {
            service: 'spring',
            window: { from: '27 23:00', to: '29 22:00', timeZone: 'Europe/Berlin' },
            expect: { counted: 2, perDay: 1 },
          },
          {
            service: 'autumn',
            window: { from: '2025-10-25T22:00:00Z', to: '2025-10-26T23:00:00Z', timeZone: 'Europe/Berlin' },
            expect: { counted: 2, perDay: 2 },
          },
        ],
      },
    ],
  },
  {
    name: 'a window holds its first moment and not its last',
    parts: [
      {
        events: [
          ...begun('shop'),
          live('v1', '2 00:00', { digest: 'sha256:edge-1' }),
          live('v2', '16 00:00', { digest: 'sha256:edge-2' }),
        ],
        asks: [
          { expect: { counted: 1, changeFail: '0 of 1' } },
          { window: { from: '16', to: '30' }, expect: { counted: 1 } },
        ],
      },
    ],
  },
]
