/** What of a definition the pages let one choose, as it stands in the address and as the API takes it. Pure. */

export const leadStarts = ['FIRST_COMMIT', 'COMMITTED', 'PUSHED', 'PR_OPENED', 'MERGED'] as const
export type LeadStart = (typeof leadStarts)[number]
export const leadUnits = ['CHANGE', 'COMMIT', 'DEPLOYMENT'] as const
export type LeadUnit = (typeof leadUnits)[number]
export const writers = ['HUMAN', 'AGENT', 'BOT', 'UNKNOWN'] as const
export type Writer = (typeof writers)[number]

export interface DefinitionChoice {
  readonly unit: LeadUnit
  /** A commit by itself begins with the commit: other starts belong to requests. */
  readonly start: LeadStart
  readonly excludeWeekend: boolean
  /** Null: everybody. */
  readonly authorship: Writer | null
}

export const ownDefinition: DefinitionChoice = {
  unit: 'CHANGE',
  start: 'FIRST_COMMIT',
  excludeWeekend: false,
  authorship: null,
}

/** The starts that go with a unit. */
export function startsOf(unit: LeadUnit): readonly LeadStart[] {
  return unit === 'COMMIT' ? leadStarts.slice(0, 2) : leadStarts
}

/** Takes anything; what it does not understand is as in our own definition. */
export function parseDefinition(parameters: URLSearchParams): DefinitionChoice {
  const unit = leadUnits.find((known) => known === parameters.get('unit')) ?? ownDefinition.unit
  return {
    unit,
    start: startsOf(unit).find((known) => known === parameters.get('start')) ?? ownDefinition.start,
    excludeWeekend: parameters.get('weekends') === 'out',
    authorship: writers.find((known) => known === parameters.get('by')) ?? null,
  }
}

/** Writes what differs from our own definition. */
export function formatDefinition(choice: DefinitionChoice, parameters: URLSearchParams): void {
  if (choice.unit !== ownDefinition.unit) parameters.set('unit', choice.unit)
  if (choice.start !== ownDefinition.start) parameters.set('start', choice.start)
  if (choice.excludeWeekend) parameters.set('weekends', 'out')
  if (choice.authorship !== null) parameters.set('by', choice.authorship)
}

/** What of an address was no definition, each as a sentence that also says what is counted. */
export function definitionFaults(parameters: URLSearchParams): string[] {
  const used = new URLSearchParams()
  formatDefinition(parseDefinition(parameters), used)
  const defaults: Readonly<Record<string, string>> = {
    unit: ownDefinition.unit,
    start: ownDefinition.start,
    weekends: 'in',
    by: 'everybody',
  }
  return Object.entries(defaults).flatMap(([name, otherwise]) => {
    const given = parameters.get(name)
    if (given === null || given === otherwise || given === used.get(name)) return []
    return [`${name}=${given.slice(0, 60)} is no part of a definition that fits. Counted instead: ${otherwise}.`]
  })
}

export function isOwnDefinition(choice: DefinitionChoice): boolean {
  return definitionInput(choice) === null
}

/** `DefinitionInput` of the API; null for our own definition. */
export function definitionInput(choice: DefinitionChoice): Readonly<Record<string, unknown>> | null {
  const input = {
    ...(choice.unit !== ownDefinition.unit && { unit: choice.unit }),
    ...(choice.start !== ownDefinition.start && { start: choice.start }),
    ...(choice.excludeWeekend && { excludeWeekend: true }),
    ...(choice.authorship !== null && { authorship: [choice.authorship] }),
  }
  return Object.keys(input).length === 0 ? null : input
}

export const unitWords: Readonly<Record<LeadUnit, string>> = {
  CHANGE: 'each change',
  COMMIT: 'each commit',
  DEPLOYMENT: 'each deployment',
}
export const startWords: Readonly<Record<LeadStart, string>> = {
  FIRST_COMMIT: 'its first commit',
  COMMITTED: 'being committed',
  PUSHED: 'its first push',
  PR_OPENED: 'the opening of its request',
  MERGED: 'the merge of its request',
}
export const writerWords: Readonly<Record<Writer, string>> = {
  HUMAN: 'people',
  AGENT: 'agents',
  BOT: 'bots',
  UNKNOWN: 'nobody who is known',
}

/** How a choice differs from our own definition: `lead time of each commit, without weekends`. */
export function definitionWords(choice: DefinitionChoice): string {
  const { unit, start, excludeWeekend, authorship } = choice
  return [
    ...(unit === ownDefinition.unit ? [] : [`lead time of ${unitWords[unit]}`]),
    ...(start === ownDefinition.start ? [] : [`lead time from ${startWords[start]}`]),
    ...(excludeWeekend ? ['durations without weekends'] : []),
    ...(authorship === null
      ? []
      : [`lead time, failures and rework of what was written by ${writerWords[authorship]}`]),
  ].join(', ')
}
