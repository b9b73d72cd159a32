import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Where Leadline tells people and machines something, what is on its way there, and which reports are told regularly. */
export class Outbox1764200000000 implements MigrationInterface {
  readonly name = 'Outbox1764200000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table channel (
  id integer generated always as identity primary key,
  name text not null unique,
  kind text not null check (kind in ('EMAIL', 'WEBHOOK')),
  -- What may be shown; the address of a webhook and its secret are sealed.
  settings json not null,
  sealed bytea,
  created_at timestamptz not null default now(),
  delivered_at timestamptz,
  failing_since timestamptz,
  message text
);

create table report_schedule (
  id integer generated always as identity primary key,
  name text not null unique,
  channel_id integer not null references channel (id) on delete cascade,
  -- What the report is of, and when it is told, as it was asked for.
  report json not null,
  timing json not null,
  created_at timestamptz not null default now(),
  next_at timestamptz not null,
  last_at timestamptz,
  message text
);
create index report_schedule_next on report_schedule (next_at);

create table outbox (
  id uuid primary key,
  channel_id integer not null references channel (id) on delete cascade,
  -- Says the same thing once.
  key text not null unique,
  notification json not null,
  created_at timestamptz not null,
  tries smallint not null default 0,
  next_try_at timestamptz,
  delivered_at timestamptz,
  given_up_at timestamptz,
  message text
);
create index outbox_due on outbox (next_try_at) where next_try_at is not null;
create index outbox_channel on outbox (channel_id, created_at);
create index outbox_done on outbox (created_at) where next_try_at is null;
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table outbox, report_schedule, channel;')
  }
}
