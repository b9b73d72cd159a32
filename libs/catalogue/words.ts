import { alertLines, freezeLines, notifyLines } from './alert-words.ts'
import type { CatalogueChange, EnvironmentMatch, EnvironmentRule, ServiceChange } from '#domain/catalogue'

const fieldWords: Readonly<Record<keyof ServiceChange, string>> = {
  team: 'team',
  repository: 'repository',
  paths: 'paths',
  images: 'images',
  incidentKeys: 'incident keys',
  badges: 'badges',
}

function valueWords(field: string, value: string | readonly string[] | boolean | null | undefined): string {
  if (typeof value === 'boolean') return value ? 'for everybody' : 'for nobody'
  if (value === null || value === undefined || value.length === 0) {
    if (field === 'team') return 'nobody'
    if (field === 'paths') return 'all of it'
    return field === 'repository' ? 'the one of its own name' : 'none'
  }
  return typeof value === 'string' ? value : value.join(', ')
}

function fieldsOf(change: ServiceChange): (keyof ServiceChange)[] {
  return (Object.keys(fieldWords) as (keyof ServiceChange)[]).filter((field) => change[field] !== undefined)
}

function created(change: ServiceChange): string {
  const said = fieldsOf(change).map((field) => `${fieldWords[field]} ${valueWords(field, change[field])}`)
  return said.length === 0 ? '' : `: ${said.join('; ')}`
}

function matchWords(match: EnvironmentMatch): string {
  return Object.entries(match)
    .map(([field, glob]) => `${field} ${glob}`)
    .join(' and ')
}

function ruleWords({ name, tier, match }: EnvironmentRule): string {
  const how = match.length === 0 ? 'its own name' : match.map(matchWords).join(', or ')
  return `    ${name}${tier === null ? '' : ` (${tier})`} <- ${how}`
}

function dashboardLines({ fresh, changed, gone }: Extract<CatalogueChange, { type: 'DASHBOARDS_CHANGED' }>): string[] {
  const lines = [
    ...fresh.map((name) => `+ dashboard ${name}, at /d/${name}`),
    ...changed.map((name) => `~ dashboard ${name}`),
    ...gone.map((name) => `- dashboard ${name}; what embeds it shows that it is gone`),
  ]
  return lines.length === 0 ? ['~ dashboards: another order'] : lines
}

/** One step as people read it: `+` is new, `~` changes, `>` gets another name, `-` ends. More lines where it is long. */
export function changeWords(change: CatalogueChange): string[] {
  switch (change.type) {
    case 'TEAM_CREATED':
      return [`+ team ${change.team}`]
    case 'SERVICE_CREATED':
      return [`+ service ${change.service}${created(change.change)}`]
    case 'SERVICE_CHANGED':
      return [
        `~ service ${change.service}${change.confirmed ? ' (appeared by itself, confirmed by this file)' : ''}`,
        ...fieldsOf(change.change).map(
          (field) =>
            `    ${fieldWords[field]}: ${valueWords(field, change.before[field])} -> ${valueWords(field, change.change[field])}`,
        ),
      ]
    case 'SERVICE_RENAMED':
      return [`> service ${change.from} is called ${change.to}; its past too, and statements that say ${change.from}`]
    case 'SERVICE_MERGED':
      return [`> service ${change.from} becomes part of ${change.into}, with its past`]
    case 'SERVICE_SPLIT':
      return [`> ${change.service} is a service of its own again, no longer part of ${change.from}`]
    case 'ALIAS_ADDED':
      return [
        change.from === null
          ? `+ statements that say ${change.alias} mean ${change.service}`
          : `> statements that say ${change.alias} mean ${change.service}, no longer ${change.from}`,
      ]
    case 'ENVIRONMENTS_CHANGED':
      return [
        change.rules.length === 0 ? '~ environments: each by its own name' : '~ environments: the first that matches',
        ...change.rules.map(ruleWords),
        ...change.moves.map(({ from, to }) => `  > ${from} becomes part of ${to}, with its past`),
        ...change.tiers.map(({ environment, before, after }) => `  ~ ${environment}: tier ${before} -> ${after}`),
      ]
    case 'RULES_CHANGED':
      return [
        `~ rules: ${Object.keys(change.rules).length === 0 ? 'the defaults' : ''}`.trimEnd(),
        ...Object.entries(change.rules).map(([name, value]) => `    ${name}: ${JSON.stringify(value)}`),
      ]
    case 'DASHBOARDS_CHANGED':
      return dashboardLines(change)
    case 'ALERTS_CHANGED':
      return alertLines(change)
    case 'FREEZES_CHANGED':
      return freezeLines(change)
    case 'NOTIFY_CHANGED':
      return notifyLines(change)
  }
}
