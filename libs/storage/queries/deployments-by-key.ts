import { type Sql, sql } from '../sql.ts'
import { boundedText } from '../stores/entity-hash.ts'

/** Which deployments are these? Each by its stream and key; rows as `deployments` gives them. */
export function deploymentsByKey(keys: readonly { readonly streamId: number; readonly key: string }[]): Sql {
  return sql`
    /* deployments-by-key */
    select deployment.id,
           deployment.stream_id as "streamId",
           deployment.service_id as "serviceId",
           deployment.environment_id as "environmentId",
           deployment.key,
           deployment.at,
           deployment_detail.detail
      from unnest(${keys.map((key) => key.streamId)}::integer[], ${keys.map(({ key }) => boundedText(key))}::text[]) as asked (stream_id, key)
      join deployment on deployment.stream_id = asked.stream_id and deployment.key = asked.key
      join deployment_detail on deployment_detail.deployment_id = deployment.id`
}

/** Which deployments have this key, in any stream? */
export function deploymentsOfAnyStream(key: string): Sql {
  return sql`
    /* deployments-by-key: any stream */
    select deployment.id,
           deployment.stream_id as "streamId",
           deployment.service_id as "serviceId",
           deployment.environment_id as "environmentId",
           deployment.key,
           deployment.at,
           deployment_detail.detail
      from deployment
      join deployment_detail on deployment_detail.deployment_id = deployment.id
     where deployment.key = ${boundedText(key)}
     order by deployment.stream_id
     limit 100`
}
