/** Who makes up the services: formulas, people at work, or the weeks of a real history in another order. */
export type Generator = 'FIRST' | 'SECOND' | 'HISTORY'

/** What becomes different when the weeks before are over; factors are 1 where left out. */
export interface Scenario {
  readonly leadTime?: number
  readonly frequency?: number
  readonly volume?: number
  /** Share of deployments that fail from then on. */
  readonly failureShare?: number
  readonly isBlocked?: boolean
  readonly driftAWeek?: number
  readonly badWeekFactor?: number
  readonly isHoliday?: boolean
  readonly splitShare?: number
  /** All is as before again after so many weeks. */
  readonly untilWeek?: number
}

/** What is looked at beside the alerts. */
export type Aside = 'NAIVE' | 'COVERAGE' | 'MANY_SERVICES' | 'ARRIVAL'

/** Services of one kind, made up and watched. */
export interface Cell {
  readonly name: string
  readonly generator: Generator
  /** Deployments a week; of a history they are what they are. */
  readonly perWeek: number
  /** After the weeks before. */
  readonly weeks: number
  readonly failureShare: number
  readonly scenario: Scenario
  readonly asides: readonly Aside[]
  /** How many; null for as many as are asked for. */
  readonly services: number | null
}

/** Weeks before anything is counted or changes. */
export const weeksBefore = 20

/** Which of them, in words. */
export function worldOf(generator: Generator): string {
  return { FIRST: 'formulas', SECOND: 'people', HISTORY: 'shuffled history' }[generator]
}
