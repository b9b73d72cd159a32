import type { GraphQLResolveInfo } from 'graphql'
import type { StreamHistory } from '#domain/stream-history'
import { type Instant, MINUTE } from '#domain/instant'
import type { Window } from '#domain/window'
import { type Facts, pool } from '#metrics/facts'
import type { MeasureScope } from '#metrics/metric'
import type { StreamRow } from '#storage/queries/streams'
import type { Asked } from '../asked.ts'
import { definitionFrom } from '../definition/definition-view.ts'
import type { DefinitionInput } from '../definition/definition.input.ts'
import { HistoryOrigin } from '../history-origin.ts'
import { Refusal } from '../refusal.ts'
import { questionOf } from '../relay/cursor.ts'
import { type Selection, selected } from '../selection.ts'
import type { WindowInput } from '../window/window.input.ts'
import { windowFrom } from '../window/window-view.ts'
import { emptyFacts, type Needs } from './fact-reads.ts'
import type { MetricsView } from './metrics-view.ts'

/** What was asked about metrics, in the asker's words. */
interface MetricsWords {
  readonly environment: string
  readonly window: WindowInput
  readonly definition?: DefinitionInput | null
  readonly asOf?: Instant | null
}

/** Projecting histories for one question costs as much as replaying their streams, so few may be asked for at a time. */
export const historyLimit = 50

/** One question about metrics: what it means, and the views of as many scopes as it is put to. */
export class MetricsQuestion {
  readonly scope: MeasureScope
  private readonly asked: Asked
  private readonly words: MetricsWords
  private readonly needs: Needs
  private readonly blameWindow: number | null

  /**
   * @param below what is selected below `Metrics`
   * @throws Refusal for a bad window or definition
   */
  constructor(asked: Asked, words: MetricsWords, below: Selection, window?: Window) {
    const { definition, blameWindow } = definitionFrom(words.definition)
    const now = nowOf(asked, words.asOf)
    this.asked = asked
    this.words = words
    this.blameWindow = blameWindow
    this.scope = { window: window ?? windowFrom(words.window, now), definition, now }
    this.needs = needsOf(below, this.scope)
  }

  private get projects(): boolean {
    return typeof this.words.asOf === 'number' || this.blameWindow !== null
  }

  private view(
    streams: readonly StreamRow[],
    facts: Promise<Facts>,
    origin = this.asked.reads.tables as MetricsView['origin'],
    refusal: Refusal | null = null,
  ): MetricsView {
    // Nobody may ask for the numbers after all; a rejection that is never looked at must not end the process.
    facts.catch(() => undefined)
    return {
      streams,
      scope: this.scope,
      facts,
      origin,
      projected: this.projects,
      refusal,
      question: questionOf(
        this.words,
        streams.map((stream) => [stream.service, stream.environment]),
      ),
    }
  }

  /** The metrics of one stream; of nothing, where the service never went there; null and why, where it was refused. */
  ofStream(stream: StreamRow | Refusal | null): MetricsView {
    return this.ofStreams(stream === null ? [] : [stream])
  }

  /** The metrics of several streams as one pool, which is not known where one of them is not. */
  ofStreams(found: readonly (StreamRow | Refusal)[]): MetricsView {
    const streams: StreamRow[] = []
    for (const each of found) {
      if (each instanceof Refusal) return this.view([], Promise.resolve(emptyFacts), undefined, each)
      streams.push(each)
    }
    if (streams.length === 0) return this.view(streams, Promise.resolve(emptyFacts))
    if (this.projects) return this.projected(streams)
    const { scope, needs } = this
    const facts = Promise.all(
      streams.map((stream) => this.asked.reads.facts.ofStream({ streamId: stream.id, scope, needs })),
    )
    return this.view(streams, facts.then(pool))
  }

  private projected(streams: readonly StreamRow[]): MetricsView {
    if (streams.length > historyLimit) {
      throw new Refusal(
        'TOO_LARGE',
        `\`asOf\` and other rules of blame replay the history of each service; ${streams.length} were asked for, at most ${historyLimit} are answered at a time.`,
        { field: 'asOf' },
      )
    }
    const rules = this.blameWindow === null ? {} : { blameWindow: this.blameWindow }
    const histories = this.asked.outside.histories(streams, { asOf: this.words.asOf ?? null, rules })
    const origin = new HistoryOrigin(this.asked.reads.records, histories)
    const facts = histories.then(async (found) => {
      const ids = streams.map(({ id }) => id)
      const unknown = this.needs.pending ? await this.asked.reads.facts.unknownWaits(ids) : new Map<number, string>()
      return pool(
        streams.map(({ id }) => ({
          ...factsOfHistory(found.get(id), id, this.scope),
          unknownWaits: unknown.get(id) ?? null,
        })),
      )
    })
    return this.view(streams, facts, origin)
  }
}

function nowOf(asked: Asked, asOf: Instant | null | undefined): Instant {
  if (asOf === null || asOf === undefined) return asked.now
  if (asOf <= asked.now + MINUTE) return Math.min(asOf, asked.now)
  throw new Refusal('BAD_USER_INPUT', '`asOf` lies in the future; what will be known then is not known now.', {
    field: 'asOf',
  })
}

/** What is selected below a field that answers `Metrics`, or below such a field of what it answers. */
export function metricsBelow(info: GraphQLResolveInfo, ...path: readonly string[]): Selection {
  return path.reduce((selection, name) => selection.at(name), selected(info))
}

function needsOf(below: Selection, { definition }: MeasureScope): Needs {
  const all = below.has('flags')
  const lead = all || below.has('leadTimeForChanges')
  const failing = all || below.has('changeFailureRate')
  const restoring = all || below.has('timeToRestore')
  const shown = below.at('leadTimeForChanges')
  const whole =
    definition.start !== 'FIRST_COMMIT' || definition.excludeWeekend || shown.has('samples') || shown.has('stages')
  const detail = whole ? 'WHOLE' : 'NARROW'
  return {
    deployments: true,
    history: failing,
    changes: lead ? detail : 'NONE',
    commits: lead && definition.unit === 'COMMIT',
    failures: failing || restoring,
    incidents: failing || restoring,
    pending: lead,
  }
}

function factsOfHistory(
  history: StreamHistory | undefined,
  streamId: number,
  { window, definition }: MeasureScope,
): Facts {
  if (history === undefined) return emptyFacts
  const live = history.deployments
    .filter(({ kind, liveAt }) => liveAt !== null && liveAt < window.to && definition.kinds.includes(kind))
    .map(({ liveAt }) => liveAt ?? 0)
  const inStream = <Item extends object>(items: readonly Item[]): (Item & { readonly streamId: number })[] =>
    items.map((item) => ({ ...item, streamId }))
  return {
    deployments: inStream(history.deployments),
    changes: inStream(history.changes),
    commits: inStream(history.commits),
    failures: inStream(history.failures),
    incidents: history.incidents,
    pending: history.pending,
    lastLiveAt: live.length === 0 ? null : Math.max(...live),
  }
}
