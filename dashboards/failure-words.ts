/** Whether what went wrong with a deployment is in the change failure rate. Pure. */
import { kindWords } from './words.ts'

const countedKinds: ReadonlySet<string> = new Set(['CODE', 'CONFIG'])

/** Why the change failure rate leaves out a deployment that something points at; null where it counts it as failed. */
export function leftOutOfFailures({
  kind,
  outcome,
}: {
  readonly kind: string
  readonly outcome: string
}): string | null {
  if (!countedKinds.has(kind))
    return `change failure counts deployments of kind code and configuration, and this one is of kind ${kindWords(kind).toLowerCase()}`
  return outcome === 'IN_PROGRESS' ? 'it has not ended' : null
}
