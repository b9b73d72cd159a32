import { slack, teams } from './chat-channel.ts'
import { githubIssue, pagerDuty } from './incident-channel.ts'
import { onlyAlerts } from './notifiers/pagerduty/send.ts'
import { isSecret, makeSecret } from './notifiers/webhook/signature.ts'
import { isRefused, type KeptChannel, postedAddress, type Refused, type StatedChannel } from './stated-channel.ts'

const mostRecipients = 50
/** As far as it can be known without sending: something, an at sign, and a host. */
const address = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/

function email({ recipients }: StatedChannel): KeptChannel | Refused {
  const given = [...new Set(recipients ?? [])]
  if (given.length === 0) return { refused: 'Name at least one recipient.', field: 'recipients' }
  if (given.length > mostRecipients)
    return {
      refused: `Name at most ${mostRecipients} recipients; a list of your mail server takes more.`,
      field: 'recipients',
    }
  const bad = given.find((each) => !address.test(each))
  if (bad !== undefined) return { refused: `${bad.slice(0, 100)} is no mail address.`, field: 'recipients' }
  return { settings: { to: given.join(', '), recipients: given }, sealed: null }
}

function webhook(stated: StatedChannel): KeptChannel | Refused {
  const url = postedAddress(stated)
  if (isRefused(url)) return url
  const { secret, allowPrivate } = stated
  if (secret && !isSecret(secret))
    return {
      refused: 'The secret is whsec_ and 24 to 64 bytes in base64; leave it out, and one is made.',
      field: 'secret',
    }
  return {
    // The path may be a secret of the receiver's.
    settings: { to: url.host, allowPrivate: allowPrivate === true },
    sealed: { url: url.href, secret: secret ?? makeSecret() },
  }
}

type Field = 'recipients' | 'url' | 'secret' | 'token' | 'slackChannel' | 'repository'

/** How each kind is called, what it is made of, and how that is checked. */
const kinds: Readonly<
  Record<
    StatedChannel['kind'],
    {
      readonly title: string
      readonly fields: readonly Field[]
      readonly keep: (stated: StatedChannel) => KeptChannel | Refused
    }
  >
> = {
  EMAIL: { title: 'mail', fields: ['recipients'], keep: email },
  WEBHOOK: { title: 'a webhook', fields: ['url', 'secret'], keep: webhook },
  SLACK: { title: 'Slack', fields: ['url', 'token', 'slackChannel'], keep: slack },
  TEAMS: { title: 'Teams', fields: ['url'], keep: teams },
  GITHUB_ISSUE: { title: 'GitHub issues', fields: ['token', 'repository', 'url'], keep: githubIssue },
  PAGERDUTY: { title: 'PagerDuty', fields: ['token', 'url'], keep: pagerDuty },
}

function isGiven(value: string | readonly string[] | null | undefined): boolean {
  return value !== null && value !== undefined && value.length > 0
}

/** Checks a channel; a webhook without a secret gets one. */
export function keptChannel(stated: StatedChannel): KeptChannel | Refused {
  const { title, fields, keep } = kinds[stated.kind]
  const all = new Set(Object.values(kinds).flatMap((kind) => kind.fields))
  const strange = [...all].find((field) => !fields.includes(field) && isGiven(stated[field]))
  if (strange === undefined) return keep(stated)
  return { refused: `A channel of ${title} has no ${strange}; it has ${fields.join(', ')}.`, field: strange }
}

/** Why no reports go to channels of this kind; null where they do. */
export function reportRefusal(kind: StatedChannel['kind']): string | null {
  return kind === 'PAGERDUTY' ? onlyAlerts : null
}
