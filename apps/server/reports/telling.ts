import { type Instant, MINUTE, SECOND } from '#domain/instant'
import { nextTime, type Timing } from '#reports/timing'
import type { Database } from '#storage/database'
import { putIntoOutbox } from '#storage/stores/outbox'
import { moveSchedule, type ReportSchedule, takeDueSchedule } from '#storage/stores/report-schedules'
import { tellDeployments } from '../notices/tell-deployments.ts'
import { subjectOf } from '../subject.ts'
import type { TellingOptions } from '../telling-options.ts'
import { NoReport } from './answered.ts'
import { contentOf } from './content.ts'

/** How often it is looked what is due. */
const lookEvery = 5 * SECOND
/** What could not be made is tried again after this. */
const mendPause = 5 * MINUTE
/** Reports of one look. */
const mostAtOnce = 100

export interface Telling {
  stop(): Promise<void>
}

/** Tells one, in the transaction in which it was taken. */
async function tell(tx: Database, schedule: ReportSchedule, options: TellingOptions, now: Instant): Promise<void> {
  const { id, channelId, nextAt } = schedule
  const content = await contentOf(schedule, options, now)
  // Times that passed while nothing ran are told together, as one.
  const next = nextTime(schedule.timing as Timing, now)
  if ('nothing' in content) return moveSchedule(tx, schedule, { nextAt: next, toldAt: null, message: content.nothing })
  const notification = { ...content, subject: subjectOf(content.subject) }
  await putIntoOutbox(tx, { channelId, key: `report ${id} ${nextAt}`, notification, at: now })
  await moveSchedule(tx, schedule, { nextAt: next, toldAt: now, message: null })
}

/** Tells one that is due, once however many processes look; false where none is. One that fails stands in nobody's way. */
async function tellOne(options: TellingOptions): Promise<boolean> {
  const { db, clock, report } = options
  const now = clock()
  let taken = null as ReportSchedule | null
  try {
    await db.transaction(async (tx) => {
      taken = await takeDueSchedule(tx, now)
      if (taken !== null) await tell(tx, taken, options, now)
    })
    return taken !== null
  } catch (error) {
    if (taken === null) throw error
    const isTold = error instanceof NoReport
    if (!isTold) report(error)
    const message = isTold ? error.message : 'The report cannot be made; the log of the server says why.'
    await moveSchedule(db, taken, { nextAt: now + mendPause, toldAt: null, message })
    return true
  }
}

/** Puts the reports that are due into the outbox. */
export async function tellDue(options: TellingOptions): Promise<void> {
  for (let told = 0; told < mostAtOnce; told += 1) {
    if (!(await tellOne(options))) break
    options.onPut()
  }
}

/** Tells scheduled reports, and deployments, for as long as the process works. */
export function startTelling(options: TellingOptions): Telling {
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= tellDue(options)
      .then(() => tellDeployments(options))
      .catch(options.report)
      .finally(() => {
        running = null
      })
  }, lookEvery)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
