import { DAY, type Instant } from '#domain/instant'
import { parseInstant } from '#domain/parse-instant'
import {
  Anything,
  buildBody,
  Builds,
  type BuildsPage,
  Environments,
  type EnvironmentsPage,
  type ReadBuild,
  Records,
  type RecordsPage,
  stageBody,
  type StageRecord,
  stagesIn,
} from '#sources/azure-devops/api-answers'
import { buildsPath, environmentsPath, recordsPath, timelinePath } from '#sources/azure-devops/api-paths'
import { azureDevops } from '#sources/azure-devops/source'
import { namesNoEnvironment } from '#sources/azure-devops/deployment-statements'
import type { Translation } from '#sources/source'
import { ReadingStopped } from './asker.ts'
import type { Reading } from './read-code.ts'

/** Attempts of one stage before its last that are looked at. */
const mostAttempts = 20

/** What was deployed earlier than this before what is read began is of no run that is. */
const longestRun = 30 * DAY

/** The builds of a project, and what their stages deployed. */
export class PipelineReading {
  readonly #reading: Reading
  readonly #project: string
  readonly #settings: unknown
  /** Environments by run and stage; null: not asked for yet. */
  #environments: ReadonlyMap<string, string> | null = null
  #since: Instant = 0
  /** Why environments could not be read; the rest was. */
  refused: ReadingStopped | null = null

  /** @param settings of the source, as they are stored */
  constructor(reading: Reading, project: string, settings: unknown) {
    this.#reading = reading
    this.#project = project
    this.#settings = settings
  }

  /** Reads builds that ended since the last time, the first to end first, and those under way. */
  async read(): Promise<void> {
    const { asker, keeping } = this.#reading
    const part = `${this.#project} builds`
    const begun = keeping.now
    this.#since = await keeping.since(part)
    const owed = await this.#owed()
    const minTime = new Date(this.#since).toISOString()
    for (let token: string | null = null; ; ) {
      const { found, next }: { found: BuildsPage; next: string | null } = await asker.page(
        buildsPath(this.#project, minTime, token),
        Builds,
      )
      await keeping.keep(found.value.map(buildBody).filter((body) => this.#says(body)))
      for (const build of found.value) await this.#stages(build)
      const last = parseInstant(found.value.at(-1)?.finishTime ?? '')
      if (last !== null) await keeping.until(part, last)
      if (next === null || found.value.length === 0) break
      token = next
    }
    await keeping.until(part, begun)
    const { found } = await asker.page(buildsPath(this.#project, null, null), Builds)
    for (const build of found.value) await this.#stages(build)
    if (this.refused !== null && owed === null) await keeping.note(this.#owing, { since: minTime })
    if (this.refused === null && owed !== null) await keeping.note(this.#owing, {})
  }

  get #owing(): string {
    return `${this.#project} environments`
  }

  /** Since when environments could not be read; what was read without them is read again once they can be. */
  async #owed(): Promise<Instant | null> {
    const state = (await this.#reading.keeping.state(this.#owing)) as { readonly since?: string } | null
    const owed = parseInstant(state?.since ?? '')
    if (owed === null) return null
    const since = this.#since
    this.#since = Math.min(owed, since)
    await this.#deployedTo()
    if (this.refused !== null) this.#since = since
    return owed
  }

  #told(body: object): Translation {
    return azureDevops.translate(body, { settings: this.#settings, headers: {} })
  }

  /** Whether it says something, or should and cannot be read; of other repositories there is nothing to keep. */
  #says(body: object): boolean {
    const told = this.#told(body)
    return !('ignored' in told) || told.unreadable === true
  }

  /** Keeps what the stages of a build deployed; of a build that checks a request none is looked at. */
  async #stages(build: ReadBuild): Promise<void> {
    const { keeping } = this.#reading
    if (/^pullRequest$/i.test(build.reason ?? '')) return
    const stages = await this.#timeline(build.id, null)
    for (const stage of stages.filter(({ startTime }) => startTime != null)) {
      const body = await this.#deploying(build, stage)
      if (body === null) continue
      const before = await this.#before(build.id, stage)
      const environment =
        (body as { readonly resource: { readonly environment?: string } }).resource.environment ?? null
      await keeping.keep([...before.map((each) => stageBody(build, each, environment)), body])
    }
  }

  async #timeline(build: number, timeline: string | null): Promise<readonly StageRecord[]> {
    const answer = await this.#reading.asker.askIfThere(timelinePath(this.#project, build, timeline), Anything)
    return stagesIn(answer) ?? []
  }

  /** The attempts of a stage before its last, which stand in timelines of their own. */
  async #before(build: number, { previousAttempts }: StageRecord): Promise<StageRecord[]> {
    const found: StageRecord[] = []
    for (const { timelineId, recordId } of (previousAttempts ?? []).slice(-mostAttempts)) {
      if (timelineId == null) continue
      const stages = await this.#timeline(build, timelineId)
      found.push(...stages.filter(({ id }) => id === recordId))
    }
    return found
  }

  /** What a hook of the stage would say; null where it deploys nothing. */
  async #deploying(build: ReadBuild, stage: StageRecord): Promise<object | null> {
    const body = stageBody(build, stage, null)
    const told = this.#told(body)
    if (!('ignored' in told)) return body
    if (told.unreadable === true) return body
    if (told.ignored !== namesNoEnvironment) return null
    const names = [stage.identifier, stage.name]
    const environments = await this.#deployedTo()
    const environment = names.map((name) => environments.get(`${build.id}/${name}`)).find((name) => name !== undefined)
    return environment === undefined ? null : stageBody(build, stage, environment)
  }

  /** To which environment each stage of each run deployed, of all that are read. */
  async #deployedTo(): Promise<ReadonlyMap<string, string>> {
    if (this.#environments !== null) return this.#environments
    const found = new Map<string, string>()
    try {
      await this.#readEnvironments(found)
    } catch (error) {
      const code = error instanceof ReadingStopped ? error.problem?.code : undefined
      if (!(error instanceof ReadingStopped) || (code !== 'FORBIDDEN' && code !== 'UNAUTHORIZED')) throw error
      this.refused = error
    }
    this.#environments = found
    return found
  }

  async #readEnvironments(into: Map<string, string>): Promise<void> {
    const { asker } = this.#reading
    for (let token: string | null = null; ; ) {
      const page: { found: EnvironmentsPage; next: string | null } = await asker.page(
        environmentsPath(this.#project, token),
        Environments,
      )
      for (const { id, name } of page.found.value) await this.#readRecords(id, name, into)
      token = page.next
      if (token === null) return
    }
  }

  async #readRecords(id: number, name: string, into: Map<string, string>): Promise<void> {
    for (let token: string | null = null; ; ) {
      const page: { found: RecordsPage; next: string | null } = await this.#reading.asker.page(
        recordsPath(this.#project, id, token),
        Records,
      )
      for (const { owner, stageName } of page.found.value)
        if (owner?.id != null && stageName != null) into.set(`${owner.id}/${stageName}`, name)
      const { finishTime, startTime, queueTime } = page.found.value.at(-1) ?? {}
      const oldest = parseInstant(finishTime ?? startTime ?? queueTime ?? '')
      token = page.next
      if (token === null || (oldest !== null && oldest < this.#since - longestRun)) return
    }
  }
}
