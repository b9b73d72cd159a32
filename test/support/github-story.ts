import type { GithubWorld, WorldCommit, WorldDeployment, WorldRequest } from './github-server.ts'

/** A sha that is told by its name. */
export function sha(name: string): string {
  return Buffer.from(name.padEnd(20, '.')).toString('hex')
}

/** A moment of March 2026, UTC: `at('2 09:30')`. */
export function at(text: string): string {
  const [day = '1', clock = '00:00'] = text.split(' ')
  return `2026-03-${day.padStart(2, '0')}T${clock}:00Z`
}

interface CommitWords {
  readonly by?: string
  readonly authored: string
  readonly committed?: string
  readonly parents?: readonly string[]
  readonly message?: string
  readonly request?: number
}

export function commit(name: string, words: CommitWords): WorldCommit {
  const { by = 'ada', authored, committed = authored, parents = [], message = name, request } = words
  return {
    oid: sha(name),
    authoredDate: at(authored),
    committedDate: at(committed),
    message,
    parents: parents.map(sha),
    login: by,
    ...(request === undefined ? {} : { request }),
  }
}

type RequestWords = Partial<WorldRequest> & {
  readonly opened: string
  readonly merged?: string
  readonly merge?: string
  readonly updated?: string
}

export function request(number: number, { opened, merged, merge, updated, ...words }: RequestWords): WorldRequest {
  const end = merged === undefined ? null : at(merged)
  return {
    number,
    title: `Request ${number}`,
    state: end === null ? 'OPEN' : 'MERGED',
    isDraft: false,
    createdAt: at(opened),
    updatedAt: at(updated ?? merged ?? opened),
    mergedAt: end,
    closedAt: end,
    mergeSha: merge === undefined ? null : sha(merge),
    login: 'ada',
    labels: [],
    reviews: [],
    readyAt: null,
    commits: [],
    forced: [],
    headRefName: `branch-${number}`,
    additions: 10,
    deletions: 2,
    ...words,
  }
}

export function deployment(
  databaseId: number,
  version: string,
  created: string,
  statuses: readonly (readonly [string, string])[],
  more: Partial<WorldDeployment> = {},
): WorldDeployment {
  return {
    databaseId,
    commitOid: sha(version),
    environment: 'production',
    task: 'deploy',
    payload: null,
    createdAt: at(created),
    statuses: statuses.map(([state, time]) => ({ state, createdAt: at(time) })),
    ...more,
  }
}

export const repository = 'github.com/acme/shop'

/** A world with nothing in it. */
export const empty: GithubWorld = { owner: 'acme', name: 'shop', history: [], requests: [], deployments: [] }
