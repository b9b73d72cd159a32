import { describe, expect, it } from 'vitest'
import { keptChannel } from '#alerts/channel'
import { type ChannelChange, changedChannel, isElsewhere, type OpenedChannel } from '#alerts/changed-channel'
import { isRefused, type StatedChannel } from '#alerts/stated-channel'

const bot = { token: 'xoxb-1234567890', slackChannel: 'C0123456789' }
const hook = 'https://hooks.slack.com/services/T0/B0/x'
const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
const key = '0'.repeat(32)
const issues = { token: 'github_pat_0123456789abc', repository: 'acme/shop' }

/** A channel as it is kept once it was stated. */
function kept(kind: StatedChannel['kind'], stated: ChannelChange): OpenedChannel {
  const found = keptChannel({ name: 'x', kind, ...stated })
  if (isRefused(found)) throw new Error(found.refused)
  return { name: 'x', kind, settings: { ...found.settings }, sealed: found.sealed ?? {} }
}

const change = (was: OpenedChannel, to: ChannelChange) => {
  const stated = changedChannel(was, to)
  return isRefused(stated) ? stated : keptChannel(stated)
}

describe('a changed channel', () => {
  it.each<[StatedChannel['kind'], ChannelChange, ChannelChange]>([
    ['EMAIL', { recipients: ['a@b.example'] }, { recipients: ['c@d.example'] }],
    ['WEBHOOK', { url: 'https://a.example/x', secret }, { url: 'https://b.example/y' }],
    ['WEBHOOK', { url: 'http://a.example/x', secret, allowPrivate: true }, { url: 'http://b.example/y' }],
    ['WEBHOOK', { url: 'https://a.example/x', secret }, { secret: `whsec_${Buffer.alloc(32, 8).toString('base64')}` }],
    ['SLACK', bot, { slackChannel: 'C9876543210' }],
    ['SLACK', bot, { token: 'xoxb-0987654321' }],
    ['SLACK', { url: hook }, { url: `${hook}y` }],
    ['TEAMS', { url: 'https://a.example/x' }, { url: 'https://a.example/y' }],
    ['PAGERDUTY', { token: key }, { token: '1'.repeat(32) }],
    ['PAGERDUTY', { token: key }, { token: key, url: 'https://events.eu.pagerduty.com' }],
    ['GITHUB_ISSUE', issues, { repository: 'acme/till' }],
    ['GITHUB_ISSUE', issues, { token: 'github_pat_cba9876543210' }],
    ['GITHUB_ISSUE', issues, { url: '' }],
  ])('of %s %j with %j is as if it were stated so', (kind, stated, to) => {
    const { settings, sealed } = kept(kind, { ...stated, ...to })
    expect(change(kept(kind, stated), to)).toMatchObject({ settings, ...(kind === 'EMAIL' ? {} : { sealed }) })
  })

  it('of Slack becomes a bot or an incoming webhook, and is nothing of the other then', () => {
    expect(change(kept('SLACK', bot), { url: hook })).toEqual(keptChannel({ name: 'x', kind: 'SLACK', url: hook }))
    expect(change(kept('SLACK', { url: hook }), bot)).toEqual(keptChannel({ name: 'x', kind: 'SLACK', ...bot }))
  })

  it.each<[StatedChannel['kind'], ChannelChange, ChannelChange, string, string]>([
    ['EMAIL', { recipients: ['a@b.example'] }, {}, 'name', 'Say what of it is to be another.'],
    ['EMAIL', { recipients: ['a@b.example'] }, { recipients: ['a'] }, 'recipients', 'a is no mail address.'],
    [
      'EMAIL',
      { recipients: ['a@b.example'] },
      { url: hook },
      'url',
      'A channel of mail has no url; it has recipients.',
    ],
    ['WEBHOOK', { url: 'https://a.example/x' }, { url: 'http://a.example' }, 'url', 'Only https is posted to'],
    ['WEBHOOK', { url: 'http://a.example/x', allowPrivate: true }, { allowPrivate: false }, 'url', 'Only https'],
    [
      'GITHUB_ISSUE',
      issues,
      { url: 'https://evil.example', allowPrivate: true },
      'token',
      'Give the token too: the one that is kept goes to no other host.',
    ],
    ['GITHUB_ISSUE', issues, { url: 'http://api.github.com', allowPrivate: true }, 'token', 'Give the token too'],
    ['PAGERDUTY', { token: key }, { url: 'https://events.eu.pagerduty.com' }, 'token', 'Give the token too'],
    // An empty address is the usual one.
    ['PAGERDUTY', { token: key, url: 'https://events.eu.pagerduty.com' }, { url: '' }, 'token', 'Give the token too'],
    [
      'GITHUB_ISSUE',
      { ...issues, url: 'https://git.shop.example/api/v3', allowPrivate: true },
      { url: '', allowPrivate: false },
      'token',
      'Give the token too',
    ],
    ['PAGERDUTY', { token: key }, { url: 'https://evil.example', token: key }, 'url', 'The token goes to'],
  ])('of %s %j with %j is refused', (kind, stated, to, field, refused) => {
    expect(change(kept(kind, stated), to)).toEqual({ field, refused: expect.stringContaining(refused) })
  })

  it('whose key was lost is stated whole', () => {
    const lost = { ...kept('GITHUB_ISSUE', issues), sealed: {} }
    expect(change(lost, { repository: 'acme/till' })).toMatchObject({ field: 'token' })
    expect(change(lost, issues)).toMatchObject({ settings: { to: 'acme/shop' } })
  })

  it('is elsewhere by another address, room or repository, and not by another token', () => {
    const was = kept('GITHUB_ISSUE', issues)
    expect(isElsewhere(was, kept('GITHUB_ISSUE', { ...issues, token: 'github_pat_cba9876543210' }) as never)).toBe(
      false,
    )
    expect(isElsewhere(was, kept('GITHUB_ISSUE', { ...issues, repository: 'acme/till' }) as never)).toBe(true)
    const ofBot = kept('SLACK', bot)
    expect(isElsewhere(ofBot, kept('SLACK', { ...bot, slackChannel: 'C9876543210' }) as never)).toBe(true)
  })
})
