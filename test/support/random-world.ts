import { createHash } from 'node:crypto'
import type { Wire } from './ingest.ts'
import { seeded } from './seeded.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const start = Date.parse('2026-03-02T08:00:00Z')

function sha(name: string): string {
  return createHash('sha1').update(name).digest('hex')
}

function digest(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`
}

function iso(at: number): string {
  return new Date(at).toISOString()
}

interface Commit {
  readonly sha: string
  readonly at: number
  readonly number: number | null
}

interface Home {
  /** How its statements may name it; the last is always right. */
  readonly names: readonly Wire[]
  readonly services: readonly string[]
  readonly trunk: Commit[]
}

/**
 * A small world with everything in it that statements can say, decided by a seed: merges, squashes, cherry-picks, reverts,
 * artifacts, short shas, several placements and reporters, rollbacks, incidents, flags and corrections.
 */
export class RandomWorld {
  readonly events: Wire[] = []
  readonly #random: () => number
  #count = 0

  constructor(seed: number) {
    this.#random = seeded(seed)
    const homes: Home[] = [
      { names: [{ repository: 'github.com/acme/api' }], services: ['api'], trunk: [] },
      {
        names: [{ repository: 'acme/web' }, { repository: 'https://gitlab.example.com/acme/web.git' }],
        services: ['web'],
        trunk: [],
      },
      { names: [{ service: 'jobs' }, { repository: 'jobs' }], services: ['jobs'], trunk: [] },
    ]
    for (const home of homes) this.#repository(home)
    for (let day = 0; day < 12; day += 1) {
      for (const home of homes) this.#workday(home, start + day * DAY)
    }
    for (const home of homes) for (const service of home.services) this.#trouble(service)
    this.#namesakes()
    this.#laidElsewhere()
    this.#say({ type: 'cutover', environment: 'prod', placement: 'eu', at: iso(start + 5 * DAY), state: 'live' })
  }

  #chance(share: number): boolean {
    return this.#random() < share
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T
  }

  #say(event: Wire): void {
    this.events.push({ source: 'api', ...event })
  }

  #name(home: Home): Wire {
    return this.#pick(home.names)
  }

  #repository(home: Home): void {
    // Every name of the repository is used at least once, so that all orders know the same names in the end.
    for (const name of home.names) this.#commit(home, [], start - DAY, { ...name }, 'root')
    home.trunk.push({ sha: sha(`${home.services[0]} root`), at: start - DAY, number: null })
  }

  #commit(
    home: Home,
    parents: readonly string[],
    at: number,
    more: Wire = {},
    name = `commit ${(this.#count += 1)}`,
  ): Commit {
    const id = sha(`${home.services[0]} ${name}`)
    this.#say({
      type: 'commit',
      ...this.#name(home),
      sha: id,
      parents,
      authoredAt: iso(at - (this.#chance(0.1) ? 120 * DAY : HOUR)),
      committedAt: iso(at),
      ...more,
    })
    return { sha: id, at, number: null }
  }

  #head(home: Home): Commit {
    return home.trunk.at(-1) as Commit
  }

  #request(home: Home, at: number): void {
    const number = (this.#count += 1)
    const head = this.#head(home)
    const how = this.#pick(['squash', 'merge', 'rebase', 'direct'] as const)
    if (how === 'direct') {
      home.trunk.push(
        this.#commit(home, [head.sha], at, {
          message: this.#chance(0.3) ? `This reverts commit ${head.sha}.` : 'work',
        }),
      )
      return
    }
    const members: Commit[] = []
    for (let index = 0; index < 1 + Math.floor(this.#random() * 3); index += 1) {
      const parent = members.at(-1) ?? head
      members.push(
        this.#commit(
          home,
          [parent.sha],
          at - HOUR + index * 60_000,
          this.#chance(0.3) ? { patchId: `patch ${index}` } : {},
        ),
      )
    }
    const last = members.at(-1) as Commit
    const said = this.#chance(0.5) ? { pullRequest: number } : {}
    if (how === 'squash') home.trunk.push(this.#commit(home, [head.sha], at, said))
    else if (how === 'merge') home.trunk.push(this.#commit(home, [head.sha, last.sha], at, said))
    else home.trunk.push(...members)
    const request = {
      type: 'pull_request',
      ...this.#name(home),
      number,
      openedAt: iso(at - HOUR / 2),
      headBranch: this.#chance(0.1) ? 'hotfix/now' : 'feature/x',
    }
    this.#say({ ...request, commits: members.map((commit) => commit.sha), title: 'Add a thing' })
    if (this.#chance(0.9)) {
      this.#say({
        ...request,
        state: 'merged',
        mergedAt: iso(at),
        mergeSha: this.#head(home).sha,
        updatedAt: iso(at),
        additions: 10,
        deletions: 2,
      })
    }
    if (this.#chance(0.3)) {
      this.#say({
        type: 'push',
        ...this.#name(home),
        branch: 'feature/x',
        at: iso(at - HOUR / 3),
        after: last.sha,
        commits: members.map((commit) => commit.sha),
        number,
      })
    }
  }

  #workday(home: Home, day: number): void {
    for (let index = 0; index < 1 + Math.floor(this.#random() * 3); index += 1) this.#request(home, day + index * HOUR)
    this.#say({
      type: 'push',
      ...home.names[0],
      branch: 'main',
      at: iso(day + 4 * HOUR),
      after: this.#head(home).sha,
      attributes: { 'leadline.branchRole': 'DEFAULT' },
    })
    for (const service of home.services) {
      if (this.#chance(0.8)) this.#deploy(home, service, 'prod', day + 6 * HOUR)
      if (this.#chance(0.4)) this.#deploy(home, service, this.#pick(['staging', 'pr-12', 'review/x']), day + 5 * HOUR)
    }
  }

  #version(home: Home, service: string, at: number): Wire {
    const head = this.#chance(0.15) ? this.#pick(home.trunk) : this.#head(home)
    const image = `registry/${service}`
    const place = this.#chance(0.5) ? { repository: home.names.at(-1)?.['repository'] ?? service } : {}
    const built = { type: 'artifact', image, publishedAt: iso(at - HOUR), ...place }
    switch (this.#pick(['sha', 'short', 'digest', 'tag', 'version', 'inputs'] as const)) {
      case 'sha':
        return { sha: head.sha }
      case 'short':
        return { sha: head.sha.slice(0, 10) }
      case 'digest':
        this.#say({ ...built, digest: digest(`${service} ${head.sha}`), sha: head.sha })
        return { digest: digest(`${service} ${head.sha}`) }
      case 'tag':
        this.#say({ ...built, tag: head.sha.slice(0, 8), sha: head.sha })
        return { image, tag: head.sha.slice(0, 8) }
      case 'version': {
        const { image: _image, ...versioned } = built
        this.#say({ ...versioned, version: `v${head.at}`, sha: head.sha })
        return { version: `v${head.at}` }
      }
      case 'inputs':
        this.#say({ ...built, digest: digest(`base ${head.sha}`), sha: head.sha })
        this.#say({ ...built, digest: digest(`top ${service} ${head.sha}`), inputs: [digest(`base ${head.sha}`)] })
        return { digest: digest(`top ${service} ${head.sha}`) }
    }
  }

  #deploy(home: Home, service: string, environment: string, at: number): void {
    const id = `${service}-${(this.#count += 1)}`
    const version = this.#version(home, service, at)
    const deployment = { type: 'deployment', service, environment, ...version }
    if (version['sha'] !== undefined && this.#chance(0.5)) {
      this.#say({
        type: 'build',
        ...this.#name(home),
        sha: this.#head(home).sha,
        startedAt: iso(at - 2 * HOUR),
        finishedAt: iso(at - HOUR),
        outcome: 'succeeded',
        phase: 'post_merge',
      })
    }
    const config = this.#chance(0.3)
      ? { configRepository: 'github.com/acme/config', configSha: sha(`config ${id}`) }
      : {}
    if (this.#chance(0.2))
      this.#say({
        type: 'commit',
        repository: 'github.com/acme/config',
        sha: sha(`config ${id}`),
        authoredAt: iso(at - HOUR),
        parents: [],
      })
    if (this.#chance(0.15)) {
      this.#say({
        ...deployment,
        id,
        startedAt: iso(at),
        finishedAt: iso(at + 600_000),
        outcome: this.#pick(['failed', 'aborted', 'cancelled']),
      })
      return
    }
    const places = this.#chance(0.4) ? ['eu', 'us'] : [undefined]
    for (const [index, placement] of places.entries()) {
      const here = placement === undefined ? {} : { placement }
      const run = { ...deployment, ...config, ...here, id: `${id}${placement ?? ''}` }
      this.#say({ ...run, startedAt: iso(at), outcome: 'in_progress' })
      this.#say({
        ...run,
        startedAt: iso(at),
        finishedAt: iso(at + (index + 1) * 900_000),
        outcome: 'succeeded',
        updatedAt: iso(at + (index + 1) * 900_000),
      })
    }
    if (this.#chance(0.3)) this.#say({ ...deployment, source: 'argocd', liveAt: iso(at + 1_000_000) })
    if (environment === 'prod' && this.#chance(0.4)) this.#incident(service, id, at + 3_600_000)
    if (this.#chance(0.2)) {
      this.#say({
        type: 'rollback',
        service,
        environment,
        at: iso(at + 2 * HOUR),
        ...(this.#chance(0.5) ? { deploymentId: id } : {}),
      })
    }
  }

  #incident(service: string, deploymentId: string, at: number): void {
    const id = `incident-${(this.#count += 1)}`
    const incident = { type: 'incident', id, service, openedAt: iso(at), source: this.#pick(['api', 'pagerduty']) }
    const linked = this.#pick([{ deploymentId }, { causedBySha: sha('nobody') }, {}, { cause: 'external' }])
    this.#say({ ...incident, ...linked, ...(this.#chance(0.3) ? { environment: 'prod' } : {}) })
    if (this.#chance(0.8)) this.#say({ ...incident, resolvedAt: iso(at + HOUR) })
    if (this.#chance(0.2)) this.#say({ ...incident, reopenedAt: iso(at + 3 * HOUR), resolvedAt: iso(at + 4 * HOUR) })
    if (this.#chance(0.3))
      this.#say({
        type: 'flag',
        key: 'fast',
        environment: 'prod',
        at: iso(at + 600_000),
        enabled: false,
        incidentId: id,
      })
    const override = { type: 'override', id: `override-${id}`, at: iso(at + 2 * HOUR), by: 'ana', reason: 'it was so' }
    if (!this.#chance(0.4)) return
    const settled = this.#pick([
      { deploymentId },
      { noDeployment: true },
      { service: this.#pick(['api', 'web', 'jobs']) },
      { classification: 'drill' },
    ])
    this.#say({ ...override, incidentId: id, ...settled })
  }

  /** Deployments of several services under one id: `own-7` means the one of the correction's sender, `run-7` nothing. */
  #namesakes(): void {
    for (const id of ['own-7', 'run-7']) {
      for (const service of ['api', 'web']) {
        const source = id === 'own-7' && service === 'api' ? 'api' : `ci-${service}`
        const liveAt = iso(start + (id === 'own-7' ? 3 : 4) * DAY)
        this.#say({ type: 'deployment', source, id, service, environment: 'prod', version: `${id} ${service}`, liveAt })
      }
      const correction = { type: 'override', id: `kind-${id}`, at: iso(start + 9 * DAY), by: 'bo', reason: 'the same' }
      this.#say({ ...correction, deploymentId: id, kind: 'REDEPLOY' })
    }
  }

  /** Incidents that are blamed on a deployment of another service, by their own word and by a correction. */
  #laidElsewhere(): void {
    const openedAt = iso(start + 4 * DAY + HOUR)
    const incident = { type: 'incident', service: 'api', openedAt }
    this.#say({ ...incident, id: 'told', source: 'ci-web', deploymentId: 'run-7' })
    this.#say({ ...incident, id: 'corrected' })
    const correction = { type: 'override', id: 'laid', at: iso(start + 9 * DAY), by: 'bo', reason: 'seen' }
    this.#say({ ...correction, incidentId: 'corrected', deploymentId: 'run-7', deploymentSource: 'ci-web' })
  }

  #trouble(service: string): void {
    this.#say({
      type: 'override',
      id: `kind-${service}`,
      at: iso(start + 9 * DAY),
      by: 'bo',
      reason: 'config only',
      deploymentId: `${service}-40`,
      kind: 'CONFIG',
    })
    this.#say({
      type: 'deployment',
      service,
      environment: 'prod',
      id: `${service}-foreign`,
      sha: sha('api root'),
      liveAt: iso(start + 13 * DAY),
      includes: [sha('unknown commit')],
      remediates: ['incident-50'],
    })
  }
}
