import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { IncidentEvent } from '#domain/delivery-event'
import { entityOf } from '#domain/entity-key'
import type { IncidentState } from '#domain/entity-state'
import { fold } from '#domain/fold'
import { parseEvent } from '#sources/events/parse-event'
import { sources } from '#sources/index'
import type { Delivered } from '#sources/source'
import { root } from '../../support/source-files.ts'

const sender = { source: 'incidents', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 10, 21) }

/** What recordings of a system tell of one incident. */
function told(system: string, names: readonly string[], settings?: object): readonly IncidentEvent[] {
  const source = sources.find(({ id }) => id === system)
  return names.flatMap((name) => {
    const text = readFileSync(join(root, 'test/sources', system, `${name}.in.json`), 'utf8')
    const { body, ...delivered } = JSON.parse(text) as Delivered & { readonly body: unknown }
    const translation = source?.translate(body, { ...delivered, ...(settings !== undefined && { settings }) })
    if (translation === undefined || 'ignored' in translation) return []
    return translation.statements.map((statement) => {
      const parsed = parseEvent(statement, sender)
      if (!parsed.ok) throw new Error(`${name}: ${parsed.message}`)
      return parsed.event as IncidentEvent
    })
  })
}

/** What is known of the one incident, in whatever order its statements come. */
function known(events: readonly IncidentEvent[]): IncidentState {
  expect(new Set(events.map((event) => entityOf(event).entity)).size).toBe(1)
  const rows = events.map((event) => ({ event, hash: JSON.stringify(event), recordedAt: 0 }))
  const state = fold(rows)
  fc.assert(
    fc.property(fc.shuffledSubarray(rows, { minLength: rows.length }), (order) => {
      expect(fold(order)).toEqual(state)
    }),
    { numRuns: 20 },
  )
  return state as IncidentState
}

const at = (text: string): number => Date.parse(`2026-03-${text}Z`)
const ofIssues = { rules: [{ labels: { kind: 'issue*', alert: 'New error*' }, incident: true, service: 'pay' }] }

interface Story {
  readonly story: string
  readonly system: string
  readonly recordings: readonly string[]
  readonly settings?: object
  readonly becomes: object
}

it.each<Story>([
  {
    story: 'an incident that was in triage, accepted, fixed, resolved and opened again',
    system: 'incident-io',
    recordings: ['incident-in-triage', 'incident-accepted', 'incident-fixed', 'incident-resolved', 'incident-reopened'],
    becomes: {
      event: { classification: 'incident', mitigatedAt: at('04T10:20:00'), acknowledgedAt: at('04T10:05:30') },
      resolutions: [at('04T10:31:00'), at('04T10:32:04.5')],
      reopenings: [at('04T11:00:00')],
    },
  },
  {
    story: 'a resolution that comes alone',
    system: 'incident-io',
    recordings: ['incident-closed-without-a-time'],
    becomes: { event: { classification: 'incident', resolvedAt: at('04T10:32:04.5') } },
  },
  {
    story: 'a time of resolution that somebody set, over that of the status',
    system: 'incident-io',
    recordings: ['incident-reported', 'incident-resolved', 'incident-closed-after-learning'],
    becomes: { event: { resolvedAt: at('04T10:31:00') }, reopenings: [] },
  },
  {
    story: 'an incident that was merged into another',
    system: 'incident-io',
    recordings: ['incident-reported', 'incident-merged-into-another'],
    becomes: { event: { classification: 'duplicate' } },
  },
  {
    story: 'an alert that was critical',
    system: 'sentry',
    recordings: ['metric-alert-critical', 'metric-alert-warning', 'metric-alert-resolved'],
    becomes: { event: { classification: 'incident', severity: 1, resolvedAt: at('04T10:32:00') } },
  },
  {
    story: 'an alert of which only the end is told',
    system: 'sentry',
    recordings: ['metric-alert-warning', 'metric-alert-resolved'],
    becomes: { event: { classification: 'alert', resolvedAt: at('04T10:32:00') } },
  },
  {
    story: 'an issue for which an alert fired, that was resolved in a commit and came again',
    system: 'sentry',
    recordings: ['issue-alert', 'issue-assigned', 'issue-resolved-in-a-commit', 'issue-that-came-again'],
    settings: ofIssues,
    becomes: {
      event: {
        classification: 'incident',
        services: ['pay'],
        openedAt: at('04T10:02:10.250'),
        causedBySha: '4f1d8a90c2b37e65a1f0d9c8b7a6e5d4c3b2a190',
        fixedBySha: '4f1d8a90c2b37e65a1f0d9c8b7a6e5d4c3b2a190',
      },
      resolutions: [],
      reopenings: [at('05T08:00:00')],
    },
  },
  {
    story: 'an alert that was lowered, and closed without its priority',
    system: 'jira-service-management',
    recordings: ['alert-created', 'alert-acknowledged', 'alert-lowered', 'alert-closed-without-its-priority'],
    becomes: { event: { classification: 'alert', severity: 4, acknowledgedAt: at('04T10:05:00') } },
  },
  {
    story: 'an alert that was lowered, of which nobody told, and closed then',
    system: 'jira-service-management',
    recordings: ['alert-created', 'alert-closed-after-it-was-lowered'],
    becomes: { event: { classification: 'incident', severity: 1, resolvedAt: at('04T10:32:00.250') } },
  },
  {
    story: 'an alert that was raised, and closed without its priority',
    system: 'jira-service-management',
    recordings: ['alert-that-is-not-urgent', 'alert-raised', 'alert-closed-without-its-priority'],
    becomes: { event: { classification: 'incident', severity: 1, resolvedAt: at('04T10:32:00') } },
  },
  {
    story: 'an alert of a service by rule, whose end does not name the rule',
    system: 'jira-service-management',
    recordings: ['incident-by-rule', 'incident-by-rule-closed-without-its-priority'],
    becomes: { event: { classification: 'incident', services: ['payments'], resolvedAt: at('04T10:32:00') } },
  },
  {
    story: 'an incident that was lowered, and resolved then',
    system: 'servicenow',
    recordings: ['incident-opened', 'incident-lowered-and-resolved'],
    becomes: { event: { classification: 'incident', severity: 1, resolvedAt: at('02T10:30:00') } },
  },
  {
    story: 'an incident that was lowered, and cancelled then',
    system: 'servicenow',
    recordings: ['incident-opened', 'incident-lowered-and-cancelled'],
    becomes: { event: { classification: 'incident', resolvedAt: at('02T10:31:00') } },
  },
  {
    story: 'an incident that was cancelled by mistake, and resolved later',
    system: 'servicenow',
    recordings: ['incident-opened', 'incident-cancelled', 'incident-resolved-after-its-cancellation'],
    becomes: { event: { classification: 'incident', resolvedAt: at('02T11:00:00') } },
  },
  {
    story: 'an end without a time of its own that is changed later',
    system: 'servicenow',
    recordings: [
      'incident-opened',
      'incident-resolved-without-a-time',
      'incident-resolved-without-a-time-and-changed-later',
    ],
    becomes: { event: { classification: 'incident', resolvedAt: at('02T10:31:00') } },
  },
])('of $system, $story, is the same in any order', ({ system, recordings, settings, becomes }) => {
  expect(known(told(system, recordings, settings))).toMatchObject(becomes)
})
