import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeliveryEvent } from '#domain/delivery-event'
import { fold } from '#domain/fold'
import { parseEvent } from '#sources/events/parse-event'
import { translate } from '#sources/github/translate'
import { root } from '../../../support/source-files.ts'

const sender = { source: 'acme', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 10, 21) }
const recordings = join(root, 'test/sources/github')

/** Real payloads that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples/github')

interface Recorded {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, unknown>>
}

function recorded(name: string): Recorded {
  return JSON.parse(readFileSync(join(recordings, `${name}.in.json`), 'utf8')) as Recorded
}

function events(body: unknown, event: string, settings: unknown = {}): DeliveryEvent[] {
  const translation = translate(body, { headers: { 'x-github-event': event }, settings })
  if ('ignored' in translation) return []
  return translation.statements.map((statement) => {
    const parsed = parseEvent(statement, sender)
    if (!parsed.ok) throw new Error(`${parsed.field}: ${parsed.message} in ${JSON.stringify(statement)}`)
    return parsed.event
  })
}

/** A recording with some of it changed. */
function changed(name: string, key: string, change: Readonly<Record<string, unknown>>): unknown {
  const { body } = recorded(name)
  return { ...body, [key]: { ...(body[key] as object), ...change } }
}

/** What is known after these statements, in whatever order they came. */
function known(told: readonly DeliveryEvent[]): DeliveryEvent {
  const rows = told.map((event) => ({ event, hash: JSON.stringify(event), recordedAt: 0 }))
  const states = [rows, rows.toReversed()].map((order) => fold(order))
  expect(states[0]).toEqual(states[1])
  return (states[0] as { event: DeliveryEvent }).event
}

function at(text: string): number {
  return Date.parse(`2026-03-02T${text}Z`)
}

describe('of several statements', () => {
  const status = (state: string, time: string): DeliveryEvent[] =>
    events(
      changed('status-success', 'deployment_status', { state, created_at: `2026-03-02T${time}Z` }),
      'deployment_status',
    )

  it('the first end of a deployment counts, whatever GitHub says later', () => {
    const created = events(recorded('deployment-created').body, 'deployment')
    const told = [...status('success', '09:12:30'), ...status('failure', '10:00:00'), ...status('inactive', '11:00:00')]
    expect(known([...created, ...told])).toMatchObject({
      outcome: 'succeeded',
      startedAt: at('09:05:00'),
      finishedAt: at('09:12:30'),
    })
    expect(known([...status('failure', '09:10:00'), ...told])).toMatchObject({ outcome: 'failed' })
  })

  it('a deployment that goes on after its end has ended', () => {
    expect(known([...status('success', '09:12:30'), ...status('in_progress', '09:13:00')])).toMatchObject({
      outcome: 'succeeded',
    })
  })

  it('the environment of the status that ends it is the one', () => {
    const moved = events(recorded('status-of-another-environment').body, 'deployment_status')
    const created = events(recorded('deployment-created').body, 'deployment')
    expect(known([...created, ...moved])).toMatchObject({ environment: 'production-eu' })
  })

  it('the first review and the first approval count, and what the request says later keeps them', () => {
    const review = (state: string, time: string): DeliveryEvent[] =>
      events(
        changed('review-that-approves', 'review', { state, submitted_at: `2026-03-02T${time}Z` }),
        'pull_request_review',
      )
    const told = [
      ...review('commented', '08:48:00'),
      ...review('approved', '08:50:00'),
      ...review('approved', '09:30:00'),
    ]
    const merged = events(recorded('request-merged').body, 'pull_request')
    expect(known([...merged, ...told])).toMatchObject({
      firstReviewAt: at('08:48:00'),
      approvedAt: at('08:50:00'),
      mergedAt: at('09:00:00'),
      title: 'Take gift cards',
    })
  })

  it('the first label opens an incident, and what closes it later does not move that', () => {
    const told = ['issue-labelled-later', 'incident-closed', 'incident-reopened'].flatMap((name) =>
      events(recorded(name).body, 'issues'),
    )
    const again = events(changed('issue-labelled-later', 'issue', { updated_at: '2026-03-02T12:40:00Z' }), 'issues')
    expect(known([...told, ...again])).toMatchObject({
      openedAt: at('10:30:00'),
      resolvedAt: at('11:00:00'),
      reopenedAt: at('12:00:00'),
      title: 'Checkout answers 500',
    })
  })

  it('a commit that git knows is what git says, not what the push guessed', () => {
    const [, pushed] = events(recorded('push-of-a-squash').body, 'push')
    const read = parseEvent(
      {
        type: 'commit',
        repository: 'github.com/acme/shop',
        sha: 'b2'.repeat(20),
        authoredAt: '2026-02-20T09:00:00Z',
        committedAt: '2026-03-02T09:00:00Z',
        parents: ['a9'.repeat(20)],
      },
      sender,
    )
    if (pushed === undefined || !read.ok) throw new Error('no commit')
    expect(known([pushed, read.event])).toMatchObject({
      authoredAt: Date.UTC(2026, 1, 20, 9),
      parents: ['a9'.repeat(20)],
      pushedAt: at('09:00:00'),
    })
  })
})

describe('a delivery', () => {
  it('is read by its header, and by nothing in the body', () => {
    const { body } = recorded('push-of-a-squash')
    expect(translate(body, { headers: { 'x-github-event': 'toString' }, settings: {} })).toHaveProperty('ignored')
    expect(translate(body)).toHaveProperty('ignored')
  })

  it('of a push of an Enterprise Server names its host', () => {
    const body = changed('push-of-a-squash', 'repository', { html_url: 'https://git.example.com/acme/shop' })
    expect(events(body, 'push')[0]).toMatchObject({ repository: 'git.example.com/acme/shop' })
  })

  it('may hold a message that is longer than an event may', () => {
    const { body } = recorded('push-of-a-squash')
    const [commit] = body['commits'] as [object]
    const long = { ...body, commits: [{ ...commit, message: 'x'.repeat(100_000) }] }
    expect(events(long, 'push')).toHaveLength(2)
  })

  it('may be anything at all without an error', () => {
    const names = readdirSync(recordings).flatMap((file) => /^(.+)\.in\.json$/.exec(file)?.[1] ?? [])
    const all = names.map(recorded)
    fc.assert(
      fc.property(fc.nat(all.length - 1), fc.nat(200), fc.jsonValue(), (which, place, value) => {
        const { headers, body } = all[which] as Recorded
        let seen = 0
        const spoilt: unknown = JSON.parse(JSON.stringify(body), (_key, part: unknown) =>
          seen++ === place ? value : part,
        )
        const translation = translate(spoilt, { headers, settings: value })
        if ('ignored' in translation) return
        for (const statement of translation.statements) expect(parseEvent(statement, sender)).toHaveProperty('ok')
      }),
      { numRuns: 500 },
    )
  })
})

const spellings: Readonly<Record<string, string>> = {
  'gs.pr': 'pull_request',
  'gs.push': 'push',
  'gs.release': 'release',
  'gs.deployment': 'deployment',
  'gs.merge': 'merge_group',
  'otel.workflow-run': 'workflow_run',
  'otel.workflow-job': 'workflow_job',
}

/** The kind of event that a sample's name tells. */
function kindOf(file: string): string {
  const [, other, own] = /^webhook\.(?:((?:gs|otel)\.(?:workflow-)?[a-z]+)|([a-z_]+))/.exec(file) ?? []
  return own ?? spellings[other ?? ''] ?? ''
}

it.runIf(existsSync(samples))('translates or ignores every real payload (of ../shared, where that is there)', () => {
  const files = readdirSync(samples).filter((name) => name.startsWith('webhook.'))
  const told = new Set<string>()
  for (const file of files) {
    const body: unknown = JSON.parse(readFileSync(join(samples, file), 'utf8'))
    const settings = { incidentLabels: ['bug'] }
    const translation = translate(body, { headers: { 'x-github-event': kindOf(file) }, settings })
    expect(translation, file).not.toHaveProperty('unreadable')
    expect(kindOf(file), file).not.toBe('')
    for (const { type } of events(body, kindOf(file), settings)) told.add(type)
  }
  expect(files.length).toBeGreaterThan(55)
  expect([...told].toSorted()).toEqual([
    'artifact',
    'build',
    'commit',
    'deployment',
    'incident',
    'pull_request',
    'push',
  ])
})
