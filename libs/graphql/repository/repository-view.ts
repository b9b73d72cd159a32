import { globalId } from '../relay/global-id.ts'
import type { RepositoryView } from '../views.ts'

export interface RepositoryRow {
  readonly id: number
  readonly name: string
  readonly url: string | null
}

export function repositoryView({ id, name, url }: RepositoryRow): RepositoryView {
  return { __typename: 'Repository', id: globalId('Repository', id), name, url }
}
