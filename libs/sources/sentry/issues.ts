import type { IncidentPlace, IncidentSettings } from '../incident-rules.ts'
import { correctsButFirst, yieldsButFirst, yieldsButLast } from '../precedence.ts'
import type { Statement, Translation } from '../source.ts'
import type { IssueAlert, IssueChange } from './payload.ts'
import { begun, commitIn, gone, laterClass, linkOf, noIncident, noTime, severityOf } from './told.ts'

type Issue = IssueChange['data']['issue']

/** What an issue does not say of the event for which an alert of it fired. */
const untold = { labels: ['alert', 'environment', 'kind'], byItself: false } as const

function ofProject(place: IncidentPlace, names: readonly (string | null | undefined)[]): Statement {
  if (place.service !== null) return { service: place.service }
  const told = names.flatMap((name) => (name == null || name.trim() === '' ? [] : [name]))
  const [service, ...serviceKeys] = new Set(told)
  return { service, ...(serviceKeys.length > 0 && { serviceKeys }) }
}

function namesOf({ project }: Issue): readonly (string | null | undefined)[] {
  return [project.slug, project.name, project.id]
}

function aboutIssue(issue: Issue, place: IncidentPlace): Statement {
  return {
    type: 'incident',
    id: `issue/${issue.id}`,
    ...ofProject(place, namesOf(issue)),
    ...(place.environment !== null && { environment: place.environment }),
    openedAt: issue.firstSeen,
    title: issue.title?.slice(0, 1_000),
    severity: severityOf(issue.level),
    url: linkOf(issue.web_url, issue.permalink),
  }
}

/** What a resolution says: it ended now, or the commit that will end it when it is live; or why it says neither. */
function resolution({ statusDetails: details }: Issue, at: string): Statement | { readonly ignored: string } {
  if (details?.autoResolved === true) return { ignored: 'resolved by Sentry, because nothing more came of it' }
  const fixedBySha = commitIn(details?.inCommit?.id ?? details?.inCommit?.commit) ?? commitIn(details?.inRelease)
  if (fixedBySha !== undefined) return { fixedBySha, updatedAt: yieldsButLast(at) }
  if (details?.inCommit != null || details?.inRelease != null || details?.inNextRelease === true)
    return { ignored: 'resolved in a release: no commit of it is told, and not when it is live' }
  return { resolvedAt: at, updatedAt: yieldsButLast(at) }
}

/** What became of an issue, by the action. */
const changes: ReadonlyMap<string, (issue: Issue, at: string) => Statement | { readonly ignored: string }> = new Map([
  ['resolved', resolution],
  ['unresolved', (_issue: Issue, at: string) => ({ reopenedAt: at, updatedAt: yieldsButLast(at) })],
  ['assigned', (_issue: Issue, at: string) => ({ acknowledgedAt: at, updatedAt: yieldsButFirst(at) })],
])

/** A change of an issue. */
export function ofIssue(
  { action, data: { issue } }: IssueChange,
  settings: IncidentSettings,
  sent: string | null,
): Translation {
  const change = changes.get(action)
  if (change === undefined && action !== 'created')
    return { ignored: `an issue that is ${action.slice(0, 100)} neither begins nor ends` }
  const facts = {
    keys: namesOf(issue).filter((name) => name != null),
    title: issue.title ?? null,
    type: issue.level ?? null,
    labels: { kind: 'issue' },
  }
  const place = change === undefined ? begun(facts, settings, false) : gone(facts, settings, untold)
  if (place === null) return noIncident
  const about = aboutIssue(issue, place)
  if (change === undefined) {
    const classification = place.classification ?? 'incident'
    return { statements: [{ ...about, classification, updatedAt: sent ?? issue.firstSeen }] }
  }
  if (sent === null) return noTime
  const told = change(issue, sent)
  if ('ignored' in told) return { ignored: String(told.ignored) }
  return { statements: [{ ...about, classification: laterClass(place), ...told }] }
}

/** The slug of the project in the address of an event: `…/projects/ORGANISATION/PROJECT/events/…`. */
function slugIn(url: string | null | undefined): string | undefined {
  return /\/projects\/[^/?#]+\/([^/?#]+)\/events\//.exec(url ?? '')?.[1]
}

/** An issue alert: an event of an issue, in the release that ran; it never tells an end. */
export function ofIssueAlert({ data }: IssueAlert, settings: IncidentSettings): Translation {
  const { event, triggered_rule: alert } = data
  const names = [slugIn(event.url), event.project]
  const environment = event.environment?.trim() || null
  const facts = {
    keys: names.filter((name) => name != null),
    title: event.title ?? null,
    type: event.level ?? null,
    labels: { kind: 'issue_alert', alert, ...(environment !== null && { environment }) },
  }
  const place = begun(facts, settings, false)
  if (place === null) return noIncident
  if (place.service === null && facts.keys.length === 0)
    return { ignored: 'data.event.url and project are missing: whose it is is not known', unreadable: true }
  const where = place.environment ?? environment
  const release = event.release?.trim() || null
  return {
    statements: [
      {
        type: 'incident',
        id: `issue/${event.issue_id}`,
        ...ofProject(place, names),
        ...(where !== null && { environment: where }),
        classification: place.classification ?? 'incident',
        openedAt: event.datetime,
        title: event.title?.slice(0, 1_000),
        severity: severityOf(event.level),
        url: linkOf(event.web_url),
        causedBySha: commitIn(release),
        ...(release !== null && { attributes: { 'sentry.release': release } }),
        // It fires again and again: the first time it began.
        updatedAt: correctsButFirst(event.datetime),
      },
    ],
  }
}
