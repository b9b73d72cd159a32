import type { Wire } from '../ingest.ts'
import { bound } from './code.ts'
import type { Runs } from './runs.ts'
import { HOUR, iso, MINUTE, type Teller } from './teller.ts'

const kinds = ['CODE', 'CONFIG', 'ROLLBACK', 'REDEPLOY', 'BOOTSTRAP', 'DRIFT_CORRECTION', 'PLATFORM']

/** What went wrong, what mended it, and what people said about it afterwards. */
export class Trouble {
  readonly ids: string[] = []
  readonly #teller: Teller

  constructor(teller: Teller) {
    this.#teller = teller
  }

  #states(at: number): Wire[] {
    const { chance, maybe } = bound(this.#teller)
    const resolved = at + HOUR
    return [
      maybe(0.3, { impactStartedAt: iso(at - 20 * MINUTE), acknowledgedAt: iso(at + MINUTE) }),
      maybe(0.3, { mitigatedAt: iso(at + 30 * MINUTE) }),
      maybe(0.75, { resolvedAt: iso(resolved), updatedAt: iso(resolved) }),
      maybe(0.2, { reopenedAt: iso(resolved + (chance(0.5) ? 2 : 30) * HOUR) }),
      maybe(0.2, { resolvedAt: iso(resolved + (chance(0.5) ? 4 : 33) * HOUR) }),
      maybe(0.05, { cancelledAt: iso(resolved) }),
    ].filter((state) => Object.keys(state).length > 0)
  }

  incident(runs: Runs, others: readonly Runs[], environment: string, sha: string): void {
    const { at, chance, pick, maybe } = bound(this.#teller)
    const id = `${this.#teller.name}-incident-${this.#teller.next()}`
    const deployment = runs.ids.at(-1)
    const other = pick(others)
    const place = chance(0.15) ? { services: [runs.service, other.service] } : { service: runs.service }
    const named = deployment === undefined ? {} : { deploymentId: deployment.id }
    const incident = {
      type: 'incident',
      id,
      source: pick(['api', 'pagerduty']),
      openedAt: iso(at),
      ...place,
      ...pick([named, named, { causedBySha: sha }, {}, {}, { cause: 'external' }]),
      ...maybe(0.3, { environment }),
      ...maybe(0.15, { fixedBySha: sha }),
      ...maybe(0.1, { classification: pick(['alert', 'drill', 'false_positive']) }),
      ...(this.ids.length > 0 ? maybe(0.08, { classification: 'duplicate', duplicateOf: this.ids.at(-1) }) : {}),
      ...maybe(0.3, { severity: 1, title: 'Down' }),
    }
    this.ids.push(id)
    this.#teller.say(incident)
    for (const state of this.#states(at)) this.#teller.say({ ...incident, ...state })
    // Another system may use the same id: a reference to it stays open.
    if (chance(0.05)) this.#teller.say({ ...incident, source: 'opsgenie' })
    const flag = {
      type: 'flag',
      key: this.#teller.strategy === null ? `${this.#teller.name}-fast` : `${id}-fast`,
      environment,
      at: iso(at + 10 * MINUTE),
      enabled: false,
    }
    const linked = { ...maybe(0.7, { incidentId: id }), ...maybe(0.5, { service: runs.service }) }
    if (chance(0.25)) this.#teller.say({ ...flag, ...linked })
    if (chance(0.3)) this.#correct(runs, other, id)
  }

  #correct(runs: Runs, other: Runs, incidentId: string): void {
    const { at, chance, pick } = bound(this.#teller)
    const override = {
      type: 'override',
      id: `${this.#teller.name}-override-${this.#teller.next()}`,
      at: iso(at + 2 * HOUR),
      by: 'ana',
      reason: 'it was so',
    }
    const deployment = pick([...runs.ids, ...other.ids, { id: 'nothing', source: 'api' }])
    const named = { deploymentId: deployment.id, deploymentSource: deployment.source }
    const settled = pick<Wire>([
      { incidentId, ...named },
      { incidentId, noDeployment: true },
      { incidentId, service: other.service },
      { incidentId, classification: pick(['drill', 'incident']) },
      { ...named, kind: pick(kinds) },
    ])
    this.#teller.say({ ...override, ...settled })
    if (chance(0.25)) this.#teller.say({ ...override, ...settled, revoked: true, at: iso(at + 3 * HOUR) })
    // Two people of one moment.
    const again = { ...override, id: `${override.id}b`, by: 'bo' }
    if (chance(0.15)) this.#teller.say({ ...again, incidentId, noDeployment: true })
  }
}
