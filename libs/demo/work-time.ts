import { weekday } from '#domain/calendar'
import { DAY, HOUR, type Instant, SECOND } from '#domain/instant'

/** The invented company works from 8 to 18 o'clock UTC, Mondays to Fridays. */
const opens = 8
const closes = 18

/** Share of a normal day's work done on each weekday, Monday first. */
const byWeekday = [0.9, 1.15, 1.15, 1.1, 0.7, 0, 0] as const

/** First instant of the day that holds `at`. */
export function midnight(at: Instant): Instant {
  return Math.floor(at / DAY) * DAY
}

/** How busy the day is: 1 on an average working day, 0 at weekends, little between the years. */
export function busyness(day: Instant): number {
  const share = byWeekday[weekday(day / DAY)] ?? 0
  const date = new Date(day).toISOString().slice(5, 10)
  return date >= '12-22' || date <= '01-02' ? share * 0.15 : share
}

/** The instant itself where it is in working time, else the same minute of the last working hour before it. */
export function workingBefore(at: Instant): Instant {
  const day = midnight(at)
  const sinceMidnight = at - day
  const minute = sinceMidnight % HOUR
  if (weekday(day / DAY) < 5) {
    if (sinceMidnight >= closes * HOUR) return day + (closes - 1) * HOUR + minute
    if (sinceMidnight >= opens * HOUR) return at
  }
  return workingBefore(day - DAY + (closes - 1) * HOUR + minute)
}

/** The instant itself where it is in working time, else the same minute of the first working hour after it. */
export function workingAfter(at: Instant): Instant {
  const day = midnight(at)
  const sinceMidnight = at - day
  const minute = sinceMidnight % HOUR
  if (weekday(day / DAY) < 5) {
    if (sinceMidnight < opens * HOUR) return day + opens * HOUR + minute
    if (sinceMidnight < closes * HOUR) return at
  }
  return workingAfter(day + DAY + opens * HOUR + minute)
}

/** The last working day that began at least so many days before `end`, itself a midnight. */
export function workingDay(end: Instant, daysAgo: number): Instant {
  let day = end - daysAgo * DAY
  while (weekday(day / DAY) > 4) day -= DAY
  return day
}

/** People and pipelines of the demo keep whole seconds. */
export function wholeSecond(at: Instant): Instant {
  return Math.round(at / SECOND) * SECOND
}
