import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Of which deployments a message could not be made yet, and of which none ever could. */
export class FailingNotices1764620000000 implements MigrationInterface {
  readonly name = 'FailingNotices1764620000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table failing_notice (
  channel_id integer not null references channel (id) on delete cascade,
  stream_id integer not null,
  key text not null,
  outcome text not null check (outcome in ('LIVE', 'FAILED', 'ROLLED_BACK')),
  at timestamptz not null,
  tries integer not null,
  next_try_at timestamptz not null,
  primary key (channel_id, stream_id, key, outcome)
);
create index failing_notice_at on failing_notice (at);
-- untold: why nobody is told of it.
alter table told_deployment add column untold text;
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table told_deployment drop column untold; drop table failing_notice;')
  }
}
