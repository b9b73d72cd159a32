import type { MigrationInterface, QueryRunner } from 'typeorm'

/** An embed may be of a dashboard, which is of no single service. */
export class EmbeddedDashboards1764250000000 implements MigrationInterface {
  readonly name = 'EmbeddedDashboards1764250000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table embed
  add column dashboard text,
  alter column service drop not null,
  add constraint embed_subject check ((service is null) <> (dashboard is null));
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
delete from embed where service is null;
alter table embed
  drop constraint embed_subject,
  drop column dashboard,
  alter column service set not null;
`)
  }
}
