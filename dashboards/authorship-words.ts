/** By whom the changes behind a lead time were written, in words. Pure. */
import type { LeadTimeByWriter } from './answers.ts'
import type { Writer } from './definition-choice.ts'
import { duration } from './format.ts'
import { unavailableWords } from './metric-view.ts'

/** Trailers and addresses tell of agents, and many leave none. */
const counted: Readonly<Record<Writer, string>> = {
  HUMAN: 'people',
  AGENT: 'agents at least',
  BOT: 'bots',
  UNKNOWN: 'not known by whom',
}

/** `people 40, median 1 d 2 h; agents at least 5, median 3 h`; null where there is one kind only, and it is not agents. */
export function authorshipText(kinds: readonly LeadTimeByWriter[]): string | null {
  const found = kinds.filter(({ sampleSize }) => sampleSize > 0)
  const hasAgents = found.some(({ authorship }) => authorship === 'AGENT')
  if (found.length < 2 && !hasAgents) return null
  const parts = found.map((kind) => `${counted[kind.authorship]} ${kind.sampleSize}, ${medianText(kind)}`)
  const doubt = hasAgents ? '. Many agents leave no trace: theirs is a lower bound' : ''
  return `${parts.join('; ')}${doubt}`
}

function medianText({ medianSeconds, unavailableReason }: LeadTimeByWriter): string {
  return medianSeconds === null
    ? unavailableWords(unavailableReason).toLowerCase()
    : `median ${duration(medianSeconds).text}`
}
