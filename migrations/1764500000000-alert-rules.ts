import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Whose alerts are told where, and when nothing is. Services and teams by id, so that a rule goes with them; by name where there is none. */
export class AlertRules1764500000000 implements MigrationInterface {
  readonly name = 'AlertRules1764500000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table alert_rule (
  id integer generated always as identity primary key,
  name text not null unique,
  -- FILE: leadline.yaml states it, and takes it away again.
  origin text not null check (origin in ('FILE', 'API')),
  environment text not null,
  metrics text[] not null,
  false_alarms_per_service_year double precision not null,
  threshold json,
  quiet_hours json,
  is_on boolean not null,
  created_at timestamptz not null default now()
);
-- Of a rule without rows here: of every service. A service that is gone leaves its row, or the rule would be of all.
create table alert_rule_service (
  rule_id integer not null references alert_rule (id) on delete cascade,
  name text not null,
  service_id integer references service (id) on delete set null,
  primary key (rule_id, name)
);
create index alert_rule_service_service on alert_rule_service (service_id);
create table alert_rule_team (
  rule_id integer not null references alert_rule (id) on delete cascade,
  name text not null,
  team_id integer references team (id) on delete set null,
  primary key (rule_id, name)
);
create index alert_rule_team_team on alert_rule_team (team_id);
create table alert_rule_channel (
  rule_id integer not null references alert_rule (id) on delete cascade,
  channel_id integer not null references channel (id) on delete cascade,
  primary key (rule_id, channel_id)
);
create index alert_rule_channel_channel on alert_rule_channel (channel_id);

create table freeze_window (
  id integer generated always as identity primary key,
  name text not null unique,
  origin text not null check (origin in ('FILE', 'API')),
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  time_zone text not null,
  reason text not null,
  created_at timestamptz not null default now()
);
create table freeze_service (
  freeze_id integer not null references freeze_window (id) on delete cascade,
  name text not null,
  service_id integer references service (id) on delete set null,
  primary key (freeze_id, name)
);
create index freeze_service_service on freeze_service (service_id);
create table freeze_team (
  freeze_id integer not null references freeze_window (id) on delete cascade,
  name text not null,
  team_id integer references team (id) on delete set null,
  primary key (freeze_id, name)
);
create index freeze_team_team on freeze_team (team_id);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table freeze_team, freeze_service, freeze_window, alert_rule_channel, alert_rule_team, alert_rule_service, alert_rule;
`)
  }
}
