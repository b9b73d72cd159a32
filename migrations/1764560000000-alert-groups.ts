import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Which alerts a channel was told of together, so that what becomes of them is told in the same thread. */
export class AlertGroups1764560000000 implements MigrationInterface {
  readonly name = 'AlertGroups1764560000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table alert_group_member (
  channel_id integer not null references channel (id) on delete cascade,
  alert_id bigint not null references alert (id) on delete cascade,
  -- The key of the group, by which receivers keep together what they are told of it.
  thread text not null,
  -- The event of the alert that the channel was told of last.
  told text not null check (told in ('OPENED', 'CHANGED', 'ACKNOWLEDGED', 'RESOLVED', 'WITHDRAWN')),
  primary key (channel_id, alert_id)
);
create index alert_group_member_thread on alert_group_member (channel_id, thread);
create index alert_group_member_alert on alert_group_member (alert_id);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table alert_group_member;')
  }
}
