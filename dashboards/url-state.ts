/** The state of the pages that a link must carry. Everything in it comes from the address and goes back into it. */
import { type Against, comparisonBases } from '../libs/reports/comparison-question.ts'
import { type DefinitionChoice, formatDefinition, ownDefinition, parseDefinition } from './definition-choice.ts'
import { formatPage, type PageAddress, parsePage, type StatedOfDashboard, statedOfDashboard } from './page-address.ts'
import {
  accepted,
  type Focus,
  isDuration,
  isMoment,
  isName,
  isTimeZone,
  parseFocus,
  parseRange,
  type TimeRange,
  usualLength,
} from './url-values.ts'

export type { PageAddress } from './page-address.ts'

export const sortColumns = [
  'name',
  'team',
  'deploymentFrequency',
  'leadTimeForChanges',
  'changeFailureRate',
  'timeToRestore',
  'deploymentReworkRate',
  'lastDeployment',
] as const
export type SortColumn = (typeof sortColumns)[number]

export interface Sort {
  readonly column: SortColumn
  readonly descending: boolean
}

/** What the API compares at a time. */
export const mostCompared = 500

export const againsts = Object.keys(comparisonBases) as Against[]

export const evidenceKinds = ['deployments', 'changes', 'failures', 'rework'] as const
/** Which rows behind the numbers the service page lists. */
export type EvidenceKind = (typeof evidenceKinds)[number]

export const addKinds = [
  'events',
  'github',
  'gitlab',
  'azure-devops',
  'git',
  'config-repository',
  'kubernetes',
  'argocd',
  'flux',
  'argo-rollouts',
  'flagger',
  'kargo',
  'pagerduty',
  'incident-io',
  'jira',
  'jira-service-management',
  'alertmanager',
  'datadog',
  'sentry',
  'servicenow',
  'launchdarkly',
  'unleash',
  'flagsmith',
  'cdevents',
  'harbor',
  'registry',
  'provenance',
] as const
/** What kind of source the setup page offers to add: the system that it will be of. */
export type AddKind = (typeof addKinds)[number]

export interface UrlState {
  readonly page: PageAddress
  readonly range: TimeRange
  /** IANA name. */
  readonly timeZone: string
  readonly environment: string
  /** By which definition numbers are counted. */
  readonly definition: DefinitionChoice
  readonly search: string
  /** Empty: all teams. */
  readonly team: string
  /** Those that are chosen to be compared, by name, each once; empty: all, or all of the team. */
  readonly services: readonly string[]
  /** What the window is held against in a comparison. */
  readonly against: Against
  readonly sort: Sort
  readonly evidence: EvidenceKind
  readonly focus: Focus | null
  /** Id of the deployment, or of the stream, that stands open. */
  readonly open: string | null
  /** The moment at which something ran, a local date or an instant; null: now. */
  readonly at: string | null
  /** Null: nothing is being added. */
  readonly add: AddKind | null
  /** Whether it is shown why lead time changed. */
  readonly why: boolean
  /** Whether of incidents only those are listed that are still open. */
  readonly onlyOpen: boolean
}

/** What an address without any parameter means. */
export const defaultState: UrlState = {
  page: { name: 'overview' },
  range: { last: usualLength },
  timeZone: 'UTC',
  environment: 'production',
  definition: ownDefinition,
  search: '',
  team: '',
  services: [],
  against: 'previous',
  sort: { column: 'name', descending: false },
  evidence: 'deployments',
  focus: null,
  open: null,
  at: null,
  add: null,
  why: false,
  onlyOpen: false,
}

/** The state that an address stands for. Takes anything; what it does not understand counts as left out. */
export function parseUrl(pathname: string, search: string): UrlState {
  const parameters = new URLSearchParams(search)
  const page = parsePage(pathname, parameters)
  return {
    page: page.name === 'dashboard' ? { ...page, stated: statedIn(parameters) } : page,
    range: parseRange(parameters),
    timeZone: accepted(parameters.get('tz'), isTimeZone) ?? defaultState.timeZone,
    environment: accepted(parameters.get('env'), isName) ?? defaultState.environment,
    definition: parseDefinition(parameters),
    search: parameters.get('q') ?? '',
    team: parameters.get('team') ?? '',
    services: parseServices(parameters),
    against: againsts.find((base) => base === parameters.get('against')) ?? defaultState.against,
    sort: parseSort(parameters.get('sort')),
    evidence: evidenceKinds.find((kind) => kind === parameters.get('show')) ?? defaultState.evidence,
    focus: parseFocus(parameters.get('focus')),
    open: accepted(parameters.get('open'), isName),
    at: accepted(parameters.get('at'), isMoment),
    add: addKinds.find((kind) => kind === parameters.get('add')) ?? null,
    why: parameters.get('why') === '1',
    onlyOpen: parameters.get('only') === 'open',
  }
}

/** The address of a state: path and query, without what is as by default. `parseUrl` of it gives the same state again. */
export function formatUrl(state: UrlState): string {
  const parameters = new URLSearchParams()
  const path = formatPage(state.page, parameters)
  formatScope(state, parameters)
  formatDefinition(state.definition, parameters)
  setUnless(parameters, 'q', state.search, '')
  setUnless(parameters, 'team', state.team, '')
  for (const service of state.services) parameters.append('service', service)
  setUnless(parameters, 'against', state.against, defaultState.against)
  setUnless(parameters, 'sort', `${state.sort.descending ? '-' : ''}${state.sort.column}`, 'name')
  setUnless(parameters, 'show', state.evidence, defaultState.evidence)
  if (state.focus) parameters.set('focus', `${state.focus.from}~${state.focus.to}`)
  if (state.open !== null) parameters.set('open', state.open)
  if (state.at !== null) parameters.set('at', state.at)
  if (state.add !== null) parameters.set('add', state.add)
  if (state.why) parameters.set('why', '1')
  if (state.onlyOpen) parameters.set('only', 'open')
  const query = parameters.toString().replaceAll('%2F', '/').replaceAll('%3A', ':')
  return query === '' ? path : `${path}?${query}`
}

/** Time, zone and environment. A dashboard has its own to begin with, so that of its page just what was chosen is written, and all of that. */
function formatScope({ page, range, timeZone, environment }: UrlState, parameters: URLSearchParams): void {
  const stated = page.name === 'dashboard' ? page.stated : null
  const writes = (field: StatedOfDashboard): boolean => stated?.includes(field) ?? true
  const unless = (usual: string): string => (stated === null ? usual : '')
  if (writes('range') && 'last' in range) setUnless(parameters, 'last', range.last, unless(usualLength))
  if (writes('range') && 'from' in range) {
    parameters.set('from', range.from)
    parameters.set('to', range.to)
  }
  if (writes('timeZone')) setUnless(parameters, 'tz', timeZone, unless(defaultState.timeZone))
  if (writes('environment')) setUnless(parameters, 'env', environment, unless(defaultState.environment))
}

/** What an address states, as far as it can be used. */
function statedIn(parameters: URLSearchParams): readonly StatedOfDashboard[] {
  const stated: Readonly<Record<StatedOfDashboard, boolean>> = {
    range: 'from' in parseRange(parameters) || accepted(parameters.get('last'), isDuration) !== null,
    timeZone: accepted(parameters.get('tz'), isTimeZone) !== null,
    environment: accepted(parameters.get('env'), isName) !== null,
  }
  return statedOfDashboard.filter((field) => stated[field])
}

/** The overview, or another page, over the same time, zone and environment, by the same definition; what belongs to one page only is left behind. */
export function stateOfPage(state: UrlState, page: PageAddress): UrlState {
  const { range, timeZone, environment, definition } = state
  return { ...defaultState, page, range, timeZone, environment, definition }
}

function setUnless(parameters: URLSearchParams, name: string, value: string, unless: string): void {
  if (value !== unless) parameters.set(name, value)
}

function parseServices(parameters: URLSearchParams): readonly string[] {
  const names = parameters.getAll('service').filter(isName)
  return [...new Set(names)].toSorted(byCodeUnit).slice(0, mostCompared)
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

/** With this service chosen, or without it. */
export function chooseService(state: UrlState, service: string, chosen: boolean): UrlState {
  const others = state.services.filter((name) => name !== service)
  return { ...state, services: chosen ? [...others, service].toSorted(byCodeUnit) : others }
}

function parseSort(text: string | null): Sort {
  const descending = text?.startsWith('-') ?? false
  const name = descending ? text?.slice(1) : text
  const column = sortColumns.find((known) => known === name)
  return column === undefined ? defaultState.sort : { column, descending }
}
