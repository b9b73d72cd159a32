import type { Wire } from '../ingest.ts'
import { bound, Code } from './code.ts'
import { Runs } from './runs.ts'
import { iso, type Strategy, Teller } from './teller.ts'
import { Trouble } from './trouble.ts'

/** What happened to a few services, in the words of the event contract. */
export interface RandomHistory {
  readonly seed: number
  readonly name: string
  readonly services: readonly string[]
  /** Names of its environments, the one of production first. */
  readonly environments: readonly string[]
  readonly events: readonly Wire[]
}

/** How one history is told. */
export interface Telling {
  /** Every request is merged so, and everything is told; left out: chance decides. */
  readonly strategy?: Strategy
  /** Stands in all its names; left out: made of the seed. */
  readonly name?: string
}

const steps = [
  ...(['request', 'ship', 'ship', 'ship', 'ship', 'direct', 'deploy', 'deploy', 'deploy'] as const),
  ...(['incident', 'incident', 'rollback', 'cutover'] as const),
]

function codesOf(teller: Teller): Code[] {
  const { name } = teller
  const elsewhere = [
    { repository: `git@gitlab.example.com:${name}/web.git` },
    { repository: `https://gitlab.example.com/${name}/web/` },
  ]
  return [
    new Code(teller, [{ repository: `github.com/${name}/api` }]),
    new Code(teller, teller.chance(0.5) ? elsewhere : [{ service: `${name}-web` }]),
  ]
}

/**
 * A history with something of every type of event, decided by a seed: requests merged in all ways, reverts, cherry-picks,
 * commits that nobody tells, versions of every form, several placements and reporters, failed and stopped runs, rollbacks,
 * configuration, incidents, flags, corrections that are taken back, things of one millisecond, dates that cannot be.
 */
export function randomHistory(seed: number, telling: Telling = {}): RandomHistory {
  const teller = new Teller(seed, telling.name ?? `h${seed}`, telling.strategy ?? null)
  const { name } = teller
  const [api, web] = codesOf(teller) as [Code, Code]
  const services = [{ code: api, runs: new Runs(teller, `${name}-api`, api, true) }]
  const [hasWeb, hasJobs, hasOther] = [teller.chance(0.25), teller.chance(0.2), teller.chance(0.6)]
  if (hasWeb) services.push({ code: web, runs: new Runs(teller, `${name}-web`, web, web.repository !== undefined) })
  if (hasJobs) services.push({ code: api, runs: new Runs(teller, `${name}-jobs`, api, true) })
  const trouble = new Trouble(teller)
  const environments = [
    teller.pick(['production', 'prod', 'live', 'Production']),
    teller.pick(['staging', 'qa', 'pr-12', 'review/x', 'eu']),
  ]
  const [production = '', other = ''] = environments
  const all = services.map(({ runs }) => runs)
  for (const { runs } of services) runs.deploy(production, [])
  for (let step = 0; step < 13; step += 1) {
    const { chance, pick, maybe } = bound(teller)
    teller.pass(8)
    const { code, runs } = pick(services)
    const environment = chance(0.25) && hasOther ? other : production
    switch (pick(steps)) {
      case 'request':
        code.request()
        break
      case 'ship':
        code.request()
        teller.pass(5)
        runs.deploy(environment, trouble.ids)
        break
      case 'direct':
        code.direct()
        break
      case 'deploy':
        runs.deploy(environment, trouble.ids)
        break
      case 'incident':
        trouble.incident(runs, all, environment, code.head.sha)
        break
      case 'rollback':
        if (chance(0.5)) runs.rollback(environment)
        break
      case 'cutover':
        if (chance(0.2))
          teller.say({
            type: 'cutover',
            environment,
            placement: pick(teller.placements),
            at: iso(teller.at),
            state: 'live',
            ...maybe(0.5, { state: 'dark' }),
          })
        break
    }
    if (chance(0.2)) code.push()
  }
  return { seed, name, services: all.map(({ service }) => service), environments, events: teller.events }
}
