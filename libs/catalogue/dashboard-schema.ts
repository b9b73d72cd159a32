import * as z from 'zod'
import {
  dashboardColumns,
  dashboardMetrics,
  dashboardPartKinds,
  mostDashboardParts,
  mostDashboardServices,
} from '#domain/dashboard'
import { parseDuration } from '#domain/duration'
import { isTimeZone } from '#domain/time-zone'

/** Longest texts, in UTF-16 code units. */
const longest = { name: 300, text: 2_000 } as const

const name = (description: string) =>
  z
    .string()
    .min(1)
    .max(longest.name)
    .regex(/^(?=.*\S)[^\p{Cc}]+$/u, 'blank')
    .describe(description)

const names = (description: string) =>
  z.array(name('One of them.')).min(1).max(mostDashboardServices).nullish().describe(description)

export const dashboardPart = z
  .strictObject({
    part: z
      .enum(dashboardPartKinds)
      .describe(
        'METRIC: a number with its trend. STAGES: where lead time goes. SERVICES: all five numbers of several services. COMPARISON: one number of several services. DEPLOYMENTS: the latest of a service. TEXT: words.',
      ),
    width: z
      .int()
      .min(1)
      .max(dashboardColumns)
      .nullish()
      .describe('In twelfths of the row; left out: an even share of what the others leave.'),
    title: name('What to call it; left out: what it shows.').nullish(),
    metric: z.enum(dashboardMetrics).nullish().describe('Which number, of METRIC and COMPARISON.'),
    service: name('Of METRIC, STAGES and DEPLOYMENTS; left out: the service that is chosen.').nullish(),
    services: names('Of SERVICES and COMPARISON; left out: those of the team that is chosen.'),
    text: z
      .string()
      .min(1)
      .max(longest.text)
      .regex(/^(?=[^]*\S)[^\p{Cc}\n\t]*(?:[\n\t][^\p{Cc}\n\t]*)*$/u, 'blank')
      .nullish()
      .describe('Of TEXT: plain words; an empty line begins a paragraph.'),
  })
  .describe('One tile.')

export const dashboardVariables = z
  .strictObject({
    services: names('Services to choose from; the first is shown first.'),
    teams: names('Teams to choose from; the first is shown first.'),
    environments: names('Environments or tiers to choose from; the first is shown first. Left out: production.'),
    last: z
      .string()
      .max(64)
      .refine((text) => parseDuration(text) !== null, 'span')
      .meta({ format: 'duration', description: 'How far it looks back at first, ISO 8601; left out: P90D.' })
      .nullish(),
    timeZone: z
      .string()
      .max(64)
      .refine(isTimeZone, 'time zone')
      .describe('In which its days are cut, such as Europe/Berlin; left out: UTC.')
      .nullish(),
  })
  .describe('What can be chosen on it, and what it begins with.')

export const dashboard = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'dashboard')
      .describe('In its address, /d/NAME: small letters, digits and hyphens.'),
    title: name('What it is called; left out: its name.').nullish(),
    variables: dashboardVariables.nullish(),
    rows: z
      .array(
        z
          .array(dashboardPart)
          .min(1)
          .max(dashboardColumns)
          .describe(`Its parts from left to right, ${dashboardColumns} wide together.`),
      )
      .min(1)
      .max(mostDashboardParts)
      .describe(`From top to bottom; at most ${mostDashboardParts} parts together.`),
  })
  .describe('A page of your own, at /d/NAME.')

export type FileDashboard = z.output<typeof dashboard>
export type FileDashboardPart = z.output<typeof dashboardPart>
