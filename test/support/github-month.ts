import { DAY, HOUR, MINUTE, SECOND } from '#domain/instant'
import { deploymentBody, pushBody, requestBody, reviewBody, runOf, issueBody, statusBody } from './github-bodies.ts'
import type { WorldIssue, WorldRun } from './github-issues.ts'
import type { GithubWorld, WorldCommit, WorldDeployment, WorldRequest } from './github-server.ts'
import { seeded } from './seeded.ts'

/** The month of which is told. */
export const start = Date.UTC(2026, 2, 1)
export const end = start + 30 * DAY

/** What GitHub sends when something happens. */
export interface Webhook {
  readonly event: string
  readonly body: object
}

interface Happening {
  readonly at: number
  /** Changes what is at GitHub. */
  readonly happen: (there: There) => readonly Webhook[]
}

/** What is at GitHub, while it changes. */
interface There {
  history: WorldCommit[]
  readonly requests: Map<number, WorldRequest>
  readonly deployments: Map<number, WorldDeployment>
  readonly issues: Map<number, WorldIssue>
  readonly runs: Map<number, WorldRun>
}

const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z')

/** A month of a repository at random: requests, merges, deployments, workflow runs, and issues that are incidents. */
class Month {
  readonly #random: () => number
  readonly happenings: Happening[] = []
  #commits = 0
  #id = 4_000_000_000

  constructor(seed: number) {
    this.#random = seeded(seed)
    for (let number = 1; number <= 24; number += 1) this.#request(number)
    for (let issue = 0; issue < 10; issue += 1) this.#issue()
    this.happenings.sort((a, b) => a.at - b.at)
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }

  /** A whole second, so long at most after a moment. */
  #after(moment: number, most: number): number {
    return moment + Math.ceil((this.#random() * most) / SECOND) * SECOND
  }

  #commit(at: number, parents: readonly string[], request?: number): WorldCommit {
    this.#commits += 1
    const oid = `${this.#commits.toString(16).padStart(8, '0')}${'c'.repeat(32)}`
    const dates = { authoredDate: iso(at), committedDate: iso(at) }
    return { oid, ...dates, message: `Change ${this.#commits}`, parents, login: 'ada', ...(request ? { request } : {}) }
  }

  #request(number: number): void {
    const pushed = this.#after(start, 27 * DAY)
    const first = this.#commit(pushed, [])
    const opened = this.#after(pushed, 5 * HOUR)
    const change = (at: number, changed: Partial<WorldRequest>, say: (request: WorldRequest) => Webhook[]): void => {
      const happen = ({ requests }: There): readonly Webhook[] => {
        const request = { ...(requests.get(number) ?? opening), ...changed, updatedAt: iso(at) }
        requests.set(number, request)
        return say(request)
      }
      this.happenings.push({ at, happen })
    }
    const opening: WorldRequest = {
      number,
      title: `Request ${number}`,
      state: 'OPEN',
      isDraft: false,
      login: 'ada',
      labels: [],
      reviews: [],
      createdAt: iso(opened),
      updatedAt: iso(opened),
      mergedAt: null,
      closedAt: null,
      mergeSha: null,
      readyAt: null,
      commits: [first],
      forced: [],
      headRefName: `branch-${number}`,
      additions: 9,
      deletions: 2,
    }
    const push = (commit: WorldCommit, before: string | null, at: number): Webhook => {
      return { event: 'push', body: pushBody({ branch: `branch-${number}`, before, at: iso(at), commits: [commit] }) }
    }
    this.happenings.push({ at: pushed, happen: () => [push(first, null, pushed)] })
    change(opened, {}, (request) => [{ event: 'pull_request', body: requestBody('opened', request) }])
    let at = opened
    if (this.#chance(0.4)) {
      at = this.#after(at, 20 * HOUR)
      const [second, then] = [this.#commit(at, [first.oid]), at]
      change(at, { commits: [first, second] }, (request) => [
        push(second, first.oid, then),
        { event: 'pull_request', body: requestBody('synchronize', request, { before: first.oid }) },
      ])
    }
    if (this.#chance(0.6)) {
      at = this.#after(at, 10 * HOUR)
      const state = this.#chance(0.7) ? 'APPROVED' : 'COMMENTED'
      change(at, { reviews: [{ state, submittedAt: iso(at), login: 'bob' }] }, (request) => [
        { event: 'pull_request_review', body: reviewBody(request, 0) },
      ])
    }
    at = this.#after(at, 20 * HOUR)
    const closed = { closedAt: iso(at) }
    if (this.#chance(0.15)) {
      change(at, { ...closed, state: 'CLOSED' }, (request) => [
        { event: 'pull_request', body: requestBody('closed', request) },
      ])
    } else this.#merge(number, at, (changed, say) => change(at, { ...closed, ...changed }, say))
  }

  #merge(
    number: number,
    at: number,
    change: (changed: Partial<WorldRequest>, say: (request: WorldRequest) => Webhook[]) => void,
  ): void {
    const squashed = this.#commit(at, [], number)
    const merged: Partial<WorldRequest> = { state: 'MERGED', mergedAt: iso(at), mergeSha: squashed.oid }
    change(merged, (request) => [{ event: 'pull_request', body: requestBody('closed', request) }])
    const happen = (there: There): readonly Webhook[] => {
      const before = there.history[0]?.oid ?? null
      const commit = { ...squashed, parents: before === null ? [] : [before] }
      there.history = [commit, ...there.history]
      return [{ event: 'push', body: pushBody({ branch: 'main', before, at: iso(at), commits: [commit] }) }]
    }
    this.happenings.push({ at, happen })
    this.#run('ci', squashed.oid, this.#after(at, MINUTE))
    if (this.#chance(0.4)) this.#run('deploy', squashed.oid, this.#after(at, HOUR))
    if (this.#chance(0.8)) this.#deploy(squashed.oid, this.#after(at, 3 * HOUR), 'production')
    if (this.#chance(0.3)) this.#deploy(squashed.oid, this.#after(at, HOUR), 'staging')
  }

  #deploy(commitOid: string, at: number, environment: string): void {
    const databaseId = 100 + this.happenings.length
    const begun: WorldDeployment = {
      databaseId,
      commitOid,
      environment,
      task: 'deploy',
      payload: null,
      createdAt: iso(at),
      statuses: [],
    }
    const step = (moment: number, state: string | null): void => {
      const happen = ({ deployments }: There): readonly Webhook[] => {
        const known = deployments.get(databaseId) ?? begun
        const statuses = state === null ? [] : [...known.statuses, { state, createdAt: iso(moment) }]
        deployments.set(databaseId, { ...known, statuses })
        if (state === null) return [{ event: 'deployment', body: deploymentBody(known) }]
        return [{ event: 'deployment_status', body: statusBody({ ...known, statuses }, statuses.length - 1) }]
      }
      this.happenings.push({ at: moment, happen })
    }
    step(at, null)
    const ended = this.#after(at + MINUTE, 20 * MINUTE)
    step(this.#after(at, MINUTE), 'IN_PROGRESS')
    if (this.#chance(0.95)) step(ended, this.#chance(0.8) ? 'SUCCESS' : 'FAILURE')
  }

  #run(name: string, sha: string, at: number): void {
    this.#id += 1
    const [id, ended] = [this.#id, this.#after(at + MINUTE, HOUR)]
    const conclusion = this.#chance(0.8) ? 'success' : 'failure'
    const run = (moment: number, status: string): WorldRun => {
      const words = { id, name, status, conclusion: status === 'completed' ? conclusion : null, head_sha: sha }
      return runOf(words, iso(at), iso(moment))
    }
    for (const [moment, action, status] of [
      [at, 'requested', 'queued'],
      [ended, 'completed', 'completed'],
    ] as const)
      this.happenings.push({
        at: moment,
        happen: ({ runs }) => {
          runs.set(id, run(moment, status))
          return [{ event: 'workflow_run', body: { action, workflow_run: run(moment, status), ...repositoryOf() } }]
        },
      })
  }

  #issue(): void {
    this.#id += 1
    const databaseId = this.#id
    let at = this.#after(start, 26 * DAY)
    const createdAt = iso(at)
    let labels: readonly string[] = this.#chance(0.5) ? ['incident', 'sev2'] : ['question']
    let changes: WorldIssue['changes'] = labels.map((label) => ({ kind: 'labeled', label, at: createdAt }))
    const tell = (action: string, label?: string): void => {
      const [moment, issue] = [at, { databaseId, title: `Fault ${databaseId}`, createdAt, labels, changes }]
      const happen = ({ issues }: There): readonly Webhook[] => {
        issues.set(databaseId, issue)
        return [{ event: 'issues', body: issueBody(action, issue, iso(moment), label) }]
      }
      this.happenings.push({ at, happen })
    }
    const then = (kind: WorldIssue['changes'][number]['kind'], label?: string): void => {
      at = this.#after(at + MINUTE, 5 * HOUR)
      changes = [...changes, label === undefined ? { kind, at: iso(at) } : { kind, label, at: iso(at) }]
      tell(kind, label)
    }
    tell('opened')
    if (!labels.includes('incident') && this.#chance(0.6)) {
      labels = [...labels, 'incident']
      then('labeled', 'incident')
    }
    if (labels.includes('incident') && this.#chance(0.15)) {
      labels = labels.filter((label) => label !== 'incident')
      then('unlabeled', 'incident')
    }
    if (this.#chance(0.85)) then('closed')
    if (changes.at(-1)?.kind === 'closed' && this.#chance(0.3)) then('reopened')
    if (changes.at(-1)?.kind === 'reopened' && this.#chance(0.7)) then('closed')
  }
}

function repositoryOf(): object {
  const { repository } = pushBody({ branch: 'main', before: null, at: iso(start), commits: [] }) as {
    readonly repository: object
  }
  return { repository }
}

/** Everything that GitHub would have sent until a moment, in its order, and what is there then. */
export function monthOf(
  seed: number,
  until: number,
): { readonly webhooks: readonly (Webhook & { readonly at: number })[]; readonly world: GithubWorld } {
  const there: There = {
    history: [],
    requests: new Map(),
    deployments: new Map(),
    issues: new Map(),
    runs: new Map(),
  }
  const webhooks = new Month(seed).happenings
    .filter(({ at }) => at < until)
    .flatMap(({ at, happen }) => happen(there).map((webhook) => ({ ...webhook, at })))
  const { history, requests, deployments, issues, runs } = there
  const lists = { requests: [...requests.values()], deployments: [...deployments.values()] }
  const more = { issues: [...issues.values()], runs: [...runs.values()] }
  return { webhooks, world: { owner: 'acme', name: 'shop', history, ...lists, ...more } }
}
