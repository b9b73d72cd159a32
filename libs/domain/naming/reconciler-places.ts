import type { ReconcilerPlaces, ReconcilerRule } from './reconciled-place.ts'

const texts = ['name', 'namespace', 'cluster', 'path', 'service', 'environment', 'placement'] as const

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** Null where a part of it is no text: without that pattern it would fit what its user never meant. */
function ruleOf(value: unknown): ReconcilerRule | null {
  if (!isRecord(value)) return null
  const said = texts.filter((field) => value[field] !== undefined && value[field] !== null)
  if (said.some((field) => textOf(value[field]) === undefined)) return null
  const ignore = value['ignore'] ?? false
  if (typeof ignore !== 'boolean') return null
  return { ...Object.fromEntries(said.map((field) => [field, textOf(value[field])])), ...(ignore && { ignore }) }
}

/**
 * What the source of a reconciler is set to, of its settings as they are stored. Takes any value: what it does not know is
 * left out, and a rule of which a part is not as it should be says nothing at all.
 */
export function readPlaces(settings: unknown): ReconcilerPlaces {
  if (!isRecord(settings)) return {}
  const cluster = textOf(settings['cluster'])
  const environment = textOf(settings['environment'])
  const { rules } = settings
  const read = Array.isArray(rules) ? rules.map(ruleOf).filter((rule) => rule !== null) : []
  return {
    ...(cluster !== undefined && { cluster }),
    ...(environment !== undefined && { environment }),
    ...(read.length > 0 && { rules: read }),
  }
}

/** The systems that say of each object in which namespace and cluster it is, and not whose it is: their sources are set to places. */
export const reconcilers: readonly string[] = ['argo-rollouts', 'argocd', 'flagger', 'flux', 'kargo', 'kubernetes']

/** The systems that tell of incidents, and call the services that these hit as they like: their sources have rules, too. */
export const incidentSystems: readonly string[] = [
  'alertmanager',
  'datadog',
  'gitlab',
  'incident-io',
  'jira',
  'jira-service-management',
  'pagerduty',
  'sentry',
  'servicenow',
]

/** The systems whose pipelines do many things: rules of their sources say which runs and stages deploy, what and where to. */
export const pipelineSystems: readonly string[] = ['azure-devops']

/** The systems that switch flags: rules of their sources say of which service one is, and where. */
export const flagSystems: readonly string[] = ['flagsmith', 'launchdarkly', 'unleash']

/** The systems whose sources are set to an environment and rules. */
export const ruledSystems: readonly string[] = [...reconcilers, ...incidentSystems, ...pipelineSystems, ...flagSystems]

/** Rules of any system as they are stored; what is none is left out. */
export function storedRules(settings: unknown): readonly Readonly<Record<string, unknown>>[] {
  const rules = isRecord(settings) ? settings['rules'] : null
  return Array.isArray(rules) ? rules.filter(isRecord) : []
}

/** Rules as they stand in the file from which they are read; empty where there are none. */
export function rulesText(rules: readonly Readonly<Record<string, unknown>>[]): string {
  if (rules.length === 0) return ''
  const lines = rules.map((rule) => {
    const said = Object.entries(rule).filter(([, value]) => value !== undefined)
    return said
      .map(([field, value], at) => `${at === 0 ? '  - ' : '    '}${field}: ${JSON.stringify(value)}\n`)
      .join('')
  })
  return `rules:\n${lines.join('')}`
}
