import type { Instant } from '#domain/instant'
import type { Database } from '../database.ts'
import { type CatalogueServiceRow, catalogueServices } from '../queries/catalogue.ts'
import { flagsWithoutService, type UnclaimedFlagRow } from '../queries/flags-without-service.ts'
import { type HeldBackRow, heldBackSyncs } from '../queries/held-back-syncs.ts'
import {
  deploymentsWithoutCommit,
  imagesWithoutService,
  incidentsWithoutService,
  olderWithoutCommit,
  repositoriesWithoutService,
  type UnattributedScope,
  type UndeployedServiceRow,
  type UnknownCommitRow,
  type UnshippedRepositoryRow,
  type UnusedImageRow,
} from '../queries/unattributed.ts'

/** All that nobody has claimed, and the services that might. */
export interface FoundUnattributed {
  readonly rows: {
    readonly deployments: readonly UnknownCommitRow[]
    readonly heldBack: readonly HeldBackRow[]
    readonly images: readonly UnusedImageRow[]
    readonly repositories: readonly UnshippedRepositoryRow[]
    readonly incidents: readonly UndeployedServiceRow[]
    readonly flags: readonly UnclaimedFlagRow[]
  }
  readonly services: readonly CatalogueServiceRow[]
}

/** Reads what nobody has claimed: deployments, held back syncs, images and incidents of a span, repositories whenever. */
export async function readUnattributed(db: Database, scope: UnattributedScope): Promise<FoundUnattributed> {
  return {
    rows: {
      deployments: await db.query<UnknownCommitRow>(deploymentsWithoutCommit(scope)),
      heldBack: await db.query<HeldBackRow>(heldBackSyncs(scope)),
      images: await db.query<UnusedImageRow>(imagesWithoutService(scope)),
      repositories: await db.query<UnshippedRepositoryRow>(repositoriesWithoutService()),
      incidents: await db.query<UndeployedServiceRow>(incidentsWithoutService(scope)),
      flags: await db.query<UnclaimedFlagRow>(flagsWithoutService(scope)),
    },
    services: await db.query<CatalogueServiceRow>(catalogueServices()),
  }
}

/** Deployments before an instant whose commit is unknown, up to a thousand. */
export async function countOlderUnattributed(db: Database, before: Instant): Promise<number> {
  const [row] = await db.query<{ readonly count: number }>(olderWithoutCommit(before))
  return row?.count ?? 0
}
