/** Doubts about an answer, in words. Pure. */
import type { Certainty, Flag, Quality } from './answers.ts'
import { plural } from './format.ts'

export interface Chip {
  readonly text: string
  /** The whole story, for a tooltip and for screen readers. */
  readonly explanation: string
  readonly tone: 'note' | 'warning'
}

const chipTexts: Readonly<Record<string, string>> = {
  LOW_COVERAGE: 'low coverage',
  PROVISIONAL: 'provisional',
  SMALL_SAMPLE: 'few samples',
  APPROXIMATE: 'approximate',
  NO_PREDECESSOR: 'first deployment',
  NEGATIVE_SPAN: 'clocks disagree',
  IMPLAUSIBLE_CLOCK: 'implausible dates',
  MISSING_COMMIT: 'commits missing',
  MISSING_REQUEST: 'requests missing',
  MISSING_START: 'starts missing',
  OTHER_ENVIRONMENT: 'another environment left out',
}

/** Doubts that belong to every healthy service at some time. */
const expected: ReadonlySet<string> = new Set(['PROVISIONAL', 'NO_PREDECESSOR'])
const baseline = 'A first deployment is the baseline: from the next one on it is known what each brought.'

/** A doubt of the API as a few words, its message as the explanation. */
export function chipOf({ code, message }: Flag): Chip {
  const text = chipTexts[code] ?? code.toLowerCase().replaceAll('_', ' ')
  const explanation = code === 'NO_PREDECESSOR' ? `${message} ${baseline}` : message
  return { text, explanation, tone: expected.has(code) ? 'note' : 'warning' }
}

/** The commit is not certain. */
export const guessed: Chip = {
  text: 'guessed',
  explanation:
    'It is not certain which commit it was built from; opened, its evidence tells why, and what corrects it.',
  tone: 'warning',
}

export const discovered: Chip = {
  text: 'discovered',
  explanation:
    'It appeared by itself with its first event; nobody wrote it into leadline.yaml, which gives it a team and rules.',
  tone: 'note',
}

export const ofDemo: Chip = { text: 'demo', explanation: 'Made up: a service of the demo.', tone: 'note' }

/** A share in whole percent as the message beside it says it: never more than is there. */
function floored(share: number): string {
  return share > 0 && share < 0.01 ? '<\u00A01\u00A0%' : `${Math.floor(share * 100)}\u00A0%`
}

/** Every doubt about an answer, the server's flags first. Too few samples are said once. */
export function chipsOf({ flags = [], insufficient, coverage = null, sampleSize }: Certainty & Quality): Chip[] {
  const chips = flags.map((flag) => {
    const chip = chipOf(flag)
    const known = flag.code === 'LOW_COVERAGE' && coverage !== null
    return known ? { ...chip, text: `${chip.text}: ${floored(coverage)}` } : chip
  })
  const said = flags.some(({ code }) => code === 'SMALL_SAMPLE')
  if (!insufficient || said || sampleSize === 0) return chips
  const explanation = `Only ${plural(sampleSize, 'sample')}: too few to judge by.`
  return [...chips, { text: 'few samples', explanation, tone: 'warning' }]
}

interface Doubted {
  readonly sampleSize: number
  readonly chips: readonly Chip[]
}

/** Chips that all of these share, to be said once above them instead of at each. */
export function commonChips(views: readonly Doubted[]): Chip[] {
  const [first, ...rest] = views.some(({ sampleSize }) => sampleSize > 0)
    ? views.filter(({ sampleSize }) => sampleSize > 0)
    : views
  if (first === undefined || rest.length === 0) return []
  return first.chips
    .filter(({ text }) => rest.every((view) => view.chips.some((chip) => chip.text === text)))
    .map(({ text }) => sharedChip(views.flatMap((view) => view.chips.filter((chip) => chip.text === text))))
}

/** Fewer samples are few: `minN` of the definition, which the pages let nobody choose. */
const enough = 5

/** One chip for all that have it: what is true of each, where each has a number of its own. */
export function sharedChip(chips: readonly Chip[]): Chip {
  const [first] = chips
  if (first === undefined) throw new Error('nothing is shared by nobody')
  if (chips.every(({ explanation }) => explanation === first.explanation)) return first
  if (first.text === 'few samples')
    return { ...first, explanation: `Each of these numbers rests on few samples: fewer than ${enough}.` }
  return {
    ...first,
    explanation: `This holds for each of these numbers, in its own measure. Of one: ${first.explanation}`,
  }
}
