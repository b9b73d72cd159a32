import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Everything from the raw delivery to the roll-up of a day. */
export class FirstSchema1763700000000 implements MigrationInterface {
  name = 'FirstSchema1763700000000'

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
create type deployment_kind as enum ('CODE', 'CONFIG', 'ROLLBACK', 'REDEPLOY', 'BOOTSTRAP', 'DRIFT_CORRECTION', 'PLATFORM');
create type deployment_outcome as enum ('IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'CANCELLED', 'ABORTED');
create type confidence as enum ('HIGH', 'MEDIUM', 'LOW');
create type authorship as enum ('HUMAN', 'BOT', 'AGENT', 'UNKNOWN');
create type tier as enum ('PRODUCTION', 'STAGING', 'TESTING', 'DEVELOPMENT', 'EPHEMERAL', 'OTHER');

create table setting (
  key text primary key,
  value json not null
);

create table team (
  id integer generated always as identity primary key,
  name text not null unique,
  discovered boolean not null default true
);

create table repository (
  id integer generated always as identity primary key,
  name text not null unique,
  url text,
  graph_version integer not null default 0,
  bare text generated always as (substring(name from '^(?:[^/]*[.:][^/]*|localhost)/(.+)$')) stored
);
create index repository_bare on repository (bare) where bare is not null;

create table repository_place (
  place text primary key,
  repository_id integer not null references repository (id)
);
create index repository_place_repository on repository_place (repository_id);

create table service (
  id integer generated always as identity primary key,
  name text not null unique,
  team_id integer references team (id) on delete set null,
  repository_id integer references repository (id),
  paths text[] not null default '{}',
  discovered boolean not null default true
);

-- What the catalogue says: other names that lead to a service, in statements of every kind, as images, in incident tools.
create table service_name (
  kind text not null check (kind in ('NAME', 'IMAGE', 'INCIDENT_KEY')),
  name text not null,
  service_id integer not null references service (id) on delete cascade,
  primary key (kind, name)
);
create index service_name_service on service_name (service_id);

-- What statements were folded by: the same, as it was when everything was folded anew.
create table folded_name (
  kind text not null,
  name text not null,
  service_id integer not null references service (id) on delete cascade,
  primary key (kind, name)
);
create index folded_name_service on folded_name (service_id);

create table environment (
  id integer generated always as identity primary key,
  name text not null unique,
  tier tier not null
);

create table stream (
  id integer generated always as identity primary key,
  service_id integer not null references service (id) on delete cascade,
  environment_id integer not null references environment (id) on delete cascade,
  version integer not null default 0,
  day_zone text,
  merged_into integer references stream (id) on delete set null,
  followed_repository_id integer references repository (id) on delete set null,
  unique (service_id, environment_id)
);
create index stream_environment on stream (environment_id);
create index stream_followed on stream (followed_repository_id);
create index stream_merged on stream (merged_into) where merged_into is not null;

create table stream_repository (
  repository_id integer not null references repository (id),
  stream_id integer not null references stream (id) on delete cascade,
  primary key (repository_id, stream_id)
);
create index stream_repository_stream on stream_repository (stream_id);

create table source (
  id integer generated always as identity primary key,
  name text not null unique,
  system text not null,
  created_at timestamptz not null default now(),
  disabled_at timestamptz,
  ignored bigint not null default 0,
  message text,
  tested_at timestamptz,
  active_days integer[] not null default '{}',
  settings json not null default '{}',
  secret bytea,
  previous_secret bytea,
  previous_secret_until timestamptz,
  credential bytea
);

-- How far the history of a source was read, part by part.
create table source_progress (
  source text not null,
  part text not null,
  state json not null,
  updated_at timestamptz not null default now(),
  primary key (source, part)
);

-- What a source sent, counted in several lanes, so that those who append at the same time do not wait for each other.
create table source_tally (
  source text not null,
  lane smallint not null,
  accepted bigint not null,
  last_event_at timestamptz not null,
  primary key (source, lane)
);

create table token (
  id integer generated always as identity primary key,
  public_id text not null unique,
  secret_sha256 bytea not null unique,
  name text not null,
  source text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);

create table person (
  id integer generated always as identity primary key,
  hash bytea not null unique,
  name text,
  email text,
  login text,
  bot boolean
);

create table delivery (
  id bigint generated always as identity,
  received_on date not null,
  received_at timestamptz not null default now(),
  source text not null,
  system text not null,
  transport_id text,
  headers json not null,
  body_deflated bytea not null,
  body_sha256 bytea not null,
  state text not null default 'PENDING' check (state in ('PENDING', 'TRANSLATED', 'IGNORED', 'QUARANTINED')),
  reason text,
  primary key (id, received_on)
) partition by range (received_on);
create index delivery_waiting on delivery (id) where state = 'PENDING';
create index delivery_quarantined on delivery (source, id) where state = 'QUARANTINED';

-- What senders call their deliveries: no day's partition can tell that another one holds the same.
create table delivery_known (
  source text not null,
  transport_id text not null,
  received_at timestamptz not null,
  primary key (source, transport_id)
);
create index delivery_known_received on delivery_known (received_at);

create table quarantine (
  id bigint generated always as identity primary key,
  received_at timestamptz not null default now(),
  source text not null,
  code text not null,
  field text,
  message text not null,
  body_deflated bytea not null,
  body_bytes integer not null,
  body_sha256 bytea not null
);
create unique index quarantine_once on quarantine (source, body_sha256);
create index quarantine_received on quarantine (received_at);
create index quarantine_of_source on quarantine (source, received_at, id);

create table event_log (
  position bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  key bytea not null unique,
  entity bytea not null,
  type text not null,
  source text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  person_ids integer[] not null default '{}',
  body json not null
);
create index event_log_order on event_log (transaction_id, position);

create table projection_cursor (
  singleton boolean primary key default true check (singleton),
  transaction_id xid8 not null default '0',
  position bigint not null default 0,
  rebuilding boolean not null default false,
  rebuild_wanted boolean not null default false
);
insert into projection_cursor default values;

create table dirty_stream (
  stream_id integer primary key references stream (id) on delete cascade,
  since timestamptz not null,
  events integer not null default 0,
  rewrite boolean not null default false,
  marked_at timestamptz not null default now()
);

create table commit (
  id integer generated always as identity primary key,
  repository_id integer not null references repository (id),
  sha text not null,
  parents text[] not null,
  authored_at timestamptz not null,
  committed_at timestamptz,
  pull_request integer,
  patch_id text,
  recorded_at timestamptz not null,
  state json not null,
  unique (repository_id, sha)
);
create index commit_sha on commit (sha);
create index commit_order on commit (repository_id, id);
create index commit_patch on commit (repository_id, patch_id) where patch_id is not null;
create index commit_pull_request on commit (repository_id, pull_request) where pull_request is not null;

create table commit_hole (
  repository_id integer not null references repository (id),
  sha text not null,
  primary key (repository_id, sha)
);

create table entity (
  id bigint generated always as identity primary key,
  hash bytea not null unique,
  type text not null,
  source text not null,
  external_id text,
  service_id integer,
  environment_id integer,
  repository_id integer,
  number integer,
  at timestamptz not null,
  merged_at timestamptz,
  state json not null
);
create index entity_stream on entity (service_id, environment_id, type, at) where service_id is not null;
create index entity_environment on entity (environment_id, type, at) where service_id is null and environment_id is not null;
create index entity_request on entity (repository_id, number) where type in ('pull_request', 'push');
create index entity_merged on entity (repository_id, merged_at) where merged_at is not null;
create index entity_default_branch on entity (repository_id, at)
  where type = 'push' and state -> 'event' -> 'attributes' ->> 'leadline.branchRole' = 'DEFAULT';
create index entity_external on entity (external_id, type) where external_id is not null;
create index entity_override on entity (id) where type = 'override';
create index entity_artifact on entity (at) where type = 'artifact';

create table entity_reference (
  kind text not null,
  value text not null,
  entity_id bigint not null references entity (id) on delete cascade,
  primary key (kind, value, entity_id)
);
create index entity_reference_entity on entity_reference (entity_id);

create table deployment (
  id bigint generated always as identity primary key,
  stream_id integer not null references stream (id) on delete cascade,
  service_id integer not null,
  environment_id integer not null,
  key text not null,
  at timestamptz not null,
  live_at timestamptz,
  first_live_at timestamptz,
  kind deployment_kind not null,
  outcome deployment_outcome not null,
  failed boolean not null,
  rework boolean not null,
  doubts smallint not null,
  version text not null,
  sha text,
  unique (stream_id, key)
);
create index deployment_service_live on deployment (service_id, environment_id, live_at) include (kind, outcome, rework, doubts, id);
create index deployment_live on deployment (environment_id, live_at) include (service_id, kind, failed, rework, id);
create index deployment_stream_at on deployment (stream_id, at);
create index deployment_sha on deployment (sha) where sha is not null;
create index deployment_nameless on deployment (at) where sha is null;
create index deployment_key on deployment (key);

create table deployment_detail (
  deployment_id bigint primary key references deployment (id) on delete cascade,
  detail json not null
);

create table shipped_change (
  id bigint generated always as identity primary key,
  deployment_id bigint not null references deployment (id) on delete cascade,
  stream_id integer not null,
  service_id integer not null,
  environment_id integer not null,
  repository_id integer not null,
  key text not null,
  number integer,
  sha text,
  started_at timestamptz not null,
  merged_at timestamptz,
  live_at timestamptz not null,
  first_live_at timestamptz not null,
  stage_milliseconds bigint[] not null,
  lines integer,
  confidence confidence not null,
  authorship authorship not null,
  flags text[] not null,
  doubts smallint not null,
  unique (stream_id, key)
);
create index shipped_change_service_live on shipped_change (service_id, environment_id, live_at) include (started_at, merged_at, deployment_id, confidence, doubts);
create index shipped_change_live on shipped_change (environment_id, live_at) include (service_id, started_at, deployment_id);
create index shipped_change_stream_live on shipped_change (stream_id, live_at);
create index shipped_change_deployment on shipped_change (deployment_id);
create index shipped_change_request on shipped_change (repository_id, number) where number is not null;

create table shipped_change_detail (
  change_id bigint primary key references shipped_change (id) on delete cascade,
  detail json not null
);

create table shipped_commit (
  stream_id integer not null,
  repository_id integer not null,
  sha text not null,
  deployment_id bigint not null references deployment (id) on delete cascade,
  change_key text not null,
  started_at timestamptz not null,
  live_at timestamptz not null,
  first_live_at timestamptz not null,
  authorship authorship not null,
  flags text[] not null,
  primary key (stream_id, repository_id, sha)
);
create index shipped_commit_sha on shipped_commit (repository_id, sha);
create index shipped_commit_deployment on shipped_commit (deployment_id);
create index shipped_commit_live on shipped_commit (stream_id, live_at);

create table failure (
  id bigint generated always as identity primary key,
  stream_id integer not null references stream (id) on delete cascade,
  service_id integer not null,
  environment_id integer not null,
  deployment_id bigint not null references deployment (id) on delete cascade,
  key text not null,
  at timestamptz not null,
  basis text not null,
  confidence confidence not null,
  impact_started_at timestamptz not null,
  restored_at timestamptz,
  detail json not null,
  unique (stream_id, key)
);
create index failure_service_at on failure (service_id, environment_id, at);
create index failure_deployment on failure (deployment_id);

create table stream_incident (
  id bigint generated always as identity primary key,
  stream_id integer not null references stream (id) on delete cascade,
  service_id integer not null,
  environment_id integer not null,
  key text not null,
  opened_at timestamptz not null,
  restored_at timestamptz,
  detail json not null,
  unique (stream_id, key)
);
create index stream_incident_opened on stream_incident (service_id, environment_id, opened_at);
create index stream_incident_key on stream_incident (key);

create table pending_change (
  stream_id integer not null references stream (id) on delete cascade,
  service_id integer not null,
  environment_id integer not null,
  repository_id integer not null,
  key text not null,
  number integer,
  sha text,
  started_at timestamptz not null,
  merged_at timestamptz not null,
  deployment_key text,
  primary key (stream_id, key)
);
create index pending_change_request on pending_change (repository_id, number);
create index pending_change_commit on pending_change (repository_id, sha);
create index pending_change_service on pending_change (service_id, environment_id, merged_at) include (started_at);

create table wait (
  stream_id integer not null references stream (id) on delete cascade,
  kind text not null,
  reference text not null,
  since timestamptz not null,
  primary key (kind, reference, stream_id)
);
create index wait_stream on wait (stream_id);

create table service_day (
  service_id integer not null,
  environment_id integer not null,
  day date not null,
  packed bytea not null,
  primary key (service_id, environment_id, day)
);
`)
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table service_day, wait, stream_repository, repository_place, pending_change, stream_incident, failure, shipped_commit, shipped_change_detail, shipped_change,
  deployment_detail, deployment, entity_reference, entity, commit_hole, commit, dirty_stream, projection_cursor, event_log, quarantine,
  delivery, delivery_known, person, token, source, source_progress, source_tally, stream, environment, folded_name, service_name, service, repository, team, setting;
drop type tier, authorship, confidence, deployment_outcome, deployment_kind;
`)
  }
}
