import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What is remembered of people who were erased: enough to know them when they come again, and nothing that names them. */
export class Erasure1763800000000 implements MigrationInterface {
  readonly name = 'Erasure1763800000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create table erasure (
  id integer generated always as identity primary key,
  erased_at timestamptz not null default now(),
  counts json not null default '{}'
);

-- Hashes are keyed, so that a list of addresses from elsewhere cannot be compared with them alone.
create table erased_name (
  hash bytea primary key,
  kind text not null check (kind in ('EMAIL', 'LOGIN', 'NAME')),
  words smallint not null,
  erasure_id integer not null references erasure (id)
);

-- The version changes with every erasure: who appends knows by it that what it remembers is old.
create table erasure_state (
  singleton boolean primary key default true check (singleton),
  key bytea not null,
  version uuid
);
insert into erasure_state (key) values (sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea));
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table erased_name, erasure, erasure_state;')
  }
}
