import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fold } from '#domain/fold'
import type { DeploymentEvent } from '#domain/delivery-event'
import type { RecordedEvent } from '#domain/entity-state'
import { applicationStatements } from '#sources/argocd/application'
import { argocd } from '#sources/argocd/source'
import { parseEvent } from '#sources/events/parse-event'
import { shuffled } from '../support/shuffle.ts'
import { root } from '../support/source-files.ts'

const folder = join(root, 'test/sources/argocd')
const recordings = readdirSync(folder).filter((name) => name.endsWith('.in.json'))
const secret = 'CANARY'

interface Recording {
  readonly settings: unknown
  readonly body: unknown
}

function recorded(name: string): Recording {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Recording
}

function redacted(body: string | Buffer): string {
  return argocd.webhook?.redacted?.(Buffer.from(body)).toString() ?? ''
}

describe('what is kept of a notification', () => {
  it.each(recordings)('%s says the same, and no secret', (name) => {
    const { body, settings } = recorded(name)
    const kept = redacted(JSON.stringify(body))
    expect(argocd.translate(JSON.parse(kept), { headers: {}, settings })).toEqual(
      argocd.translate(body, { headers: {}, settings }),
    )
    expect(kept).not.toContain(secret)
    expect(redacted(kept)).toBe(kept)
  })

  it('is only the form of what cannot be read, wherever it is cut', () => {
    const whole = JSON.stringify(recorded('chart-with-other-values.in.json').body)
    for (let end = 0; end < whole.length; end += 97) {
      const kept = redacted(whole.slice(0, end))
      expect(kept).not.toMatch(/CANARY|till|6\.9\.0/)
      expect(kept).toHaveLength(end)
    }
  })

  it('is the form of JSON that is none of ours, and of bytes that are none', () => {
    const kept = redacted(JSON.stringify({ hello: { app: ['CANARY', 17, null, true] }, [secret]: '<nil>' }))
    expect(JSON.parse(kept)).toEqual({ xxxxx: { app: ['xxxxxx', 0, null, true] }, xxxxxx: '<nil>' })
    expect(redacted(Buffer.from([0xff, 0xfe, 0x41]))).not.toContain('A')
    expect(redacted(`${'['.repeat(1_000_000)}"CANARY"`)).not.toContain(secret)
    expect(redacted(`${'['.repeat(200_000)}"CANARY"${']'.repeat(200_000)}`)).not.toContain(secret)
  })

  it('tells other values by their hash, whatever the order of their keys', () => {
    const hashOf = (values: unknown): unknown => {
      const source = { repoURL: 'https://charts.example.com', chart: 'till', helm: { valuesObject: values } }
      const kept = JSON.parse(redacted(JSON.stringify({ app: { name: 'till', source } }))) as Kept
      return kept.app.source.valuesHash
    }
    expect(hashOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashOf({ b: [{ d: 3, c: 2 }], a: 1 }))
    expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }))
  })
})

describe('an application as nobody would make it', () => {
  const told = (more: object): unknown => {
    const { body } = recorded('image-changed-and-found-healthy.in.json') as { readonly body: Told }
    return { ...body, history: null, ...more, app: { ...body.app, ...(more as { readonly app?: object }).app } }
  }
  const statementsOf = (application: unknown): readonly unknown[] => {
    const translation = applicationStatements(application, {})
    return 'ignored' in translation ? [] : translation.statements
  }

  it('keeps an id of its own for each sync, however long its uid is', () => {
    const ids = ['2026-03-03T09:00:00Z', '2026-03-03T10:00:00Z'].map((startedAt) => {
      const operation = { ...(told({}) as Told).operation, startedAt }
      const [statement] = statementsOf(told({ operation, app: { uid: 'x'.repeat(600) } })) as { readonly id: string }[]
      return statement?.id
    })
    expect(ids[0]).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(ids[0]).not.toBe(ids[1])
  })

  it('is ignored where dates end, and where values are nested without end', () => {
    const operation = { ...(told({}) as Told).operation, startedAt: '+275760-09-13T00:00:00Z' }
    expect(statementsOf(told({ operation }))).toEqual([])
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)
    expect(statementsOf(told({ app: { source: { repoURL: 'x', helm: { valuesObject: { deep } } } } }))).toEqual([])
  })
})

interface Kept {
  readonly app: { readonly source: { readonly valuesHash: string } }
}

interface Told {
  readonly app: object
  readonly operation: Readonly<Record<string, unknown>>
  readonly history: readonly { readonly id: number }[]
  readonly health: object
}

/** All that is known of each sync, told by these notifications in this order. */
function known(notifications: readonly unknown[]): Map<string, DeploymentEvent> {
  const statements = new Map<string, RecordedEvent<DeploymentEvent>[]>()
  for (const notification of notifications) {
    const translation = applicationStatements(notification, {})
    if ('ignored' in translation) continue
    for (const statement of translation.statements) {
      const parsed = parseEvent(statement, {
        source: 'cd',
        allowAnySource: false,
        mayImport: false,
        now: Date.UTC(2026, 2, 10),
      })
      if (!parsed.ok) expect.fail(parsed.message)
      const event = parsed.event as DeploymentEvent
      const told: RecordedEvent<DeploymentEvent> = { event, hash: JSON.stringify(statement), recordedAt: 0 }
      const id = event.id ?? ''
      statements.set(id, [...(statements.get(id) ?? []), told])
    }
  }
  return new Map([...statements].map(([id, told]) => [id, fold(told).event]))
}

describe('what is told of one sync again and again', () => {
  const told = recorded('image-changed-and-found-healthy.in.json').body as Told
  const begun = { ...told.operation, phase: 'Running', finishedAt: null, syncResult: null }
  const later = {
    ...told.operation,
    startedAt: '2026-03-05T09:00:00Z',
    finishedAt: '2026-03-05T09:00:04Z',
    operation: { sync: { revision: 'e'.repeat(40) } },
    syncResult: { ...(told.operation['syncResult'] as object), revision: 'e'.repeat(40) },
  }
  const at = (status: string, lastTransitionTime: string): object => ({ health: { status, lastTransitionTime } })
  const notifications: readonly unknown[] = [
    { ...told, operation: begun, history: told.history.slice(0, 2), ...at('Healthy', '2026-03-02T09:00:30Z') },
    { ...told, ...at('Progressing', '2026-03-03T09:00:05Z') },
    told,
    { ...told, ...at('Degraded', '2026-03-03T09:30:00Z') },
    { ...told, ...at('Healthy', '2026-03-03T09:50:00Z') },
    { ...told, operation: later, ...at('Healthy', '2026-03-03T09:50:00Z') },
    { ...told, operation: null, history: told.history.slice(1) },
  ]
  const id = '5d1c2c8a-6a0e-4b57-9c63-1f0a7d2e9b11/2026-03-03T09:00:00Z'

  it('adds up to the same in every order, and is never taken away', () => {
    const all = known(notifications)
    expect(all.get(id)).toMatchObject({
      outcome: 'succeeded',
      liveAt: Date.UTC(2026, 2, 3, 9, 0, 41),
      images: [{ tag: '1.5.0' }, { tag: '1.5.0' }],
      attributes: { 'leadline.liveRule': 'HEALTH', 'argocd.health': 'Degraded' },
    })
    for (let seed = 1; seed <= 20; seed += 1) expect(known(shuffled(notifications, seed))).toEqual(all)
  })

  it('is ended by its history where the notification of its end was lost, and begun by nothing', () => {
    const [begin, , , , , , last] = notifications
    expect(known([begin, last]).get(id)).toMatchObject({
      outcome: 'succeeded',
      finishedAt: Date.UTC(2026, 2, 3, 9, 0, 4),
    })
  })

  it('ends a Rollout that was healthy all along, which nothing later takes back', () => {
    const { body } = recorded('rollout-that-was-healthy-all-along.in.json') as { readonly body: Told }
    const seen = [{ ...body, reconciledAt: null }, body, { ...body, ...at('Degraded', '2026-03-03T09:30:00Z') }]
    expect(known(seen.slice(0, 1)).get(id)).toMatchObject({ outcome: 'in_progress' })
    for (let seed = 1; seed <= 6; seed += 1) {
      expect(known(shuffled(seen, seed)).get(id)).toMatchObject({
        outcome: 'succeeded',
        attributes: { 'leadline.liveRule': 'SYNC', 'argocd.health': 'Degraded' },
      })
    }
  })

  it('keeps one content for each entry of the history, whichever notification holds it', () => {
    const entries = [2, 3, 4].map((upTo) => {
      const translation = applicationStatements({ ...told, operation: later, history: told.history.slice(0, upTo) }, {})
      if ('ignored' in translation) return expect.fail(translation.ignored)
      return JSON.stringify(translation.statements[1])
    })
    expect(new Set(entries).size).toBe(1)
  })
})
