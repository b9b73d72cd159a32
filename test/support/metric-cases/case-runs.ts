import type { CaseConfig, CaseEvent, CaseFile, Expectation, MetricCase } from './case-file.ts'

/** One question to one telling of a case, with what is expected of the answer. */
export interface CaseRun {
  readonly label: string
  /** The case as it is told: its own, or one with another merge strategy or without flag links. */
  readonly told: MetricCase
  readonly config: CaseConfig
  /** Null: as now. */
  readonly asOf: string | null
  /** By service of the case; null: of its only service. */
  readonly service: string
  readonly expect: Expectation
}

function withStrategy(metricCase: MetricCase, strategy: 'squash' | 'merge' | 'rebase'): MetricCase {
  const extra: CaseEvent[] = []
  const mergeShas = new Set<string>()
  const changes = metricCase.events.map((event): CaseEvent => {
    if (event.e !== 'change') return event
    const { mergeSha = `${event.id ?? ''}-merged`, ...rest } = event
    mergeShas.add(mergeSha)
    if (strategy === 'rebase') return { ...rest, strategy }
    if (event.mergeSha === undefined && event.mergedAt !== undefined)
      extra.push({ e: 'commit', sha: mergeSha, authoredAt: event.mergedAt })
    return { ...rest, mergeSha, strategy }
  })
  const events = [...changes, ...extra].flatMap((event): CaseEvent[] => {
    if (event.e !== 'commit' || event.sha === undefined || !mergeShas.has(event.sha)) return [event]
    if (strategy === 'rebase') return []
    return [strategy === 'merge' ? { ...event, merge: true } : event]
  })
  return { ...metricCase, events }
}

function withoutFlagLinks(metricCase: MetricCase): MetricCase {
  return {
    ...metricCase,
    events: metricCase.events.map((event) => {
      if (event.e !== 'flag') return event
      const { links: _links, ...rest } = event
      return rest
    }),
  }
}

function valueOf(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text)
}

/** The case under another setting: `ifNAME=VALUE`. */
function underCondition(
  key: string,
  metricCase: MetricCase,
  config: CaseConfig,
): { told: MetricCase; config: CaseConfig } {
  const [name = '', value = ''] = key.slice(2).split('=')
  if (name === 'Strategy') return { told: withStrategy(metricCase, value as 'squash' | 'merge' | 'rebase'), config }
  if (name === 'FlagLinked') return { told: withoutFlagLinks(metricCase), config }
  return { told: metricCase, config: { ...config, [name.charAt(0).toLowerCase() + name.slice(1)]: valueOf(value) } }
}

/** Every question of a case: its own, those of its conditions and times, and those of its services. */
export function runsOf(metricCase: MetricCase, file: CaseFile): CaseRun[] {
  const { query } = metricCase
  const granularity = query.granularity === undefined ? {} : { granularity: query.granularity }
  const config: CaseConfig = { ...file.defaults, ...metricCase.config, ...granularity }
  const service = query.service ?? query.services?.[0] ?? ''
  const own: CaseRun = {
    label: metricCase.id,
    told: metricCase,
    config,
    asOf: null,
    service,
    expect: metricCase.expect,
  }
  const runs: CaseRun[] = [own]
  for (const [key, value] of Object.entries(metricCase.expect)) {
    const expect = value as Expectation
    const label = `${metricCase.id} ${key}`
    if (key.startsWith('if')) runs.push({ ...own, ...underCondition(key, metricCase, config), label, expect })
    if (key.startsWith('asOf=')) runs.push({ ...own, label, asOf: key.slice(5), expect })
    if (key === 'services') {
      for (const [name, wanted] of Object.entries(expect))
        runs.push({ ...own, label: `${label}.${name}`, service: name, expect: wanted as Expectation })
    }
  }
  return runs
}

/** Leaves of the GraphQL definition that the config asks for. */
export function definitionOf(config: CaseConfig): Record<string, unknown> {
  const { granularity, waveCompletion, excludeWeekend, includeConfig, heuristicWindowHours } = config
  return {
    ...(granularity === undefined ? {} : { unit: granularity }),
    ...(waveCompletion === undefined ? {} : { arrival: waveCompletion }),
    ...(excludeWeekend === undefined ? {} : { excludeWeekend }),
    ...(includeConfig === false ? { kinds: ['CODE'] } : {}),
    ...(heuristicWindowHours === undefined ? {} : { blameWindowHours: heuristicWindowHours }),
  }
}
