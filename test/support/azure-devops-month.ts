import { createHash } from 'node:crypto'
import { DAY, HOUR, MINUTE, SECOND } from '#domain/instant'
import type { Organisation } from './azure-devops-server.ts'
import { seeded } from './seeded.ts'

type Thing = Record<string, unknown>

/** A hook, and when it was sent. */
export interface Hook {
  readonly at: number
  readonly body: object
}

/** What happened in an organisation: as its API shows it, and as its hooks told it. */
export interface Month {
  readonly organisation: Organisation
  readonly hooks: readonly Hook[]
  /** Merged commits by repository, in order. */
  readonly merged: Readonly<Record<string, readonly string[]>>
}

const projectId = '8a3c6c38-7f0e-4c5f-8d57-2a6b9a3f0001'
const base = 'https://dev.azure.com/acme'
const ann = { id: 'ann', displayName: 'Ann Author', uniqueName: 'ann@acme.example' }
const rob = { id: 'rob', displayName: 'Rob Reviewer', uniqueName: 'rob@acme.example' }

/** With seven digits of a second, as Azure DevOps writes a time. */
export function azureTime(at: number): string {
  return new Date(at).toISOString().replace('Z', '1234Z')
}

function shaOf(...parts: readonly unknown[]): string {
  return createHash('sha1').update(parts.join(' ')).digest('hex')
}

export function repositoryOf(name: string): Thing {
  return {
    id: `repository-of-${name}`,
    name,
    project: { id: projectId, name: 'Shop' },
    defaultBranch: 'refs/heads/main',
    remoteUrl: `https://acme@dev.azure.com/acme/Shop/_git/${name}`,
    url: `${base}/${projectId}/_apis/git/repositories/repository-of-${name}`,
  }
}

function property(value: unknown): Thing {
  return { $type: 'System.String', $value: value }
}

/** What happens, told twice: kept for the API, and sent as a hook some moments later. */
class Story {
  readonly hooks: Hook[] = []
  readonly organisation: Organisation = {
    projects: [{ id: projectId, name: 'Shop' }],
    repositories: ['shop', 'cart'].map(repositoryOf),
    pushes: [],
    requests: [],
    builds: [],
    environments: [],
  }
  readonly merged: Record<string, string[]> = { shop: [], cart: [] }
  readonly #random: () => number
  readonly #seed: number
  readonly #head: Record<string, string> = {}

  constructor(seed: number) {
    this.#seed = seed
    this.#random = seeded(seed)
  }

  #number = 0
  #hook(at: number, eventType: string, resource: object): void {
    this.#number += 1
    const told = { subscriptionId: 'subscription', notificationId: this.#number, createdDate: azureTime(at + 300) }
    this.hooks.push({ at, body: { ...told, eventType, resource } })
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }

  /** In the middle of a second, so that what is told some moments later is of the same one. */
  #moment(after: number, span: number): number {
    return Math.floor((after + this.#random() * span) / SECOND) * SECOND + 200 + Math.floor(this.#random() * 400)
  }

  #push(name: string, branch: string, at: number, commits: readonly Thing[]): void {
    const refName = `refs/heads/${branch}`
    const key = `${name} ${branch}`
    const after = String(commits[0]?.['commitId'])
    const refUpdates = [{ name: refName, oldObjectId: this.#head[key] ?? '0'.repeat(40), newObjectId: after }]
    this.#head[key] = after
    const repository = repositoryOf(name)
    const pushId = this.organisation.pushes.length + 1
    const push = { pushId, date: azureTime(at), refUpdates, commits }
    this.organisation.pushes.push({ ...push, repository: repository['id'], refName })
    this.#hook(at, 'git.push', { ...push, repository })
  }

  #commit(sha: string, at: number, comment: string): Thing {
    const by = { name: 'Ann Author', email: 'ann@acme.example', date: new Date(at).toISOString().replace(/\.\d+/, '') }
    return { commitId: sha, author: by, committer: by, comment }
  }

  /** One request, from its first commit to what became of it. */
  request(name: string, pullRequestId: number, openedAt: number): void {
    const branch = `topic-${pullRequestId}`
    const commits = Array.from({ length: 1 + Math.floor(this.#random() * 3) }, (_, at) =>
      this.#commit(shaOf(this.#seed, name, branch, at), openedAt - (4 - at) * HOUR, `Work ${at} of ${branch}`),
    ).toReversed()
    this.#push(name, branch, openedAt - 10 * MINUTE, commits)
    const threads: Thing[] = []
    const reviewers: Thing[] = []
    const request: Thing = {
      pullRequestId,
      projectId,
      repository: repositoryOf(name),
      status: 'active',
      createdBy: ann,
      creationDate: azureTime(openedAt),
      title: `Change ${pullRequestId}`,
      sourceRefName: `refs/heads/${branch}`,
      targetRefName: 'refs/heads/main',
      isDraft: false,
      lastMergeSourceCommit: { commitId: commits[0]?.['commitId'] },
      lastMergeCommit: { commitId: shaOf('tried', pullRequestId) },
      labels: this.#chance(0.2) ? [{ name: 'hotfix', active: true }] : [],
    }
    const ids = commits.map(({ commitId }) => ({ commitId }))
    const tell = (at: number, kind: string): void =>
      this.#hook(at, kind, { ...request, reviewers: [...reviewers], commits: ids })
    tell(openedAt, 'git.pullrequest.created')
    let at = this.#moment(openedAt + MINUTE, 5 * HOUR)
    if (this.#chance(0.5)) {
      const comment = { author: rob, publishedDate: azureTime(at), commentType: 'text', content: 'Why?' }
      threads.push({ publishedDate: azureTime(at), comments: [comment] })
      this.#hook(at, 'ms.vss-code.git-pullrequest-comment-event', { comment, pullRequest: { ...request } })
    }
    for (const vote of [...(this.#chance(0.3) ? [-5] : []), 10]) {
      at = this.#moment(at + MINUTE, 5 * HOUR)
      reviewers.splice(0, 1, { ...rob, vote })
      threads.push({
        publishedDate: azureTime(at),
        properties: {
          CodeReviewThreadType: property('VoteUpdate'),
          CodeReviewVoteResult: property(String(vote)),
          CodeReviewVotedByIdentity: property('1'),
        },
        identities: { 1: rob },
        comments: [{ author: rob, publishedDate: azureTime(at), commentType: 'system' }],
      })
      tell(at, 'git.pullrequest.updated')
    }
    this.organisation.requests.push(Object.assign(request, { reviewers, commits, threads }))
    const closedAt = this.#moment(at + MINUTE, 3 * HOUR)
    if (this.#chance(0.08)) return
    Object.assign(request, { status: this.#chance(0.1) ? 'abandoned' : 'completed', closedDate: azureTime(closedAt) })
    if (request['status'] === 'completed') this.#toMerge.push({ name, pullRequestId, closedAt, request, commits })
    else this.#told(request, closedAt)
  }

  readonly #toMerge: {
    readonly name: string
    readonly pullRequestId: number
    readonly closedAt: number
    readonly request: Thing
    readonly commits: readonly Thing[]
  }[] = []

  #told(request: Thing, at: number): void {
    const { commits, threads: _threads, ...resource } = request
    const ids = (commits as readonly Thing[]).map(({ commitId }) => ({ commitId }))
    this.#hook(at, 'git.pullrequest.updated', { ...resource, commits: ids })
  }

  /** Merges what was completed, in its order, and builds and deploys each of it. */
  mergeAll(): void {
    for (const { name, pullRequestId, closedAt, request, commits } of this.#toMerge.toSorted(
      (a, b) => a.closedAt - b.closedAt,
    )) {
      const sha = shaOf(this.#seed, name, 'merge', pullRequestId)
      request['lastMergeCommit'] = { commitId: sha }
      this.#told(request, closedAt)
      const isSquash = this.#chance(0.6)
      const merge = this.#commit(sha, closedAt, `Merged PR ${pullRequestId}: Change ${pullRequestId}`)
      this.#push(name, 'main', closedAt, isSquash ? [merge] : [merge, ...commits])
      this.merged[name]?.push(sha)
      this.#build(name, pullRequestId, sha, closedAt)
    }
  }

  /** A run that builds, and then deploys; where that fails, once again. */
  #build(name: string, id: number, sha: string, mergedAt: number): void {
    const queuedAt = this.#moment(mergedAt, MINUTE)
    const builtAt = this.#moment(queuedAt + 3 * MINUTE, 10 * MINUTE)
    const deployedAt = this.#moment(builtAt + MINUTE, 20 * MINUTE)
    const fails = this.#chance(0.2)
    const againAt = this.#moment(deployedAt + 20 * MINUTE, HOUR)
    const stage = (attempt: number, startTime: number, finishTime: number, result: string): Thing => ({
      id: `deploy-${id}`,
      type: 'Stage',
      name: 'Deploy to production',
      identifier: 'Deploy_Production',
      attempt,
      state: 'completed',
      result,
      startTime: azureTime(startTime),
      finishTime: azureTime(finishTime),
    })
    const first = stage(1, builtAt, deployedAt, fails ? 'failed' : 'succeeded')
    const last = fails ? stage(2, againAt - 5 * MINUTE, againAt, 'succeeded') : first
    const build: Thing = {
      id,
      projectId,
      status: 'completed',
      result: last['result'],
      queueTime: azureTime(queuedAt),
      startTime: azureTime(queuedAt),
      finishTime: last['finishTime'],
      sourceBranch: 'refs/heads/main',
      sourceVersion: sha,
      reason: 'individualCI',
      definition: { id: 5, name: `${name}-ci` },
      project: { id: projectId, name: 'Shop' },
      repository: { id: `repository-of-${name}`, type: 'TfsGit', name, url: `${base}/Shop/_git/${name}` },
    }
    const previousAttempts = fails ? [{ attempt: 1, timelineId: 'before', recordId: `deploy-${id}` }] : []
    const timelines = { '': [{ ...last, previousAttempts }], ...(fails && { before: [first] }) }
    this.organisation.builds.push({ ...build, timelines })
    for (const each of fails ? [first, last] : [first]) this.#stage(build, each)
    this.#hook(fails ? againAt : deployedAt, 'build.complete', build)
  }

  #stage(build: Thing, { identifier, name, ...record }: Thing): void {
    const repository = build['repository'] as Thing
    const resource = (state: string): object => ({
      stage: {
        ...record,
        name: identifier,
        displayName: name,
        state,
        ...(state === 'running' && { result: undefined, finishTime: null }),
      },
      run: {
        id: build['id'],
        resources: { repositories: { self: { refName: 'refs/heads/main', version: build['sourceVersion'] } } },
      },
      pipeline: { name: (build['definition'] as Thing)['name'] },
      repositories: [{ alias: 'self', url: repository['url'] }],
    })
    const at = (time: unknown): number => Date.parse(String(time).replace('1234Z', 'Z'))
    this.#hook(at(record['startTime']), 'ms.vss-pipelines.stage-state-changed-event', resource('running'))
    this.#hook(at(record['finishTime']), 'ms.vss-pipelines.stage-state-changed-event', resource('completed'))
  }

  openedWithin(start: number): number {
    return this.#moment(start + 5 * HOUR, 26 * DAY)
  }
}

/** A month of two repositories that are deployed with each merge. */
export function azureDevopsMonth(seed: number, start: number, requests: number): Month {
  const story = new Story(seed)
  for (let number = 1; number <= requests; number += 1)
    story.request(number % 2 === 0 ? 'shop' : 'cart', number, story.openedWithin(start))
  story.mergeAll()
  return { organisation: story.organisation, hooks: story.hooks.toSorted((a, b) => a.at - b.at), merged: story.merged }
}
