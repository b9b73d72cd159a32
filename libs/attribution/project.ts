import type { StreamHistory } from '#domain/stream-history'
import type { AttributionInput, SequenceInput } from './stream-input.ts'

/** Runs merged into deployments, with kind, outcome and the commits that each one brought. */
export interface Sequence {
  readonly input: SequenceInput
  /** Commits that the second step needs in full: the new ones of the tail, by repository. */
  readonly asked: ReadonlyMap<string, ReadonlySet<string>>
}

/** First step: order the runs, merge arrivals, name the kinds, and walk the commit graph. */
export declare function sequence(input: SequenceInput): Sequence

/**
 * Second step: fold commits into changes, time them, and settle what failed and what repaired it.
 * `deployments` and `failures` of the result are those of the whole stream (a new rollback may blame an old deployment);
 * `changes` and `commits` are those of the tail.
 */
export declare function attribute(sequence: Sequence, input: AttributionInput): StreamHistory
