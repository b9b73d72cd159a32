import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a channel was told of an alert last: whoever heard of its opening hears of its end, whatever rules say then. */
export class ToldAlerts1764640000000 implements MigrationInterface {
  readonly name = 'ToldAlerts1764640000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table told_alert (
  channel_id integer not null references channel (id) on delete cascade,
  alert_id bigint not null references alert (id) on delete cascade,
  told text not null check (told in ('OPENED', 'CHANGED', 'ACKNOWLEDGED', 'RESOLVED', 'WITHDRAWN')),
  primary key (channel_id, alert_id)
);
create index told_alert_alert on told_alert (alert_id);
-- What was told before, as far as the outbox remembers it.
insert into told_alert (channel_id, alert_id, told)
select distinct on (outbox.channel_id, alert.id) outbox.channel_id, alert.id, outbox.notification -> 'alert' ->> 'event'
  from outbox
  join alert on outbox.thread = 'alert-' || alert.id
 order by outbox.channel_id, alert.id, outbox.place desc;
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table told_alert;')
  }
}
