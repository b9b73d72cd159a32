import type { TeamRow } from '#storage/queries/teams'
import { globalId } from '../relay/global-id.ts'
import type { TeamView } from '../views.ts'

export function teamView({ id, name }: TeamRow): TeamView {
  return { __typename: 'Team', id: globalId('Team', id), databaseId: id, name }
}
