import type { AlertRule, RuledStream } from '#domain/alert-rule'

/** Most names that are told. */
const mostNamed = 3

/** Names, of many the first ones. */
export function listed(names: readonly string[]): string {
  const more = names.length - mostNamed
  return `${names.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** That there is nothing yet that a rule is about; `there`: what its environment has. */
export function noStreamOf(
  { services, teams, environment }: Pick<AlertRule, 'services' | 'teams' | 'environment'>,
  there: readonly RuledStream[],
): string {
  if (there.length === 0) return `It is about nothing yet: nothing was deployed to ${environment}.`
  const whose = [...services, ...teams.map((team) => `the services of ${team}`)]
  return `It is about nothing yet: of ${listed(whose)} nothing was deployed to ${environment}.`
}
