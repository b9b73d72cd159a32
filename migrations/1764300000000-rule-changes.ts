import type { MigrationInterface, QueryRunner } from 'typeorm'

/** When somebody changed what the numbers of the past are computed by. */
export class RuleChanges1764300000000 implements MigrationInterface {
  readonly name = 'RuleChanges1764300000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table rule_change (
  id bigint generated always as identity primary key,
  changed_at timestamptz not null default now(),
  -- Null: of every service.
  service_id integer references service (id) on delete cascade,
  reasons text[] not null
);
create index rule_change_service on rule_change (service_id, changed_at);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table rule_change;')
  }
}
