import { HOUR, type Instant, MINUTE } from '#domain/instant'
import type { Profile } from './catalogue.ts'
import type { Random } from './random.ts'
import type { Built } from './reporter.ts'
import type { Trouble } from './trouble.ts'
import type { Occasion } from './trunk-work.ts'
import type { World } from './world.ts'
import { wholeSecond, workingAfter } from './work-time.ts'

/** What people at an incident may do about it. */
export interface Remedies {
  rollBack(to: Built, at: Instant, done: (at: Instant) => void): void
  change(at: Instant, occasion: Occasion): void
}

/** A deployment that hurt. */
export interface Hurt {
  readonly id: string
  readonly at: Instant
  readonly built: Built
  readonly before: Built | null
}

interface Incident {
  readonly id: string
  readonly openedAt: Instant
  readonly title: string
  readonly severity: number
  readonly deploymentId?: string
}

const titles = [
  'Orders fail with an error',
  'Pages take ten seconds',
  'Totals are wrong',
  'Sign-in loops',
  'Messages arrive twice',
]

/** What goes wrong with one service, and how it is repaired. */
export class Incidents {
  readonly #world: World
  readonly #service: Profile
  readonly #random: Random
  readonly #remedies: Remedies
  readonly #unrepaired = new Map<string, Incident>()

  constructor(world: World, service: Profile, random: Random, remedies: Remedies) {
    this.#world = world
    this.#service = service
    this.#random = random
    this.#remedies = remedies
  }

  /** Starts a trouble; true while nothing else may be deployed. */
  begin(trouble: Trouble, hurt: Hurt): boolean {
    if (trouble === 'REVERT') {
      const at = hurt.at + this.#minutes(50, 90)
      this.#remedies.change(at, { service: this.#service.name, reverts: hurt.built.merge.sha, urgent: true })
      return false
    }
    if (trouble === 'ROLLBACK' && hurt.before !== null) return this.#rollBack(hurt, hurt.before)
    if (trouble === 'HOTFIX') return this.#rollForward(hurt)
    if (trouble === 'TIME_ALONE') this.#passing(hurt)
    if (trouble === 'OPEN') this.#open(hurt.at + this.#minutes(10, 20), { deploymentId: hurt.id, severity: 1 })
    if (trouble === 'FLAG') this.#switchOff(hurt)
    return false
  }

  /** A trouble that nobody deployed. */
  external(at: Instant): void {
    const incident: Incident = {
      id: this.#world.incidentId(),
      openedAt: at,
      title: 'The cloud’s network lost packets',
      severity: 2,
    }
    const { name } = this.#service
    this.#world.plan(at + 55 * MINUTE, (resolvedAt) =>
      this.#world.say({ type: 'incident', ...incident, services: [name], cause: 'external', resolvedAt }),
    )
  }

  /** The stopped canary's change is mended without hurry. */
  fixLater(at: Instant): void {
    this.#remedies.change(workingAfter(at + this.#minutes(150, 240)), { service: this.#service.name, urgent: true })
  }

  /** The repair of an incident went live. */
  repaired(id: string, at: Instant): void {
    const incident = this.#unrepaired.get(id)
    if (incident === undefined) return
    this.#unrepaired.delete(id)
    this.#world.plan(at + this.#minutes(2, 6), (resolvedAt) => this.#say(incident, { resolvedAt }))
  }

  #rollBack(hurt: Hurt, before: Built): boolean {
    this.#open(hurt.at + this.#minutes(6, 18), { deploymentId: hurt.id }, (incident) => {
      this.#remedies.rollBack(before, incident.openedAt + this.#minutes(8, 22), (mitigatedAt) => {
        this.#world.plan(mitigatedAt + this.#minutes(40, 120), (resolvedAt) =>
          this.#say(incident, { mitigatedAt, resolvedAt }),
        )
      })
    })
    return true
  }

  #rollForward(hurt: Hurt): boolean {
    this.#open(hurt.at + this.#minutes(10, 25), { deploymentId: hurt.id }, (incident) => {
      this.#unrepaired.set(incident.id, incident)
      this.#remedies.change(incident.openedAt + this.#minutes(35, 70), {
        service: this.#service.name,
        repairs: incident.id,
      })
    })
    return false
  }

  /** Opened so soon after the deployment that nearness in time alone links it. */
  #passing(hurt: Hurt): void {
    this.#open(hurt.at + this.#minutes(3, 9), { severity: 3 }, (incident) => {
      this.#world.plan(incident.openedAt + this.#minutes(25, 70), (resolvedAt) => this.#say(incident, { resolvedAt }))
    })
  }

  #switchOff(hurt: Hurt): void {
    this.#open(hurt.at + this.#minutes(10, 20), { deploymentId: hurt.id }, (incident) => {
      const { name } = this.#service
      this.#world.plan(incident.openedAt + this.#minutes(8, 15), (at) => {
        const key = `${name}-new-ranking`
        this.#world.say({
          type: 'flag',
          key,
          environment: 'production',
          at,
          enabled: false,
          service: name,
          incidentId: incident.id,
        })
      })
      this.#world.plan(incident.openedAt + 5 * HOUR, (resolvedAt) => this.#say(incident, { resolvedAt }))
    })
  }

  #open(
    at: Instant,
    known: Pick<Partial<Incident>, 'deploymentId' | 'severity'>,
    then?: (incident: Incident) => void,
  ): void {
    const title = this.#random.pick(titles)
    this.#world.plan(at, (openedAt) => {
      const incident: Incident = { id: this.#world.incidentId(), openedAt, title, severity: 2, ...known }
      this.#say(incident, {})
      then?.(incident)
    })
  }

  #say(incident: Incident, times: { readonly mitigatedAt?: Instant; readonly resolvedAt?: Instant }): void {
    const { name } = this.#service
    this.#world.say({ type: 'incident', ...incident, services: [name], classification: 'incident', ...times })
  }

  #minutes(low: number, high: number): number {
    return wholeSecond(this.#random.between(low, high) * MINUTE)
  }
}
