import type { Instant } from '#domain/instant'
import type { Ending } from './detectors/excursion.ts'
import type { Direction } from './detectors/lead-time.ts'
import type { Detector } from './detectors/sensitivity.ts'

/** WATCH is shown on pages and in digests; of an ALERT somebody is told. */
export type Level = 'ALERT' | 'WATCH'

/** Something that moved, as far as it is known at a moment: recomputed from facts each time. */
export interface Finding {
  readonly detector: Detector
  readonly direction: Direction
  readonly level: Level
  /** It began between these: the unit in which the evidence starts to count. */
  readonly onset: { readonly from: Instant; readonly to: Instant }
  /** When the evidence was enough. */
  readonly openedAt: Instant
  readonly ended: { readonly at: Instant; readonly how: Ending } | null
  /** In the unit of the detector: seconds, deployments a week, or a share. Null where there is none. */
  readonly before: number | null
  readonly after: number | null
  /** A plain threshold was passed, which stands in `before`; left out: the metric's own test found it. */
  readonly isPlain?: true
  /** Why it is watched only, though the metric moved enough to tell; left out where nothing holds it. */
  readonly held?: 'LOW_COVERAGE' | 'COVERAGE_MOVED'
  /** What `before` was measured over: from the first of what was usual to the onset. */
  readonly usualFrom: Instant
}
