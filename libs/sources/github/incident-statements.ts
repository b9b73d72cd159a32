import type { Statement } from '../source.ts'
import type { Issue } from './payload.ts'
import { firstWins, yieldsButLast } from '../precedence.ts'

/** Whether a label is one of those that make an issue an incident. */
export function isIncident(label: string | undefined, labels: readonly string[]): boolean {
  return label !== undefined && labels.some((known) => known.toLowerCase() === label.toLowerCase())
}

/** 1 to 5 from labels such as `sev1`, `severity: 2` or `P3`; undefined where there is none. */
function severityOf(labels: readonly string[]): number | undefined {
  const found = labels.flatMap((label) => /^(?:sev(?:erity)?[\s:_/-]*|p)([1-5])$/i.exec(label.trim())?.[1] ?? [])
  return found.length === 0 ? undefined : Math.min(...found.map(Number))
}

/**
 * What is said when the label comes: it opens with it, or, where the issue was closed by then, at its own time, and has its end.
 * Where the label had been taken off before, it is an incident again.
 */
function labelled(about: Statement, details: Statement, issue: Issue['issue']): Statement[] {
  const { created_at: createdAt, updated_at: at, closed_at: closedAt } = issue
  const opening = { ...about, ...details, attributes: { 'github.createdAt': createdAt } }
  const again = { ...about, openedAt: createdAt, classification: 'incident', updatedAt: yieldsButLast(at) }
  const rank = firstWins(createdAt, at)
  if (typeof closedAt !== 'string') return [{ ...opening, openedAt: at, updatedAt: rank }, again]
  const ended = { ...about, openedAt: createdAt, resolvedAt: closedAt, updatedAt: yieldsButLast(closedAt) }
  return [{ ...opening, openedAt: createdAt, updatedAt: rank }, ended, again]
}

/**
 * An issue that bears an incident's label. It opens with the label: where that came later than the issue, the issue's own time
 * is kept beside it. Empty where nothing is told of an incident.
 */
export function ofIssue(
  { action, issue, label, repository }: Pick<Issue, 'action' | 'issue' | 'label' | 'repository'>,
  incidentLabels: readonly string[],
): Statement[] {
  const labels = (issue.labels ?? []).map(({ name }) => name)
  const bears = labels.some((name) => isIncident(name, incidentLabels))
  const moved = isIncident(label?.name, incidentLabels)
  const about = { type: 'incident', id: String(issue.id), service: repository.name, url: issue.html_url }
  const at = issue.updated_at
  const opened = { ...about, openedAt: issue.created_at, updatedAt: yieldsButLast(at) }
  const details = { title: issue.title, severity: severityOf(labels) }
  switch (action) {
    case 'opened':
      return bears ? [{ ...opened, ...details, updatedAt: issue.created_at }] : []
    case 'labeled':
      return moved ? labelled(about, details, issue) : []
    case 'closed':
      return bears ? [{ ...opened, resolvedAt: issue.closed_at ?? at }] : []
    case 'reopened':
      return bears ? [{ ...opened, reopenedAt: at }] : []
    case 'unlabeled':
      return moved && !bears ? [{ ...opened, classification: 'false_positive' }] : []
    case 'deleted':
    case 'transferred':
      return bears ? [{ ...opened, cancelledAt: at }] : []
    default:
      return []
  }
}
