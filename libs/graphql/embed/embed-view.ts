import {
  type Embed,
  type EmbedLock,
  type EmbedWindow,
  embedMetrics,
  embedParts,
  embedThemes,
  stepsOf,
} from '#access/embed'
import type { Instant } from '#domain/instant'
import { windowOf } from '#domain/window'
import type { EmbedRow } from '#storage/stores/embeds'
import type { DashboardQuestion } from '#reports/dashboard-question'
import { windowAgainst } from '../comparison/window-against.ts'
import { globalId } from '../relay/global-id.ts'
import type { EmbedState, EmbedType } from './embed.type.ts'

/** @throws Error where a row holds what no release wrote: better no answer than another one. */
function known<Value extends string>(values: readonly Value[], text: string): Value {
  const found = values.find((value) => value === text)
  if (found === undefined) throw new Error(`An embed holds ${JSON.stringify(text)}, which this release does not know.`)
  return found
}

function windowOfRow({ last, from, to }: EmbedRow): EmbedLock['window'] {
  return last === null ? { from: from ?? 0, to: to ?? 0 } : { last }
}

/** An embed of its row. */
export function embedOf(row: EmbedRow): Embed {
  const {
    publicId,
    name,
    service,
    dashboard,
    environment,
    timeZone,
    origins,
    createdBy,
    createdAt,
    expiresAt,
    revokedAt,
  } = row
  return {
    publicId,
    name,
    part: known(embedParts, row.part),
    metric: row.metric === null ? null : known(embedMetrics, row.metric),
    service,
    dashboard,
    environment,
    window: windowOfRow(row),
    timeZone,
    theme: known(embedThemes, row.theme),
    origins,
    createdBy,
    createdAt,
    expiresAt,
    revokedAt,
  }
}

export function rowOf({ window, ...embed }: Embed): EmbedRow {
  return 'last' in window
    ? { ...embed, last: window.last, from: null, to: null }
    : { ...embed, last: null, from: window.from, to: window.to }
}

/** Whether an embed still answers. */
export function stateOf({ revokedAt, expiresAt }: Embed, now: Instant): keyof typeof EmbedState {
  if (revokedAt !== null) return 'REVOKED'
  return expiresAt <= now ? 'EXPIRED' : 'VALID'
}

function spanOf(window: EmbedWindow) {
  const text = (at: Instant): string => new Date(at).toISOString()
  return 'last' in window ? { last: window.last } : { from: text(window.from), to: text(window.to) }
}

/** The span that an embed's window is held against: as long, and right before it; null where the window is none. */
function spanBefore({ window, timeZone }: EmbedLock, now: Instant) {
  const result = windowOf({ ...window, timeZone }, now)
  const before = result.ok ? windowAgainst(result.window, 'PREVIOUS_WINDOW') : null
  return before === null ? null : spanOf(before)
}

/** The variables of an embed's document: all of them, and nobody else's. */
export function variablesOf(
  embed: EmbedLock,
  now: Instant,
  question: DashboardQuestion | null,
): Record<string, unknown> {
  const { service, dashboard, environment, window, timeZone } = embed
  const span = spanOf(window)
  const scope = {
    environment,
    window: { ...span, timeZone },
    before: { ...(spanBefore(embed, now) ?? span), timeZone },
    by: stepsOf(embed, now),
  }
  return dashboard === null ? { name: service, ...scope } : { name: dashboard, ...question, ...scope }
}

/** @param refusedCount see `EmbedType` */
export function embedView(embed: Embed, now: Instant, refusedCount: number): EmbedType {
  const { last, from, to, publicId, ...row } = rowOf(embed)
  return {
    ...row,
    id: globalId('Embed', publicId),
    part: embed.part,
    metric: embed.metric,
    theme: embed.theme,
    last,
    from,
    to,
    steps: stepsOf(embed, now),
    state: stateOf(embed, now),
    refusedCount,
  }
}
