import type { MigrationInterface, QueryRunner } from 'typeorm'

/** How often it was tried in vain to put an event on its way, and when it is tried again. */
export class AlertEventTries1764520000000 implements MigrationInterface {
  readonly name = 'AlertEventTries1764520000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table alert_event
  add column tries integer not null default 0,
  -- Null while it was not tried yet.
  add column next_try_at timestamptz;
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table alert_event drop column tries, drop column next_try_at;')
  }
}
