import * as z from 'zod'
import { SECOND } from '#domain/instant'
import { timeText } from '../times.ts'
import { pageSize, projectPath, type ReadProject } from './project.ts'

const text = z.string().nullish()

const Answer = z.object({
  id: z.number(),
  iid: z.number(),
  title: text,
  state: text,
  issue_type: text,
  severity: text,
  confidential: z.boolean().nullish(),
  web_url: text,
  labels: z.array(z.string()).nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  closed_at: text,
  moved_to_id: z.number().nullish(),
  _links: z.object({ closed_as_duplicate_of: text }).nullish(),
})
/** An issue as it is listed. */
export type ReadIssue = z.infer<typeof Answer>

const LabelEvents = z.array(
  z.object({ created_at: z.string(), action: z.string(), label: z.object({ name: z.string() }).nullish() }),
)
const StateEvents = z.array(z.object({ created_at: z.string(), state: z.string() }))

/** What happened to an issue. */
export interface IssuePast {
  /** The oldest first. */
  readonly labels: z.infer<typeof LabelEvents>
  /** The oldest first; null: it was not asked for. */
  readonly states: z.infer<typeof StateEvents> | null
  /** Number of the issue that it repeats. */
  readonly duplicateOf: number | null
}

/** Labels that come within these are those that it was made with. */
const atOnce = 5 * SECOND

export function readIssue(answer: unknown): ReadIssue | null {
  const read = Answer.safeParse(answer)
  return read.success ? read.data : null
}

export function readLabelEvents(answer: unknown): IssuePast['labels'] | null {
  const read = LabelEvents.safeParse(answer)
  return read.success ? read.data : null
}

export function readStateEvents(answer: unknown): NonNullable<IssuePast['states']> | null {
  const read = StateEvents.safeParse(answer)
  return read.success ? read.data : null
}

export function ofIssuePath({ id }: ReadProject, iid: number, what: 'label' | 'state'): string {
  return `${projectPath(id)}/issues/${iid}/resource_${what}_events?per_page=${pageSize}`
}

/** Where the issue is that this one repeats; null where it repeats none. */
export function duplicatePath({ _links: links }: ReadIssue): string | null {
  return /\/projects\/\d+\/issues\/\d+$/.exec(links?.closed_as_duplicate_of ?? '')?.[0] ?? null
}

function instantOf(at: string): number {
  return Date.parse(timeText(at) ?? '')
}

interface LabelStep {
  readonly at: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** What labels an issue had, step by step, from what it has and what was given and taken. */
function labelSteps({ labels }: ReadIssue, events: IssuePast['labels']): LabelStep[] {
  const steps: LabelStep[] = []
  let after = labels ?? []
  for (const { created_at: at, action, label } of events.toReversed()) {
    const name = label?.name
    if (name === undefined) continue
    const before = action === 'add' ? after.filter((each) => each !== name) : [...after, name]
    const next = steps[0]
    if (next?.at === at) steps[0] = { ...next, before }
    else steps.unshift({ at, before, after })
    after = before
  }
  return steps
}

/** Types as webhooks write them, for rules that ask. */
function typeOf({ issue_type: type }: ReadIssue): string | null | undefined {
  return type?.replaceAll('_', ' ').replace(/^[a-z]/, (letter) => letter.toUpperCase())
}

function titled(labels: readonly string[]): object[] {
  return labels.map((title) => ({ title }))
}

/** When it was closed and opened again, as its webhooks tell; of the last time it says itself when that was. */
function stateSteps(issue: ReadIssue, { states, duplicateOf }: IssuePast): object[] {
  const { closed_at: closedAt, state, updated_at: updatedAt } = issue
  const isClosed = state === 'closed'
  const known = states ?? []
  const past = isClosed && known.at(-1)?.state === 'closed' ? known.slice(0, -1) : known
  const steps = past.flatMap(({ created_at: at, state: became }): object[] => {
    if (became === 'reopened') return [{ action: 'reopen', updated_at: at }]
    return became === 'closed' ? [{ action: 'close', updated_at: at, closed_at: at }] : []
  })
  if (!isClosed) return steps
  const at = closedAt ?? updatedAt
  const last = {
    action: 'close',
    updated_at: at,
    closed_at: at,
    moved_to_id: issue.moved_to_id,
    duplicated_to_id: duplicateOf,
  }
  return [...steps, last]
}

/** When an issue was closed that was so at a moment; null where it was open then. */
function closedBy({ closed_at: closedAt }: ReadIssue, { states }: IssuePast, at: string): string | null {
  if (states === null) return closedAt != null && instantOf(closedAt) <= instantOf(at) ? closedAt : null
  const last = states.findLast(({ created_at: moment }) => instantOf(moment) <= instantOf(at))
  return last?.state === 'closed' ? last.created_at : null
}

/**
 * An issue as its webhooks told it: that it was opened, given labels and had them taken, closed and opened again, and as it is now.
 *
 * @param known labels of which it matters when they came and went
 */
export function issueBodies(
  { named }: ReadProject,
  issue: ReadIssue,
  past: IssuePast,
  known: readonly string[],
): object[] {
  const { id, title, severity, confidential, web_url: url, created_at: openedAt, updated_at: updatedAt } = issue
  const about = {
    id,
    type: typeOf(issue),
    title,
    confidential,
    severity: severity?.toLowerCase(),
    url,
    created_at: openedAt,
  }
  const body = (step: object, labels: readonly string[], changes?: object): object => ({
    object_kind: 'issue',
    project: named,
    object_attributes: { ...about, ...step },
    labels: titled(labels),
    ...(changes !== undefined && { changes }),
  })
  const all = labelSteps(issue, past.labels)
  const later = all.filter(({ at }) => instantOf(at) - instantOf(openedAt) > atOnce)
  const matters = (labels: readonly string[]): string =>
    labels.filter((each) => known.some((label) => label.toLowerCase() === each.toLowerCase())).join()
  const first = later[0]?.before ?? issue.labels ?? []
  return [
    body({ action: 'open', updated_at: openedAt }, first),
    ...later
      .filter(({ before, after }) => matters(before) !== matters(after))
      .map(({ at, before, after }) =>
        body({ action: 'update', updated_at: at, closed_at: closedBy(issue, past, at) }, after, {
          labels: { previous: titled(before), current: titled(after) },
        }),
      ),
    ...stateSteps(issue, past).map((step) => body(step, issue.labels ?? [])),
    body({ action: 'update', updated_at: updatedAt }, issue.labels ?? []),
  ]
}
