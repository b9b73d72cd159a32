import { parseDuration } from '#domain/duration'
import { DAY, type Instant, type Milliseconds } from '#domain/instant'
import { isTimeZone } from '#domain/time-zone'
import { windowOf } from '#domain/window'

/** What an embed can show. */
export const embedParts = ['METRIC', 'STAGES', 'SERVICE', 'DASHBOARD'] as const
export type EmbedPart = (typeof embedParts)[number]

export const embedMetrics = [
  'deploymentFrequency',
  'leadTimeForChanges',
  'changeFailureRate',
  'timeToRestore',
  'deploymentReworkRate',
] as const
export type EmbedMetric = (typeof embedMetrics)[number]

export const embedThemes = ['AUTO', 'LIGHT', 'DARK'] as const
export type EmbedTheme = (typeof embedThemes)[number]

/** A window as it is kept: of a length that ends now, or fixed. */
export type EmbedWindow = { readonly last: string } | { readonly from: Instant; readonly to: Instant }

/** What an embed is of. Its holder can change none of it. */
export interface EmbedLock {
  readonly part: EmbedPart
  /** There where the part is METRIC. */
  readonly metric: EmbedMetric | null
  /** Null where the part is DASHBOARD. */
  readonly service: string | null
  /** Name of the dashboard; null unless the part is DASHBOARD. */
  readonly dashboard: string | null
  readonly environment: string
  readonly window: EmbedWindow
  readonly timeZone: string
  readonly theme: EmbedTheme
}

/** An embed as it stands. */
export interface Embed extends EmbedLock {
  readonly publicId: string
  readonly name: string
  /** Where it may be shown: in frames, and by scripts. */
  readonly origins: readonly string[]
  /** The source of the token that made it. */
  readonly createdBy: string
  readonly createdAt: Instant
  readonly expiresAt: Instant
  readonly revokedAt: Instant | null
}

export const longestEmbed: Milliseconds = 366 * DAY
export const usualEmbed: Milliseconds = 90 * DAY
export const mostOrigins = 20

/**
 * The origin that a text names, as browsers write it; null where it names none. Only whole origins of the web: no
 * wildcards, paths, names or passwords.
 */
export function originOf(text: string): string | null {
  if (text.length > 300) return null
  try {
    const { origin, protocol, href, hostname } = new URL(text)
    const isWeb = protocol === 'https:' || protocol === 'http:'
    return isWeb && href === `${origin}/` && /^[a-z0-9.:[\]-]+$/.test(hostname) ? origin : null
  } catch {
    return null
  }
}

/** About how many days a window lasts. */
function daysOf(window: EmbedWindow, timeZone: string, now: Instant): number {
  const result = windowOf({ ...window, timeZone }, now)
  return result.ok ? (result.window.to - result.window.from) / DAY : 0
}

/** Steps of a trend that stay readable: as on the pages, days up to six weeks, weeks up to fourteen months, else months. */
export function stepsOf({ window, timeZone }: EmbedLock, now: Instant): 'DAY' | 'WEEK' | 'MONTH' {
  const days = daysOf(window, timeZone, now)
  if (days <= 43) return 'DAY'
  return days <= 430 ? 'WEEK' : 'MONTH'
}

/** What somebody wants embedded. */
export interface WantedEmbed extends EmbedLock {
  readonly name: string
  readonly origins: readonly string[]
  readonly expiresAt: Instant
}

export interface EmbedFault {
  readonly code: string
  readonly message: string
  readonly field: string
}

function fault(code: string, message: string, field: string): EmbedFault[] {
  return [{ code, message, field }]
}

function endFaults(expiresAt: Instant, now: Instant): EmbedFault[] {
  if (expiresAt <= now) return fault('IN_THE_PAST', 'An embed must end in the future.', 'expiresAt')
  const message = 'An embed lasts a year at most; make another before it ends.'
  return expiresAt - now > longestEmbed ? fault('TOO_LONG', message, 'expiresAt') : []
}

function originFaults(origins: readonly string[]): EmbedFault[] {
  if (origins.length > mostOrigins) return fault('TOO_MANY', `Give at most ${mostOrigins} origins.`, 'origins')
  const message =
    'An origin is the beginning of an address, such as https://wiki.example, without a path and without *.'
  return origins.some((origin) => originOf(origin) === null) ? fault('BAD_ORIGIN', message, 'origins') : []
}

function windowFaults(window: EmbedWindow, timeZone: string, now: Instant): EmbedFault[] {
  if (!isTimeZone(timeZone)) return fault('BAD_TIME_ZONE', 'Give an IANA name such as Europe/Berlin.', 'timeZone')
  if ('last' in window && parseDuration(window.last) === null)
    return fault('BAD_WINDOW', 'Give a duration such as P90D.', 'last')
  const result = windowOf({ ...window, timeZone }, now)
  return result.ok ? [] : fault('BAD_WINDOW', result.error.message, result.error.field)
}

/** A dashboard is one whole; everything else is of a service. */
function subjectFaults(part: EmbedPart, service: string | null, dashboard: string | null): EmbedFault[] {
  if (part === 'DASHBOARD') {
    if (dashboard === null) return fault('BAD_DASHBOARD', 'Name the dashboard for the part DASHBOARD.', 'dashboard')
    const message = 'A dashboard is embedded whole, with the service that it begins with; leave out the service.'
    return service === null ? [] : fault('BAD_SERVICE', message, 'service')
  }
  if (service === null) return fault('BAD_SERVICE', 'Name the service.', 'service')
  return dashboard === null
    ? []
    : fault('BAD_DASHBOARD', 'Name a dashboard for the part DASHBOARD, and for no other.', 'dashboard')
}

/** What cannot be embedded so; empty when it can. Whether the service is known is not looked at here. */
export function embedFaults(wanted: WantedEmbed, now: Instant): EmbedFault[] {
  const { name, part, metric, service, dashboard, origins, window, timeZone, expiresAt } = wanted
  const isNamed = /^[^\p{Cc}]{1,300}$/u.test(name) && name.trim() !== ''
  return [
    ...(isNamed ? [] : fault('BAD_NAME', 'A name has 1 to 300 characters.', 'name')),
    ...((part === 'METRIC') === (metric !== null)
      ? []
      : fault('BAD_METRIC', 'Name a metric for the part METRIC, and for no other.', 'metric')),
    ...subjectFaults(part, service, dashboard),
    ...originFaults(origins),
    ...windowFaults(window, timeZone, now),
    ...endFaults(expiresAt, now),
  ]
}
