import type { FlagCode } from '#domain/stream-history'
import type { DataQualityFlagType } from './flag.type.ts'

const messages: Readonly<Record<FlagCode, string>> = {
  NO_PREDECESSOR: 'The first deployment here: nothing says what it brought.',
  NEGATIVE_SPAN: 'Clocks disagree: a moment lies before the one it should follow. Check the clocks of the senders.',
  IMPLAUSIBLE_CLOCK: 'A date of authorship cannot be true and was set aside.',
  MISSING_COMMIT:
    'Its commit, or one between it and what was live before, is not known. npx leadline unattributed and the page Coverage say what is missing, and what repairs it.',
  MISSING_REQUEST: 'A request is named but not known. Post its pull_request event.',
  MISSING_START: 'The time that the definition starts from is not known.',
  LOW_COVERAGE: 'Less than 80 % of what is needed is known.',
  PROVISIONAL: 'The window ended less than seven days ago: late events may still change this.',
  SMALL_SAMPLE: 'Too few samples to judge by.',
  APPROXIMATE: 'Computed from a sketch, not from every value.',
}

/** The doubts about one record. */
export function flagViews(codes: readonly FlagCode[]): DataQualityFlagType[] {
  const counts = new Map<FlagCode, number>()
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts].map(([code, count]) => ({ code, count, message: messages[code] }))
}
