import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whose deployments are told where, and which of them were. */
export class NotifyRules1764600000000 implements MigrationInterface {
  readonly name = 'NotifyRules1764600000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table notify_rule (
  id integer generated always as identity primary key,
  name text not null unique,
  -- FILE: leadline.yaml states it, and takes it away again.
  origin text not null check (origin in ('FILE', 'API')),
  environment text not null,
  outcomes text[] not null
);
-- since_at: what happened before it was named here is not told.
create table notify_rule_service (
  rule_id integer not null references notify_rule (id) on delete cascade,
  name text not null,
  service_id integer references service (id) on delete set null,
  since_at timestamptz not null,
  primary key (rule_id, name)
);
create index notify_rule_service_service on notify_rule_service (service_id);
create table notify_rule_team (
  rule_id integer not null references notify_rule (id) on delete cascade,
  name text not null,
  team_id integer references team (id) on delete set null,
  since_at timestamptz not null,
  primary key (rule_id, name)
);
create index notify_rule_team_team on notify_rule_team (team_id);
create table notify_rule_channel (
  rule_id integer not null references notify_rule (id) on delete cascade,
  channel_id integer not null references channel (id) on delete cascade,
  since_at timestamptz not null,
  primary key (rule_id, channel_id)
);
create index notify_rule_channel_channel on notify_rule_channel (channel_id);

-- Facts are written anew when they are corrected, so that no row of theirs can say what was told.
create table told_deployment (
  id bigint generated always as identity primary key,
  channel_id integer not null references channel (id) on delete cascade,
  stream_id integer not null,
  key text not null,
  version text not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('LIVE', 'FAILED', 'ROLLED_BACK'))
);
create index told_deployment_key on told_deployment (channel_id, key);
create index told_deployment_at on told_deployment (at);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table told_deployment, notify_rule_channel, notify_rule_team, notify_rule_service, notify_rule;
`)
  }
}
