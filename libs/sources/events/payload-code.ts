import * as z from 'zod'
import { caps, common, count, digest, inRepository, list, name, person, repository } from './fields.ts'
import { requestNumber, sha, text, time } from './fields.ts'

export const commit = z
  .strictObject({
    type: z.literal('commit'),
    ...common,
    ...inRepository,
    sha: sha('The commit.'),
    authoredAt: time('Author date.'),
    parents: list(sha('Parent.'), caps.parents, 'Parents, the first one first.').optional(),
    committedAt: time('Committer date.').optional(),
    pushedAt: time('When the host received it.').optional(),
    author: person('Who wrote it.').optional(),
    message: text(caps.message, 'Subject and body.').optional(),
    paths: list(name(caps.path, 'Path.'), caps.paths, 'Changed files.').optional(),
    branch: name(caps.branch, 'Branch it was seen on.').optional(),
    coAuthors: list(person('Co-author.'), caps.people, 'Who else wrote it.').optional(),
    patchId: name(caps.version, 'git patch-id --stable: equal for a cherry-pick.').optional(),
    reverts: list(sha('Reverted commit.'), caps.references, 'Commits that it reverts.').optional(),
    pullRequest: requestNumber('Number of the request that it belongs to.').optional(),
    transport: z.boolean().describe('It only moves an image reference.').optional(),
  })
  .describe('A commit of a repository. Needs repository or service.')

export const pullRequest = z
  .strictObject({
    type: z.literal('pull_request'),
    ...common,
    ...inRepository,
    number: requestNumber('Number in the repository; needed where there is no id.').optional(),
    openedAt: time('When it was opened.'),
    title: text(caps.title, 'Title.').optional(),
    author: person('Who opened it.').optional(),
    state: z.enum(['open', 'merged', 'closed']).optional(),
    readyAt: time('When it left draft.').optional(),
    firstReviewAt: time('First review.').optional(),
    approvedAt: time('Approval.').optional(),
    mergedAt: time('Merge.').optional(),
    closedAt: time('Closed, merged or not.').optional(),
    mergeSha: sha('Commit on the base branch that the merge made.').optional(),
    commits: list(sha('Member.'), caps.commits, 'Commits of the request.').optional(),
    labels: list(name(caps.label, 'Label.'), caps.labels, 'Labels.').optional(),
    additions: count('Lines added.').optional(),
    deletions: count('Lines deleted.').optional(),
    changedFiles: count('Files changed.').optional(),
    headBranch: name(caps.branch, 'Branch it comes from.').optional(),
    baseBranch: name(caps.branch, 'Branch it goes to.').optional(),
  })
  .describe('A pull or merge request. Needs repository or service, and number or id.')

export const push = z
  .strictObject({
    type: z.literal('push'),
    ...common,
    ...inRepository,
    branch: name(caps.branch, 'Branch.'),
    at: time('When it was pushed.'),
    after: sha('Head of the branch after it.'),
    before: sha('Head of the branch before it.').optional(),
    forced: z.boolean().describe('History was rewritten.').optional(),
    commits: list(sha('Commit.'), caps.commits, 'Commits that were pushed.').optional(),
    number: requestNumber('The request that the branch belongs to.').optional(),
  })
  .describe('A push to a branch. Needs repository or service.')

export const build = z
  .strictObject({
    type: z.literal('build'),
    ...common,
    ...inRepository,
    sha: sha('Commit that was built.'),
    startedAt: time('Start.'),
    name: name(caps.name, 'Name of the pipeline or check.').optional(),
    queuedAt: time('When it was queued.').optional(),
    finishedAt: time('End.').optional(),
    outcome: z.enum(['succeeded', 'failed', 'cancelled']).optional(),
    attempt: z.int().min(1).max(1_000_000).describe('1 for the first run.').optional(),
    phase: z.enum(['pre_merge', 'post_merge']).optional(),
  })
  .describe('A run of a pipeline or check. Needs repository or service.')

export const artifact = z
  .strictObject({
    type: z.literal('artifact'),
    ...common,
    image: name(caps.image, 'Image without tag.').optional(),
    version: name(caps.version, 'Version of what is no image.').optional(),
    publishedAt: time('When it was published.'),
    tag: name(caps.name, 'Tag.').optional(),
    digest: digest('Digest of the image.').optional(),
    repository: repository.optional(),
    sha: sha('Commit that it was built from.').optional(),
    inputs: list(
      digest('Digest or version.'),
      caps.references,
      'What it was built from, in any repository; followed transitively.',
    ).optional(),
  })
  .describe('A published image or other immutable version. Needs image or version.')
