import { describe, expect, it } from 'vitest'
import type { SourceAnswer } from '#dashboards/setup-answers'
import { sourceWords } from '#dashboards/source-words'

const source: SourceAnswer = {
  id: '1',
  name: 'acme',
  system: 'github',
  state: 'WAITING',
  lastEventAt: null,
  gapSince: null,
  testedAt: null,
  readAt: null,
  budget: null,
  problems: [],
  address: '/webhooks/github/acme',
  accepted: 0,
  ignored: 0,
  quarantined: 0,
  refusals: [],
  message: null,
}
const at = '2026-03-02T09:00:00Z'

describe('a source in words', () => {
  it.each([
    { is: 'new', but: {}, state: 'Waiting', advice: /Recent Deliveries/ },
    { is: 'new and posts', but: { system: 'events' }, state: 'Waiting', advice: /first event/ },
    { is: 'new and delivers', but: { system: 'sentry' }, state: 'Waiting', advice: /What it delivers to its address/ },
    { is: 'tested', but: { system: 'events', testedAt: at }, state: 'Test received', advice: /let the pipeline run/ },
    { is: 'a new repository', but: { system: 'git' }, state: 'Waiting', advice: /will be read/ },
    { is: 'an empty repository', but: { system: 'git', readAt: at }, state: 'Waiting', advice: /nothing was found/ },
    { is: 'pinged', but: { ignored: 1 }, state: 'Reached', advice: /none of them said/ },
    { is: 'well', but: { state: 'CONNECTED', accepted: 3 }, state: 'Connected', advice: null },
    {
      is: 'half well',
      but: { state: 'CONNECTED', quarantined: 2 },
      state: 'Connected',
      advice: /^2 deliveries .* are kept/,
    },
    {
      is: 'silent',
      but: { state: 'CONNECTED', gapSince: at },
      state: 'Silent',
      advice: /much longer than it usually is/,
    },
    { is: 'failing', but: { state: 'FAILING', quarantined: 1 }, state: 'Failing', advice: /^1 delivery .* is kept/ },
    { is: 'off', but: { state: 'DISABLED' }, state: 'Off', advice: /Add it again/ },
  ] as const)('that is $is: $state', ({ but, state, advice }) => {
    const words = sourceWords({ ...source, ...but })
    expect(words.state).toBe(state)
    if (advice === null) expect(words.advice).toBeNull()
    else expect(words.advice).toMatch(advice)
  })
})
