import type { EnvironmentRow } from '#storage/queries/environments'
import { globalId } from '../relay/global-id.ts'
import type { EnvironmentView } from '../views.ts'

export function environmentView({ id, name, tier }: EnvironmentRow): EnvironmentView {
  return { __typename: 'Environment', id: globalId('Environment', id), databaseId: id, name, tier }
}
