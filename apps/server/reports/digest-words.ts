import { stageNames } from '#dashboards/charts/lead-time-stages'
import { gapTitle } from '#dashboards/coverage-words'
import { duration, exactStretch, moment, plural, safeUrl } from '#dashboards/format'
import { alertsHref, serviceHref, teamHref, whyOfWindowHref } from '#dashboards/record-links'
import { defaultState, formatUrl, stateOfPage, type UrlState } from '#dashboards/url-state'
import type { Instant } from '#domain/instant'
import {
  type Digest,
  type DigestAlert,
  type DigestFailure,
  type DigestLeadTime,
  type DigestSource,
  type DigestUnknown,
  type DigestWaiting,
  longWait,
  type MovedStage,
} from '#reports/digest'
import { markdownInline, markdownLink } from '#reports/markdown'
import { outsideAddress } from '../outside-address.ts'

/** Of what a digest is, and when. */
export interface DigestScope {
  /** Whose: `team payments`, `2 services`, `all services`. */
  readonly of: string
  readonly services: readonly string[]
  readonly team: string | null
  readonly environment: string
  readonly from: Instant
  readonly to: Instant
  readonly timeZone: string
  /** Null: nothing leads to a page. */
  readonly publicUrl: string | null
}

/** Lines of a section; what is beyond is counted. */
const mostLines = 10

function iso(at: Instant): string {
  return new Date(at).toISOString()
}

function span(seconds: number): string {
  return duration(seconds).text
}

/** The stretch of time that a digest is of. */
export function digestStretch({ from, to, timeZone }: Pick<DigestScope, 'from' | 'to' | 'timeZone'>): string {
  return exactStretch(iso(from), iso(to), timeZone)
}

/** Of what it is, in a line. */
export function digestTitle(scope: DigestScope): string {
  return `${scope.of} in ${scope.environment}, ${digestStretch(scope)}`
}

function linked(text: string, url: string | null): string {
  return markdownLink(text, safeUrl(url))
}

function stateOf({ environment, timeZone }: DigestScope): UrlState {
  return { ...defaultState, environment, timeZone }
}

/** A text that leads to a page, where it is known how people reach the pages. */
function toPage(text: string, { publicUrl }: DigestScope, path: string): string {
  return publicUrl === null ? markdownInline(text) : `[${markdownInline(text)}](${outsideAddress(publicUrl, path)})`
}

function toService(service: string, scope: DigestScope): string {
  return `**${toPage(service, scope, serviceHref(stateOf(scope), service))}**`
}

function movedWords({ stage, beforeSeconds, afterSeconds }: MovedStage): string {
  const name = stageNames[stage]?.title ?? stage
  return `What moved most is ${name}: ${span(beforeSeconds)} before, ${span(afterSeconds)} since (parts of trimmed means).`
}

function alertLine(alert: DigestAlert, scope: DigestScope, since = ''): string {
  const { service, level, direction, text, moved } = alert
  const watched = level === 'WATCH' ? 'Watched only: ' : ''
  const kind = direction === 'BETTER' ? 'Better: ' : watched
  const said = markdownInline(`${kind}${text}${moved === null ? '' : ` ${movedWords(moved)}`}${since}`)
  const more = toPage('Alerts', scope, alertsHref(stateOf(scope), service))
  return scope.publicUrl === null ? said : `${said} ${more}`
}

function openLine(alert: DigestAlert, scope: DigestScope): string {
  const taken = alert.state === 'ACKNOWLEDGED' ? ', and taken on' : ''
  return alertLine(alert, scope, ` Open since ${moment(iso(alert.openedAt), scope.timeZone)}${taken}.`)
}

/** Where it is explained why lead time changed. */
function whyPath(scope: DigestScope): string {
  const range = { from: iso(scope.from), to: iso(scope.to) }
  const [service] = scope.services
  if (service !== undefined) return whyOfWindowHref(stateOf(scope), service, scope.environment, range)
  return teamHref({ ...stateOf(scope), range, why: true }, scope.team ?? '')
}

function leadTimeLines({ beforeSeconds, afterSeconds, moved, movers }: DigestLeadTime, scope: DigestScope): string[] {
  if (moved === null || beforeSeconds === null || afterSeconds === null) return []
  const head = `Lead time of ${scope.of}: the trimmed mean over all its changes was ${span(beforeSeconds)} in the window before and is ${span(afterSeconds)}. ${movedWords(moved)}`
  const named = movers.map(
    ({ service, name, url, seconds }) => `${linked(name, url)} (${markdownInline(service)}, ${span(seconds)})`,
  )
  const why = scope.publicUrl === null ? '' : ` ${toPage('Why?', scope, whyPath(scope))}`
  return [
    `${markdownInline(head)}${named.length === 0 ? '' : ` Changes that moved it most: ${named.join(', ')}.`}${why}`,
  ]
}

const bounds = { EXACT: '', AT_LEAST: 'at least ', AT_MOST: 'at most ', NEITHER: 'about ' } as const

function waitingLine(
  { service, count, bound, oldestSeconds, usualSeconds }: DigestWaiting,
  scope: DigestScope,
): string {
  const oldest = `the oldest was merged ${span(oldestSeconds ?? 0)} ago`
  const usual =
    usualSeconds === null
      ? `too few went live to say what is usual, and this is longer than ${span(longWait / 1_000)}`
      : `nine of ten took less than ${span(usualSeconds)} from start to live in the last 90 days`
  return `${toService(service, scope)}: ${bounds[bound]}${plural(count, 'change')}; ${oldest}, ${usual}.`
}

function failureLine({ service, title, url, since }: DigestFailure, scope: DigestScope): string {
  const { to, timeZone } = scope
  const long = span(Math.max(0, to - since) / 1_000)
  return `${toService(service, scope)}: ${linked(title, url)}, for ${long}, since ${moment(iso(since), timeZone)}.`
}

function sourceLine({ name, silentSince, failure }: DigestSource, timeZone: string): string {
  const what =
    failure === null
      ? `has been silent since ${moment(iso(silentSince ?? 0), timeZone)}, over twice as long as it lately ever was`
      : `fails: ${failure}`
  return markdownInline(`The source ${name} ${what}${/[.!?]$/.test(what) ? '' : '.'}`)
}

function unknownLine({ service, what, reason }: DigestUnknown, scope: DigestScope): string {
  const named = { LEAD_TIME: 'its lead time is not known', WAITING: 'what is merged and not live is not known' }[what]
  return `${toService(service, scope)}: ${named}: ${markdownInline(reason)}`
}

function pagesWords(scope: DigestScope): string {
  if (scope.publicUrl === null) return ''
  const page = (name: 'coverage' | 'setup') => formatUrl(stateOfPage(stateOf(scope), { name }))
  return ` ${toPage('Coverage', scope, page('coverage'))} and ${toPage('Setup', scope, page('setup'))} say what is missing.`
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const more = lines.length - mostLines
  const shown = lines.slice(0, mostLines).map((line) => `- ${line}`)
  return [`## ${title}`, [...shown, ...(more > 0 ? [`- And ${more} more.`] : [])].join('\n')]
}

/** A digest as Markdown: only the sections that have something. Pure. */
export function digestMarkdown(digest: Digest, scope: DigestScope): string {
  const { changed, open, leadTime, waiting, failures, sources, gaps, unknown } = digest
  const parts = [
    `# ${markdownInline(digestTitle(scope))}`,
    ...section('What changed, and why', [
      ...(leadTime === null ? [] : leadTimeLines(leadTime, scope)),
      ...changed.map((alert) => alertLine(alert, scope)),
    ]),
    ...section(
      'Still open',
      open.map((alert) => openLine(alert, scope)),
    ),
    ...section(
      'Merged, and not live for longer than usual',
      waiting.map((each) => waitingLine(each, scope)),
    ),
    ...section(
      'Open failures',
      failures.map((failure) => failureLine(failure, scope)),
    ),
    ...section('Data', [
      ...sources.map((source) => sourceLine(source, scope.timeZone)),
      ...gaps.map((gap) => `${toService(gap.service, scope)}: ${gapTitle(gap)}.`),
      ...unknown.map((each) => unknownLine(each, scope)),
    ]),
    `Times are ${markdownInline(scope.timeZone)}.${pagesWords(scope)}`,
  ]
  return `${parts.join('\n\n').replaceAll('\u00A0', ' ')}\n`
}
