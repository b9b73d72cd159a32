import { isSecret, makeSecret } from './notifiers/webhook/signature.ts'

/** A channel as a user states it. */
export interface StatedChannel {
  readonly name: string
  readonly kind: 'EMAIL' | 'WEBHOOK'
  /** Of mail. */
  readonly recipients?: readonly string[] | null
  /** Of a webhook. */
  readonly url?: string | null
  /** What a webhook is signed with, `whsec_…`; made where it is left out. */
  readonly secret?: string | null
  readonly allowPrivate?: boolean | null
}

/** A channel as it is kept: what may be shown, and what is sealed. */
export interface KeptChannel {
  readonly settings: { readonly to: string; readonly recipients?: readonly string[]; readonly allowPrivate?: boolean }
  readonly sealed: { readonly url: string; readonly secret: string } | null
}

interface Refused {
  readonly refused: string
  readonly field: string
}

const mostRecipients = 50
/** As far as it can be known without sending: something, an at sign, and a host. */
const address = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/

function email({ recipients, url }: StatedChannel): KeptChannel | Refused {
  if (url) return { refused: 'Mail goes to recipients; url is of a webhook.', field: 'url' }
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

function webhook({ recipients, url, secret, allowPrivate }: StatedChannel): KeptChannel | Refused {
  if (recipients && recipients.length > 0)
    return { refused: 'Recipients are of mail; a webhook has a url.', field: 'recipients' }
  const isPrivate = allowPrivate === true
  if (!url || url.length > 2_000 || !URL.canParse(url))
    return { refused: 'Give the address that is posted to, as https://HOST/PATH.', field: 'url' }
  const { protocol, host, username, password } = new URL(url)
  if (protocol !== 'https:' && !(protocol === 'http:' && isPrivate))
    return {
      refused: 'Only https is posted to; http only within a private network, with allowPrivate (--allow-private).',
      field: 'url',
    }
  if (username !== '' || password !== '') return { refused: 'The address must hold no name or password.', field: 'url' }
  if (secret && !isSecret(secret))
    return {
      refused: 'The secret is whsec_ and 24 to 64 bytes in base64; leave it out, and one is made.',
      field: 'secret',
    }
  return {
    // The path may be a secret of the receiver's.
    settings: { to: host, allowPrivate: isPrivate },
    sealed: { url, secret: secret ?? makeSecret() },
  }
}

/** Checks a channel; a webhook without a secret gets one. */
export function keptChannel(stated: StatedChannel): KeptChannel | Refused {
  return stated.kind === 'EMAIL' ? email(stated) : webhook(stated)
}
