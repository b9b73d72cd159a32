/** How large a made-up history is. */
export interface HistorySize {
  readonly services: number
  readonly days: number
  /** Of each service, on average. */
  readonly deploymentsPerDay: number
  readonly changesPerDeployment: number
}

/** What a history holds, so that a measured rate can say of what. */
export interface HistoryCount {
  events: number
  deployments: number
  changes: number
  incidents: number
}

const hour = 3_600_000
const day = 24 * hour

/** A small generator of numbers in [0, 1), so that every run posts the same history (mulberry32). */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const iso = (at: number): string => new Date(Math.round(at)).toISOString()

/** Forty hex digits from a number: looks like a sha, and is one of a kind. */
function sha(service: number, number: number): string {
  return (service.toString(16).padStart(8, '0') + number.toString(16).padStart(12, '0')).padEnd(40, 'a')
}

/**
 * Events of services that each deploy a few changes at a time: per change a commit and its merged request, per deployment
 * one event, and an incident for every thirtieth. One event a line, ordered by time within a service, services in turn.
 *
 * @param end epoch milliseconds after which nothing lies
 */
export function* historyLines(size: HistorySize, end: number, count: HistoryCount): Generator<string> {
  const perService = Math.max(2, Math.round(size.days * size.deploymentsPerDay))
  const start = end - size.days * day
  const gap = (size.days * day) / (perService + 1)
  const random = chance(20_260_302)
  const numbers = Array.from({ length: size.services }, () => 0)

  for (let turn = 1; turn <= perService; turn += 1) {
    for (let service = 0; service < size.services; service += 1) {
      const liveAt = start + turn * gap + random() * gap * 0.5
      const number = numbers[service] ?? 0
      for (const event of deploymentEvents({ service, number, liveAt, random, changes: size.changesPerDeployment })) {
        if (event.type === 'commit') numbers[service] = (numbers[service] ?? 0) + 1
        if (event.type === 'deployment') count.deployments += 1
        if (event.type === 'pull_request') count.changes += 1
        if (event.type === 'incident') count.incidents += 1
        count.events += 1
        yield `${JSON.stringify(event)}\n`
      }
    }
  }
}

interface Turn {
  readonly service: number
  readonly number: number
  readonly liveAt: number
  readonly changes: number
  readonly random: () => number
}

interface WireEvent {
  readonly type: 'commit' | 'pull_request' | 'deployment' | 'incident'
  readonly [field: string]: unknown
}

/** Name of the n-th service of a history. */
export function serviceName(service: number): string {
  return `bench-${String(service).padStart(4, '0')}`
}

function* deploymentEvents({ service, number, liveAt, changes, random }: Turn): Generator<WireEvent> {
  const name = serviceName(service)
  for (let change = 0; change < changes; change += 1) {
    const own = sha(service, number + change + 1)
    const authoredAt = liveAt - (2 + 60 * random() ** 2) * hour
    const mergedAt = authoredAt + (liveAt - authoredAt) * (0.3 + 0.5 * random())
    const parents = number + change === 0 ? [] : [sha(service, number + change)]
    yield { type: 'commit', service: name, sha: own, parents, authoredAt: iso(authoredAt), author: { login: 'ada' } }
    yield {
      type: 'pull_request',
      service: name,
      number: number + change + 1,
      openedAt: iso(authoredAt + (mergedAt - authoredAt) * 0.4),
      state: 'merged',
      mergedAt: iso(mergedAt),
      mergeSha: own,
      commits: [own],
    }
  }
  const id = `${name}-${number}`
  const head = sha(service, number + changes)
  const startedAt = iso(liveAt - 240_000)
  yield { type: 'deployment', id, service: name, environment: 'production', sha: head, startedAt, liveAt: iso(liveAt) }
  if (random() < 1 / 30) {
    const openedAt = liveAt + random() * hour
    const resolvedAt = iso(openedAt + (0.2 + random()) * hour)
    yield { type: 'incident', id: `i-${id}`, service: name, deploymentId: id, openedAt: iso(openedAt), resolvedAt }
  }
}
