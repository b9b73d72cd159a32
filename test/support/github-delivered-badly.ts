import type { WorldCommit, WorldDeployment, WorldRequest } from './github-server.ts'
import { at, commit, deployment, empty, repository, request, sha } from './github-story.ts'

/** What was there before GitHub was connected: a squash, a merge and a rebase, a failed deployment, one under way. */
export const c0 = commit('c0', { authored: '1 10:00' })
export const a0 = commit('a0', { authored: '1 20:00', parents: ['c0'] })
export const a1 = commit('a1', { authored: '2 08:00', parents: ['c0'] })
export const a2 = commit('a2', { authored: '2 09:00', parents: ['a1'] })
export const s1 = commit('s1', { authored: '2 12:00', parents: ['c0'], request: 1 })
export const b1 = commit('b1', { authored: '2 13:00', parents: ['c0'], by: 'bob' })
export const b2 = commit('b2', { authored: '2 14:00', parents: ['b1'], by: 'bob' })
export const m2 = commit('m2', { authored: '3 09:00', parents: ['s1', 'b2'], request: 2 })
export const d1 = commit('d1', { authored: '3 12:00', parents: ['s1'] })
export const d2 = commit('d2', { authored: '3 13:00', parents: ['d1'] })
export const r1 = commit('r1', { authored: '3 12:00', committed: '4 10:00', parents: ['m2'], request: 3 })
export const r2 = commit('r2', { authored: '3 13:00', committed: '4 10:00', parents: ['r1'], request: 3 })
export const g1 = commit('g1', { authored: '7 09:00', parents: ['r2'] })
export const e1 = commit('e1', { authored: '6 09:00', parents: ['r2'] })

export const squashed = request(1, {
  opened: '2 10:00',
  merged: '2 12:00',
  merge: 's1',
  commits: [a1, a2],
  forced: [a0],
  reviews: [{ state: 'APPROVED', submittedAt: at('2 11:00'), login: 'bob' }],
})
export const merged = request(2, { opened: '2 15:00', merged: '3 09:00', merge: 'm2', login: 'bob', commits: [b1, b2] })
export const rebased = request(3, { opened: '3 14:00', merged: '4 10:00', merge: 'r2', commits: [d1, d2] })
export const open = request(4, { opened: '6 10:00', commits: [e1] })

export const before: readonly WorldDeployment[] = [
  deployment(101, 'c0', '1 12:00', [
    ['SUCCESS', '1 12:05'],
    ['INACTIVE', '3 10:10'],
  ]),
  deployment(102, 'm2', '3 09:30', [['SUCCESS', '3 09:35']], { environment: 'staging' }),
  deployment(103, 'm2', '3 10:00', [
    ['QUEUED', '3 10:00'],
    ['IN_PROGRESS', '3 10:01'],
    ['SUCCESS', '3 10:10'],
    ['INACTIVE', '4 12:10'],
  ]),
  deployment(104, 'r2', '4 11:00', [['FAILURE', '4 11:10']]),
  deployment(105, 'r2', '4 12:00', [['SUCCESS', '4 12:10']]),
  deployment(106, 'g1', '8 11:55', [['IN_PROGRESS', '8 11:56']]),
]

/** What comes after: some of it by webhooks, some only at GitHub, because the webhook was lost. */
export const e2 = commit('e2', { authored: '9 08:00', parents: ['e1'] })
export const s4 = commit('s4', { authored: '9 10:00', parents: ['g1'], request: 4 })
export const h1 = commit('h1', { authored: '9 12:20', parents: ['s4'] })
export const s5 = commit('s5', { authored: '9 13:00', parents: ['s4'], request: 5 })
export const reviewed = { state: 'APPROVED', submittedAt: at('9 09:30'), login: 'bob' }
export const pushedTo = { ...open, commits: [e1, e2], updatedAt: at('9 08:05') }
export const squashedLater = request(4, {
  opened: '6 10:00',
  merged: '9 10:00',
  merge: 's4',
  commits: [e1, e2],
  reviews: [reviewed],
})
export const hotfix = request(5, {
  opened: '9 12:30',
  merged: '9 13:00',
  merge: 's5',
  labels: ['hotfix'],
  commits: [h1],
})
export const opened: WorldRequest = {
  ...hotfix,
  state: 'OPEN',
  updatedAt: at('9 12:30'),
  mergedAt: null,
  closedAt: null,
  mergeSha: null,
  labels: [],
}
export const after: readonly WorldDeployment[] = [
  deployment(106, 'g1', '8 11:55', [
    ['IN_PROGRESS', '8 11:56'],
    ['SUCCESS', '8 12:05'],
  ]),
  deployment(107, 's4', '9 11:00', [
    ['SUCCESS', '9 11:10'],
    ['INACTIVE', '9 11:50'],
  ]),
  deployment(108, 'g1', '9 11:40', [['SUCCESS', '9 11:50']]),
  deployment(109, 's5', '9 13:20', [['SUCCESS', '9 13:30']]),
]

/** All that is at GitHub in the end. */
export const withLater = {
  ...empty,
  history: [s5, s4, g1, r2, r1, m2, b2, b1, s1, c0],
  requests: [squashed, merged, rebased, squashedLater, hotfix],
  deployments: [...before.slice(0, 5), ...after],
}

/** The same as events. */
function commitEvent(each: WorldCommit): object {
  const pushed: Readonly<Record<string, string>> = {
    e2: at('9 08:05'),
    s4: at('9 10:00'),
    h1: at('9 12:25'),
    s5: at('9 13:00'),
  }
  return {
    type: 'commit',
    source: 'acme',
    repository,
    sha: each.oid,
    authoredAt: each.authoredDate,
    committedAt: each.committedDate,
    pushedAt: pushed[each.message],
    parents: each.parents,
    message: each.message,
    author: { name: each.login, email: `${each.login}@example.com`, login: each.login },
    pullRequest: each.request,
  }
}

function requestEvent(each: WorldRequest): object {
  const [review] = each.reviews
  return {
    type: 'pull_request',
    source: 'acme',
    repository,
    number: each.number,
    title: each.title,
    url: `https://github.com/acme/shop/pull/${each.number}`,
    author: { login: each.login },
    state: 'merged',
    openedAt: each.createdAt,
    readyAt: each.createdAt,
    firstReviewAt: review?.submittedAt,
    approvedAt: review?.submittedAt,
    mergedAt: each.mergedAt,
    closedAt: each.closedAt,
    mergeSha: each.mergeSha,
    commits: [...each.commits, ...each.forced].map(({ oid }) => oid),
    labels: each.labels,
    additions: each.additions,
    deletions: each.deletions,
  }
}

function deploymentEvent(each: WorldDeployment): object {
  const end = each.statuses.find(({ state }) => state === 'SUCCESS' || state === 'FAILURE')
  return {
    type: 'deployment',
    source: 'acme',
    id: String(each.databaseId),
    service: 'shop',
    environment: each.environment,
    repository,
    sha: each.commitOid,
    startedAt: each.createdAt,
    finishedAt: end?.createdAt,
    outcome: end?.state === 'SUCCESS' ? 'succeeded' : 'failed',
  }
}

function pushEvent(branch: string, time: string, from: string | null, to: WorldCommit): object {
  const known = from === null ? {} : { before: sha(from) }
  return { type: 'push', source: 'acme', repository, branch, at: at(time), after: to.oid, commits: [to.oid], ...known }
}

const commits = [c0, a0, a1, a2, s1, b1, b2, m2, d1, d2, r1, r2, g1, e1, e2, s4, h1, s5]
/** The same, posted. */
export const events: readonly object[] = [
  ...commits.map(commitEvent),
  ...withLater.requests.map(requestEvent),
  ...withLater.deployments.map(deploymentEvent),
  pushEvent('branch-4', '9 08:05', 'e1', e2),
  pushEvent('main', '9 10:00', 'g1', s4),
  pushEvent('branch-5', '9 12:25', null, h1),
  pushEvent('main', '9 13:00', 's4', s5),
  {
    type: 'build',
    source: 'acme',
    repository,
    sha: s4.oid,
    name: 'ci',
    attempt: 1,
    startedAt: at('9 10:00'),
    finishedAt: at('9 10:20'),
    outcome: 'succeeded',
    phase: 'post_merge',
  },
  {
    type: 'incident',
    source: 'acme',
    id: '440021',
    service: 'shop',
    title: 'Checkout answers 500',
    severity: 2,
    url: 'https://github.com/acme/shop/issues/21',
    openedAt: at('9 11:20'),
    resolvedAt: at('9 12:20'),
  },
]

/** What is at GitHub when it is connected. */
export const atFirst = {
  ...empty,
  history: [g1, r2, r1, m2, b2, b1, s1, c0],
  requests: [squashed, merged, rebased, open],
  deployments: before,
}
