import * as z from 'zod'
import { leastBudget, mostBudget, usualBudget, watchedMetrics } from '#domain/alert-rule'
import { usualThresholdWindow } from '#domain/alert-threshold'
import { parseDuration } from '#domain/duration'
import { freezeInstant } from '#domain/freeze-window'
import { weekdays } from '#domain/quiet-hours'
import { isTimeZone } from '#domain/time-zone'

/** Longest texts and lists, in UTF-16 code units. */
const longest = { name: 300, names: 200, value: 64 } as const

/** A name in a file. */
export const name = (description: string) =>
  z
    .string()
    .min(1)
    .max(longest.name)
    .regex(/^(?=.*\S)[^\p{Cc}]+$/u, 'blank')
    .describe(description)

/** A list of names in a file. */
export const names = (description: string) =>
  z.array(name('One of them.')).max(longest.names).describe(description).nullish()

const timeZone = (description: string) =>
  z.string().max(longest.value).refine(isTimeZone, 'time zone').describe(description).nullish()

const value = (description: string) =>
  z
    .union([z.number(), z.string().max(longest.value)], 'value')
    .describe(description)
    .nullish()

export const alertThreshold = z
  .strictObject({
    above: value('An alert while the value is higher: a duration (P2D), a share (0.15, 15%), deployments a week (3).'),
    below: value('An alert while it is lower.'),
    last: z
      .string()
      .max(longest.value)
      .refine((text) => parseDuration(text) !== null, 'span')
      .meta({
        format: 'duration',
        description: `The window that the value is of, which ends now, ISO 8601; default ${usualThresholdWindow}.`,
      })
      .nullish(),
  })
  .describe('A plain threshold, instead of the test of the one metric that the rule names.')

const clock = (description: string, pattern: RegExp) => z.string().regex(pattern, 'clock').describe(description)

export const alertQuietHours = z
  .strictObject({
    from: clock('HH:MM by the local clock.', /^(?:[01]\d|2[0-3]):[0-5]\d$/),
    to: clock(
      'HH:MM, 24:00 for the end of the day; not later than from: of the day after.',
      /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
    ),
    timeZone: timeZone('IANA time zone of these hours, such as Europe/Berlin; default: UTC.'),
    days: z
      .array(z.enum(weekdays))
      .min(1)
      .max(weekdays.length)
      .nullish()
      .describe('On which they begin; left out: on every day.'),
  })
  .describe('What would be told then is told after.')

export const alertRule = z
  .strictObject({
    name: name('Its name.'),
    services: names('Services that it is of. Without services and teams: every service.'),
    teams: names('Teams whose services it is of.'),
    environment: name('An environment, by name or by the name of a tier; default: production.').nullish(),
    metrics: z
      .array(z.enum(watchedMetrics))
      .min(1)
      .max(watchedMetrics.length)
      .nullish()
      .describe('What it is about; left out: all that is watched.'),
    falseAlarmsPerServiceYear: z
      .number()
      .min(leastBudget)
      .max(mostBudget)
      .nullish()
      .describe(`How many false alarms of a test are put up with for a service and year; default ${usualBudget}.`),
    threshold: alertThreshold.nullish(),
    quietHours: alertQuietHours.nullish(),
    channels: names('Channels that its alerts are told over; left out: pages show them, nobody is told.'),
    isOn: z.boolean().nullish().describe('false: what it is of raises no alert; default: true.'),
  })
  .describe('Whose alerts are told where, and from when on.')

const moment = (description: string) =>
  z
    .string()
    .max(longest.value)
    .refine((text) => freezeInstant(text, 'UTC') !== null, 'moment')
    .describe(description)

export const freezeWindow = z
  .strictObject({
    name: name('Its name.'),
    from: moment('The first local date of it, or an ISO 8601 time with an offset.'),
    to: moment('The local date, or time, at which it is over: that day is not frozen.'),
    timeZone: timeZone('IANA time zone of its dates, such as Europe/Berlin; default: UTC.'),
    services: names('Services that it is of. Without services and teams: every service.'),
    teams: names('Teams whose services it is of.'),
    reason: name('Why nobody is meant to deploy; alerts and pages say it.'),
  })
  .describe(
    'A time in which nobody is meant to deploy: how services deploy in it raises no alert, a failure that lasts does.',
  )

export type FileAlertRule = z.output<typeof alertRule>
export type FileFreeze = z.output<typeof freezeWindow>
