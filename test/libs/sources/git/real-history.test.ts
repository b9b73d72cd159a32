import { describe, expect, it } from 'vitest'
import { readAll, type Told } from '../../../support/git-events.ts'
import { TestRepository } from '../../../support/git-repository.ts'
import { type HistoryCommit, publishingApi } from '../../../support/histories/history.ts'
import { ownHistory } from '../../../support/histories/own-history.ts'

/** Parents before children. */
function inOrder(commits: readonly HistoryCommit[]): HistoryCommit[] {
  const waiting = new Map(commits.map((commit) => [commit.sha, commit]))
  const known = new Set(waiting.keys())
  const ordered: HistoryCommit[] = []
  const visit = (start: HistoryCommit): void => {
    const stack = [start]
    for (let commit = stack.at(-1); commit !== undefined; commit = stack.at(-1)) {
      const parent = commit.parents.find((sha) => waiting.has(sha) && sha !== commit?.sha)
      const next = parent === undefined ? undefined : waiting.get(parent)
      if (next !== undefined) stack.push(next)
      else {
        stack.pop()
        if (waiting.delete(commit.sha)) ordered.push(commit)
      }
    }
  }
  for (const commit of commits) visit(commit)
  return ordered.filter(({ parents }) => parents.every((sha) => known.has(sha)))
}

/** The repository with this graph, these dates and merges that name their requests; labels are the shas of the history. */
async function rebuilt(commits: readonly HistoryCommit[]): Promise<TestRepository> {
  const tips = new Set(commits.map(({ sha }) => sha))
  for (const { parents } of commits) for (const sha of parents) tips.delete(sha)
  return TestRepository.create((writer) => {
    for (const { sha, parents, authoredAt, committedAt, pullRequest, bot } of inOrder(commits))
      writer.commit(sha, {
        parents,
        authoredAt,
        committedAt,
        author: bot ? 'renovate[bot] <bot@renovateapp.com>' : 'Ada <ada@example.com>',
        message: pullRequest === null ? `Change of ${sha}` : `Merge pull request #${pullRequest} from acme/branch`,
      })
    for (const [index, sha] of [...tips].entries()) writer.ref(`refs/heads/tip-${index}`, sha)
  })
}

const seconds = (text: string): number => Math.floor(Date.parse(text) / 1_000)

function facts(sha: string, commit: Omit<HistoryCommit, 'sha'>): unknown {
  const { parents, authoredAt, committedAt, pullRequest, bot } = commit
  return { sha, parents, authoredAt: seconds(authoredAt), committedAt: seconds(committedAt), pullRequest, bot }
}

function factsOf(event: Told, repository: TestRepository): unknown {
  const { sha, parents, author, authoredAt, committedAt, pullRequest } = event
  const [label = ''] = repository.labels([String(sha)])
  return facts(label, {
    parents: repository.labels(parents as string[]),
    authoredAt: String(authoredAt),
    committedAt: String(committedAt),
    pullRequest: (pullRequest as number | undefined) ?? null,
    bot: (author as { bot?: boolean }).bot ?? false,
  })
}

const real = publishingApi()
if (real === null)
  process.stdout.write('histories/publishing-api is not beside this project: only our own history is rebuilt.\n')

describe.each([ownHistory(), real].filter((history) => history !== null))('$name, rebuilt', ({ commits }) => {
  it('is read commit by commit as it is: parents, both dates, requests and bots', { timeout: 120_000 }, async () => {
    const repository = await rebuilt(commits)
    const { events } = await readAll(repository.path)
    const read = new Map(events.map((event) => [repository.labels([String(event['sha'])])[0], event]))
    expect(events).toHaveLength(commits.length)
    const wrong = commits.flatMap((commit) => {
      const event = read.get(commit.sha)
      const is = event === undefined ? null : factsOf(event, repository)
      const should = facts(commit.sha, commit)
      return JSON.stringify(is) === JSON.stringify(should) ? [] : [{ is, should }]
    })
    expect(wrong).toEqual([])
  })
})
