import type { CommitState } from '#domain/entity-state'
import type { Rules } from '#domain/rules'
import type { Deployment } from '#domain/stream-history'
import type { RequestIndex } from './requests.ts'
import type { Step } from './step.ts'

const named = /This reverts commit ([0-9a-f]{7,64})\b/g

/** Shas that a commit takes back: as its sender says, else as `git revert` writes it into the message. */
export function revertedShas(commit: CommitState): string[] {
  if (commit.event.reverts !== undefined) return [...commit.event.reverts]
  return [...(commit.event.message ?? '').matchAll(named)].map((match) => match[1] as string)
}

export interface RevertLookup {
  readonly commits: ReadonlyMap<string, CommitState>
  readonly requests: RequestIndex
  /** Key of the deployment that shipped a commit or change of this stream: by `repository@sha` and `repository#number`. */
  readonly shippedBy: (key: string) => string | null
  readonly deployments: ReadonlyMap<string, Deployment>
}

/** The commit, and where it is the merge or squash of a request, the commits that it brought. */
function broughtBy(repository: string, sha: string, lookup: RevertLookup): CommitState[] {
  const request = lookup.requests.of(repository, sha)
  const shas = request?.mergeSha === sha ? new Set([sha, ...request.members]) : [sha]
  return [...shas].map((each) => lookup.commits.get(`${repository}@${each}`)).filter((commit) => commit !== undefined)
}

/** Deployments that a step takes back, within the revert window. The revert of a revert is a re-land: it takes nothing back. */
export function revertsOf(step: Step, lookup: RevertLookup, rules: Rules): string[] {
  const keys = new Set<string>()
  for (const { repository, shas } of step.shipments) {
    for (const sha of shas) {
      if (lookup.shippedBy(`${repository}@${sha}`) !== step.deployment.key) continue
      for (const target of broughtBy(repository, sha, lookup).flatMap(revertedShas)) {
        if (broughtBy(repository, target, lookup).some((original) => revertedShas(original).length > 0)) continue
        const request = lookup.requests.of(repository, target)
        const key =
          lookup.shippedBy(`${repository}@${target}`) ?? (request === null ? null : lookup.shippedBy(request.key))
        const reverted = key === null ? undefined : lookup.deployments.get(key)
        if (reverted === undefined || reverted.key === step.deployment.key) continue
        if (step.deployment.at - reverted.at <= rules.revertWindow) keys.add(reverted.key)
      }
    }
  }
  return [...keys].toSorted()
}
