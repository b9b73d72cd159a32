import { createHash } from 'node:crypto'
import { type ApplicationStory, argoApplication, argoNotification } from './argo-cd.ts'
import { fluxEvent, type FluxEventParts, fluxSignature } from './flux-events.ts'
import type { Api } from './graphql-api.ts'
import { webhookSource } from './webhook-source.ts'

/** The configuration repository of the stories, as `argoApplication` has it. */
export const deploy = 'git.example.com/acme/deploy'

/** The sha of a commit by a name that no other one has. */
export function sha(name: string): string {
  return createHash('sha1').update(name).digest('hex')
}

export function digest(name: string): string {
  return `sha256:${createHash('sha256').update(name).digest('hex')}`
}

/** `3 09:05` is 2026-03-03T09:05:00Z, a Tuesday. */
export function at(text: string): string {
  const [day = '', time = ''] = text.split(' ')
  return `2026-03-${day.padStart(2, '0')}T${time.length === 5 ? `${time}:00` : time}Z`
}

/** A commit; those of the configuration repository that only move images are transport. */
export function commit(repository: string, name: string, parent: string | null, authoredAt: string, more = {}): object {
  const parents = parent === null ? [] : [sha(parent)]
  return { type: 'commit', repository, sha: sha(name), parents, authoredAt: at(authoredAt), ...more }
}

export function imageOf(service: string): string {
  return `registry.example.com/shop/${service}`
}

/** What a configuration repository asks for: the image of a commit of the service's own repository. */
export function bump(service: string, name: string, config: string, mergedAt: string, more = {}): object {
  return {
    type: 'deployment',
    source: 'deploy',
    id: `bump ${service} ${config}`,
    service,
    environment: 'production',
    image: imageOf(service),
    tag: name,
    sha: sha(name),
    repository: `git.example.com/acme/${service}`,
    configRepository: deploy,
    configSha: sha(config),
    liveAt: at(mergedAt),
    attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
    ...more,
  }
}

/** The doors of a server, each with a source of its system. */
export interface Doors {
  argocd(story: ApplicationStory): Promise<void>
  rollouts(body: object): Promise<void>
  flux(parts: FluxEventParts): Promise<void>
  flagger(body: object): Promise<void>
}

export async function openDoors(api: Api, ...systems: readonly string[]): Promise<Doors> {
  const secrets = new Map<string, string>()
  for (const system of systems) secrets.set(system, await webhookSource(api, system, `the-${system}`))
  const post = async (system: string, body: string, headers?: Readonly<Record<string, string>>): Promise<void> => {
    const answer = await fetch(`${api.url}/webhooks/${system}/the-${system}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secrets.get(system)}`, ...headers },
      body,
    })
    if (answer.status !== 202) throw new Error(`${system}: ${answer.status} ${await answer.text()}`)
  }
  return {
    argocd: (story) => post('argocd', argoNotification(argoApplication(story))),
    rollouts: (body) => post('argo-rollouts', JSON.stringify(body)),
    flux: (parts) => {
      const body = JSON.stringify(fluxEvent(parts))
      return post('flux', body, { 'x-signature': fluxSignature(secrets.get('flux') ?? '', body) })
    },
    flagger: (body) => post('flagger', JSON.stringify(body)),
  }
}

/** The five numbers of a service in production from 2026-03-02 to 2026-03-09, with what they were counted from. */
export interface Numbers {
  readonly frequency: { readonly count: number; readonly attempts: number; readonly failed: number; aborted: number }
  /** Kinds that occurred, counted. */
  readonly kinds: Readonly<Record<string, number>>
  /** Seconds, ascending. */
  readonly lead: readonly number[]
  readonly medianLead: number | null
  /** `1 of 2`. */
  readonly changeFailure: string
  /** `version BASIS` of each failure. */
  readonly failed: readonly string[]
  /** Seconds of each failure, ascending; null while it is open. */
  readonly restore: readonly (number | null)[]
  readonly medianRestore: number | null
  readonly rework: string
}

const measured = /* GraphQL */ `
  query Numbers($service: String!, $arrival: ArrivalRule!) {
    service(name: $service) {
      metrics(
        environment: "production"
        window: { from: "2026-03-02T00:00:00Z", to: "2026-03-09T00:00:00Z" }
        definition: { arrival: $arrival }
      ) {
        deploymentFrequency { count attempts failedAttempts aborted byKind { kind count } }
        leadTimeForChanges { medianSeconds samples(first: 100) { nodes { seconds } } }
        changeFailureRate { failed deployments failures { nodes { basis deployment { version } } } }
        timeToRestore { medianSeconds samples { nodes { seconds } } }
        deploymentReworkRate { rework deployments }
      }
    }
  }
`

interface Nodes<T> {
  readonly nodes: readonly T[]
}

interface Measured {
  readonly deploymentFrequency: {
    readonly count: number
    readonly attempts: number
    readonly failedAttempts: number
    readonly aborted: number
    readonly byKind: readonly { readonly kind: string; readonly count: number }[]
  }
  readonly leadTimeForChanges: {
    readonly medianSeconds: number | null
    readonly samples: Nodes<{ readonly seconds: number }>
  }
  readonly changeFailureRate: {
    readonly failed: number
    readonly deployments: number
    readonly failures: Nodes<{ readonly basis: string; readonly deployment: { readonly version: string } }>
  }
  readonly timeToRestore: {
    readonly medianSeconds: number | null
    readonly samples: Nodes<{ readonly seconds: number | null }>
  }
  readonly deploymentReworkRate: { readonly rework: number; readonly deployments: number }
}

/** @param arrival which one of several ends the lead time. */
export async function numbersOf(api: Api, service: string, arrival: 'FIRST' | 'LAST' = 'LAST'): Promise<Numbers> {
  const data = await api.data<{ service: { metrics: Measured } }>(measured, { service, arrival })
  const { metrics } = data.service
  const { count, attempts, failedAttempts, aborted, byKind } = metrics.deploymentFrequency
  const { failed, deployments, failures } = metrics.changeFailureRate
  const inOrder = (a: number | null, b: number | null): number => (a ?? Infinity) - (b ?? Infinity)
  return {
    frequency: { count, attempts, failed: failedAttempts, aborted },
    kinds: Object.fromEntries(byKind.flatMap((each) => (each.count === 0 ? [] : [[each.kind, each.count]]))),
    lead: metrics.leadTimeForChanges.samples.nodes.map(({ seconds }) => seconds).toSorted(inOrder),
    medianLead: metrics.leadTimeForChanges.medianSeconds,
    changeFailure: `${failed} of ${deployments}`,
    failed: failures.nodes.map(({ basis, deployment }) => `${deployment.version} ${basis}`),
    restore: metrics.timeToRestore.samples.nodes.map(({ seconds }) => seconds).toSorted(inOrder),
    medianRestore: metrics.timeToRestore.medianSeconds,
    rework: `${metrics.deploymentReworkRate.rework} of ${metrics.deploymentReworkRate.deployments}`,
  }
}

export interface Shown {
  readonly version: string
  readonly kind: string
  readonly outcome: string
  readonly abortReason: string | null
  readonly liveAt: string | null
  readonly liveRule: string | null
  readonly flags: readonly string[]
  readonly arrivals: readonly { readonly placement: string; readonly at: string }[]
  readonly reports: readonly { readonly source: string }[]
  readonly links: readonly { readonly method: string; readonly confidence: string; readonly to: string }[]
}

/** Every deployment of a service in production, the oldest first. */
export async function deploymentsOf(api: Api, service: string): Promise<readonly Shown[]> {
  const query = `query ($service: String!) { service(name: $service) { deployments(environment: "production", first: 100) { nodes {
    version kind outcome abortReason liveAt liveRule flags { code } arrivals { placement at } reports { source }
    links { method confidence to } } } } }`
  type Row = Omit<Shown, 'flags'> & { readonly flags: readonly { readonly code: string }[] }
  const { service: found } = await api.data<{ service: { deployments: Nodes<Row> } }>(query, { service })
  const rows = found.deployments.nodes.map((row) => ({ ...row, flags: row.flags.map(({ code }) => code) }))
  return rows.toReversed()
}

/** `version KIND OUTCOME at when by which rule in which placements`, the oldest first. */
export async function historyOf(api: Api, service: string): Promise<readonly string[]> {
  const rows = await deploymentsOf(api, service)
  return rows.map(({ version, kind, outcome, abortReason, liveAt, liveRule, arrivals }) => {
    const places = arrivals.map(({ placement }) => placement || '-').toSorted()
    const end = liveAt === null ? (abortReason ?? 'never') : `${liveAt.slice(8, 19).replace('T', ' ')} ${liveRule}`
    return `${version} ${kind} ${outcome} ${end} ${places.join()}`
  })
}
