import { TestRepository } from '../git-repository.ts'
import type { GitOracle } from './git-oracle.ts'
import type { History, HistoryDeployment } from './history.ts'

/** Knows the shas that a history's commits have in a repository made of them. */
type Rebuilt = Pick<GitOracle, 'rebuilt'>

const fullSha = /[0-9a-f]{40}/

/** The tag of a deployment, with the sha in it that the commit has in the rebuilt repository. */
export function rebuiltTag({ imageTag }: HistoryDeployment, git: Rebuilt): string {
  return imageTag.replace(fullSha, (sha) => git.rebuilt(sha) ?? sha)
}

/** Git tags that images were named after: `v1690`. */
export function gitTagsOf({ deployments }: History): Map<string, string> {
  const named = deployments.filter(({ imageTag, sha }) => sha !== null && !imageTag.includes(sha))
  return new Map(named.map(({ imageTag, sha }) => [imageTag, sha as string]))
}

/**
 * The configuration repository that a history's deployments were read from: `image-tags/<environment>/<service>` with one
 * line, each config commit at its time; its message is the history's own sha of it.
 */
export async function configRepositoryOf(history: History, git: Rebuilt): Promise<TestRepository> {
  const commits = new Map<string, HistoryDeployment[]>()
  for (const deployment of history.deployments) {
    commits.set(deployment.configSha, [...(commits.get(deployment.configSha) ?? []), deployment])
  }
  const ordered = [...commits].toSorted(([, [a]], [, [b]]) => Date.parse(a?.at ?? '') - Date.parse(b?.at ?? ''))
  return TestRepository.create((writer) => {
    for (const [configSha, deployments] of ordered) {
      const files = deployments.map((deployment) => {
        const { environment, service } = deployment
        return [`image-tags/${environment}/${service}`, `image_tag: ${rebuiltTag(deployment, git)}\n`] as const
      })
      const at = new Date(deployments[0]?.at ?? '').toISOString()
      writer.commit(configSha, { files: Object.fromEntries(files), authoredAt: at, committedAt: at })
    }
  })
}
