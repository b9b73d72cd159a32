/** Which page an address is of. Pure. */
import { type MeasureName, measureNames } from '../libs/reports/measures.ts'

/** What is looked at. `unknown` is an address that no page has. */
export type PageAddress =
  | { readonly name: 'overview' }
  | { readonly name: 'service'; readonly service: string }
  /** Chosen services beside each other. */
  | { readonly name: 'compare' }
  /** The services of a team, pooled and each by itself. */
  | { readonly name: 'team'; readonly team: string }
  /** What is where, whose, since when. */
  | { readonly name: 'running' }
  /** The way of one deployment, by its id. */
  | { readonly name: 'deployment'; readonly deployment: string }
  /** Finds the change that holds a commit. */
  | { readonly name: 'changes' }
  /** Where one change is, by its id. */
  | { readonly name: 'change'; readonly change: string }
  /** What went wrong, and what it was blamed on. */
  | { readonly name: 'incidents' }
  /** What moved by more than chance explains. */
  | { readonly name: 'alerts' }
  /** What is stated of alerts: rules, freezes, digests, channels. */
  | { readonly name: 'alerting' }
  /** One incident, by its id. */
  | { readonly name: 'incident'; readonly incident: string }
  /** What is known and what is missing. */
  | { readonly name: 'coverage' }
  /** Who sends, and how to add another one. */
  | { readonly name: 'setup' }
  /** What the numbers count; of one of them, if it is named. */
  | { readonly name: 'definitions'; readonly metric: MeasureName | null }
  /** Who is signed in, and the tokens. */
  | { readonly name: 'account' }
  /** One source of GitHub: its repositories, and how far they were read. */
  | { readonly name: 'source'; readonly source: string }
  /** The pages of one's own. */
  | { readonly name: 'dashboards' }
  /** One of them; what the address does not state of these is as the dashboard begins. */
  | { readonly name: 'dashboard'; readonly dashboard: string; readonly stated: readonly StatedOfDashboard[] }
  | { readonly name: 'unknown'; readonly path: string }

export const statedOfDashboard = ['range', 'timeZone', 'environment'] as const
export type StatedOfDashboard = (typeof statedOfDashboard)[number]

/** Whether two addresses are of one page, whatever of it is chosen. */
export function isSamePage(a: PageAddress, b: PageAddress): boolean {
  const bare = (page: PageAddress): string => JSON.stringify({ ...page, stated: null })
  return bare(a) === bare(b)
}

/** The page of a path; takes anything. */
export function parsePage(pathname: string, parameters: URLSearchParams): PageAddress {
  if (pathname === '/' || pathname === '/index.html') return { name: 'overview' }
  if (pathname === '/coverage') return { name: 'coverage' }
  if (pathname === '/compare') return { name: 'compare' }
  if (pathname === '/account') return { name: 'account' }
  if (pathname === '/alerts') return { name: 'alerts' }
  if (pathname === '/alerting') return { name: 'alerting' }
  if (pathname === '/running') return { name: 'running' }
  const definitions = parseDefinitions(pathname)
  if (definitions !== null) return definitions
  const record = parseRecord(pathname)
  if (record !== null) return record
  const source = sourceOf(pathname, parameters.get('name'))
  if (source !== null) return { name: 'source', source }
  if (pathname === '/setup') return { name: 'setup' }
  const service = nameIn('services', pathname, parameters)
  if (service !== null) return { name: 'service', service }
  const team = nameIn('teams', pathname, parameters)
  if (team !== null) return { name: 'team', team }
  return { name: 'unknown', path: pathname }
}

/** The name that stands below a folder, or beside it in the query. */
function nameIn(folder: string, pathname: string, parameters: URLSearchParams): string | null {
  if (pathname === `/${folder}`) return parameters.get('name') || null
  const below = pathname.startsWith(`/${folder}/`) ? pathname.slice(folder.length + 2) : ''
  return below === '' || below.includes('/') ? null : decoded(below)
}

function parseDefinitions(pathname: string): PageAddress | null {
  if (pathname === '/definitions') return { name: 'definitions', metric: null }
  const metric = measureNames.find((name) => pathname === `/definitions/${name}`)
  return metric === undefined ? null : { name: 'definitions', metric }
}

/** Ids of the API are letters, digits, `-` and `_`. */
function parseRecord(pathname: string): PageAddress | null {
  if (pathname === '/changes') return { name: 'changes' }
  if (pathname === '/d') return { name: 'dashboards' }
  const dashboard = /^\/d\/([\w-]+)$/.exec(pathname)?.[1]
  if (dashboard !== undefined) return { name: 'dashboard', dashboard, stated: [] }
  if (pathname === '/incidents') return { name: 'incidents' }
  const incident = /^\/incidents\/([\w-]+)$/.exec(pathname)?.[1]
  if (incident !== undefined) return { name: 'incident', incident }
  const deployment = /^\/deployments\/([\w-]+)$/.exec(pathname)?.[1]
  if (deployment !== undefined) return { name: 'deployment', deployment }
  const change = /^\/changes\/([\w-]+)$/.exec(pathname)?.[1]
  return change === undefined ? null : { name: 'change', change }
}

function sourceOf(pathname: string, spelled: string | null): string | null {
  if (pathname === '/setup' && spelled !== null && spelled !== '') return spelled
  const named = /^\/setup\/([^/]+)$/.exec(pathname)?.[1]
  return named === undefined ? null : decoded(named)
}

/** `/setup/github` registers an App; a source of that name stands in the query. */
function formatSource(source: string, parameters: URLSearchParams): string {
  if (!/^(?:\.{0,2}|github)$/.test(source)) return `/setup/${encoded(source)}`
  parameters.set('name', source)
  return '/setup'
}

/** A browser takes `.` and `..` for steps in a path, in any spelling; what has such a name stands in the query. */
function formatName(folder: string, name: string, parameters: URLSearchParams): string {
  if (!/^\.{0,2}$/.test(name)) return `/${folder}/${encoded(name)}`
  parameters.set('name', name)
  return `/${folder}`
}

/** The path of a page; what a path cannot hold goes into the query. */
export function formatPage(page: PageAddress, parameters: URLSearchParams): string {
  switch (page.name) {
    case 'overview':
      return '/'
    case 'service':
      return formatName('services', page.service, parameters)
    case 'team':
      return formatName('teams', page.team, parameters)
    case 'source':
      return formatSource(page.source, parameters)
    case 'deployment':
      return `/deployments/${page.deployment}`
    case 'incident':
      return `/incidents/${page.incident}`
    case 'change':
      return `/changes/${page.change}`
    case 'dashboards':
      return '/d'
    case 'dashboard':
      return `/d/${page.dashboard}`
    case 'definitions':
      return page.metric === null ? '/definitions' : `/definitions/${page.metric}`
    case 'unknown':
      return page.path
    default:
      return `/${page.name}`
  }
}

/** `encodeURIComponent` throws on half a surrogate pair, which JSON can hold: it stands as the replacement character. */
function encoded(text: string): string {
  return encodeURIComponent(
    text.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD'),
  )
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
