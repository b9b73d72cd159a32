import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Chats, on-call and issues as channels; what is told of one alert arrives in order, and stands together there. */
export class ChatChannels1764400000000 implements MigrationInterface {
  readonly name = 'ChatChannels1764400000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table channel drop constraint channel_kind_check;
alter table channel add constraint channel_kind_check
  check (kind in ('EMAIL', 'WEBHOOK', 'SLACK', 'TEAMS', 'PAGERDUTY', 'GITHUB_ISSUE'));

-- What is told of one thing: the next is not taken before those in front of it ended.
alter table outbox add column thread text;
alter table outbox add column place bigint generated always as identity;
create index outbox_thread on outbox (channel_id, thread, place) where thread is not null and next_try_at is not null;

create table channel_thread (
  channel_id integer not null references channel (id) on delete cascade,
  thread text not null,
  -- By what the receiver knows it: the time of a message of Slack, the number of an issue.
  mark text not null,
  kept_at timestamptz not null,
  primary key (channel_id, thread)
);
create index channel_thread_kept on channel_thread (kept_at);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table channel_thread;
drop index outbox_thread;
alter table outbox drop column place, drop column thread;
delete from channel where kind not in ('EMAIL', 'WEBHOOK');
alter table channel drop constraint channel_kind_check;
alter table channel add constraint channel_kind_check check (kind in ('EMAIL', 'WEBHOOK'));
`)
  }
}
