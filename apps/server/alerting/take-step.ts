import type { Instant } from '#domain/instant'
import type { AlertContent } from '#alerts/content'
import { expectedOf } from '#alerts/detectors/sensitivity'
import type { Finding } from '#alerts/finding'
import type { Step } from '#alerts/life-cycle'
import type { Ruled } from '#alerts/ruled'
import type { Database } from '#storage/database'
import type { WatchedStreamRow } from '#storage/queries/watched-streams'
import {
  addAlert,
  type AlertEventName,
  changeAlert,
  type FoundAlert,
  noteAlertEvent,
  withdrawAlert,
} from '#storage/stores/alerts'

/** Whose alert it is, and when it is looked at. */
export interface Place {
  readonly stream: WatchedStreamRow
  /** Deployments of the service in a week. */
  readonly perWeek: number
  readonly now: Instant
  readonly sensitivityOf: Ruled['sensitivityOf']
}

const longAgo = 'It was raised long before it was seen here.'

function foundOf({ level, held, onset, openedAt, usualFrom, before, after }: Finding): FoundAlert {
  return { level, held: held ?? null, onsetFrom: onset.from, onsetTo: onset.to, openedAt, usualFrom, before, after }
}

/** Keeps a new one; null where it is only watched, or over already. */
async function open(
  tx: Database,
  { stream, perWeek, now, sensitivityOf }: Place,
  { finding, isTold }: Extract<Step, { kind: 'OPEN' }>,
): Promise<AlertEventName | null> {
  const { detector, direction, ended, level } = finding
  const { serviceId, environmentId } = stream
  const content: AlertContent = {
    perWeek,
    expectedFalseAlarmsPerYear:
      finding.isPlain === true ? null : expectedOf(detector, perWeek, sensitivityOf(detector)),
  }
  const place = { serviceId, environmentId, detector, direction, content, seenAt: now }
  const life = { state: ended?.how ?? ('OPEN' as const), endedAt: ended?.at ?? null }
  const id = await addAlert(tx, { ...foundOf(finding), ...place, ...life })
  if (id === null || ended !== null || level === 'WATCH') return null
  await noteAlertEvent(tx, { alertId: id, event: 'OPENED', at: now, untold: isTold ? null : longAgo })
  return 'OPENED'
}

/** What people hear of a step; null: nothing, as of everything that is only watched. */
function eventOf(step: Extract<Step, { kind: 'RAISE' | 'END' | 'REOPEN' }>): AlertEventName | null {
  const { ended, level } = step.finding
  if (level === 'WATCH') return null
  if (step.kind === 'RAISE') return ended === null ? 'OPENED' : null
  return step.kind === 'END' ? 'RESOLVED' : 'CHANGED'
}

/** Takes one step; gives what happened to an alert that people hear of, null where nothing did. */
export async function takeStep(tx: Database, place: Place, step: Step): Promise<AlertEventName | null> {
  const { now } = place
  if (step.kind === 'OPEN') return open(tx, place, step)
  if (step.kind === 'KEEP') return null
  if (step.kind === 'WITHDRAW') {
    await withdrawAlert(tx, step.id, 'Data or rules changed: by what is known now, it never was.', now)
    if (step.level === 'WATCH') return null
    await noteAlertEvent(tx, { alertId: step.id, event: 'WITHDRAWN', at: now, untold: null })
    return 'WITHDRAWN'
  }
  const { ended } = step.finding
  await changeAlert(tx, step.id, {
    ...foundOf(step.finding),
    state: ended?.how ?? 'OPEN',
    endedAt: ended?.at ?? null,
  })
  const event = eventOf(step)
  if (event === null) return null
  const untold = step.kind === 'RAISE' && !step.isTold ? longAgo : null
  await noteAlertEvent(tx, { alertId: step.id, event, at: now, untold })
  return event
}
