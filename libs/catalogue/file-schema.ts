import * as z from 'zod'
import { mostAlertRules } from '#domain/alert-rule'
import { mostNotifyRules } from '#domain/notify-rule'
import { mostDashboards } from '#domain/dashboard'
import { parseDuration } from '#domain/duration'
import { tiers } from '#domain/environment'
import { failureSigns } from '#domain/rules'
import { alertQuietHours, alertRule, alertThreshold, freezeWindow } from './alert-schema.ts'
import { notifyRule } from './notify-schema.ts'
import { dashboard, dashboardPart, dashboardVariables } from './dashboard-schema.ts'

/** Longest texts and lists of the file, in UTF-16 code units; names are as long as the event contract lets them be. */
const longest = { name: 300, repository: 500, glob: 500, entries: 10_000, names: 200 } as const

/** A name: not blank, and without control characters. The patterns are in the JSON Schema too. */
const name = (description: string, most: number = longest.name) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(/^(?=.*\S)[^\p{Cc}]+$/u, 'blank')
    .describe(description)

const names = (description: string, most: number = longest.name) =>
  z.array(name('One of them.', most)).max(longest.names).describe(description).nullish()

const repository = z
  .string()
  .max(longest.repository)
  .regex(/^(?:[a-z0-9][a-z0-9.-]*(?::\d+)?\/)?(?!\s)[^\p{Cc}:/?#@]+(?:\/[^\p{Cc}:/?#@]+)*(?<!\.git|\s)$/u, 'repository')
  .describe(
    'Where its source lives: host/owner/name, the host in lower case, without scheme and .git; of a folder that is read its name.',
  )

/** A glob below the root of its repository. */
const path = z
  .string()
  .min(1)
  .max(longest.glob)
  .regex(/^(?!\/|\.\/|\.\.(?:\/|$))[^\p{Cc}]+$/u, 'path')
  .describe('A glob from the root of the repository: * within a folder, ** across folders.')

const glob = (description: string) => name(`${description} A glob: * for any text without a slash.`, longest.glob)

const team = z
  .strictObject({
    name: name('Its name.'),
    owners: names('How CODEOWNERS and catalog-info.yaml call it: @acme/payments, group:default/payments.'),
  })
  .describe('Who owns services.')

const service = z
  .strictObject({
    name: name('Its name, as deployments are to show it.'),
    team: name('Name of the team that owns it; null: nobody.').nullish(),
    repository: repository.nullish(),
    paths: z
      .array(path)
      .max(longest.names)
      .describe('Its part of the repository; empty: all of it. A deployment ships only commits that touch it.')
      .nullish(),
    aliases: names('Other names that senders use or used for it. A service of that name becomes part of this one.'),
    images: names('Images that it ships, without tag: ghcr.io/acme/checkout.', longest.repository),
    incidentKeys: names('How incident tools call it: the service id of PagerDuty, for example.'),
    badges: z
      .boolean()
      .describe('Whether anybody may see badges with its numbers, without a token; default: false.')
      .nullish(),
  })
  .describe('Something that is deployed and measured as one.')

const match = z
  .strictObject({
    name: glob('The environment as the sender calls it.').nullish(),
    cluster: glob('First part of the placement.').nullish(),
    namespace: glob('Second part of the placement.').nullish(),
    path: path.nullish().describe('Folder in a configuration repository. A glob: ** across folders.'),
  })
  .describe('All that is given must hold.')

const environment = z
  .strictObject({
    name: name('What to call it.').regex(/^(?!pr-|preview-|review\/)/i, 'ephemeral'),
    tier: z.enum(tiers).nullish().describe('What it is for; left out: what its name suggests.'),
    match: z
      .array(match)
      .max(longest.names)
      .nullish()
      .describe('Which statements belong to it: one of these must hold. Left out: those that use its name.'),
  })
  .describe('Where services go. The first environment of the list that matches takes the statement.')

const duration = (description: string) =>
  z
    .string()
    .max(64)
    .refine((text) => parseDuration(text)?.months === 0, 'duration')
    .meta({ format: 'duration', description: `${description} ISO 8601 without months and years: PT30M, P7D.` })
    .nullish()

const rules = z
  .strictObject({
    sourceRank: names('Sources, best first: whose time counts where several report one arrival.'),
    hotfixLabels: names('Labels of requests and deployments that say hotfix; default: hotfix.'),
    agentAddresses: names('Addresses, logins or names that your agents write as; * is anything. Others are known.'),
    failureSigns: z
      .array(z.enum(failureSigns))
      .min(1)
      .max(failureSigns.length)
      .nullish()
      .describe('What may show that a deployment failed, beside corrections: at least one; default: all of them.'),
    mergeWindow: duration('Two reports of one arrival lie this close together; default PT30M.'),
    waveWindow: duration('Arrivals of one version within this time are one deployment; default P1D.'),
    blameWindow: duration('How long after a deployment an incident may be its failure; default: a tenth of the gap.'),
    revertWindow: duration('How long after a deployment a revert makes it a failure; default P7D.'),
    reopenWindow: duration('How long after its end an incident may open again; default P1D.'),
    maxAuthorSkew: duration('How much older than its commit an author date may be; default P90D.'),
  })
  .describe('How facts are made of statements, where it is not the default (docs/attribution.md).')

/** A leadline.yaml, as it is written. */
export const catalogueFile = z
  .strictObject({
    teams: z.array(team).max(longest.entries).nullish().describe('Teams; those that are not named stay.'),
    services: z.array(service).max(longest.entries).nullish().describe('Services; those that are not named stay.'),
    environments: z
      .array(environment)
      .max(longest.names)
      .nullish()
      .describe('The whole list of rules for environments; left out: the rules stay.'),
    rules: rules.nullish().describe('All rules that differ from the defaults; left out: they stay.'),
    dashboards: z
      .array(dashboard)
      .max(mostDashboards)
      .nullish()
      .describe('The whole list of dashboards; left out: they stay.'),
    alerts: z
      .array(alertRule)
      .max(mostAlertRules)
      .nullish()
      .describe('The whole list of alert rules that this file states; left out: they stay.'),
    freezes: z
      .array(freezeWindow)
      .max(mostAlertRules)
      .nullish()
      .describe('The whole list of freezes that this file states; left out: they stay.'),
    notify: z
      .array(notifyRule)
      .max(mostNotifyRules)
      .nullish()
      .describe('The whole list of rules by which this file has deployments told; left out: they stay.'),
  })
  .describe('The catalogue of Leadline. null equals left out, but for the team and the repository of a service.')

export type CatalogueFile = z.output<typeof catalogueFile>

/** JSON Schema (draft 2020-12) of a leadline.yaml, made from the schema that validates it. */
export function catalogueJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(catalogueFile, { io: 'input' }), title: 'leadline.yaml' }
}

/** Names of the fields that may stand at a path of the file. */
export function fieldsAt(path: readonly PropertyKey[]): string[] {
  const [section, , inner, , part] = path
  if (section === undefined) return Object.keys(catalogueFile.shape)
  if (inner === 'match') return Object.keys(match.shape)
  if (inner === 'variables') return Object.keys(dashboardVariables.shape)
  if (inner === 'threshold') return Object.keys(alertThreshold.shape)
  if (inner === 'quietHours') return Object.keys(alertQuietHours.shape)
  if (part !== undefined) return Object.keys(dashboardPart.shape)
  const shapes: Readonly<Record<PropertyKey, object>> = {
    teams: team.shape,
    services: service.shape,
    environments: environment.shape,
    rules: rules.shape,
    dashboards: dashboard.shape,
    alerts: alertRule.shape,
    freezes: freezeWindow.shape,
    notify: notifyRule.shape,
  }
  return Object.keys(shapes[section] ?? {})
}
