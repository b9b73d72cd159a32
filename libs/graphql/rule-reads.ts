import type DataLoader from 'dataloader'
import type { IdleRules } from '#catalogue/idle-rules'
import type { Instant } from '#domain/instant'
import type { Watching } from '#alerts/watching'
import type { Database } from '#storage/database'
import { type KeptAlertRule, listAlertRules } from '#storage/stores/alert-rules'
import { type KeptFreeze, listFreezes } from '#storage/stores/freezes'
import { type KeptNotifyRule, listNotifyRules } from '#storage/stores/notify-rules'
import { idleRulesOf } from './alert-rule/idle-rules-of.ts'
import type { Outside } from './outside.ts'
import { loaderOf } from './relay/loader.ts'

/** Remembers what was read, however often it is asked for; unless it must not be kept. */
function once<T>(read: () => Promise<T>, cache: boolean): () => Promise<T> {
  let known: Promise<T> | null = null
  return () => {
    if (!cache) return read()
    known ??= read()
    return known
  }
}

/** Rules with what of them changes nothing, and what is watched by them: found once, under however many aliases. */
export class RuleReads {
  readonly alerts: () => Promise<readonly KeptAlertRule[]>
  readonly freezes: () => Promise<readonly KeptFreeze[]>
  readonly notify: () => Promise<readonly KeptNotifyRule[]>
  readonly idle: () => Promise<IdleRules>
  #watching: DataLoader<number, readonly Watching[] | null, string> | null = null

  constructor(db: Database, cache: boolean) {
    this.alerts = once(() => listAlertRules(db), cache)
    this.freezes = once(() => listFreezes(db), cache)
    this.notify = once(() => listNotifyRules(db), cache)
    this.idle = once(() => idleRulesOf(db), cache)
  }

  /** What each detector of a stream is in: of all streams that are asked for at a time together. */
  async watching(streamId: number, outside: Pick<Outside, 'watching'>, now: Instant): Promise<readonly Watching[]> {
    this.#watching ??= loaderOf(async (ids: readonly number[]) => {
      const found = await outside.watching(ids, now)
      return new Map([...found].map(([id, one]): [string, readonly Watching[]] => [String(id), one]))
    }, String)
    return (await this.#watching.load(streamId)) ?? []
  }
}
