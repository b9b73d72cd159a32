import { HOUR, SECOND } from '#domain/instant'
import { LookBefore } from './evaluate.ts'
import { lookInTurn } from './look-in-turn.ts'
import { tellAlerts, type TellAlertsOptions } from './tell-alerts.ts'

/** How often it is looked whether something is to be told, or it is time to look again. */
const lookEvery = 15 * SECOND

export interface Alerting {
  stop(): Promise<void>
}

/**
 * Looks at all that is watched at the start, and then at each new hour of the clock, and tells what happened, for as long as the
 * process works.
 */
export function startAlerting(options: TellAlertsOptions): Alerting {
  const { db, clock, report } = options
  const before = new LookBefore()
  let looked: number | null = null
  let running: Promise<void> | null = null
  const look = async (): Promise<void> => {
    const hour = Math.floor(clock() / HOUR)
    if (hour !== looked) {
      // What fails is tried again in an hour: meanwhile what happened before is told.
      looked = hour
      for (const failure of await lookInTurn(db, clock(), before)) report(failure)
    }
    while ((await tellAlerts(options)) > 0) continue
  }
  const begin = (): void => {
    running ??= look()
      .catch(report)
      .finally(() => {
        running = null
      })
  }
  begin()
  const timer = setInterval(begin, lookEvery)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
