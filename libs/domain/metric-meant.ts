import { nearestName } from './nearest-name.ts'

/** What people say for what is measured and watched, beside its name here. */
export const metricCalls = {
  deploymentFrequency: ['frequency', 'deploy frequency', 'release frequency', 'deploys', 'deployments', 'DF'],
  leadTimeForChanges: [
    'lead time',
    'mean lead time',
    'median lead time',
    'change lead time',
    'cycle time',
    'LTFC',
    'LT',
  ],
  changeFailureRate: [
    'change failure',
    'change fail',
    'change fail rate',
    'change failure percentage',
    'change fail percentage',
    'deployment failure rate',
    'failed deployment rate',
    'failure rate',
    'CFR',
  ],
  timeToRestore: [
    'time to restore service',
    ...['restore', 'recovery', 'recover', 'repair', 'resolve', 'resolution'].flatMap((end) => [
      `time to ${end}`,
      `mean time to ${end}`,
    ]),
    'mean time to restore service',
    'failed deployment recovery time',
    'restore time',
    'recovery time',
    'recovery',
    'MTTR',
  ],
  deploymentReworkRate: ['rework rate', 'rework', 'DRR'],
  pendingAge: ['pending', 'pending changes', 'waiting changes', 'merged not live'],
  silence: ['silent', 'no deployments', 'nothing deployed'],
  openFailure: ['open failures', 'open incident', 'unresolved failure'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Two edits of a shorter word make any other. */
const shortest = 5

/** A name by its letters alone, so that `lead-time` and `Lead time` are one. */
export function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

/** Which of these names was meant by what somebody wrote, in any spelling, or as people say it; null where none is near. */
export function metricMeant(given: string, names: readonly string[]): string | null {
  const called = new Map(names.map((name) => [lettersOf(name), name]))
  for (const [name, calls] of Object.entries(metricCalls))
    if (names.includes(name)) for (const call of calls) called.set(lettersOf(call), name)
  const letters = lettersOf(given)
  const exact = called.get(letters)
  if (exact !== undefined || letters.length < shortest) return exact ?? null
  const near = nearestName(letters, [...called.keys()])
  return near === null ? null : (called.get(near) ?? null)
}
