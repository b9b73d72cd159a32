import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Views for whoever reads with SQL (Grafana, notebooks): by names instead of ids, with what the default definition counts. */
export class ReportingViews1764000000000 implements MigrationInterface {
  readonly name = 'ReportingViews1764000000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create schema reporting;
comment on schema reporting is 'What Leadline measured, for reading with SQL. Documented in docs/grafana.md; tables outside it may change with any release.';

create view reporting.service as
select service.name as service, team.name as team
  from public.service
  left join public.team on team.id = service.team_id;

create view reporting.deployment as
select service.name as service,
       team.name as team,
       environment.name as environment,
       deployment.key as deployment,
       deployment.version,
       deployment.sha,
       deployment.kind::text as kind,
       deployment.outcome::text as outcome,
       deployment.at,
       deployment.live_at,
       deployment.outcome = 'SUCCEEDED' and deployment.live_at is not null and deployment.kind in ('CODE', 'CONFIG') as is_counted,
       deployment.kind in ('CODE', 'CONFIG')
         and ((deployment.outcome = 'SUCCEEDED' and deployment.live_at is not null)
              or (deployment.outcome not in ('SUCCEEDED', 'IN_PROGRESS') and coalesce(shown.basis in ('EXPLICIT', 'OVERRIDE'), false))) as is_judged,
       shown.basis is not null as is_failed,
       deployment.outcome = 'SUCCEEDED' and deployment.live_at is not null and deployment.kind in ('CODE', 'CONFIG', 'ROLLBACK') as is_counted_for_rework,
       deployment.rework as is_rework
  from public.deployment
  join public.service on service.id = deployment.service_id
  left join public.team on team.id = service.team_id
  join public.environment on environment.id = deployment.environment_id
  left join lateral (
    select failure.basis
      from public.failure
     where failure.deployment_id = deployment.id
       and (failure.basis = 'TIME_ONLY' or failure.confidence in ('HIGH', 'MEDIUM'))
     order by failure.id
     limit 1) shown on true;

create view reporting.change as
select service.name as service,
       team.name as team,
       environment.name as environment,
       repository.name as repository,
       shipped_change.number,
       shipped_change.sha,
       deployment.key as deployment,
       shipped_change.started_at,
       shipped_change.merged_at,
       shipped_change.live_at,
       extract(epoch from shipped_change.live_at - shipped_change.started_at)::double precision as lead_time_seconds,
       shipped_change.stage_milliseconds[1]::double precision / 1000 as coding_seconds,
       shipped_change.stage_milliseconds[2]::double precision / 1000 as review_seconds,
       shipped_change.stage_milliseconds[3]::double precision / 1000 as build_seconds,
       shipped_change.stage_milliseconds[4]::double precision / 1000 as promote_seconds,
       shipped_change.stage_milliseconds[5]::double precision / 1000 as approve_seconds,
       shipped_change.stage_milliseconds[6]::double precision / 1000 as reconcile_seconds,
       shipped_change.stage_milliseconds[7]::double precision / 1000 as rollout_seconds,
       shipped_change.stage_milliseconds[8]::double precision / 1000 as unaccounted_seconds,
       shipped_change.lines,
       shipped_change.authorship::text as authorship,
       shipped_change.confidence::text as confidence,
       deployment.kind in ('CODE', 'CONFIG') and shipped_change.confidence in ('HIGH', 'MEDIUM') as is_counted
  from public.shipped_change
  join public.deployment on deployment.id = shipped_change.deployment_id
  join public.service on service.id = shipped_change.service_id
  left join public.team on team.id = service.team_id
  join public.environment on environment.id = shipped_change.environment_id
  join public.repository on repository.id = shipped_change.repository_id;

create view reporting.failure as
select service.name as service,
       team.name as team,
       environment.name as environment,
       deployment.key as deployment,
       failure.at,
       failure.basis,
       failure.confidence::text as confidence,
       failure.impact_started_at,
       failure.restored_at,
       extract(epoch from failure.restored_at - failure.impact_started_at)::double precision as restore_seconds,
       (failure.basis = 'TIME_ONLY' or failure.confidence in ('HIGH', 'MEDIUM')) as is_accepted
  from public.failure
  join public.deployment on deployment.id = failure.deployment_id
  join public.service on service.id = failure.service_id
  left join public.team on team.id = service.team_id
  join public.environment on environment.id = failure.environment_id;
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema reporting cascade;')
  }
}
