/** A channel as a user states it. */
export interface StatedChannel {
  readonly name: string
  readonly kind: 'EMAIL' | 'WEBHOOK' | 'SLACK' | 'TEAMS' | 'PAGERDUTY' | 'GITHUB_ISSUE'
  /** Of mail. */
  readonly recipients?: readonly string[] | null
  /** Where it is posted to; where there is a token, another API than the usual one. */
  readonly url?: string | null
  /** What a webhook is signed with, `whsec_…`; made where it is left out. */
  readonly secret?: string | null
  /** Of a bot of Slack, or of GitHub; the integration key of PagerDuty. */
  readonly token?: string | null
  /** Id of the channel to which a bot of Slack posts. */
  readonly slackChannel?: string | null
  /** `owner/name`, where issues are opened. */
  readonly repository?: string | null
  readonly allowPrivate?: boolean | null
}

/** A channel as it is kept: what may be shown, and what is sealed. */
export interface KeptChannel {
  readonly settings: { readonly to: string; readonly recipients?: readonly string[]; readonly allowPrivate?: boolean }
  readonly sealed: Readonly<Record<string, string>> | null
}

export interface Refused {
  readonly refused: string
  readonly field: string
}

export function isRefused(found: object): found is Refused {
  return 'refused' in found
}

const longestAddress = 2_000

/** The address that is posted to: of https, or what a private network has. */
export function postedAddress({ url, allowPrivate }: StatedChannel): URL | Refused {
  if (!url || url.length > longestAddress || !URL.canParse(url))
    return { refused: 'Give the address that is posted to, as https://HOST/PATH.', field: 'url' }
  const address = new URL(url)
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && allowPrivate === true))
    return {
      refused: 'Only https is posted to; http only within a private network, with allowPrivate (--allow-private).',
      field: 'url',
    }
  if (address.username !== '' || address.password !== '')
    return { refused: 'The address must hold no name or password.', field: 'url' }
  return address
}

/** Whether a host is this one, or of a domain that is written as `*.example.com`. */
function isHost(host: string, known: string): boolean {
  return known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known
}

/** The address of the API of a system: its own, another of `hosts`, or any with allowPrivate. */
export function apiAddress(
  stated: StatedChannel,
  { usual, hosts = [] }: { readonly usual: string; readonly hosts?: readonly string[] },
): URL | Refused {
  if (!stated.url) return new URL(usual)
  const address = postedAddress(stated)
  const known = [new URL(usual).host, ...hosts]
  if (isRefused(address) || stated.allowPrivate === true) return address
  if (known.some((host) => isHost(address.host, host))) return address
  return {
    refused: `The token goes to ${known.join(' or ')} only; to another address with allowPrivate (--allow-private).`,
    field: 'url',
  }
}
