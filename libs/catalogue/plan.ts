import type { CatalogueChange, CatalogueState, EnvironmentRule, WantedCatalogue } from '#domain/catalogue'
import { tierOf } from '#domain/environment'
import type { Instant } from '#domain/instant'
import type { Rules } from '#domain/rules'
import { planAlerts } from './alert-plan.ts'
import { planDashboards } from './dashboard-plan.ts'
import { ServicePlan } from './service-plan.ts'

/** Which rule takes an environment of this name, where nothing else is known of it; null: none does. */
export type RuleOfEnvironment = (environment: string) => EnvironmentRule | null

/** What a plan cannot know of itself. */
export interface PlanContext {
  readonly now: Instant
  /** How a place of the file is told, by its path. */
  readonly placeText: (path: readonly PropertyKey[]) => string
}

export interface CataloguePlan {
  /** Empty: everything is as it is wanted. */
  readonly changes: readonly CatalogueChange[]
  /** What cannot be done, and what to write instead; nothing is to be applied while there is one. */
  readonly problems: readonly string[]
}

function planTeams(present: CatalogueState, wanted: WantedCatalogue): CatalogueChange[] {
  const known = new Set(present.teams)
  const fresh = (wanted.teams ?? []).filter((team) => !known.has(team))
  return fresh.map((team) => ({ type: 'TEAM_CREATED', team }))
}

function planEnvironments(
  present: CatalogueState,
  rules: readonly EnvironmentRule[],
  ruleOf: RuleOfEnvironment,
): CatalogueChange[] {
  if (JSON.stringify(rules) === JSON.stringify(present.environmentRules)) return []
  const tiers = new Map(rules.map(({ name, tier }) => [name, tier ?? tierOf(name)]))
  const placed = present.environments.map((environment) => ({
    ...environment,
    to: ruleOf(environment.name)?.name ?? environment.name,
    after: tiers.get(environment.name) ?? tierOf(environment.name),
  }))
  return [
    {
      type: 'ENVIRONMENTS_CHANGED',
      rules,
      moves: placed.filter(({ name, to }) => name !== to).map(({ name, to }) => ({ from: name, to })),
      tiers: placed
        .filter(({ name, to, tier, after }) => name === to && tier !== after)
        .map(({ name, tier, after }) => ({ environment: name, before: tier, after })),
    },
  ]
}

/** Equal in content, whatever the order of fields. */
function sameRules(a: Partial<Rules>, b: Partial<Rules>): boolean {
  const sorted = (rules: Partial<Rules>): string =>
    JSON.stringify(Object.entries(rules).toSorted(([x], [y]) => Number(x > y) - Number(x < y)))
  return sorted(a) === sorted(b)
}

/**
 * The steps from what the catalogue holds to what a file wants; pure. Applied, the same file plans nothing.
 *
 * @param rulesOf how environments are taken by a list of rules.
 */
export function planCatalogue(
  present: CatalogueState,
  wanted: WantedCatalogue,
  rulesOf: (rules: readonly EnvironmentRule[]) => RuleOfEnvironment,
  { now, placeText }: PlanContext,
): CataloguePlan {
  const services = new ServicePlan(present.services, wanted.services ?? [])
  const environments = wanted.environments
  const rules = wanted.rules
  const changes: CatalogueChange[] = [
    ...planTeams(present, wanted),
    ...services.changes,
    ...(environments === undefined ? [] : planEnvironments(present, environments, rulesOf(environments))),
  ]
  if (rules !== undefined && !sameRules(rules, present.rules)) {
    changes.push({ type: 'RULES_CHANGED', rules, before: present.rules })
  }
  const dashboards = planDashboards(present, wanted)
  const alerts = planAlerts(present, wanted, changes, now)
  const misplaced = alerts.problems.map(({ path, message }) => `${placeText(path)}: ${message}`)
  return {
    changes: [...changes, ...dashboards.changes, ...alerts.changes],
    problems: [...services.problems, ...dashboards.problems, ...misplaced],
  }
}
