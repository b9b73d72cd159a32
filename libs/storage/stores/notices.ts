import type { Database } from '../database.ts'
import { sql } from '../sql.ts'
import { parts } from './array-text.ts'

/** Channel on which written deployments are announced; the payload is a `DeploymentNotice` as JSON. */
export const deploymentChannel = 'leadline_deployment'

/** Channel on which it is announced that something happened to an alert; the payload is its id. */
export const alertChannel = 'leadline_alert'

/** Some deployments of a stream were written; sent when the transaction that wrote them commits. */
export interface DeploymentNotice {
  readonly stream: number
  /** At most 200, the youngest where there were more. */
  readonly deployments: readonly number[]
  /** Not all of them are listed. */
  readonly more: boolean
}

/** Most ids that are announced of one projection, in notices that Postgres takes (8,000 bytes). */
const most = 1_000
const perNotice = 200

/** Announces deployments to whoever listens on `deploymentChannel`. */
export async function announceDeployments(db: Database, stream: number, ids: readonly number[]): Promise<void> {
  const youngest = ids.toSorted((a, b) => a - b).slice(-most)
  for (const deployments of parts(youngest, perNotice)) {
    const notice: DeploymentNotice = { stream, deployments, more: ids.length > most }
    await db.query(sql`
      /* notices: announce */
      select pg_notify(${deploymentChannel}, ${JSON.stringify(notice)})`)
  }
}
