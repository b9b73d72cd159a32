import { type AllRules, type IdleRules, idleRules } from '#catalogue/idle-rules'
import type { Database } from '#storage/database'
import { type WatchedStreamRow, watchedStreams } from '#storage/queries/watched-streams'
import { listAlertRules } from '#storage/stores/alert-rules'
import { listFreezes } from '#storage/stores/freezes'
import { listNotifyRules } from '#storage/stores/notify-rules'

/** Every stream that alerts, or rules of deployments, can be about. */
export function ruledStreams(
  db: Pick<Database, 'query'>,
  { alerts, notify }: Pick<AllRules, 'alerts' | 'notify'>,
): Promise<WatchedStreamRow[]> {
  const environments = new Set([...alerts, ...notify].map(({ environment }) => environment))
  return db.query<WatchedStreamRow>(watchedStreams([...environments]))
}

/** What of the rules that are kept changes nothing as things are. */
export async function idleRulesOf(db: Pick<Database, 'query'>): Promise<IdleRules> {
  const [alerts, freezes, notify] = await Promise.all([listAlertRules(db), listFreezes(db), listNotifyRules(db)])
  const rules = { alerts, freezes, notify }
  return idleRules(rules, await ruledStreams(db, rules))
}
