/** The links of the chain from commit to live, and the times between them. Pure. */

export type StepKind = 'commit' | 'request' | 'build' | 'input' | 'artifact' | 'config' | 'sync' | 'rollout' | 'live'

/**
 * `missing` is a hole: it should be known and is not. `none` is no part of this way. `waiting` has begun and not ended.
 * `bad` ended otherwise than it should.
 */
export type StepState = 'known' | 'missing' | 'none' | 'waiting' | 'bad'

/** What leads to a step. */
export interface Joint {
  /** From the end of the last step with a known time to the beginning of this one; null where one is not known. */
  readonly seconds: number | null
  /** The step that is measured from, where it is not the one just before. */
  readonly since: string | null
  /** How the step is known to belong here, and how surely. */
  readonly how: string | null
  readonly confidence: string | null
}

export interface Step {
  readonly kind: StepKind
  readonly title: string
  readonly name: string | null
  /** Where more of it stands. */
  readonly href: string | null
  readonly from: string | null
  readonly to: string | null
  /** The stage of lead time that goes on between both. */
  readonly stage: string | null
  readonly state: StepState
  readonly words: string | null
  /** What would fill the hole. */
  readonly mend: string | null
  /** Null for the first. */
  readonly joint: Joint | null
}

/** A step before it stands in a chain. */
export interface Draft extends Omit<Step, 'joint'> {
  readonly how?: Pick<Joint, 'how' | 'confidence'>
  /** It went on during the step before: no time lies between, and what follows is not measured from it. */
  readonly aside?: boolean
}

/** One of the ends of a chain: what happens at one placement. */
export interface Branch {
  readonly title: string
  readonly steps: readonly Step[]
}

export interface Chain {
  readonly title: string
  readonly steps: readonly Step[]
  readonly branches: readonly Branch[]
}

/** A step with nothing known, over which a builder puts what is. */
export function draft(kind: StepKind, title: string, given: Partial<Draft> = {}): Draft {
  return {
    kind,
    title,
    name: null,
    href: null,
    from: null,
    to: null,
    stage: null,
    state: 'known',
    words: null,
    mend: null,
    ...given,
  }
}

/** The last moment that is known of a chain, and whose it is. */
export interface Known {
  readonly title: string
  readonly at: string
  /** Whether it stands just before what follows. */
  readonly near: boolean
}

function endOf({ title, from, to }: Draft): Known | null {
  const at = to ?? from
  return at === null ? null : { title, at, near: true }
}

/** What the next step is measured from. */
function following(step: Draft, last: Known | null): Known | null {
  const end = step.aside === true ? null : endOf(step)
  return end ?? (last === null ? null : { ...last, near: false })
}

/** Steps in their order with what leads to each; `before` is what they follow on. */
export function joined(drafts: readonly Draft[], before: Known | null = null): Step[] {
  let last = before
  return drafts.map((given, place) => {
    const { how, aside = false, ...step } = given
    const began = aside ? null : (step.from ?? step.to)
    const seconds = last === null || began === null ? null : (Date.parse(began) - Date.parse(last.at)) / 1000
    const since = seconds === null || last === null || last.near ? null : last.title
    const isFirst = place === 0 && before === null && how === undefined
    const joint = { seconds, since, how: how?.how ?? null, confidence: how?.confidence ?? null }
    last = following(given, last)
    return { ...step, joint: isFirst ? null : joint }
  })
}

/** The last known moment of steps, for what follows on them. */
export function lastKnown(steps: readonly Draft[], before: Known | null = null): Known | null {
  let last = before
  for (const step of steps) last = following(step, last)
  return last
}
