import type { SourceRow } from '#storage/queries/sources'
import { globalId } from '../relay/global-id.ts'
import type { SourceStatusType } from './source.type.ts'

export interface SourceView extends SourceStatusType {
  readonly __typename: 'SourceStatus'
}

function stateOf(row: SourceRow): SourceView['state'] {
  if (row.disabledAt !== null) return 'DISABLED'
  if (row.lastEventAt !== null) return 'CONNECTED'
  return row.quarantined > 0 ? 'FAILING' : 'WAITING'
}

export function sourceView(row: SourceRow): SourceView {
  return {
    __typename: 'SourceStatus',
    id: globalId('SourceStatus', row.id),
    name: row.name,
    system: row.system,
    state: stateOf(row),
    lastEventAt: row.lastEventAt,
    gapSince: null,
    accepted: row.accepted,
    ignored: row.ignored,
    quarantined: row.quarantined,
    message: row.message,
  }
}
