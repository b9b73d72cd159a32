import { describe, expect, it } from 'vitest'
import { readHistory } from '#git/history'
import { openRepository } from '#git/repository'
import { readRefs } from '#git/refs'
import { type ConfigHistory, readConfigHistory } from '#sources/config-repository/history'
import { resolveBump } from '#sources/config-repository/resolve-bump'
import { type CommitLookup, commitLookup } from '#sources/config-repository/version-of'
import { configRepositoryOf, gitTagsOf, rebuiltTag } from '../../../support/histories/config-repository.ts'
import { GitOracle } from '../../../support/histories/git-oracle.ts'
import { type History, type HistoryDeployment, publishingApi } from '../../../support/histories/history.ts'
import { ownHistory } from '../../../support/histories/own-history.ts'

/** Deployments of an environment that changed its tag, in their order. */
function movesOf({ deployments }: History, environment: string): HistoryDeployment[] {
  const here = deployments.filter((deployment) => deployment.environment === environment)
  return here.filter(({ imageTag }, index) => imageTag !== here[index - 1]?.imageTag)
}

async function lookupOf(git: GitOracle): Promise<CommitLookup> {
  const repository = await openRepository(git.path)
  const { branches, tags } = await readRefs(repository)
  const shas: string[] = []
  for await (const { sha } of readHistory(repository, { tips: branches.map(({ ref }) => ref) })) shas.push(sha)
  return commitLookup(shas, tags)
}

/** Every bump of an environment, in the order of the line, with the history's own name of its config commit. */
function bumpsOf({ commits }: ConfigHistory, environment: string) {
  return commits.flatMap(({ message, bumps }) =>
    bumps.filter((bump) => bump.environment === environment).map((bump) => ({ configSha: message, bump })),
  )
}

function compare(history: History, git: GitOracle, read: ConfigHistory, lookup: CommitLookup): Map<string, number> {
  const coverage = new Map<string, number>()
  for (const environment of new Set(history.deployments.map((deployment) => deployment.environment))) {
    const moves = movesOf(history, environment)
    const bumps = bumpsOf(read, environment)
    const told = bumps.map(({ configSha, bump }) => [
      configSha,
      bump.service,
      bump.at,
      bump.moved.map(({ tag }) => tag),
    ])
    const expected = moves.map((move) => [move.configSha, move.service, Date.parse(move.at), [rebuiltTag(move, git)]])
    expect(told).toEqual(expected)

    const links = bumps.map(({ bump }) => resolveBump(bump, lookup))
    const linked = links.map((link) => ('sha' in link ? [link.sha, link.confidence] : null))
    const known = moves.map(({ sha }) => (sha === null ? null : [git.rebuilt(sha), 'HIGH']))
    expect(linked).toEqual(known)
    coverage.set(environment, links.filter((link) => 'sha' in link).length / links.length)
  }
  return coverage
}

async function check(
  history: History,
): Promise<{ coverage: Map<string, number>; read: ConfigHistory; seconds: number }> {
  const git = await GitOracle.of(history.commits)
  try {
    await git.tag(gitTagsOf(history))
    const config = await configRepositoryOf(history, git)
    const started = performance.now()
    const read = await readConfigHistory(await openRepository(config.path))
    const seconds = (performance.now() - started) / 1_000
    expect(read).toMatchObject({ skipped: [], unplaced: [], assumedEnvironment: null })
    return { coverage: compare(history, git, read, await lookupOf(git)), read, seconds }
  } finally {
    git.close()
  }
}

describe('a configuration repository rebuilt from its bumps', () => {
  it('gives every deployment of an invented history again, and links each tag to its commit', async () => {
    const history = ownHistory()
    const { coverage } = await check(history)
    const moves = movesOf(history, 'production')
    expect(coverage.get('production')).toBe(moves.filter(({ sha }) => sha !== null).length / moves.length)
    expect(coverage.get('production')).toBeLessThan(1)
  })

  const real = publishingApi()
  // Skipped where the reference documents (../shared/histories) are absent.
  it.runIf(real !== null)(
    'gives every deployment of a real history again, and links each tag to its commit',
    async () => {
      if (real === null) return
      const { coverage, read, seconds } = await check(real)
      expect(read.commits).toHaveLength(new Set(real.deployments.map(({ configSha }) => configSha)).size)
      for (const [environment, share] of coverage) {
        const moves = movesOf(real, environment)
        expect(share).toBe(moves.filter(({ sha }) => sha !== null).length / moves.length)
      }
      expect(coverage.get('production')).toBeGreaterThan(0.9)
      // The first commit brings the files; every other one moves tags and nothing else.
      expect(read.commits.map(({ transport }) => transport)).toEqual(read.commits.map((_, index) => index > 0))
      expect(seconds).toBeLessThan(30)
    },
  )
})
