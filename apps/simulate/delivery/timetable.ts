import { DAY, HOUR, type Instant, type Milliseconds, MINUTE } from '#domain/instant'
import type { Chance } from './chance.ts'
import { filledOf, type Rates, trainsFor } from './rates.ts'
import type { Team } from './team.ts'

/** When what is merged may leave for production: at once while somebody is there, or with the next train. */
export interface Timetable {
  /** The first departure that is not before a moment. */
  next(at: Instant): Instant
}

const week = 40 * HOUR
/** Somebody stays to watch what was merged at the end of the day. */
const staysOn = 90 * MINUTE

interface Change {
  readonly from: Instant
  /** Of departures, and of the changes that there are for them. */
  readonly departures: number
  readonly changes: number
}

/** @param change what becomes different from a moment on; null for nothing */
export function timetableOf(team: Team, rates: Rates, change: Change | null, chance: Chance): Timetable {
  if (!team.hasTrains) return { next: (at) => unfrozen(team, at, (from) => team.calendar.next(from, staysOn)) }
  const before = new Trains(team, week / rates.trains, chance.uniform() * (week / rates.trains))
  if (change === null || change.departures === 1)
    return { next: (at) => unfrozen(team, at, (from) => before.next(from)) }

  const departures = filledOf(rates.trains, rates.changes) * change.departures
  const every = week / trainsFor(departures, Math.max(1.02 * departures, rates.changes * change.changes))
  const after = new Trains(team, every, team.calendar.worked(change.from) + chance.uniform() * every)
  const next = (at: Instant): Instant => {
    const first = before.next(at)
    return first < change.from ? first : after.next(Math.max(at, change.from))
  }
  return { next: (at) => unfrozen(team, at, next) }
}

/** Trains that leave after so much working time each. */
class Trains {
  private readonly team: Team
  private readonly every: Milliseconds
  private readonly first: Milliseconds

  constructor(team: Team, every: Milliseconds, first: Milliseconds) {
    this.team = team
    this.every = every
    this.first = first
  }

  next(at: Instant): Instant {
    const { calendar } = this.team
    let train = Math.max(0, Math.ceil((calendar.worked(at) - this.first) / this.every))
    // A moment after work has as much work behind it as the end of the day.
    while (calendar.at(this.first + train * this.every) < at) train += 1
    return calendar.at(this.first + train * this.every)
  }
}

function unfrozen({ isFrozen, calendar }: Team, at: Instant, next: (at: Instant) => Instant): Instant {
  let departure = next(at)
  for (;;) {
    const day = calendar.dayOf(departure)
    if (isFrozen[day] !== true) return departure
    departure = next(calendar.midnight + (day + 1) * DAY)
  }
}
