import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Each failure that lasts is an alert of its own: one that nobody closes keeps no other from being told. */
export class OpenFailures1764660000000 implements MigrationInterface {
  readonly name = 'OpenFailures1764660000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index alert_open;
create unique index alert_open on alert (service_id, environment_id, detector, direction, level)
  where state in ('OPEN', 'ACKNOWLEDGED') and detector <> 'openFailure';
create unique index alert_open_failure on alert (service_id, environment_id, level, onset_from)
  where state in ('OPEN', 'ACKNOWLEDGED') and detector = 'openFailure';
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop index alert_open_failure;
drop index alert_open;
create unique index alert_open on alert (service_id, environment_id, detector, direction, level)
  where state in ('OPEN', 'ACKNOWLEDGED');
`)
  }
}
