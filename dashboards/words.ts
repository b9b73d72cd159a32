/** The API's closed lists in words. A value that a newer server adds stands as it came. Pure. */

function spelled(value: string): string {
  const words = value.toLowerCase().replaceAll('_', ' ')
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)}`
}

const kinds: Readonly<Record<string, string>> = {
  CODE: 'Code',
  CONFIG: 'Configuration',
  ROLLBACK: 'Rollback',
  REDEPLOY: 'Redeployment',
  BOOTSTRAP: 'Bootstrap',
  DRIFT_CORRECTION: 'Drift correction',
  PLATFORM: 'Platform',
}
const bases: Readonly<Record<string, string>> = {
  OVERRIDE: 'said by a person',
  EXPLICIT: 'named by the incident',
  ROLLBACK: 'rolled back',
  REVERT: 'reverted',
  HOTFIX: 'named by its fix',
  TIME_ONLY: 'only an incident that began shortly after',
  OUTCOME: 'its own run ended failed',
}
const remedies: Readonly<Record<string, string>> = {
  ROLLBACK: 'By rollback',
  ROLL_FORWARD: 'By rolling forward',
  FLAG: 'By a flag',
  OTHER: 'By other means',
}

export const kindWords = (kind: string) => kinds[kind] ?? spelled(kind)
export const outcomeWords = (outcome: string) => spelled(outcome)
export const basisWords = (basis: string) => bases[basis] ?? spelled(basis).toLowerCase()
/** `By a flag`, and which one where that is known. */
export const remedyByWords = (remedy: string, flag: string | null) =>
  remedy === 'FLAG' && flag !== null ? `By flag ${flag}` : remedyWords(remedy)
export const remedyWords = (remedy: string) => remedies[remedy] ?? spelled(remedy)
/** Any other value of a closed list: `REMEDY_LIVE` as `Remedy live`. */
export const plainWords = spelled
