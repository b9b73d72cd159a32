import type { Deployment, Failure, StreamHistory, StreamIncident } from '#domain/stream-history'

/** A record as it is and as it would be; null where it is not there. */
export interface Moved<Item> {
  readonly before: Item | null
  readonly after: Item | null
}

export interface MovedRecords {
  /** By time. */
  readonly deployments: readonly Moved<Deployment>[]
  readonly incidents: readonly Moved<StreamIncident>[]
}

/** What of a failure people see and numbers count. */
function failureSeen(failure: Failure | undefined): unknown {
  if (failure === undefined) return null
  const { basis, confidence, incidents, impactStartedAt, restoredAt, restoredRule, duration, remedy, restoredByKey } =
    failure
  return [basis, confidence, incidents, impactStartedAt, restoredAt, restoredRule, duration, remedy, restoredByKey]
}

/** Everything of deployments that people see and numbers count, by key; who corrected them is told elsewhere. */
function deploymentsSeen({ deployments, failures, changes }: StreamHistory): Map<string, string> {
  const failed = new Map(failures.map((failure) => [failure.deploymentKey, failure]))
  const shipped = new Map<string, string[]>()
  for (const { deploymentKey, key } of changes) shipped.set(deploymentKey, [...(shipped.get(deploymentKey) ?? []), key])
  return new Map(
    deployments.map(({ key, kind, outcome, liveAt, rework, repairs, rolledPast }) => {
      const own = [kind, outcome, liveAt, rework, repairs ?? [], rolledPast]
      return [key, JSON.stringify([...own, failureSeen(failed.get(key)), shipped.get(key) ?? []])]
    }),
  )
}

function incidentsSeen({ incidents }: StreamHistory): Map<string, string> {
  return new Map(
    incidents.map(({ key, classification, restoredAt, impact, failureKey, noDeployment }) => [
      key,
      JSON.stringify([classification, restoredAt, impact, failureKey, noDeployment ?? false]),
    ]),
  )
}

function moved<Item extends { readonly key: string }>(
  before: readonly Item[],
  after: readonly Item[],
  differs: (key: string) => boolean,
  at: (item: Item) => number,
): Moved<Item>[] {
  const was = new Map(before.map((item) => [item.key, item]))
  const is = new Map(after.map((item) => [item.key, item]))
  const keys = [...new Set([...was.keys(), ...is.keys()])].filter(differs)
  const found = keys.map((key) => ({ before: was.get(key) ?? null, after: is.get(key) ?? null }))
  const timeOf = (move: Moved<Item>): number => at((move.after ?? move.before) as Item)
  return found.toSorted((a, b) => timeOf(a) - timeOf(b))
}

/** The records that differ between two histories of one stream. */
export function movedRecords(before: StreamHistory, after: StreamHistory): MovedRecords {
  const [deploymentsBefore, deploymentsAfter] = [deploymentsSeen(before), deploymentsSeen(after)]
  const [incidentsBefore, incidentsAfter] = [incidentsSeen(before), incidentsSeen(after)]
  return {
    deployments: moved(
      before.deployments,
      after.deployments,
      (key) => deploymentsBefore.get(key) !== deploymentsAfter.get(key),
      ({ at }) => at,
    ),
    incidents: moved(
      before.incidents,
      after.incidents,
      (key) => incidentsBefore.get(key) !== incidentsAfter.get(key),
      ({ openedAt }) => openedAt,
    ),
  }
}
