import type { AbortReason } from '#domain/delivery-event'
import type { Rollout } from './payload.ts'

/** How the message of an abort begins; what comes after it is the cause, and nothing does where a person aborted. */
const aborted = /^(?:RolloutAborted: )?Rollout (?:is aborted|aborted update to revision \d+)(?:: )?/

function ofWords(words: string): AbortReason {
  if (/timed out progressing|progress deadline/i.test(words)) return 'readiness_timeout'
  return /inconclusive/i.test(words) ? 'inconclusive' : 'analysis_failed'
}

function ofPhases(phases: readonly string[]): AbortReason | null {
  if (phases.some((phase) => phase === 'Failed' || phase === 'Error')) return 'analysis_failed'
  return phases.includes('Inconclusive') ? 'inconclusive' : null
}

/** What the condition says of an abort, without how it begins; null where it does not speak of one. */
function causeIn({ status }: Rollout): string | null {
  const progressing = status.conditions.find(({ type }) => type === 'Progressing')
  return progressing?.reason === 'RolloutAborted' ? (progressing.message ?? '').replace(aborted, '').trim() : null
}

/**
 * Why a rollout was aborted: what its condition says, else its analyses, else its deadline; a person, where none of these
 * is to blame and the abort itself was asked for. Null where nothing tells, as where the controller aborts by the deadline
 * and keeps no word of it.
 */
export function abortReasonOf(rollout: Rollout, runs: readonly string[]): AbortReason | null {
  const cause = causeIn(rollout)
  if (cause !== null && cause !== '') return ofWords(cause)
  const { status } = rollout
  const held = [status.canary, status.blueGreen].flatMap((strategy) => Object.values(strategy.analyses))
  const paused = status.pauseConditions.some(({ reason }) => reason?.startsWith('Inconclusive') === true)
  const found = ofPhases([...runs, ...held, ...(paused ? ['Inconclusive'] : [])])
  if (found !== null) return found
  const late = status.conditions.some(
    (each) => each.type === 'Progressing' && each.reason === 'ProgressDeadlineExceeded',
  )
  if (late) return 'readiness_timeout'
  return status.abort && !rollout.progressDeadlineAbort ? 'manual' : null
}
