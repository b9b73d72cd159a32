import type { Instant } from '#domain/instant'
import { silentSince } from '#domain/silence'
import type { SourceRow } from '#storage/queries/sources'
import { globalId } from '../relay/global-id.ts'
import type { SourceStatusType } from './source.type.ts'

export interface SourceView extends SourceStatusType {
  readonly __typename: 'SourceStatus'
  /** Of a reconciler's source, as they are stored; else null. */
  readonly settings: unknown
}

function addressOf({ system, name, isSigned }: SourceRow): string {
  return isSigned ? `/webhooks/${system}/${encodeURIComponent(name)}` : '/api/events'
}

function stateOf(row: SourceRow): SourceView['state'] {
  if (row.disabledAt !== null) return 'DISABLED'
  if (row.isUnreadable || (row.address !== null && row.message !== null)) return 'FAILING'
  if (row.lastEventAt !== null) return 'CONNECTED'
  return row.quarantined > 0 ? 'FAILING' : 'WAITING'
}

/** Whether silence of it means something: a repository that is read has none to tell, or cannot be read, which is told. */
function sends({ disabledAt, address }: SourceRow): boolean {
  return disabledAt === null && address === null
}

export function sourceView(row: SourceRow, now: Instant): SourceView {
  return {
    __typename: 'SourceStatus',
    id: globalId('SourceStatus', row.id),
    name: row.name,
    system: row.system,
    state: stateOf(row),
    lastEventAt: row.lastEventAt,
    gapSince: sends(row) ? silentSince(row.activeDays, row.lastEventAt, now) : null,
    testedAt: row.testedAt,
    address: row.address ?? addressOf(row),
    readAt: row.readAt,
    budget: row.budget,
    problems: row.problems ?? [],
    accepted: row.accepted,
    ignored: row.ignored,
    quarantined: row.quarantined,
    refusals: row.refusals,
    message: row.message,
    settings: row.settings,
  }
}
