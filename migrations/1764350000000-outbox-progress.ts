import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Who of the recipients of a mail is still to be told, so that those who were are not told again. */
export class OutboxProgress1764350000000 implements MigrationInterface {
  readonly name = 'OutboxProgress1764350000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox add column progress json;')
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox drop column progress;')
  }
}
