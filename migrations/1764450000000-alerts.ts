import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What the detectors found, what became of it, and what was told of it. */
export class Alerts1764450000000 implements MigrationInterface {
  readonly name = 'Alerts1764450000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table alert (
  id bigint generated always as identity primary key,
  service_id integer not null references service (id) on delete cascade,
  environment_id integer not null references environment (id) on delete cascade,
  detector text not null,
  direction text not null check (direction in ('WORSE', 'BETTER')),
  level text not null check (level in ('ALERT', 'WATCH')),
  state text not null check (state in ('OPEN', 'ACKNOWLEDGED', 'RETURNED', 'NEW_NORMAL', 'WITHDRAWN')),
  -- Why it is watched only.
  held text,
  onset_from timestamptz not null,
  onset_to timestamptz not null,
  opened_at timestamptz not null,
  ended_at timestamptz,
  usual_from timestamptz not null,
  before float8,
  after float8,
  -- Why it was withdrawn.
  reason text,
  acknowledged_at timestamptz,
  acknowledged_by text,
  -- What was found about it when it was raised, in the form that the alerting app writes.
  content json,
  -- When it was seen here first.
  seen_at timestamptz not null
);
-- No test has two alerts that are open at a time.
create unique index alert_open on alert (service_id, environment_id, detector, direction, level)
  where state in ('OPEN', 'ACKNOWLEDGED');
create index alert_stream on alert (service_id, environment_id, opened_at desc);
create index alert_latest on alert (opened_at desc, id desc);

create table alert_event (
  id bigint generated always as identity primary key,
  alert_id bigint not null references alert (id) on delete cascade,
  event text not null check (event in ('OPENED', 'CHANGED', 'ACKNOWLEDGED', 'RESOLVED', 'WITHDRAWN')),
  at timestamptz not null,
  -- Null while it is still to be told.
  told_at timestamptz,
  -- Why nobody was told, where that is so.
  untold text
);
create index alert_event_alert on alert_event (alert_id, id);
create index alert_event_untold on alert_event (id) where told_at is null;
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alert_event; drop table alert;')
  }
}
