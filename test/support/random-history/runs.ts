import type { Wire } from '../ingest.ts'
import { bound, type Code, type Head } from './code.ts'
import { DAY, HOUR, iso, MINUTE, type Teller } from './teller.ts'

const kinds = ['CODE', 'CONFIG', 'ROLLBACK', 'REDEPLOY', 'BOOTSTRAP', 'DRIFT_CORRECTION', 'PLATFORM']

/** Nothing is told of later than this: the clock of the tests stands at the day after. */
const latest = Date.parse('2026-05-31T00:00:00Z')

/** A service, what it was deployed as, and how its deployments are told. */
export class Runs {
  readonly service: string
  /** Ids of its deployments, each with the source that knows it. */
  readonly ids: { readonly id: string; readonly source: string }[] = []
  readonly #teller: Teller
  readonly #code: Code
  readonly #isForeign: boolean
  readonly #versions = new Map<string, Wire[]>()
  #configs = 0
  /** Commits of the line of the configuration repository that a reconciler applies. */
  readonly #line: string[] = []

  /** @param isForeign the code is another service's: its repository has to be said. */
  constructor(teller: Teller, service: string, code: Code, isForeign: boolean) {
    this.#teller = teller
    this.service = service
    this.#code = code
    this.#isForeign = isForeign
  }

  #place(): Wire {
    const { repository } = this.#code
    if (repository === undefined) return {}
    return this.#isForeign || this.#teller.chance(0.5) ? { repository } : {}
  }

  /** The version that a trunk commit was built as, with the artifacts that say so. */
  #version({ sha, at }: Head, index: number): Wire {
    const { chance, pick, maybe } = bound(this.#teller)
    const image = `registry/${this.service}`
    const place = this.#isForeign ? { repository: this.#code.repository } : this.#place()
    const built = { type: 'artifact', image, publishedAt: iso(at + 20 * MINUTE), ...place }
    const digest = this.#teller.digest(`${this.service} ${index}`)
    const forms = ['sha', 'sha', 'digest', 'digest', 'tag', 'version', 'inputs', 'images', 'short', 'untold'] as const
    switch (pick(forms)) {
      case 'short':
        return { sha: sha.slice(0, 10), ...place }
      case 'digest':
        this.#teller.sayInParts({ ...built, digest, ...maybe(0.5, { tag: `t${index}` }) }, { sha }, at + HOUR)
        return { digest, ...maybe(0.3, { sha, ...place }) }
      case 'tag':
        this.#teller.say({ ...built, tag: `t${index}`, sha })
        // A tag may be moved.
        if (chance(0.3) && this.#teller.strategy === null)
          this.#teller.say({ ...built, tag: `t${index}`, publishedAt: iso(at + DAY), sha: this.#code.head.sha })
        return { image, tag: `t${index}` }
      case 'version':
        this.#teller.say({ ...built, image: undefined, version: `${this.service}-v${index}`, sha })
        return { version: `${this.service}-v${index}` }
      case 'inputs':
        this.#teller.say({ ...built, digest: `${digest}b`, sha })
        this.#teller.say({ ...built, repository: undefined, digest, inputs: [`${digest}b`] })
        return { digest }
      case 'images':
        this.#teller.say({ ...built, digest, sha })
        return {
          images: [
            { image, digest },
            { image: 'registry/side', tag: 'one' },
          ],
        }
      case 'untold':
        return { digest }
      case 'sha':
        return { sha, ...place }
    }
  }

  /** What is live now, or something new, or something old. */
  #chosen(environment: string): Wire {
    const { chance, pick, whole } = bound(this.#teller)
    const known = this.#versions.get(environment) ?? []
    this.#versions.set(environment, known)
    if (known.length > 0 && chance(0.25)) {
      const again = chance(0.5) ? (known.at(-1) as Wire) : pick(known)
      known.push(again)
      return again
    }
    const index = chance(0.1) ? whole(this.#code.trunk.length) : this.#code.trunk.length - 1
    const version = this.#version(this.#code.trunk[index] as Head, index)
    known.push(version)
    return version
  }

  #config(): Wire {
    const { at, chance, pick, maybe, sha } = bound(this.#teller)
    if (!chance(0.35)) return {}
    const configRepository = `github.com/${this.#teller.name}/${pick(['config', 'config', 'config-new'])}`
    if (this.#configs === 0 || chance(0.6)) this.#configs += 1
    const configSha = sha(`config ${this.service} ${this.#configs}`)
    const before = sha(`config ${this.service} ${this.#configs - 1}`)
    const commit = { type: 'commit', repository: configRepository, sha: configSha, authoredAt: iso(at - HOUR) }
    const author = pick([{ login: 'ana' }, { login: 'image-bot', bot: true }])
    if (chance(0.6))
      this.#teller.sayInParts({ ...commit, parents: [before], author }, maybe(0.3, { transport: true }), at)
    return { configRepository, configSha }
  }

  /** One deployment with all its runs. */
  deploy(environment: string, incidents: readonly string[]): void {
    const { at, chance, pick, maybe, whole } = bound(this.#teller)
    const id = `${this.service}-${this.#teller.next()}`
    const source = pick(['api', 'api', 'api', 'argocd'])
    const told = {
      type: 'deployment',
      source,
      service: this.service,
      environment,
      ...this.#chosen(environment),
      ...this.#config(),
      ...maybe(0.06, { kind: pick(kinds) }),
      ...maybe(0.08, { labels: ['Hotfix'] }),
      ...maybe(0.05, { includes: [pick(this.#code.trunk).sha, this.#teller.sha('nobody')] }),
      ...maybe(0.1, { remediates: [pick([...incidents, this.ids.at(-1)?.id ?? 'nothing'])] }),
      ...maybe(0.2, { attributes: { ring: whole(3) } }),
    }
    if (chance(0.2)) {
      this.#reconcile({ ...told, ...this.#chosen(environment) }, id, at)
      return
    }
    this.ids.push({ id, source })
    if (chance(0.15)) {
      const outcome = pick(['failed', 'aborted', 'cancelled'])
      const end = { finishedAt: iso(at + 10 * MINUTE), outcome, ...maybe(0.3, { abortReason: 'manual' }) }
      // A sender that gives the next try the same id takes its word back.
      const isSame = chance(0.3) && this.#teller.strategy === null
      const first = { ...told, id: isSame ? id : `${id}-try`, startedAt: iso(at) }
      this.#teller.sayInParts(first, { ...end, ...maybe(0.3, { trafficPercent: 5 }) }, at)
      if (chance(0.5)) return
    }
    this.#arrive(told, id, at + pick([0, 15, 40]) * MINUTE)
  }

  /** A commit on the line, of which the repository's reader may not know. */
  #commitLine(at: number): string {
    const { sha, chance } = bound(this.#teller)
    const parent = this.#line.at(-1)
    const next = sha(`line ${this.service} ${this.#line.length}`)
    const commit = { type: 'commit', repository: this.#lineRepository, sha: next, authoredAt: iso(at) }
    const told = { ...commit, ...(parent === undefined ? {} : { parents: [parent] }) }
    if (chance(0.9)) this.#sayWithFiles(told, next)
    this.#line.push(next)
    return next
  }

  /** With the files that it changed, which its name decides: all else is drawn as without them. Sometimes they are told later. */
  #sayWithFiles(commit: Wire, sha: string): void {
    const folder = `apps/${this.service}`
    const own = { paths: [`${folder}/limits.yaml`, 'README.md'] }
    const settled = { transport: false }
    const other = { paths: ['README.md'], ...settled }
    const all = [{}, { transport: true }, own, { ...own, ...settled }, { ...own, transport: true }, other, other]
    const changed = all[Number.parseInt(sha.slice(0, 6), 16) % all.length]
    if (sha.startsWith('f') || /^[0-5]/.test(sha)) this.#teller.say(commit)
    this.#teller.say({ ...commit, ...changed })
  }

  get #lineRepository(): string {
    return `github.com/${this.#teller.name}/line-of-${this.service}`
  }

  /** A bump in a configuration repository, and syncs of a reconciler that name mostly its commit alone. */
  #reconcile(told: Wire, id: string, at: number): void {
    const { chance, pick, maybe } = bound(this.#teller)
    const { service, environment, ...version } = told
    const { kind: _kind, includes: _includes, configRepository: _repository, configSha: _sha, ...known } = version
    const configSha = this.#commitLine(at)
    const configRepository = this.#lineRepository
    const placement = maybe(0.2, { placement: pick(this.#teller.placements) })
    const asked = { ...known, source: 'repository', service, environment, configRepository, ...placement }
    const merged = { 'leadline.liveRule': 'CONFIG_MERGE' }
    this.#teller.say({ ...asked, id: `bump-${id}`, configSha, liveAt: iso(at), attributes: merged })
    if (chance(0.4)) this.#commitLine(at + MINUTE)
    const day = 24 * 60
    const after = pick([[], [5], [5], [40], [5, 7], [3, 180], [26 * 60], [4 * day], [31 * day]])
    for (const [index, minutes] of after.entries()) {
      const configRevision = chance(0.9) ? this.#line.at(-1) : pick(this.#line)
      const begun = at + minutes * MINUTE
      if (begun > latest) continue
      const sync = { type: 'deployment', source: 'argocd', service, environment, id: `sync-${id}-${index}` }
      const said = { ...sync, configRepository, configRevision, startedAt: iso(begun), ...maybe(0.2, known) }
      const end = { finishedAt: iso(begun + MINUTE), outcome: pick(['succeeded', 'succeeded', 'succeeded', 'failed']) }
      const where = maybe(0.4, { placement: pick(this.#teller.placements) })
      const paths = [
        {},
        { 'config.path': '.' },
        ...Array.from({ length: 3 }, () => ({ 'config.path': `apps/${this.service}` })),
      ]
      const path = paths[Number.parseInt(this.#teller.sha(sync.id).slice(0, 6), 16) % paths.length]
      this.#teller.sayInParts({ ...said, ...where, attributes: { 'leadline.liveRule': 'SYNC', ...path } }, end, begun)
    }
  }

  #arrive(told: Wire, id: string, at: number): void {
    const { chance, pick, maybe } = bound(this.#teller)
    const [eu, us] = this.#teller.placements
    const places = pick([[undefined], [undefined], [eu], [eu, us], [us, eu, `${eu}-2`]])
    let end = at
    for (const [index, placement] of places.entries()) {
      const run = { ...told, ...(placement === undefined ? {} : { placement }), id: `${id}${index === 0 ? '' : index}` }
      const how = pick(['live', 'parts', 'parts', 'nameless', 'both'])
      if (how === 'live') this.#teller.say({ ...run, liveAt: iso(end) })
      else if (how === 'nameless')
        this.#teller.say({ ...run, id: undefined, finishedAt: iso(end), outcome: 'succeeded' })
      else {
        const done = {
          finishedAt: iso(end),
          outcome: 'succeeded',
          ...(how === 'both' ? { liveAt: iso(end + 60_000) } : {}),
        }
        this.#teller.sayInParts({ ...run, startedAt: iso(end - 5 * MINUTE) }, done, end)
      }
      end += pick([0, 10, 45, 25 * 60]) * MINUTE
    }
    const other = {
      ...told,
      source: pick(['argocd', 'flux']),
      ...maybe(0.5, { placement: pick(this.#teller.placements) }),
    }
    if (chance(0.2)) this.#teller.say({ ...other, liveAt: iso(at + pick([0, 7, 35]) * MINUTE) })
  }

  /** A rollback that is told as such. */
  rollback(environment: string): void {
    const { at, pick } = bound(this.#teller)
    const known = this.#versions.get(environment) ?? []
    const last = this.ids.at(-1)
    const named = last === undefined ? {} : { deploymentId: last.id, deploymentSource: last.source }
    const { sha, digest, version } = known.at(-2) ?? {}
    const said = pick([{}, named, { sha, digest, version }, { ...named, version: 'v0' }])
    this.#teller.say({ type: 'rollback', service: this.service, environment, at: iso(at), ...said })
  }
}
