import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, MINUTE, SECOND } from '#domain/instant'
import { carriesSecretAnyway, type Headers } from './source.ts'

/** How a sender proves by a secret that a body is its own. All hashes are HMAC-SHA256. */
export type Scheme =
  /** Hex over the body, in one header; several stand with commas between them while a secret is replaced. */
  | { readonly kind: 'BODY'; readonly header: string; readonly prefix: string }
  /** `t=SECONDS,v1=HEX` in one header: hex over the time, a separator and the body. */
  | { readonly kind: 'TIMED'; readonly header: string; readonly separator: string }
  /** Standard Webhooks (https://www.standardwebhooks.com): base64 over id, time and body, in headers of this prefix. */
  | { readonly kind: 'STANDARD'; readonly prefix: string }
  /** The secret itself, alone in a header of the system's own. */
  | { readonly kind: 'TOKEN'; readonly header: string }
  /** The secret itself, in `Authorization`, as a bearer token or as the password of Basic authentication. */
  | { readonly kind: 'AUTHORIZATION' }

/** What was delivered, and what is to prove it. */
export interface Proof {
  readonly body: Buffer
  /** By name in lower case. */
  readonly headers: Headers
  readonly secret: string
  /** When it came: what was signed long before is somebody's copy. */
  readonly at: Instant
}

/** How far the time of a signature may lie from ours, either way; that of Standard Webhooks. */
const tolerance = 5 * MINUTE

/** Most signatures that are looked at in one header. */
const mostSignatures = 10

function mac(secret: string | Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const hmac = createHmac('sha256', secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest()
}

/** Takes as long whatever the answer. */
function isSame(claimed: Buffer, made: Buffer): boolean {
  return claimed.length === made.length && timingSafeEqual(claimed, made)
}

function hexes(texts: readonly string[], prefix: string): Buffer[] {
  return texts
    .slice(0, mostSignatures)
    .map((text) => text.trim())
    .filter((text) => text.startsWith(prefix) && /^[0-9a-f]{64}$/i.test(text.slice(prefix.length)))
    .map((text) => Buffer.from(text.slice(prefix.length), 'hex'))
}

function isRecent(seconds: string, at: Instant): boolean {
  return /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * SECOND - at) <= tolerance
}

function isTimed(header: string, separator: string, { body, secret, at }: Proof): boolean {
  const parts = header.split(',').map((part) => part.trim())
  const time = parts.find((part) => part.startsWith('t='))?.slice(2) ?? ''
  const made = mac(secret, time, separator, body)
  return isRecent(time, at) && hexes(parts, 'v1=').some((claimed) => isSame(claimed, made))
}

/** Of a key of Standard Webhooks, which has 24 bytes at least. */
const standardSecret = /^whsec_(?:[A-Za-z0-9+/]{4}){8,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Whether a secret can be what a system of Standard Webhooks has given: what cannot be read as its key proves nobody. */
export function isStandardSecret(secret: string): boolean {
  return !secret.startsWith('whsec_') || standardSecret.test(secret)
}

/** The key that a secret of Standard Webhooks stands for: what follows `whsec_`, in base64; else its own bytes. */
function standardKey(secret: string): string | Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : secret
}

function isStandard(prefix: string, { body, headers, secret, at }: Proof): boolean {
  const [id = '', time = ''] = [headers[`${prefix}-id`], headers[`${prefix}-timestamp`]]
  const made = mac(standardKey(secret), `${id}.${time}.`, body)
  const claimed = (headers[`${prefix}-signature`] ?? '').split(' ').slice(0, mostSignatures)
  const isMade = claimed.some((text) => text.startsWith('v1,') && isSame(Buffer.from(text.slice(3), 'base64'), made))
  return isMade && isStandardSecret(secret) && id !== '' && isRecent(time, at)
}

/** When the sender says that it signed; null where it says nothing of it. */
function signedAt(scheme: Scheme, headers: Headers): Instant | null {
  if (scheme.kind !== 'STANDARD' && scheme.kind !== 'TIMED') return null
  const time =
    scheme.kind === 'STANDARD'
      ? headers[`${scheme.prefix}-timestamp`]
      : /(?:^|,) *t=([^, ]*)/.exec(headers[scheme.header] ?? '')?.[1]
  return time !== undefined && /^\d{1,12}$/.test(time) ? Number(time) * SECOND : null
}

/** When a delivery may have been signed, as its headers say, in any of these ways; nothing proves it. */
export function timesSaid(ways: readonly Scheme[], headers: Headers): Instant[] {
  return ways.map((way) => signedAt(way, headers)).filter((time) => time !== null)
}

function isToken(given: string, secret: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(secret)) && given !== ''
}

function proves(scheme: Scheme, proof: Proof): boolean {
  const { body, headers, secret } = proof
  switch (scheme.kind) {
    case 'BODY': {
      const claimed = hexes((headers[scheme.header] ?? '').split(','), scheme.prefix)
      return claimed.some((each) => isSame(each, mac(secret, body)))
    }
    case 'TIMED':
      return isTimed(headers[scheme.header] ?? '', scheme.separator, proof)
    case 'STANDARD':
      return isStandard(scheme.prefix, proof)
    case 'TOKEN':
      return isToken(headers[scheme.header] ?? '', secret)
    case 'AUTHORIZATION':
      return carriesSecretAnyway(body, headers, secret)
    default:
      return scheme satisfies never
  }
}

/** Whether a delivery is proven in one of the ways in which its system may prove itself. */
export function isProven(schemes: readonly Scheme[], proof: Proof): boolean {
  return schemes.some((scheme) => proves(scheme, proof))
}

/** How each system proves itself. */
export const schemes = {
  alertmanager: [{ kind: 'BODY', header: 'x-grafana-alerting-signature', prefix: '' }, { kind: 'AUTHORIZATION' }],
  /** It signs nothing: Basic authentication, else a header of one's own. */
  'azure-devops': [{ kind: 'AUTHORIZATION' }, { kind: 'TOKEN', header: 'x-leadline-token' }],
  /** It signs nothing: `Authorization` or one of ours, as custom headers; whoever sends to its DORA metrics has a key. */
  datadog: [
    { kind: 'AUTHORIZATION' },
    { kind: 'TOKEN', header: 'x-leadline-token' },
    { kind: 'TOKEN', header: 'dd-api-key' },
  ],
  flagsmith: [{ kind: 'BODY', header: 'x-flagsmith-signature', prefix: '' }, { kind: 'AUTHORIZATION' }],
  /** As a provider of the type `generic-hmac` signs. */
  flux: [{ kind: 'BODY', header: 'x-signature', prefix: 'sha256=' }],
  github: [{ kind: 'BODY', header: 'x-hub-signature-256', prefix: 'sha256=' }],
  gitlab: [
    { kind: 'STANDARD', prefix: 'webhook' },
    { kind: 'TOKEN', header: 'x-gitlab-token' },
  ],
  'incident-io': [
    { kind: 'STANDARD', prefix: 'webhook' },
    { kind: 'STANDARD', prefix: 'svix' },
  ],
  jira: [{ kind: 'BODY', header: 'x-hub-signature', prefix: 'sha256=' }, { kind: 'AUTHORIZATION' }],
  /** It signs nothing: a header of one's own. */
  'jira-service-management': [{ kind: 'AUTHORIZATION' }, { kind: 'TOKEN', header: 'x-leadline-token' }],
  launchdarkly: [{ kind: 'BODY', header: 'x-ld-signature', prefix: '' }, { kind: 'AUTHORIZATION' }],
  pagerduty: [{ kind: 'BODY', header: 'x-pagerduty-signature', prefix: 'v1=' }, { kind: 'AUTHORIZATION' }],
  sentry: [{ kind: 'BODY', header: 'sentry-hook-signature', prefix: '' }],
  /** What its scripts set; it signs nothing. */
  servicenow: [{ kind: 'AUTHORIZATION' }, { kind: 'TOKEN', header: 'x-leadline-token' }],
  /** It signs nothing: what its integration is told to send as `Authorization`. */
  unleash: [{ kind: 'AUTHORIZATION' }],
} as const satisfies Readonly<Record<string, readonly Scheme[]>>
