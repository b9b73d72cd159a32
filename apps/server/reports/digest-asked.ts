import type { Instant } from '#domain/instant'
import type { ScheduledReport } from '#reports/scheduled-report'
import type { AskInside } from '../ask-inside.ts'

/** What a digest is of, and whom it asks. */
export interface DigestAsked {
  readonly ask: AskInside
  readonly report: ScheduledReport
  readonly timeZone: string
  readonly from: Instant
  readonly to: Instant
}
