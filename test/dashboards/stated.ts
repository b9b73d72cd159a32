import type { ListedSchedule, StatedFreeze, StatedRule } from '#dashboards/alerting-answers'

/** A rule of alerts as the API tells it, with all that may be left out left out. */
export const statedRule: StatedRule = {
  name: 'everything',
  origin: 'FILE',
  services: [],
  teams: [],
  environment: 'production',
  metrics: [],
  falseAlarmsPerServiceYear: 0.25,
  threshold: null,
  quietHours: null,
  channels: [],
  isOn: true,
  warning: null,
}

export const statedFreeze: StatedFreeze = {
  name: 'holidays',
  origin: 'API',
  services: [],
  teams: ['Payments'],
  from: '2026-12-23T23:00:00.000Z',
  to: '2027-01-01T23:00:00.000Z',
  timeZone: 'Europe/Berlin',
  reason: 'Nobody is there to repair it.',
  warning: null,
}

export const scheduled: ListedSchedule = {
  name: 'Payments digest',
  channel: 'payments-chat',
  kind: 'DIGEST',
  services: [],
  team: 'Payments',
  environment: 'production',
  last: 'P7D',
  against: 'NONE',
  every: 'WEEK',
  day: 1,
  at: '09:00',
  timeZone: 'Europe/Berlin',
  nextAt: '2026-11-30T08:00:00.000Z',
  lastAt: null,
  message: null,
}
