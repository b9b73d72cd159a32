import { commit, incident, live, type Tale } from '../support/tale.ts'

const begun = [commit('a0', null, '1 09:00'), live('v0', '1 12:00', { sha: 'a0' })]

/** What is doubtful stays, and says so. */
export const doubts: Tale[] = [
  {
    name: 'a commit that its author dates after it was live stays a sample of minus one hour',
    parts: [
      {
        events: [...begun, commit('a1', 'a0', '3 11:00'), live('v1', '3 10:00', { sha: 'a1' })],
        asks: [{ expect: { lead: [-60], medianLead: -60, flags: ['NEGATIVE_SPAN 1', 'SMALL_SAMPLE 1'] } }],
      },
    ],
  },
  {
    name: 'an author date more than 90 days before the commit was first seen is not believed, one of 90 days is',
    parts: [
      {
        events: [
          ...begun,
          // 90 days before the 3rd, 09:00, are the 3rd of December, 09:00.
          commit('a1', 'a0', '2025-12-03T09:00:00Z', { committedAt: '3 09:00' }),
          live('v1', '3 10:00', { sha: 'a1' }),
          commit('a2', 'a1', '2025-12-03T08:59:59Z', { committedAt: '3 09:00' }),
          live('v2', '3 11:00', { sha: 'a2' }),
        ],
        asks: [{ expect: { lead: [120, 90 * 1440 + 60], flags: ['IMPLAUSIBLE_CLOCK 1', 'SMALL_SAMPLE 2'] } }],
      },
    ],
  },
  {
    name: 'a version whose commit nobody told ships nothing known, lowers the coverage, and is whole when it is told',
    parts: [
      {
        events: [...begun, live('v1', '3 10:00', { sha: 'a2' }), commit('a1', 'a0', '3 08:00')],
        asks: [
          {
            expect: {
              counted: 1,
              lead: [],
              flags: ['LOW_COVERAGE 1', 'MISSING_COMMIT 1'],
              coverage: [1, 0, null, null, 0],
              reasons: [null, 'NO_DATA', null, 'NO_DATA', null],
            },
          },
        ],
      },
      {
        events: [commit('a2', 'a1', '3 09:00')],
        asks: [{ expect: { lead: [60, 120], flags: ['SMALL_SAMPLE 2'], coverage: [1, 1, null, null, 1] } }],
      },
    ],
  },
  {
    name: 'a commit of a request that nobody told is a sample whose request is missing',
    parts: [
      {
        events: [...begun, commit('a1', 'a0', '3 09:00', { pullRequest: 5 }), live('v1', '3 10:00', { sha: 'a1' })],
        asks: [{ expect: { lead: [60], flags: ['MISSING_REQUEST 1', 'SMALL_SAMPLE 1'] } }],
      },
    ],
  },
  {
    name: 'incidents that belong to nothing known lower the coverage of change failure and of time to restore',
    parts: [
      {
        events: [
          ...begun,
          live('v1', '3 10:00', { digest: 'sha256:v1', id: 'v1' }),
          incident('I1', '3 10:05', '3 10:50', { deploymentId: 'v1' }),
          incident('I2', '7 10:05', '7 10:50'),
          incident('I3', '8 10:05', '8 10:50', { cause: 'external' }),
        ],
        asks: [{ expect: { failed: ['v1 EXPLICIT'], allIncidents: 3, coverage: [1, 0, 2 / 3, 2 / 3, 0] } }],
      },
    ],
  },
]
