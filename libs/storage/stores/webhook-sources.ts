import type { Instant } from '#domain/instant'
import { ruledSystems } from '#domain/naming/reconciler-places'
import { type Database, toTimestamp } from '../database.ts'
import { sql } from '../sql.ts'
import { jsonText } from './json-text.ts'
import { noteTold } from './source-places.ts'
import { toldByPart } from './source-progress.ts'

/** A source with a door of its own. */
export interface WebhookSource {
  readonly id: number
  readonly name: string
  readonly system: string
  readonly settings: Readonly<Record<string, unknown>>
  /** Sealed. */
  readonly secret: Buffer
  /** Sealed; the one before, as long as it counts too. */
  readonly previousSecret: Buffer | null
  /** Sealed: what we prove ourselves to the system with; null where it gave us nothing. */
  readonly credential: Buffer | null
}

/** The sources of a system that may deliver now, by name; one name, or all where it is null. */
export async function webhookSources(
  db: Database,
  asked: { readonly system: string; readonly name: string | null; readonly now: Instant },
): Promise<WebhookSource[]> {
  return db.query<WebhookSource>(sql`
    /* webhook-sources */
    select id, name, system, settings, secret, credential,
           case when previous_secret_until > ${toTimestamp(asked.now)}::timestamptz then previous_secret end as "previousSecret"
      from source
     where system = ${asked.system}
       and (${asked.name}::text is null or name = ${asked.name}::text)
       and disabled_at is null
       and secret is not null
     order by name collate "C"
     limit 100`)
}

/** A source by its name, of whatever system; its secret is null where it has no door of its own. */
export type NamedSource = Omit<WebhookSource, 'secret' | 'previousSecret'> & { readonly secret: Buffer | null }

/** The source that is called so, if there is one that is not switched off. */
export async function sourceByName(db: Database, name: string): Promise<NamedSource | null> {
  const [source] = await db.query<NamedSource>(sql`
    /* source-by-name */
    select id, name, system, settings, secret, credential from source where name = ${name} and disabled_at is null`)
  return source ?? null
}

/** Whether a source of this system may be made under this name. */
export async function isNameFree(db: Database, system: string, name: string): Promise<boolean> {
  const rows = await db.query(sql`
    /* is-name-free */
    select from source where name = ${name} and not (system = ${system} and disabled_at is not null)`)
  return rows.length === 0
}

/** What these sources are set to, by name. */
export async function settingsOfSources(db: Database, names: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const rows = await db.query<{ name: string; settings: unknown }>(sql`
    /* settings-of-sources */
    select name, settings from source where name = any(${names}::text[])`)
  return new Map(rows.map(({ name, settings }) => [name, settings]))
}

/**
 * Makes a source whose deliveries are proven by a secret, or takes one up again that was switched off. False where
 * another one has the name.
 */
export async function addWebhookSource(
  db: Database,
  source: Pick<WebhookSource, 'name' | 'system' | 'settings' | 'secret'> & Partial<Pick<WebhookSource, 'credential'>>,
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [before] = await tx.query<{ settings: unknown }>(sql`
      /* add-webhook-source: before */
      select settings from source where name = ${source.name} for update`)
    const rows = await tx.query(sql`
      /* add-webhook-source */
      insert into source (name, system, settings, secret, credential)
      values (${source.name}, ${source.system}, ${jsonText(source.settings)}::json, ${source.secret},
              ${source.credential ?? null})
          on conflict (name) do update
         set settings = excluded.settings, secret = excluded.secret, credential = excluded.credential, previous_secret = null,
             previous_secret_until = null, disabled_at = null, message = null
       where source.disabled_at is not null and source.system = excluded.system
      returning id`)
    const isTakenUp = rows.length > 0 && before !== undefined
    if (isTakenUp && ruledSystems.includes(source.system)) await noteTold(tx, source.name, before.settings)
    return rows.length > 0
  })
}

/** Gives a source another secret; the present one counts until `until` as well. False where it has none to replace. */
export async function replaceSecret(db: Database, id: number, secret: Buffer, until: Instant): Promise<boolean> {
  const rows = await db.query(sql`
    /* replace-secret */
    update source
       set previous_secret = secret, previous_secret_until = ${toTimestamp(until)}::timestamptz, secret = ${secret}
     where id = ${id} and secret is not null and disabled_at is null
    returning id`)
  return rows.length > 0
}

/**
 * Changes some of what a source is set to: by name, null for what is to be as if it had never been set. What is not named
 * stays, whoever changes it meanwhile. False where there is none that delivers.
 */
export async function changeSettings(
  db: Database,
  id: number,
  changed: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const dropped = Object.keys(changed).filter((name) => changed[name] === null)
  const rows = await db.query(sql`
    /* change-settings */
    update source set settings = ((settings::jsonb || ${jsonText(changed)}::jsonb) - ${dropped}::text[])::json
     where id = ${id} and secret is not null and disabled_at is null
    returning id`)
  return rows.length > 0
}

/** Gives a source what it proves itself to its system with. False where there is none that delivers. */
export async function giveCredential(db: Database, id: number, credential: Buffer): Promise<boolean> {
  const rows = await db.query(sql`
    /* give-credential */
    update source set credential = ${credential}
     where id = ${id} and secret is not null and disabled_at is null
    returning id`)
  return rows.length > 0
}

/** Forgets what a source proves itself to its system with. */
export async function forgetCredential(db: Database, id: number): Promise<void> {
  await db.query(sql`/* forget-credential */ update source set credential = null where id = ${id}`)
}

/** Any number that no other lock uses. */
const lock = 7_263_150

/**
 * Reads a source, by its id, while no other process does. Gives null, and does nothing, where one does.
 *
 * @param db holds one connection as long as the work lasts.
 */
export async function aloneWithSource<T>(
  db: Database,
  id: number,
  work: () => Promise<T>,
): Promise<{ done: T } | null> {
  return db.transaction(async (tx) => {
    const [turn] = await tx.query<{ mine: boolean }>(sql`
      /* alone-with-source */ select pg_try_advisory_xact_lock(${lock}::integer, ${id}::integer) as mine`)
    if (turn?.mine !== true) return null
    // It idles as long as the system is read, which may be hours.
    await tx.query(sql`/* alone-with-source: patience */ set local idle_in_transaction_session_timeout = 0`)
    return { done: await work() }
  })
}

/** Notes the last thing that went wrong with a source; null: nothing does. */
export async function noteTrouble(db: Database, name: string, message: string | null): Promise<void> {
  await db.query(sql`/* note-trouble */ update source set message = ${message} where name = ${name}`)
}

/**
 * Switches a source off: its secret is forgotten and its tokens for sending are revoked. What it said stays; a source that
 * never said anything goes altogether. False where there is none of this name.
 */
export async function switchOffSource(db: Database, name: string): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.query(sql`
      /* switch-off-source: tokens */
      update token set revoked_at = coalesce(revoked_at, now()) where source = ${name} and scopes = '{ingest}'`)
    const rows = await tx.query(sql`
      /* switch-off-source */
      update source
         set disabled_at = coalesce(disabled_at, now()), secret = null, previous_secret = null, previous_secret_until = null,
             credential = null
       where name = ${name}
      returning id`)
    await tx.query(sql`
      /* switch-off-source: silent ones */
      delete from source
       where name = ${name}
         and not exists (select from source_tally where source_tally.source = ${name})
         and not exists (select from delivery where delivery.source = ${name})`)
    await tx.query(sql`
      /* switch-off-source: progress */
      delete from source_progress
       where source = ${name}
         and (part <> ${toldByPart} or not exists (select from source where source.name = ${name}))`)
    return rows.length > 0
  })
}
