import type { ServiceRow } from '#storage/queries/services'
import { globalId } from '../relay/global-id.ts'
import { repositoryView } from '../repository/repository-view.ts'
import { teamView } from '../team/team-view.ts'
import type { ServiceView } from '../views.ts'

export function serviceView(row: ServiceRow): ServiceView {
  const { id, name, paths, discovered, badges, teamId, teamName, repositoryId, repositoryName, repositoryUrl } = row
  return {
    __typename: 'Service',
    id: globalId('Service', id),
    databaseId: id,
    name,
    paths,
    discovered,
    badges,
    team: teamId === null || teamName === null ? null : teamView({ id: teamId, name: teamName }),
    repository:
      repositoryId === null || repositoryName === null
        ? null
        : repositoryView({ id: repositoryId, name: repositoryName, url: repositoryUrl }),
  }
}
