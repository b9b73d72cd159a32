import { tiers } from '#domain/environment'
import type { Database } from '../database.ts'
import { sql } from '../sql.ts'

/** What alert rules, freezes and rules of deployments name is what it was when a service gets another name, or becomes part of another. */
export async function carryRules(
  db: Database,
  from: { readonly id: number; readonly name: string },
  toId: number,
): Promise<void> {
  await db.query(sql`
    /* ruled-services: carry rules */
    update alert_rule_service set service_id = ${toId}
     where service_id = ${from.id} or (service_id is null and name = ${from.name})`)
  await db.query(sql`
    /* ruled-services: carry freezes */
    update freeze_service set service_id = ${toId}
     where service_id = ${from.id} or (service_id is null and name = ${from.name})`)
  await db.query(sql`
    /* ruled-services: carry rules of deployments */
    update notify_rule_service set service_id = ${toId}
     where service_id = ${from.id} or (service_id is null and name = ${from.name})`)
}

/** Rules and freezes that were stated of a name are of the service again that has it, or will. */
export async function returnRules(db: Database, name: string): Promise<void> {
  await db.query(sql`
    /* ruled-services: return rules */
    update alert_rule_service set service_id = (select id from service where service.name = ${name}) where name = ${name}`)
  await db.query(sql`
    /* ruled-services: return freezes */
    update freeze_service set service_id = (select id from service where service.name = ${name}) where name = ${name}`)
  await db.query(sql`
    /* ruled-services: return rules of deployments */
    update notify_rule_service set service_id = (select id from service where service.name = ${name}) where name = ${name}`)
}

/** Rules of an environment that becomes part of another are of that one; the name of a tier goes on to mean the tier. */
export async function carryEnvironment(db: Database, from: string, to: string): Promise<void> {
  if (tiers.some((tier) => tier === from.toUpperCase())) return
  await db.query(sql`
    /* ruled-services: carry environment */
    update alert_rule set environment = ${to} where environment = ${from}`)
  await db.query(sql`
    /* ruled-services: carry environment of deployments */
    update notify_rule set environment = ${to} where environment = ${from}`)
}
