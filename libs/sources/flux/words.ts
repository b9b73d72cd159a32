import { shortMessage } from '#domain/masked-text'

/** Where a message may begin to quote: a manifest that was refused, or one of its fields. */
const quotes = /["`]/

/** What may be a key or a password, for it is no word. */
const opaque = /[A-Za-z0-9+=_]{32,}/g

/** The release that a message names, whose chart may have a whole commit in its version: that is no secret. */
const namedRelease = /^(.*?\brelease [^\s/]{1,253}\/\S{1,253}(?: with chart [^@\s]{1,250}@[^\s:]{1,200})?)(.*)$/

/** The first line of a failure, up to where values may stand in it, and no credentials; null where nothing is left. */
export function firstLine(message: string | null): string | null {
  const [told = ''] = shortMessage(message ?? '').split(quotes, 1)
  const [, named = '', rest = told] = namedRelease.exec(told) ?? []
  return `${named}${rest.replace(opaque, '…')}`.trim() || null
}

const changed = /^([A-Z]\w*)\/(\S+) (created|configured|deleted|unchanged|skipped)$/

export interface ChangedObject {
  readonly kind: string
  readonly action: string
}

/** Objects that an apply or a removal changed, one a line; empty where the message is another. */
export function changesIn(message: string | null): ChangedObject[] {
  return (message ?? '').split('\n').flatMap((line) => {
    const [, kind, , action] = changed.exec(line.trim()) ?? []
    return kind === undefined || action === undefined ? [] : [{ kind, action }]
  })
}

const passed = /^Health check passed in ([0-9hms.µn]{1,30})$/

/** How long a health check took that passed, in milliseconds; null where the message is another. */
export function healthyAfter(message: string | null): number | null {
  const [, text] = passed.exec(message ?? '') ?? []
  return text === undefined ? null : durationOf(text)
}

const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, µs: 0.001, ns: 0.000_001 }

/** A duration as Go writes it (`1h2m3.5s`), in milliseconds; 0 where it is none. */
export function durationOf(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|µs|ns)/g)]
  return parts.reduce((sum, [, amount = '0', unit = '']) => sum + Number(amount) * (units[unit] ?? 0), 0)
}

/** What a message of helm-controller says of the release that it speaks of. */
export interface ToldRelease {
  readonly namespace: string
  /** Counted up by each action of Helm; null where the message does not say it. */
  readonly version: string | null
  readonly chart: { readonly name: string; readonly version: string } | null
}

const release = /\brelease ([^\s/]{1,253})\/(\S{1,253}?)(?:\.v(\d{1,9}))?(?=[\s:]|$)/
const chart = /\bwith chart ([^@\s]{1,250})@([^\s:]{1,200})/

export function releaseIn(message: string | null): ToldRelease | null {
  const [line = ''] = (message ?? '').split('\n', 1)
  const [, namespace, , version] = release.exec(line) ?? []
  if (namespace === undefined) return null
  const [, name, chartVersion] = chart.exec(line) ?? []
  const told = name === undefined || chartVersion === undefined ? null : { name, version: chartVersion }
  return { namespace, version: version ?? null, chart: told }
}
