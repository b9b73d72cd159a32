import type { AlertThreshold } from './alert-threshold.ts'
import type { Tier } from './environment.ts'
import type { QuietHours } from './quiet-hours.ts'

/** What is watched of a service; the names of metrics where a metric has one test. */
export const watchedMetrics = [
  'leadTimeForChanges',
  'pendingAge',
  'deploymentFrequency',
  'silence',
  'changeFailureRate',
  'deploymentReworkRate',
  'timeToRestore',
  'openFailure',
] as const
export type WatchedMetric = (typeof watchedMetrics)[number]

/** False alarms of one test for a service and year that are put up with, where nobody says otherwise. */
export const usualBudget = 0.25
/** Budgets outside of this have no meaning: what is simulated reaches from one to twenty years. */
export const leastBudget = 0.05
export const mostBudget = 1
/** As many rules, and as many freezes, as a file may state. */
export const mostAlertRules = 500

/** Whose alerts are told where, and from when on. */
export interface AlertRule {
  readonly name: string
  /** With `teams`: what it is of. Both empty: every service. */
  readonly services: readonly string[]
  readonly teams: readonly string[]
  /** By name, or by the name of a tier. */
  readonly environment: string
  /** Empty: all that is watched. */
  readonly metrics: readonly WatchedMetric[]
  /** Of each test; without a meaning beside a threshold. */
  readonly falseAlarmsPerServiceYear: number
  /** Instead of the test of its one metric; null: the test decides. */
  readonly threshold: AlertThreshold | null
  /** What would be told then is told after; null: it is told at any time. */
  readonly quietHours: QuietHours | null
  /** Empty: shown on pages, told to nobody. */
  readonly channels: readonly string[]
  /** False: the services that it is of raise no alert by it, nor by a rule that is less specific. */
  readonly isOn: boolean
}

/** Who states a rule, and may change it. */
export type RuleOrigin = 'FILE' | 'API'

/** What holds where nobody said anything: every service in production, shown on pages. */
export const usualRule: AlertRule = {
  name: 'usual',
  services: [],
  teams: [],
  environment: 'production',
  metrics: [],
  falseAlarmsPerServiceYear: usualBudget,
  threshold: null,
  quietHours: null,
  channels: [],
  isOn: true,
}

/** A service in an environment, as rules name it. */
export interface RuledStream {
  readonly service: string
  readonly team: string | null
  readonly environment: string
  readonly tier: Tier
}

/** A rule, and the metrics of a stream for which it holds. */
export interface HeldRule {
  readonly rule: AlertRule
  readonly metrics: readonly WatchedMetric[]
}

type Rank = 'SERVICE' | 'TEAM' | 'ALL'
const ranks: readonly Rank[] = ['SERVICE', 'TEAM', 'ALL']

/** By what services and teams a rule, or a freeze, is of a service; null: it is not. */
export function rankOf(
  { services, teams }: Pick<AlertRule, 'services' | 'teams'>,
  { service, team }: Pick<RuledStream, 'service' | 'team'>,
): Rank | null {
  if (services.includes(service)) return 'SERVICE'
  if (team !== null && teams.includes(team)) return 'TEAM'
  return services.length + teams.length === 0 ? 'ALL' : null
}

/** Whether a rule is of the environment of a stream. */
export function isOfEnvironment(
  { environment }: Pick<AlertRule, 'environment'>,
  stream: Pick<RuledStream, 'environment' | 'tier'>,
): boolean {
  return environment === stream.environment || environment.toUpperCase() === stream.tier
}

/** The most specific rules of an environment for a metric of one of its streams, also those that are off; empty: none is about it. */
export function mostSpecific(
  rules: readonly AlertRule[],
  stream: RuledStream,
  metric: WatchedMetric,
): readonly AlertRule[] {
  const watching = rules.filter(({ metrics }) => metrics.length === 0 || metrics.includes(metric))
  for (const rank of ranks) {
    const equal = watching.filter((rule) => rankOf(rule, stream) === rank)
    if (equal.length > 0) return equal
  }
  return []
}

function rulesOfMetric(rules: readonly AlertRule[], stream: RuledStream, metric: WatchedMetric): readonly AlertRule[] {
  const found = mostSpecific(rules, stream, metric)
  if (found.length > 0) return found.filter(({ isOn }) => isOn)
  return isOfEnvironment(usualRule, stream) ? [usualRule] : []
}

/** Rules by which a metric of a stream is off: empty where one watches it, or none is of its environment. */
export function rulesAgainst(
  rules: readonly AlertRule[],
  stream: RuledStream,
  metric: WatchedMetric,
): readonly AlertRule[] {
  const here = rules.filter((rule) => isOfEnvironment(rule, stream))
  const equal = mostSpecific(here, stream, metric)
  return equal.some(({ isOn }) => isOn) ? [] : equal
}

/**
 * The rules that hold for a stream, each with its metrics; pure, and whatever the order of the rules, which is kept.
 *
 * For each metric the most specific rules that watch it win: those that name the service, else those that name its team,
 * else those of all. Where several are of one rank all of them hold: each tells its own channels, at its own times and with
 * its own budget or threshold. One that is off counts where it is most specific, and so silences what it is of. A metric that
 * no rule of the environment watches is under the usual rule, which is of production and tells nobody.
 */
export function rulesFor(rules: readonly AlertRule[], stream: RuledStream): readonly HeldRule[] {
  const here = rules.filter((rule) => isOfEnvironment(rule, stream))
  const held = new Map<AlertRule, WatchedMetric[]>()
  for (const metric of watchedMetrics) {
    for (const rule of rulesOfMetric(here, stream, metric)) held.set(rule, [...(held.get(rule) ?? []), metric])
  }
  return [...here, usualRule].flatMap((rule) => {
    const metrics = held.get(rule)
    return metrics === undefined ? [] : [{ rule, metrics }]
  })
}
