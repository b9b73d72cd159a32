import { applied } from '#attribution/overrides'
import { type OverrideRow, overrideById } from '#storage/queries/override-by-id'
import { oneRepository } from '#storage/queries/one-repository'
import { type SourceRow, sources } from '#storage/queries/sources'
import { oneTeam, type TeamRow } from '#storage/queries/teams'
import type { ChangeRef } from '#storage/queries/changes'
import type { Asked } from './asked.ts'
import { changeView } from './change/change-view.ts'
import { deploymentOfId } from './deployment/find-deployment.ts'
import { overrideView } from './override/override-view.ts'
import { type RepositoryRow, repositoryView } from './repository/repository-view.ts'
import { sourceView } from './source/source-view.ts'
import { teamView } from './team/team-view.ts'
import type {
  ChangeView,
  EnvironmentView,
  FailureView,
  OverrideView,
  RepositoryView,
  ServiceView,
  TeamView,
} from './views.ts'

type Parts = readonly string[]

function databaseId(text: string | undefined): number {
  const id = Number(text)
  return Number.isInteger(id) && id > 0 && id <= 2_147_483_647 ? id : 0
}

export async function serviceOfId({ reads }: Asked, [id]: Parts): Promise<ServiceView | null> {
  return reads.catalogue.serviceById.load(databaseId(id))
}

export async function teamOfId({ reads }: Asked, [id]: Parts): Promise<TeamView | null> {
  const [row] = await reads.db.query<TeamRow>(oneTeam({ id: databaseId(id) }))
  return row === undefined ? null : teamView(row)
}

export async function environmentOfId({ reads }: Asked, [id]: Parts): Promise<EnvironmentView | null> {
  const known = await reads.catalogue.environments()
  return known.find((environment) => environment.databaseId === databaseId(id)) ?? null
}

export async function repositoryOfId({ reads }: Asked, [id]: Parts): Promise<RepositoryView | null> {
  const [row] = await reads.db.query<RepositoryRow>(oneRepository(databaseId(id)))
  return row === undefined ? null : repositoryView(row)
}

export async function changeOfId(
  { reads }: Asked,
  [repository = '', form, name = '']: Parts,
): Promise<ChangeView | null> {
  const ref: ChangeRef =
    form === 'request' ? { repository, number: databaseId(name), sha: null } : { repository, number: null, sha: name }
  const row = await reads.records.change.load(ref)
  return row === null ? null : changeView(ref, row)
}

/** A failure has the place and the key of its deployment. */
export async function failureOfId({ reads }: Asked, parts: Parts): Promise<FailureView | null> {
  const deployment = await deploymentOfId(reads, parts)
  if (deployment === null || deployment.failureKey === null) return null
  return reads.tables.failure(deployment.stream, deployment.failureKey)
}

export async function overrideOfId({ reads }: Asked, [id = '']: Parts): Promise<OverrideView | null> {
  const [row] = await reads.db.query<OverrideRow>(overrideById(id))
  if (row === undefined) return null
  return overrideView(applied(row.state))
}

export async function sourceOfId({ reads, now }: Asked, [id]: Parts): Promise<ReturnType<typeof sourceView> | null> {
  const rows = await reads.db.query<SourceRow>(sources())
  const row = rows.find((source) => source.id === databaseId(id))
  return row === undefined ? null : sourceView(row, now)
}
