import type { Instant } from '#domain/instant'
import type { Digest, DigestAlert } from './digest.ts'

/** Of what a digest is. */
export interface DigestOf {
  readonly team: string | null
  /** Empty: all, or all of the team. */
  readonly services: readonly string[]
  readonly environment: string
  readonly from: Instant
  readonly to: Instant
  readonly timeZone: string
}

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : iso(at)
}

function alertData({ openedAt, noticedAt: _noticed, endedAt, ...alert }: DigestAlert): object {
  return { ...alert, openedAt: iso(openedAt), endedAt: isoOrNull(endedAt) }
}

/** A digest for machines: the form and its version, raw numbers, times as ISO 8601. Pure. */
export function digestData(digest: Digest, { from, to, timeZone, ...of }: DigestOf): Readonly<Record<string, unknown>> {
  return {
    format: 'leadline/digest',
    version: 1,
    team: of.team,
    services: of.services,
    environment: of.environment,
    window: { from: iso(from), to: iso(to), timeZone },
    changed: digest.changed.map(alertData),
    open: digest.open.map(alertData),
    leadTime: digest.leadTime,
    waiting: digest.waiting,
    openFailures: digest.failures.map(({ since, ...failure }) => ({ ...failure, since: iso(since) })),
    data: {
      sources: digest.sources.map(({ silentSince, ...source }) => ({ ...source, silentSince: isoOrNull(silentSince) })),
      gaps: digest.gaps,
      unknown: digest.unknown,
    },
  }
}
