import type { Statement } from '../source.ts'
import type { Issue } from './payload.ts'
import { firstWins, yields } from '../precedence.ts'

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
 * An issue that bears an incident's label. It opens with the label: where that came later than the issue, the issue's own time
 * is kept beside it. Null where nothing is told of an incident.
 */
export function ofIssue(
  { action, issue, label, repository }: Issue,
  incidentLabels: readonly string[],
): Statement | null {
  const labels = (issue.labels ?? []).map(({ name }) => name)
  const bears = labels.some((name) => isIncident(name, incidentLabels))
  const moved = isIncident(label?.name, incidentLabels)
  const about = { type: 'incident', id: String(issue.id), service: repository.name, url: issue.html_url }
  const opened = { ...about, openedAt: issue.created_at, updatedAt: yields }
  const details = { title: issue.title, severity: severityOf(labels) }
  const created = { 'github.createdAt': issue.created_at }
  switch (action) {
    case 'opened':
      return bears ? { ...opened, ...details, updatedAt: issue.created_at } : null
    case 'labeled': {
      const at = issue.updated_at
      return moved
        ? { ...opened, ...details, openedAt: at, attributes: created, updatedAt: firstWins(issue.created_at, at) }
        : null
    }
    case 'closed':
      return bears ? { ...opened, resolvedAt: issue.closed_at ?? issue.updated_at } : null
    case 'reopened':
      return bears ? { ...opened, reopenedAt: issue.updated_at } : null
    case 'unlabeled':
      return moved ? { ...opened, classification: 'false_positive' } : null
    case 'deleted':
    case 'transferred':
      return bears ? { ...opened, cancelledAt: issue.updated_at } : null
    default:
      return null
  }
}
