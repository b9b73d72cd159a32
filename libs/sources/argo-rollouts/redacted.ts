import { redactedBody } from '../source.ts'
import { reducedNotification } from './reduced.ts'

/** Words that the template of the README itself writes. */
const ours: ReadonlySet<string> = new Set(
  [
    'v event at cluster rollout uid name namespace labels revision containers image workloadRef progressDeadlineAbort status',
    'analysisRuns completed updated aborted paused analysis run failed true false null nil map no value',
  ].flatMap((line) => line.split(' ')),
)

/** What of a notification is stored: what is read of it; of one that is no JSON its shape. Never throws. */
export function redacted(body: Buffer): Buffer {
  return redactedBody(body, ours, reducedNotification)
}
