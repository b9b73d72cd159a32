import { DAY, MINUTE, SECOND } from '#domain/instant'
import type { Statement } from '../source.ts'
import { issuesDocument, serverIssuesDocument } from './history-documents.ts'
import { type IssueNode, IssuesAnswer } from './history-nodes.ts'
import { type HistoryPage, type PartState, present, type Reading } from './history-state.ts'
import type { RepositoryPlace } from './history-statements.ts'
import { ofIssue } from './incident-statements.ts'

const largestPage = 50
/** Issues that were changed at the moment of the last run may have been missed. */
const overlap = 10 * MINUTE
/** A label that was taken off is looked for so far back at first. */
const unlabelledFor = 90 * DAY
/** GitHub notes the labels of a new issue within a moment of it. */
const labelledAtOnce = SECOND

const actions: Readonly<Record<string, string>> = {
  LabeledEvent: 'labeled',
  UnlabeledEvent: 'unlabeled',
  ClosedEvent: 'closed',
  ReopenedEvent: 'reopened',
}

type Change = NonNullable<NonNullable<IssueNode['timelineItems']['nodes']>[number]>

/** The labels that an issue was opened with: those of now, with all that is known to have changed them taken back. */
function labelsAtFirst(node: IssueNode, changes: readonly Change[]): Set<string> {
  const labels = new Set(present(node.labels?.nodes).map(({ name }) => name))
  for (const { __typename: what, createdAt, label } of changes.toReversed()) {
    const isAtOnce = Date.parse(createdAt) - Date.parse(node.createdAt) <= labelledAtOnce
    if (what === 'LabeledEvent' && label && !isAtOnce) labels.delete(label.name)
    if (what === 'UnlabeledEvent' && label) labels.add(label.name)
  }
  return labels
}

/** What webhooks would have said of an issue: each of its changes as it was then, under the title of now. */
export function incidentStatements(
  { url, name }: RepositoryPlace,
  node: IssueNode,
  incidentLabels: readonly string[],
): Statement[] {
  const id = Number(node.fullDatabaseId ?? node.databaseId)
  const changes = present(node.timelineItems.nodes)
  const labels = labelsAtFirst(node, changes)
  let closedAt: string | null = null
  const say = (action: string, at: string, label: Change['label']): Statement[] => {
    const shown = { id, title: node.title, html_url: node.url, created_at: node.createdAt, updated_at: at }
    const issue = { ...shown, closed_at: closedAt, labels: [...labels].map((each) => ({ name: each })) }
    return ofIssue({ action, issue, label, repository: { name, html_url: url } }, incidentLabels)
  }
  return [
    ...say('opened', node.createdAt, null),
    ...changes.flatMap(({ __typename: what, createdAt, label }) => {
      if (what === 'LabeledEvent' && label) labels.add(label.name)
      if (what === 'UnlabeledEvent' && label) labels.delete(label.name)
      if (what === 'ClosedEvent') closedAt = createdAt
      if (what === 'ReopenedEvent') closedAt = null
      const action = actions[what]
      return action === undefined ? [] : say(action, createdAt, label)
    }),
  ]
}

/**
 * Issues that are incidents, or were: at first all that bear a label of incidents, and whatever changed lately, because a
 * label may have been taken off; later what changed since.
 */
export async function* readIncidents(reading: Reading, from: PartState): AsyncGenerator<HistoryPage> {
  const { owner, name, settings, now } = reading
  if (settings.incidentLabels.length === 0) return
  const document = settings.api.endsWith('/api/v3') ? serverIssuesDocument : issuesDocument
  const pages = reading.pages(largestPage, from.size)
  const day = new Date(now - unlabelledFor).toISOString()
  let state = from.filled ? { ...from, after: null, newest: null } : from
  for (let more = true; more; ) {
    const { filled, watermark } = state
    const since = new Date(Date.parse(watermark ?? day) - overlap).toISOString()
    const which = filled ? { labels: null, since } : { labels: settings.incidentLabels, since: null }
    const answer = await pages.next(IssuesAnswer, document, { owner, name, after: state.after, ...which })
    const { issues, ...place } = answer.repository
    const nodes = present(issues.nodes)
    const newest = nodes.at(-1)?.updatedAt ?? state.newest
    state = { ...state, newest, after: issues.pageInfo.endCursor ?? state.after, size: pages.size }
    const isLast = !issues.pageInfo.hasNextPage
    if (isLast && filled) state = { ...state, watermark: newest ?? watermark ?? day, after: null, newest: null }
    // What bears a label is read: now what changed lately.
    if (isLast && !filled) state = { ...state, filled: true, watermark: day, after: null, newest: null }
    more = !isLast || !filled
    const statements = nodes.flatMap((node) => incidentStatements(place, node, settings.incidentLabels))
    yield { statements, state, nodes: nodes.length, total: filled ? null : (issues.totalCount ?? null) }
  }
}
