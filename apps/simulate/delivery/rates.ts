import { HOUR, type Milliseconds } from '#domain/instant'
import { restored } from './recovery.ts'
import { attentionUnder, developerShare, duties, type Team, teamShare } from './team.ts'

const week = 40 * HOUR
/** Of the sizes of changes, in usual ones: `Math.exp(0.5)`, times the few that sprawl. */
export const meanSize = Math.exp(0.5) * 1.06
/** How much of an author's time the review of a change takes of its reviewer. */
export const reviewShare = 0.25

/** How many of what a team does, so that as much is deployed as is wanted. */
export interface Rates {
  /** Changes in a week of five working days. */
  readonly changes: number
  readonly developers: number
  /** Requests that are reviewed at a time. */
  readonly reviewers: number
  /** Between the changes of a developer, in working time while there are no other duties. */
  readonly pause: Milliseconds
  /** Trains in a week of five working days. */
  readonly trains: number
  /** Of a week, how long a departure keeps the next one waiting. */
  readonly held: number
}

export function ratesOf(team: Team, deploysAWeek: number): Rates {
  const repairs = 1 + team.failureRate * team.fixesForward
  const departures = deploysAWeek / (repairs * teamShare)
  // While one is on its way, or is being restored, merges wait for the next.
  const restoring = (team.failureRate * restored(team)) / week
  const held = team.rollout / week + restoring
  const changes = team.hasTrains ? departures * team.changesPerTrain : changesFor(departures, held)
  const coding = team.coding * meanSize
  const developers = Math.max(2, Math.ceil((changes * coding * 2) / (week * developerShare)))
  return {
    changes,
    developers,
    reviewers: Math.max(1, Math.round((changes * coding * reviewShare * 2) / week)),
    pause: pauseFor(changes / (developers * developerShare * week), coding),
    trains: trainsFor(departures / (1 - Math.min(0.5, departures * restoring)), changes),
    held,
  }
}

/** Departures of changes that are deployed as they come; those that come while one is on its way leave together. */
export function departuresOf(changes: number, held: number): number {
  return 1 / (held + Math.exp(-changes * held) / changes)
}

/** The changes that make so many departures; found by halving. */
export function changesFor(departures: number, held: number): number {
  let low = departures
  let high = 20 * departures
  while (high - low > departures / 1_000) {
    const changes = (low + high) / 2
    if (departuresOf(changes, held) < departures) low = changes
    else high = changes
  }
  return (low + high) / 2
}

/** How many trains must run so that so many of them carry something. */
export function trainsFor(departures: number, changes: number): number {
  let trains = departures
  for (let round = 0; round < 50; round += 1) trains = departures / (1 - Math.exp(-changes / trains))
  return trains
}

/** How many of the trains carry something. */
export function filledOf(trains: number, changes: number): number {
  return trains * (1 - Math.exp(-changes / trains))
}

/** The pause after which changes begin at this rate, other duties included; found by halving. */
function pauseFor(rate: number, coding: Milliseconds): Milliseconds {
  let low = 0
  let high = 2 / rate
  while (high - low > 1_000) {
    const pause = (low + high) / 2
    if (rateWith(pause, coding) > rate) low = pause
    else high = pause
  }
  return (low + high) / 2
}

/** Other duties at once are Poisson: they come at any time and go by themselves. */
function rateWith(pause: Milliseconds, coding: Milliseconds): number {
  let rate = 0
  let share = Math.exp(-duties)
  for (let atOnce = 0; atOnce < 8; atOnce += 1) {
    rate += share / (coding + pause / attentionUnder(atOnce))
    share *= duties / (atOnce + 1)
  }
  return rate
}
