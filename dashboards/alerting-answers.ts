/** Shapes of what is stated of alerting: what `queries/alerting` and `queries/report-schedules` ask for. */

/** Of which services and teams something is; of every service where both are empty. */
export interface Subject {
  readonly services: readonly string[]
  readonly teams: readonly string[]
}

interface Stated extends Subject {
  readonly name: string
  readonly origin: 'FILE' | 'API'
  /** What of it changes nothing; null: all of it counts. */
  readonly warning: string | null
}

export interface StatedThreshold {
  readonly above: string | null
  readonly below: string | null
  readonly last: string
}

export interface StatedQuietHours {
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly days: readonly string[]
}

export interface StatedRule extends Stated {
  readonly environment: string
  readonly metrics: readonly string[]
  readonly falseAlarmsPerServiceYear: number
  readonly threshold: StatedThreshold | null
  readonly quietHours: StatedQuietHours | null
  readonly channels: readonly string[]
  readonly isOn: boolean
}

export interface StatedFreeze extends Stated {
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly reason: string
}

export interface StatedNotifyRule extends Stated {
  readonly environment: string
  readonly outcomes: readonly string[]
  readonly channels: readonly string[]
}

export interface AlertingAnswer {
  readonly alertRules: readonly StatedRule[]
  readonly freezeWindows: readonly StatedFreeze[]
  readonly notifyRules: readonly StatedNotifyRule[]
}

/** A report or digest that is told regularly. */
export interface ListedSchedule {
  readonly name: string
  readonly channel: string
  readonly kind: string
  readonly services: readonly string[]
  readonly team: string | null
  readonly environment: string
  readonly last: string
  readonly against: string
  readonly every: string
  readonly day: number | null
  readonly at: string
  readonly timeZone: string
  readonly nextAt: string
  readonly lastAt: string | null
  readonly message: string | null
}

export interface SchedulesAnswer {
  readonly reportSchedules: readonly ListedSchedule[]
}
