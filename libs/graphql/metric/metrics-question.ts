import type { Rules } from '#domain/rules'
import type { ShippedCommit, StreamHistory } from '#domain/stream-history'
import type { Instant } from '#domain/instant'
import type { Window } from '#domain/window'
import { isDefault } from '#metrics/definition'
import type { Digest } from '#metrics/digest'
import { type Facts, pool, type UnknownWaits } from '#metrics/facts'
import { type MeasureScope, type MetricId, metricIds } from '#metrics/metric'
import type { StreamRow } from '#storage/queries/streams'
import type { Asked } from '../asked.ts'
import { definitionFrom } from '../definition/definition-view.ts'
import type { DefinitionInput } from '../definition/definition.input.ts'
import type { NamedStream } from '../environment/environment-named.ts'
import { HistoryOrigin } from '../history-origin.ts'
import { inTurn } from '../own-turn.ts'
import { Refusal } from '../refusal.ts'
import type { DigestNeeds } from './metrics-needs.ts'
import { questionOf } from '../relay/cursor.ts'
import type { Selection } from '../selection.ts'
import type { WindowInput } from '../window/window.input.ts'
import { windowFrom } from '../window/window-view.ts'
import { digestOfStreams, type StreamDigest } from './digest-reads.ts'
import { type DigestUse, standOf } from './period-cache.ts'
import { emptyFacts } from './fact-reads.ts'
import { flagsBeside } from './flags-beside.ts'
import { factsOfHistory } from './history-facts.ts'
import { digestNeeds, drawnIn, needsOf, recordedIn, usesIn } from './metrics-needs.ts'
import type { MetricsView } from './metrics-view.ts'
import { momentAsked } from './moment-asked.ts'
import { ReadBounds } from './read-bounds.ts'

/** What was asked about metrics, in the asker's words. */
export interface MetricsWords {
  readonly environment: string
  readonly window: WindowInput
  readonly definition?: DefinitionInput | null
  readonly asOf?: Instant | null
}

/** One question about metrics: what it means, and the views of as many scopes as it is put to. */
export class MetricsQuestion {
  readonly scope: MeasureScope
  private own: MeasureScope | null = null
  private readonly asked: Asked
  private readonly words: MetricsWords
  private readonly isOfOtherWindow: boolean
  private readonly below: Selection
  private readonly recorded: ReadonlySet<MetricId>
  private readonly drawn: ReadonlySet<MetricId>
  private readonly isPlain: boolean
  private readonly needs: DigestNeeds
  /** How often the days of one scope are looked at for one answer. */
  private readonly uses: number
  /** Of blame, where they are not those that the tables were made by. */
  private readonly rules: Partial<Rules> | null
  private readonly bounds: ReadBounds
  /** Whether numbers are asked for that days tell. */
  private readonly isOfDays: boolean
  private readonly prepared = new Map<number, StreamDigest>()

  /**
   * @param below what is selected below `Metrics`
   * @param window another one than the words say: the one that theirs is held against
   * @throws Refusal for a bad window or definition
   */
  constructor(asked: Asked, words: MetricsWords, below: Selection, window?: Window) {
    const { definition, rules } = definitionFrom(words.definition)
    const now = momentAsked(asked, words.asOf)
    this.asked = asked
    this.words = words
    this.isOfOtherWindow = window !== undefined
    this.bounds = new ReadBounds(asked.reads)
    this.rules = rules
    this.scope = { window: window ?? windowFrom(words.window, now), definition, now }
    this.below = below
    this.recorded = recordedIn(below)
    this.drawn = drawnIn(below)
    // Days are counted by the default definition.
    this.isPlain = isDefault(definition)
    this.needs = digestNeeds(below)
    this.uses = usesIn(below)
    const isOfDays = (id: MetricId): boolean => below.has(id) && !this.drawn.has(id) && !this.recorded.has(id)
    this.isOfDays = below.has('flags') || metricIds.some(isOfDays)
  }

  private get projects(): boolean {
    return typeof this.words.asOf === 'number' || this.rules !== null
  }

  /** What was asked for that the tables cannot answer. */
  private get projectingField(): string {
    if (typeof this.words.asOf === 'number') return 'asOf'
    if (this.rules?.blame !== undefined) return 'definition.blame'
    return this.rules?.failureSigns === undefined ? 'definition.blameWindowHours' : 'definition.failureSigns'
  }

  /**
   * Reads what the metrics of these streams are measured over, so that each is measured at once.
   *
   * @throws Refusal TOO_LARGE before the first history is replayed
   */
  async prepare(found: readonly (StreamRow | Refusal | null)[]): Promise<void> {
    const ids = found.flatMap((stream) => (stream === null || stream instanceof Refusal ? [] : [stream.id]))
    if (this.projects) this.bounds.replaysAhead(ids.length, this.projectingField)
    if (this.projects || !this.isPlain || !this.isOfDays) return
    for (const [id, digest] of await this.asked.reads.digests.ofStreams(ids, this.scope, this.needs))
      this.prepared.set(id, digest)
  }

  /** How it is measured: a span of blame that the catalogue gives holds where the question gives none. */
  private scopeOf([first]: readonly StreamRow[]): MeasureScope {
    const { definition } = this.scope
    const isBlind = first?.blamesByTime === false && definition.failureSigns === null
    const blameWindow = isBlind ? 0 : (first?.blameWindow ?? null)
    if (blameWindow === null || definition.blameWindow !== null || definition.preset !== 'LEADLINE') return this.scope
    this.own ??= { ...this.scope, definition: { ...definition, blameWindow } }
    return this.own
  }

  private view(streams: readonly NamedStream[], reads: Partial<MetricsView>): MetricsView {
    return {
      streams,
      scope: this.scopeOf(streams),
      facts: () => Promise.resolve(emptyFacts),
      digest: null,
      kept: null,
      recorded: this.recorded,
      drawn: this.drawn,
      origin: this.asked.reads.tables,
      known: null,
      refusal: null,
      beside: flagsBeside(this.asked, streams, this.scope, this.words.asOf ?? null),
      question: once(() =>
        questionOf(
          this.words,
          this.isOfOtherWindow,
          streams.map((stream) => [stream.service, stream.environment]),
        ),
      ),
      ...reads,
    }
  }

  /** The metrics of one stream; of nothing, where the service never went there; null and why, where it was refused. */
  ofStream(stream: NamedStream | Refusal | null): MetricsView {
    return this.ofStreams(stream === null ? [] : [stream])
  }

  /** The metrics of several streams as one pool, which is not known where one of them is not. */
  ofStreams(found: readonly (NamedStream | Refusal)[]): MetricsView {
    const streams: NamedStream[] = []
    for (const each of found) {
      if (each instanceof Refusal) return this.view([], { refusal: each })
      streams.push(each)
    }
    if (streams.length === 0) return this.view(streams, {})
    this.bound(streams.length)
    if (this.projects) return this.projected(streams)
    const { scope, below } = this
    const { facts, digests } = this.asked.reads
    const readFacts = async (): Promise<Facts> => {
      const needs = needsOf(below, scope)
      return pool(await Promise.all(streams.map(({ id }) => facts.ofStream({ streamId: id, scope, needs }))))
    }
    const ids = streams.map(({ id }) => id)
    const needs = this.needs
    // One stream at a time is asked for together with those of other services; many are asked for by themselves.
    const read = async (asked: MeasureScope): Promise<StreamDigest[]> => {
      const [only, ...others] = ids
      if (only !== undefined && others.length === 0)
        return [await digests.ofStream({ streamId: only, scope: asked, needs })]
      return [...(await digests.ofStreams(ids, asked, needs)).values()]
    }
    const whole = once(() => read(scope))
    const held = once(() => {
      const found = ids.flatMap((id) => this.prepared.get(id) ?? [])
      return { digests: found.length === ids.length ? found : null }
    })
    let uses = this.uses
    let unpacked: Digest | null = null
    const digest: DigestUse = (measure, window) => {
      const madeOf = (found: readonly StreamDigest[]) => () => standOf(found.map((each) => each.stand))
      if (window !== undefined)
        return read({ ...scope, window }).then((found) => measure(digestOfStreams(found), madeOf(found)))
      const measureOf = (found: readonly StreamDigest[]) => {
        const days = (unpacked ??= digestOfStreams(found))
        uses -= 1
        if (uses <= 0) unpacked = null
        return measure(days, madeOf(found))
      }
      const { digests: ready } = held()
      return ready === null ? inTurn(whole(), measureOf) : measureOf(ready)
    }
    const stand = once(async () => standOf(await digests.stands(ids)))
    return this.view(streams, {
      facts: once(readFacts),
      ...(this.isPlain && { digest, kept: { cache: this.asked.outside.periods, stand, digest } }),
    })
  }

  /** Where days cannot tell what is asked for, whole records are read. */
  private bound(streams: number): void {
    const { definition, window } = this.scope
    const isOfDays = this.isPlain && this.recorded.size === 0
    if (definition.preset === 'LEADLINE' && (isOfDays || this.projects)) return
    this.bounds.records(streams, window, this.recordsAskedFor)
  }

  private get recordsAskedFor(): string {
    const { preset } = this.scope.definition
    if (preset !== 'LEADLINE') return `The preset ${preset} is`
    const [first] = this.recorded
    return this.isPlain ? `What was asked of ${first} is` : 'Definitions other than the default are'
  }

  private projected(streams: readonly NamedStream[]): MetricsView {
    this.bounds.replays(streams.length, this.projectingField)
    const asOf = this.words.asOf ?? null
    const histories = this.asked.outside.histories(streams, { asOf, rules: this.rules ?? {} })
    return this.ofHistories(streams, histories)
  }

  /** The metrics of streams whose histories were projected: those alone are measured, whatever the tables hold. */
  ofHistories(streams: readonly NamedStream[], histories: Promise<ReadonlyMap<number, StreamHistory>>): MetricsView {
    const origin = new HistoryOrigin(this.asked.reads.records, histories)
    const facts = histories.then(async (found) => {
      const ids = streams.map(({ id }) => id)
      const isPending = this.needs.pending
      const unknown = isPending ? await this.asked.reads.facts.unknownWaits(ids) : new Map<number, UnknownWaits>()
      return pool(
        streams.map(({ id }) => ({
          ...factsOfHistory(found.get(id), id, this.scope),
          unknownWaits: unknown.get(id) ?? null,
        })),
      )
    })
    // Nobody may ask for the numbers after all; a rejection that is never looked at must not end the process.
    facts.catch(() => undefined)
    const { asOf } = this.words
    const commits = async (): Promise<ShippedCommit[]> =>
      [...(await histories).values()].flatMap((history) => history.commits)
    const known = asOf === null || asOf === undefined ? null : { asOf, commits }
    return this.view(streams, { facts: () => facts, origin, known })
  }
}

function once<T extends object | string>(find: () => T): () => T {
  let found: T | null = null
  return () => (found ??= find())
}
