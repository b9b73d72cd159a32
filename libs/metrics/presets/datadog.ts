import { DAY, SECOND } from '#domain/instant'
import type { CommitFact, Facts } from '../facts.ts'
import type { MeasureScope } from '../metric.ts'
import { hasCome } from '../population.ts'
import { failuresBy } from './failures.ts'
import { finishedPerDay } from './frequency.ts'
import { leadTimeBy, type PresetSample } from './lead-time.ts'
import { medianOf } from './medians.ts'
import type { PresetMetrics } from './preset-metrics.ts'
import { remediedFailures } from './remedied.ts'
import { restoresBy } from './restores.ts'
import { noRework } from './rework.ts'
import { isBelieved, type Told, toldOf, type ToldStream } from './told.ts'

const longestGap = 60 * DAY
const mostCommits = 5_000

/**
 * As Datadog does: DataDog/documentation:content/en/dora_metrics/calculation/_index.md and
 * content/en/dora_metrics/change_failure_detection/_index.md.
 */
export const datadog: PresetMetrics = {
  deploymentFrequency: finishedPerDay(
    'As Datadog computes it: all finished and successful deployments, rollbacks and redeployments among them, here for each day of the window.',
  ),
  leadTimeForChanges: leadTimeBy({
    definition:
      'As Datadog computes it: for each deployment the mean, over the commits that are new in it, merge commits left out, of the time from the commit to the end of the deployment; then the median over deployments. Its documents call this an average of averages, and recommend the level of commits. A first deployment, and one more than 60 days after the one before, have no value; of a deployment at most 5,000 commits count. The time of a commit is here when it was authored, and a commit counts at the first deployment that shipped it: Datadog counts it again when it comes back after a rollback.',
    samplesOf,
    headlineOf: medianOf,
  }),
  changeFailureRate: failuresBy({
    definition:
      'As Datadog computes it: deployments that a later one remedied, over all deployments. A version that ran before and is not the one just before is a rollback, and blames the first deployment after the one that it goes back to. A deployment that reverts an earlier one blames that one; a hotfix label or branch blames the deployment just before. Incidents play no part. Rollbacks are in the denominator, from which another of its pages takes them out. Titles of requests and versions are not searched for the word here; earlier versions and remedies are looked for within 90 days of the window.',
    failuresOf: failuresIn,
    byTimeAlone: false,
  }),
  timeToRestore: restoresBy({
    definition:
      'As Datadog computes it: from the end of a failed deployment to the end of the deployment that remedied it, the median over the failed deployments of the window. A failure without such a deployment is not seen.',
    restoresOf: (facts, scope) => ({
      restores: failuresIn(facts, scope).map(({ told, failure, stream }) => ({
        at: told.at,
        stream,
        seconds: (failure.duration ?? 0) / SECOND,
        failure,
        deployment: told.deployment,
        incident: null,
      })),
      openCount: 0,
    }),
    headlineOf: medianOf,
  }),
  deploymentReworkRate: noRework(
    'Datadog computes no deployment rework rate; it marks the deployments that remedy others.',
  ),
}

function failuresIn(facts: Facts, scope: MeasureScope) {
  return toldOf(facts, scope)
    .flatMap((stream, index) => remediedFailures(stream).map((failed) => ({ ...failed, stream: index })))
    .filter(({ told }) => hasCome(scope, told.at))
    .toSorted((a, b) => a.told.at - b.told.at)
}

function samplesOf(stream: ToldStream, index: number, scope: MeasureScope): PresetSample[] {
  const commits = commitsOf(stream, scope)
  return stream.deployments.flatMap((told, place) => {
    const before = stream.deployments[place - 1]
    if (!hasCome(scope, told.at) || !hasPredecessor(told, before)) return []
    const shipped = commits.get(told.deployment.key) ?? []
    if (shipped.length === 0) return []
    return [meanSample(told, newest(shipped), index)]
  })
}

/** The deployment before may lie beyond what was read, which is more than the longest gap before the window. */
function hasPredecessor({ deployment, at }: Told, before: Told | undefined): boolean {
  if (deployment.flags.includes('NO_PREDECESSOR')) return false
  return before !== undefined && at - before.at <= longestGap
}

function commitsOf({ facts }: ToldStream, { definition }: MeasureScope): Map<string, CommitFact[]> {
  const changes = new Map(facts.changes.map((change) => [change.key, change]))
  const found = new Map<string, CommitFact[]>()
  for (const commit of facts.commits) {
    if (definition.authorship !== null && !definition.authorship.includes(commit.authorship)) continue
    const change = changes.get(commit.changeKey)
    if (change !== undefined && !isBelieved(change, { ...definition, authorship: null })) continue
    const known = found.get(commit.deploymentKey)
    if (known === undefined) found.set(commit.deploymentKey, [commit])
    else known.push(commit)
  }
  return found
}

function newest(commits: readonly CommitFact[]): readonly CommitFact[] {
  if (commits.length <= mostCommits) return commits
  return commits.toSorted((a, b) => b.startedAt - a.startedAt).slice(0, mostCommits)
}

function meanSample(told: Told, commits: readonly CommitFact[], stream: number): PresetSample {
  let sum = 0
  for (const { startedAt } of commits) sum += told.at - startedAt
  const mean = sum / commits.length
  return {
    key: told.deployment.key,
    stream,
    change: null,
    told,
    startedAt: Math.round(told.at - mean),
    at: told.at,
    seconds: mean / SECOND,
    flags: commits.some(({ startedAt }) => startedAt > told.at) ? ['NEGATIVE_SPAN'] : [],
  }
}
