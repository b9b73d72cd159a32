import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Numbers on pages elsewhere: embeds, and badges of the services that show them. The first schema had both for some hours. */
export class Embeds1764100000000 implements MigrationInterface {
  readonly name = 'Embeds1764100000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table service add column if not exists badges boolean not null default false;

create table if not exists embed (
  id integer generated always as identity primary key,
  public_id text not null unique,
  name text not null,
  part text not null,
  metric text,
  service text not null,
  environment text not null,
  range_last text,
  range_from timestamptz,
  range_to timestamptz,
  time_zone text not null,
  theme text not null,
  origins text[] not null,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check ((range_last is null) <> (range_from is null) and (range_from is null) = (range_to is null))
);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table embed; alter table service drop column badges;')
  }
}
