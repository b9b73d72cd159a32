import type { AnalysedCoverage } from './analysis.ts'
import { group, percent } from './format.ts'

function share(count: number, of: number): string {
  return `${percent(count / of).text} (${group(count)} of ${group(of)})`
}

/** How much of the deployments of a service is known, in a sentence; there is at least one. */
export function coverageWords({ deployments, withCommit, withChanges, withRequest }: AnalysedCoverage): string {
  const requests =
    withChanges === 0
      ? 'of none it is known what it brought'
      : `of those that brought changes which are known, all came by requests: ${share(withRequest, withChanges)}`
  return `Deployments in all environments whose commit is known: ${share(withCommit, deployments)}; ${requests}.`
}
