import { describe, expect, it } from 'vitest'
import type { ListedChannel } from '#dashboards/channel-answers'
import { channelState, notArrived, testOutcome, waitingWords } from '#dashboards/channel-words'

const fresh: ListedChannel = {
  name: 'chat',
  kind: 'SLACK',
  to: 'hooks.slack.com',
  deliveredAt: null,
  failingSince: null,
  message: null,
  waiting: 0,
}
const at = '2026-03-23T08:00:00.000Z'
const later = '2026-03-23T09:00:00.000Z'

it.each([
  [fresh, 'Not used yet', 'off'],
  [{ ...fresh, deliveredAt: at }, 'Works, last on 23 Mar 2026, 09:00', 'good'],
  [{ ...fresh, deliveredAt: at, failingSince: later }, 'Fails since 23 Mar 2026, 10:00', 'bad'],
])('%j reads “%s”', (channel, words, mood) => {
  expect(channelState(channel, 'Europe/Berlin')).toEqual({ words, mood })
})

it.each([
  [0, null],
  [1, '1 message on the way'],
  [3, '3 messages on the way'],
])('%i waiting read “%s”', (waiting, words) => {
  expect(waitingWords({ ...fresh, waiting })).toBe(words)
})

describe('a test of a channel', () => {
  const failing = { ...fresh, failingSince: at, message: 'There is no answer.' }

  it.each([
    ['arrived', fresh, { ...fresh, deliveredAt: at }, { passed: true, said: 'It arrived.' }],
    [
      'arrived at some',
      fresh,
      { ...fresh, deliveredAt: at, message: 'Not for bob.' },
      { passed: true, said: 'It arrived. Not for bob.' },
    ],
    ['failed', fresh, failing, { passed: false, said: 'It did not arrive.' }],
    ['is on its way', fresh, fresh, null],
    ['failed before', failing, failing, null],
    ['works again', failing, { ...fresh, deliveredAt: later }, { passed: true, said: 'It arrived.' }],
  ])('that %s', (_what, before, now, outcome) => {
    expect(testOutcome(before, now)).toEqual(outcome)
  })

  it('that was waited for in vain says what is known', () => {
    expect(notArrived(failing).said).toBe('It did not arrive.')
    expect(notArrived(fresh).said).toContain('is a Leadline with the role all or worker running?')
  })
})
