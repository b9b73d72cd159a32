import { MINUTE } from '#domain/instant'
import type { GitlabTelling } from './gitlab-telling.ts'

function iso(at: number): string {
  return new Date(at).toISOString()
}

/** An incident from its opening to its end: of that type, or with a label that it may be given later, and lose. */
export function tellIncident(telling: GitlabTelling, iid: number): void {
  const { project } = telling
  const id = telling.number()
  const isTyped = telling.isSo(0.6)
  const isLate = !isTyped && telling.isSo(0.5)
  const below = `issues/${iid}`
  const openedAt = iso(telling.pass(MINUTE, 30 * MINUTE))
  const about = {
    id,
    title: `Broken ${iid}`,
    confidential: false,
    severity: isTyped ? 'high' : 'unknown',
    created_at: openedAt,
  }
  let labels = isTyped || isLate ? [] : ['incident']
  let closedAt: string | null = null
  const step = (action: string, previous?: readonly string[]): void => {
    const at = iso(telling.now)
    if (action === 'close') closedAt = at
    if (action === 'reopen') closedAt = null
    const titled = (all: readonly string[]): object[] => all.map((title) => ({ title }))
    const [now, closed] = [labels, closedAt]
    const attributes = { ...about, type: isTyped ? 'Incident' : 'Issue', action, updated_at: at, closed_at: closed }
    const changes = previous === undefined ? {} : { labels: { previous: titled(previous), current: titled(now) } }
    telling.tell({ object_kind: 'issue', object_attributes: attributes, labels: titled(now), changes }, () => {
      const given = now.find((each) => previous?.includes(each) === false) ?? (action === 'open' ? now[0] : undefined)
      const taken = previous?.find((each) => !now.includes(each))
      const name = given ?? taken
      if (name !== undefined)
        project.add(`${below}/resource_label_events`, {
          created_at: at,
          action: given === undefined ? 'remove' : 'add',
          label: { name },
        })
      if (action === 'close' || action === 'reopen')
        project.add(`${below}/resource_state_events`, {
          created_at: iso(Date.parse(at) + 31),
          state: action === 'close' ? 'closed' : 'reopened',
        })
      const state = closed === null ? 'opened' : 'closed'
      const type = isTyped ? 'incident' : 'issue'
      const row = {
        ...about,
        iid,
        issue_type: type,
        severity: about.severity.toUpperCase(),
        state,
        labels: now,
        updated_at: at,
        closed_at: closed,
      }
      project.lists['issues']?.set(iid, row)
    })
  }
  const relabel = (to: string[]): void => {
    const before = labels
    labels = to
    telling.pass(MINUTE, 10 * MINUTE)
    step('update', before)
  }
  step('open')
  if (isLate) relabel(['incident', 'p2'].slice(0, 1))
  if (!isTyped && telling.isSo(0.2)) return relabel([])
  const end = (action: string): void => {
    telling.pass(5 * MINUTE, 120 * MINUTE)
    step(action)
  }
  if (telling.isSo(0.9)) end('close')
  if (closedAt !== null && telling.isSo(0.3)) {
    end('reopen')
    end('close')
  }
}
