import { expect, it } from 'vitest'
import { toldWords } from '#dashboards/alert-words'

const at = '2026-11-23T21:30:00Z'
const told = { toldAt: at, untold: null, tellings: [] }

it.each([
  ['nobody is', { ...told, untold: 'No rule names a channel.' }, 'Nobody was told: No rule names a channel.'],
  ['not yet', { ...told, toldAt: null }, 'Not told to a channel yet.'],
  ['it is not known', told, 'Told with other alerts, or too long ago to say where it arrived.'],
])('says who was told of an alert: %s', (_case, event, words) => {
  expect(toldWords(event, 'UTC')).toBe(words)
})

it('says of each channel whether it arrived, is held until when, or is lost', () => {
  const tellings = (['HELD', 'ARRIVED', 'UNDER_WAY', 'GIVEN_UP', 'LOST_FOR_GOOD'] as const).map((state) => ({
    channel: 'chat',
    state,
    at,
  }))
  const words = toldWords({ ...told, tellings }, 'Europe/Berlin')
  expect(words).toMatch(
    /^Quiet hours hold it back from chat until .*22:30.*\. Told to chat .*22:30.*\. On its way to chat\./,
  )
  expect(words).toMatch(/It did not arrive at chat, and is tried no more\. chat: lost for good\.$/)
})
