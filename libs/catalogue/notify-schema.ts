import * as z from 'zod'
import { notifiedOutcomes, type NotifyRule } from '#domain/notify-rule'
import { name, names } from './alert-schema.ts'
import type { Contradiction } from './problem.ts'

export const notifyRule = z
  .strictObject({
    name: name('Its name.'),
    services: names('Services whose deployments are told; one at least, or a team.'),
    teams: names('Teams whose services they are.'),
    environment: name('An environment, by name or by the name of a tier; default: production.').nullish(),
    outcomes: z
      .array(z.enum(notifiedOutcomes))
      .min(1)
      .max(notifiedOutcomes.length)
      .nullish()
      .describe('What is told; left out: all of it.'),
    channels: z.array(name('One of them.')).min(1).max(200).describe('Channels that are told.'),
  })
  .describe('Whose deployments are told over which channels.')

export type FileNotifyRule = z.output<typeof notifyRule>

/** A rule of a file, with what it leaves out. */
export function notifyRuleOf(stated: FileNotifyRule): NotifyRule {
  return {
    name: stated.name,
    services: stated.services ?? [],
    teams: stated.teams ?? [],
    environment: stated.environment ?? 'production',
    outcomes: stated.outcomes ?? notifiedOutcomes,
    channels: stated.channels,
  }
}

/** What of one rule cannot hold. */
export function notifyFaults({ services, teams }: FileNotifyRule): Contradiction[] {
  if ((services ?? []).length + (teams ?? []).length > 0) return []
  return [{ path: ['services'], message: 'is missing; name services or teams: nobody hears of all deployments.' }]
}
