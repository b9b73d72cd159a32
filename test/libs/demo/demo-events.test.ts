import { DAY } from '#domain/instant'
import { demoCatalogue } from '#demo/catalogue'
import { demoEvents } from '#demo/demo-events'
import type { WireEvent } from '#demo/wire-event'
import { parseEvent } from '#sources/events/parse-event'
import { describe, expect, it } from 'vitest'

const now = Date.UTC(2026, 5, 17, 15, 42, 7)
const events = [...demoEvents(now)]
const midnight = Date.UTC(2026, 5, 17)

function text(event: WireEvent, field: string): string {
  const value = event[field]
  return typeof value === 'string' ? value : ''
}

function at(event: WireEvent, field: string): number {
  return Date.parse(text(event, field))
}

function production(service: string): WireEvent[] {
  return events.filter(
    (event) => event.type === 'deployment' && event['service'] === service && event['environment'] === 'production',
  )
}

let parsed: readonly ReturnType<typeof parseEvent>[] | undefined

/** Every event as the door reads it. */
function parsedEvents(): readonly ReturnType<typeof parseEvent>[] {
  const sender = { source: 'demo', allowAnySource: false, mayImport: false, now }
  parsed ??= events.map((event) => parseEvent(event, sender))
  return parsed
}

describe('the demo', () => {
  it('is the same to the byte on the same day, whatever the hour', () => {
    const again = [...demoEvents(midnight + 3 * 60 * 60_000)]
    expect(JSON.stringify(again)).toBe(JSON.stringify(events))
  })

  it('says nothing that the event contract refuses', () => {
    expect(parsedEvents().filter((parsed) => !parsed.ok)).toEqual([])
  })

  it('says nothing twice', () => {
    const canonical = parsedEvents().map((parsed) => (parsed.ok ? parsed.canonical : ''))
    expect(new Set(canonical).size).toBe(canonical.length)
  })

  it('tells twelve services of four teams', () => {
    expect(demoCatalogue).toHaveLength(12)
    expect(new Set(demoCatalogue.map((entry) => entry.team)).size).toBe(4)
    const deployed = new Set(
      events.filter((event) => event.type === 'deployment').map((event) => text(event, 'service')),
    )
    expect([...deployed].toSorted()).toEqual(demoCatalogue.map((entry) => entry.name).toSorted())
  })

  it('is loaded in seconds: at most 15,000 events', () => {
    expect(events.length).toBeGreaterThan(10_000)
    expect(events.length).toBeLessThanOrEqual(15_000)
  })

  it('tells whole days up to yesterday, over twelve months', () => {
    const lives = events.filter((event) => event.type === 'deployment').map((event) => at(event, 'finishedAt'))
    expect(Math.max(...lives)).toBeLessThan(midnight)
    expect(Math.max(...lives)).toBeGreaterThanOrEqual(midnight - 3 * DAY)
    expect(Math.min(...lives)).toBeLessThan(midnight - 350 * DAY)
  })

  it('has a service with two deployments only, and a monorepo pair', () => {
    expect(production('tax-rates')).toHaveLength(2)
    const repositories = demoCatalogue.map((entry) => entry.repository)
    const shared = demoCatalogue.filter((entry) => repositories.filter((each) => each === entry.repository).length > 1)
    expect(shared.map((entry) => entry.name).toSorted()).toEqual(['inventory', 'orders'])
    for (const entry of shared) expect(entry.paths).toContain('libs/**')
  })

  it('has previews, placements, a flag that ends an incident, a hotfix and a stopped canary', () => {
    const deployments = events.filter((event) => event.type === 'deployment')
    expect(deployments.some((event) => /^pr-\d+$/.test(text(event, 'environment')))).toBe(true)
    expect(new Set(production('gateway').map((event) => event['placement'])).size).toBe(3)
    expect(events.some((event) => event.type === 'flag' && event['incidentId'] !== undefined)).toBe(true)
    expect(production('identity').some((event) => JSON.stringify(event['labels']) === '["hotfix"]')).toBe(true)
    expect(production('search').some((event) => event['outcome'] === 'aborted')).toBe(true)
  })
})

describe.each([0, 1, 2, 3, 4, 5, 6])('loaded %i days later', (days) => {
  const told = [...demoEvents(now + days * DAY)]

  it('has exactly one open incident, at the gateway, since the last working day', () => {
    const open = new Map<string, WireEvent>()
    for (const event of told) if (event.type === 'incident') open.set(text(event, 'id'), event)
    const unresolved = [...open.values()].filter((event) => event['resolvedAt'] === undefined)
    expect(unresolved.map((event) => event['services'])).toEqual([['gateway']])
    expect(at(unresolved[0] as WireEvent, 'openedAt')).toBeGreaterThanOrEqual(midnight + days * DAY - 3 * DAY)
  })

  it('names only shas, digests and incidents that it tells of', () => {
    const incidents = new Set(told.filter((event) => event.type === 'incident').map((event) => event['id']))
    const deployments = new Set(told.filter((event) => event.type === 'deployment').map((event) => event['id']))
    const digests = new Set(told.filter((event) => event.type === 'artifact').map((event) => event['digest']))
    const shas = new Set(told.filter((event) => event.type === 'commit').map((event) => event['sha']))
    // One look for all: an `expect` of each of the 10,000 shas goes through the whole set.
    const unknown = told.flatMap((event) => {
      const names = (set: ReadonlySet<unknown>, name: unknown) => (name === undefined || set.has(name) ? [] : [name])
      if (event.type === 'incident') return names(deployments, event['deploymentId'])
      if (event.type === 'flag') return incidents.has(event['incidentId']) ? [] : [event['incidentId']]
      if (event.type !== 'deployment' && event.type !== 'commit') return []
      const parents = (event['parents'] ?? []) as readonly string[]
      return [
        ...names(digests, event['digest']),
        ...names(shas, event['configSha']),
        ...parents.filter((sha) => !shas.has(sha)),
      ]
    })
    expect(unknown).toEqual([])
  })
})
