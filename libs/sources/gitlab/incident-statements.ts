import { type IncidentPlace, incidentPlace, type IncidentSettings } from '../incident-rules.ts'
import { firstWins, yieldsButLast } from '../precedence.ts'
import type { Statement } from '../source.ts'
import type { Issue, Labels } from './payload.ts'
import { linkOf, serviceOf } from './project.ts'

const severities: Readonly<Record<string, number>> = { critical: 1, high: 2, medium: 3, low: 4 }

function titlesOf(labels: Labels): readonly string[] {
  return (labels ?? []).map(({ title }) => title)
}

/** 1 to 5: what the incident says, else labels such as `severity::2`, `sev1` or `P3`; undefined where there is none. */
function severityOf({ object_attributes: issue, labels }: Issue): number | undefined {
  const said = severities[issue.severity ?? '']
  if (said !== undefined) return said
  const found = titlesOf(labels).flatMap(
    (title) => /^(?:sev(?:erity)?[\s:_/-]*|p(?:riority::)?)([1-5])$/i.exec(title.trim())?.[1] ?? [],
  )
  return found.length === 0 ? undefined : Math.min(...found.map(Number))
}

export function isConfidential({ event_type: event, object_attributes: issue }: Issue): boolean {
  return issue.confidential === true || event?.startsWith('confidential_') === true
}

/** Whether one of these labels makes an issue an incident. */
function bears(labels: Labels, known: readonly string[]): boolean {
  return titlesOf(labels).some((title) => known.some((label) => label.toLowerCase() === title.toLowerCase()))
}

/** Of `severity::1` a rule may ask by the part before the colons, too. */
function labelsOf(labels: Labels): Readonly<Record<string, string>> {
  const entries = titlesOf(labels).flatMap((title) => {
    const at = title.lastIndexOf('::')
    const scoped = at <= 0 ? [] : [[title.slice(0, at), title.slice(at + 2)] as const]
    return [[title, title] as const, ...scoped]
  })
  return Object.fromEntries(entries)
}

export function placeOf(delivery: Issue, settings: IncidentSettings): IncidentPlace {
  const { object_attributes: issue, project, labels } = delivery
  return incidentPlace(
    {
      keys: [serviceOf(project), project.path_with_namespace],
      title: isConfidential(delivery) ? null : (issue.title ?? null),
      type: issue.type ?? null,
      labels: labelsOf(labels),
    },
    settings,
  )
}

function aboutOf(delivery: Issue, place: IncidentPlace): Statement {
  const { object_attributes: issue, project } = delivery
  const own = { service: serviceOf(project), serviceKeys: [project.path_with_namespace] }
  return {
    type: 'incident',
    id: String(issue.id),
    ...(place.service === null ? own : { service: place.service }),
    environment: place.environment ?? undefined,
    url: linkOf(issue.url),
  }
}

function detailsOf(delivery: Issue, { classification }: IncidentPlace): Statement {
  const { title } = delivery.object_attributes
  return {
    title: isConfidential(delivery) ? undefined : (title ?? undefined),
    severity: severityOf(delivery),
    classification: classification ?? undefined,
  }
}

/** What closing or reopening it says; empty for everything else. */
function stepOf({ object_attributes: issue }: Issue): Statement {
  if (issue.action === 'reopen') return { reopenedAt: issue.updated_at }
  if (issue.action !== 'close') return {}
  // Moved to another project it goes on there under another number.
  if (issue.moved_to_id != null) return { cancelledAt: issue.updated_at }
  const resolvedAt = issue.closed_at ?? issue.updated_at
  if (issue.duplicated_to_id == null) return { resolvedAt }
  return { resolvedAt, classification: 'duplicate', duplicateOf: String(issue.duplicated_to_id) }
}

/** An issue that is an incident by its type, or because a rule says so. */
export function ofIncident(delivery: Issue, place: IncidentPlace): Statement {
  const { created_at: openedAt, updated_at: updatedAt } = delivery.object_attributes
  return { ...aboutOf(delivery, place), openedAt, updatedAt, ...detailsOf(delivery, place), ...stepOf(delivery) }
}

/**
 * What is said when the label comes: it opens with it, or, where the issue was closed by then, at its own time, and has its end.
 * Where the label had been taken off before, it is an incident again.
 */
function labelled(delivery: Issue, place: IncidentPlace): Statement[] {
  const { created_at: createdAt, updated_at: at, closed_at: closedAt } = delivery.object_attributes
  const about = aboutOf(delivery, place)
  const { classification = 'incident', ...details } = detailsOf(delivery, place)
  const opening = { ...about, ...details, attributes: { 'gitlab.createdAt': createdAt } }
  const again = { ...about, openedAt: createdAt, classification, updatedAt: yieldsButLast(at) }
  const rank = firstWins(createdAt, at)
  if (closedAt == null) return [{ ...opening, openedAt: at, updatedAt: rank }, again]
  const ended = { ...about, openedAt: createdAt, resolvedAt: closedAt, updatedAt: yieldsButLast(closedAt) }
  return [{ ...opening, openedAt: createdAt, updatedAt: rank }, ended, again]
}

/**
 * An issue that bears an incident's label. It opens with the label: where that came later than the issue, the issue's own
 * time is kept beside it. Empty where nothing is told of an incident.
 */
export function ofLabelled(delivery: Issue, place: IncidentPlace, incidentLabels: readonly string[]): Statement[] {
  const { object_attributes: issue, labels, changes } = delivery
  const is = bears(labels, incidentLabels)
  const was = changes?.labels == null ? is : bears(changes.labels.previous, incidentLabels)
  if (!is && !was) return []
  const opened = { ...aboutOf(delivery, place), openedAt: issue.created_at, updatedAt: yieldsButLast(issue.updated_at) }
  if (!is) return [{ ...opened, classification: 'false_positive' }]
  if (issue.action === 'open') return [{ ...opened, ...detailsOf(delivery, place), updatedAt: issue.created_at }]
  const step = stepOf(delivery)
  if (Object.keys(step).length > 0) return [{ ...opened, ...step }]
  return was ? [] : labelled(delivery, place)
}
