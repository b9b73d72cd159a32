import { createHash } from 'node:crypto'
import { MINUTE, SECOND } from '#domain/instant'
import type { GitlabProject } from './gitlab-server.ts'
import { start } from './off-world.ts'
import { seeded } from './seeded.ts'

/** Something that happened in GitLab: what it is from then on, and the webhook that says so. */
export interface GitlabHappening {
  readonly at: number
  readonly body: object | null
  readonly apply: () => void
}

const ada = { id: 1, username: 'ada' }
const ben = { id: 2, username: 'ben' }

function iso(at: number): string {
  return new Date(at).toISOString()
}

/** Tells what happens in one project, one request after the other. */
export class GitlabTelling {
  readonly project: GitlabProject
  readonly happenings: GitlabHappening[] = []
  readonly #random: () => number
  #at: number
  #head: string
  #count = 0

  constructor(project: GitlabProject, seed: number) {
    this.project = project
    this.#random = seeded(seed)
    this.#at = start
    const first = this.#commit([], 'Begin')
    this.#head = first.id
    this.tell({ object_kind: 'push', ...this.#pushed('main', null, [first]) }, () => this.#push(null, first.id))
  }

  get #named(): object {
    const { path, url } = this.project
    return { path_with_namespace: path, web_url: url, default_branch: 'main' }
  }

  get now(): number {
    return this.#at
  }

  /** Lets time pass, to the middle of a second: what REST tells is some thousandths of a second beside it. */
  pass(least: number, most: number): number {
    const at = this.#at + least + this.#random() * (most - least)
    this.#at = Math.floor(at / SECOND) * SECOND + 300 + Math.floor(this.#random() * 300)
    return this.#at
  }

  isSo(chance: number): boolean {
    return this.#random() < chance
  }

  number(): number {
    this.#count += 1
    return this.project.id * 10_000 + this.#count
  }

  tell(body: object, apply: () => void): void {
    this.happenings.push({ at: this.#at, body: { project: this.#named, ...body }, apply })
  }

  #commit(parents: readonly string[], title: string) {
    const at = iso(Math.floor(this.#at / SECOND) * SECOND)
    const id = createHash('sha1').update(`${this.project.id} ${this.number()}`).digest('hex')
    const who = { author_name: 'Ada', author_email: 'ada@example.com' }
    const commit = { id, parent_ids: parents, message: `${title}\n`, authored_date: at, committed_date: at, ...who }
    this.happenings.push({ at: this.#at, body: null, apply: () => void this.project.commits.set(id, commit) })
    return commit
  }

  #pushed(
    branch: string,
    before: string | null,
    commits: readonly { id: string; message: string; committed_date: string }[],
  ) {
    const after = commits.at(-1)?.id ?? ''
    return {
      ref: `refs/heads/${branch}`,
      before: before ?? '0'.repeat(40),
      after,
      checkout_sha: after,
      total_commits_count: commits.length,
      commits: commits.map(({ id, message, committed_date: timestamp }) => ({
        id,
        message,
        timestamp,
        author: { name: 'Ada', email: 'ada@example.com' },
      })),
    }
  }

  #push(before: string | null, after: string, branch = 'main', at = this.#at): void {
    const { project } = this
    if (branch === 'main') project.head = after
    project.events.push({
      created_at: iso(at),
      push_data: { ref_type: 'branch', ref: branch, commit_from: before, commit_to: after, commit_count: 1 },
    })
  }

  /** A request from its first commit to its merge; gives the commit of the merge. */
  request(iid: number): string {
    const { project } = this
    const branch = `topic-${iid}`
    const commits = [this.#commit([this.#head], `Change ${iid}`)]
    const row: Record<string, unknown> = {
      id: this.number(),
      iid,
      title: `Change ${iid}`,
      state: 'opened',
      draft: this.isSo(0.3),
      author: ada,
      source_branch: branch,
      target_branch: 'main',
      labels: [],
      web_url: `${project.url}/-/merge_requests/${iid}`,
    }
    const move = (before: string | null, told: typeof commits): void => {
      const at = this.pass(MINUTE, 20 * MINUTE)
      const after = told.at(-1)?.id ?? ''
      this.tell({ object_kind: 'push', ...this.#pushed(branch, before, told) }, () =>
        this.#push(before, after, branch, at),
      )
    }
    const step = (action: string, change: object, more: object = {}, note?: string, user: object = ada): void => {
      const at = this.pass(5 * MINUTE, 3 * 60 * MINUTE)
      if (action === 'open') row['created_at'] = iso(at)
      Object.assign(row, change, { updated_at: iso(at), sha: commits.at(-1)?.id })
      const now = { ...row }
      const { author: _author, labels: _labels, web_url: url, sha, merged_at: _at, ...rest } = now
      const attributes = {
        ...rest,
        url,
        author_id: ada.id,
        last_commit: { id: sha },
        action,
        ...('oldrev' in more && more),
      }
      this.tell({ object_kind: 'merge_request', user, object_attributes: attributes, labels: [], ...more }, () => {
        project.lists['merge_requests']?.set(iid, now)
        project.below.set(`merge_requests/${iid}/commits`, listed(commits))
        if (note !== undefined) this.#note(iid, note, at + 5, user, true)
      })
    }
    const listed = (all: typeof commits): object[] => all.map((each) => ({ ...each, parent_ids: [] })).toReversed()
    move(null, commits)
    step('open', { state: 'opened' })
    if (row['draft'] === true) {
      const changes = { draft: { previous: true, current: false } }
      step('update', { draft: false }, { changes }, 'marked this merge request as **ready**')
    }
    if (this.isSo(0.6)) this.#comment(iid, row, this.isSo(0.3) ? ada : ben)
    if (this.isSo(0.4)) {
      this.pass(MINUTE, 60 * MINUTE)
      const before = commits.at(-1)?.id ?? ''
      commits.push(this.#commit([before], `More of ${iid}`))
      move(before, commits.slice(-1))
      step('update', {}, { oldrev: before })
    }
    if (this.isSo(0.7)) step('approved', {}, {}, 'approved this merge request', ben)
    this.pass(MINUTE, 10 * MINUTE)
    const merge = this.#commit([this.#head, commits.at(-1)?.id ?? ''], `Merge branch '${branch}' into 'main'`)
    const at = this.now
    step('merge', { state: 'merged', merge_commit_sha: merge.id, merged_at: iso(at) })
    // GitLab tells when it was merged some moments after it changed.
    const merged = project.lists['merge_requests']
    const last = this.now
    this.happenings.push({
      at: last,
      body: null,
      apply: () => void merged?.set(iid, { ...merged.get(iid), merged_at: iso(last + 40) }),
    })
    const before = this.#head
    this.#head = merge.id
    this.tell({ object_kind: 'push', ...this.#pushed('main', before, [...commits, merge]) }, () =>
      this.#push(before, merge.id, 'main', last),
    )
    return merge.id
  }

  #note(iid: number, body: string, at: number, author: object, system: boolean): void {
    this.project.add(`merge_requests/${iid}/notes`, { body, created_at: iso(at), author, system })
  }

  #comment(
    iid: number,
    row: Readonly<Record<string, unknown>>,
    author: { readonly id: number; readonly username: string },
  ): void {
    const at = this.pass(MINUTE, 60 * MINUTE)
    const note = {
      action: 'create',
      noteable_type: 'MergeRequest',
      system: false,
      author_id: author.id,
      created_at: iso(at),
    }
    const about = { iid, author_id: ada.id, created_at: row['created_at'] }
    this.tell({ object_kind: 'note', user: author, object_attributes: note, merge_request: about }, () => {
      this.#note(iid, 'What if it fails?', at, author, false)
    })
  }

  /** A pipeline of the default branch. */
  pipeline(sha: string): void {
    const id = this.number()
    const about = {
      id,
      ref: 'main',
      tag: false,
      sha,
      source: 'push',
      name: null,
      created_at: iso(this.pass(SECOND, 10 * SECOND)),
    }
    const url = `${this.project.url}/-/pipelines/${id}`
    const step = (change: object): void => {
      const now = { ...about, ...change, queued_duration: 3 }
      const updated = iso(this.now)
      this.tell({ object_kind: 'pipeline', object_attributes: { ...now, url } }, () => {
        this.project.lists['pipelines']?.set(id, { ...now, web_url: url, updated_at: updated })
      })
    }
    this.pass(4 * SECOND, 8 * SECOND)
    step({ status: 'running', finished_at: null })
    step({ status: this.isSo(0.9) ? 'success' : 'failed', finished_at: iso(this.pass(2 * MINUTE, 10 * MINUTE)) })
  }

  /** A deployment to production; gives whether it came to be live. */
  deploy(sha: string): boolean {
    const id = this.number()
    const { url } = this.project
    const about = { deployment_id: id, environment: 'production', environment_tier: 'production', ref: 'main' }
    const job = { id: id + 5_000, started_at: iso(this.pass(MINUTE, 5 * MINUTE)), finished_at: null as string | null }
    const outcome = this.isSo(0.85) ? 'success' : 'failed'
    const step = (status: string): void => {
      const at = this.now
      if (status !== 'running') job.finished_at = iso(at - 7)
      const deployable = { ...job }
      const links = { deployable_url: `${url}/-/jobs/${job.id}`, commit_url: `${url}/-/commit/${sha}` }
      this.tell({ object_kind: 'deployment', ...about, ...links, status, status_changed_at: iso(at) }, () => {
        const environment = { name: 'production', tier: 'production' }
        const row = {
          id,
          status,
          sha,
          ref: 'main',
          environment,
          deployable,
          created_at: job.started_at,
          updated_at: iso(at),
        }
        this.project.lists['deployments']?.set(id, row)
      })
    }
    step('running')
    this.pass(MINUTE, 5 * MINUTE)
    step(outcome)
    return outcome === 'success'
  }

  release(sha: string, number: number): void {
    const at = iso(this.pass(MINUTE, 10 * MINUTE))
    const tag = `v1.${number}.0`
    const url = `${this.project.url}/-/releases/${tag}`
    this.tell({ object_kind: 'release', action: 'create', tag, url, released_at: at, commit: { id: sha } }, () => {
      this.project.releases.push({
        tag_name: tag,
        created_at: at,
        released_at: at,
        commit: { id: sha },
        _links: { self: url },
      })
    })
  }
}
