import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { askEmbedded, createEmbed, makeEmbed, revokeEmbed } from '../support/embed-world.ts'
import { applyCatalogue } from '../support/apply-catalogue.ts'
import { type Api, shortWeek, startApi, week } from '../support/graphql-api.ts'

const page = readFileSync('docs/dashboards.md', 'utf8')

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''
}

let api: Api
beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  await api.tell(...shortWeek('checkout'), ...shortWeek('search'), ...shortWeek('secret'))
})
afterAll(() => api.close())

it('answers the dashboard of docs/dashboards.md by the question that stands there', async () => {
  expect(await applyCatalogue(api, block('yaml'))).toEqual([])
  const part = { width: 12, title: null, metric: null, service: null, services: [], text: null }
  const both = ['checkout', 'search']
  expect(await api.data(block('graphql'), {})).toEqual({
    dashboards: [{ name: 'payments', title: 'Payments at a glance' }],
    dashboard: {
      title: 'Payments at a glance',
      variables: {
        services: both,
        teams: [],
        environments: ['production', 'staging'],
        last: 'P30D',
        timeZone: 'Europe/Berlin',
      },
      rows: [
        [
          {
            ...part,
            kind: 'TEXT',
            text: 'What customers wait for when they pay.\n\nQuestions: the channel of the team.\n',
          },
        ],
        [
          { ...part, kind: 'METRIC', width: 6, metric: 'leadTimeForChanges' },
          { ...part, kind: 'METRIC', width: 6, metric: 'changeFailureRate', service: 'checkout' },
        ],
        [
          { ...part, kind: 'STAGES', width: 8 },
          { ...part, kind: 'COMPARISON', width: 4, metric: 'deploymentFrequency', services: both },
        ],
        [{ ...part, kind: 'SERVICES', services: both }],
        [{ ...part, kind: 'DEPLOYMENTS', title: 'What went live' }],
      ].map((parts) => ({ parts })),
    },
  })
})

interface Nodes {
  readonly nodes: readonly { readonly name: string }[]
}

it('is embedded whole: what it begins with, the services that it names and no other, until it is revoked', async () => {
  const faults = async (input: object) =>
    (await createEmbed(api, { part: 'DASHBOARD', ...input })).userErrors.map(({ code }) => code)
  expect(await faults({ dashboard: 'none' })).toEqual(['NOT_FOUND'])
  expect(await faults({})).toEqual(['BAD_DASHBOARD'])
  expect(await faults({ dashboard: 'payments', service: 'search' })).toEqual(['BAD_SERVICE'])
  expect(await faults({ part: 'STAGES' })).toEqual(['BAD_SERVICE'])
  expect(await faults({ part: 'STAGES', dashboard: 'payments', service: 'search' })).toEqual(['BAD_DASHBOARD'])

  const made = await makeEmbed(api, { part: 'DASHBOARD', dashboard: 'payments' })
  expect(made.snippets.iframe).toContain('title="Dashboard payments"')
  const { body, status } = await askEmbedded(api, made)
  expect([status, body.errors]).toEqual([200, undefined])
  const { viewer, dashboard, charted, listed, ofTeam, latest } = body.data as unknown as Record<string, Nodes>
  const embed = { part: 'DASHBOARD', service: null, dashboard: 'payments', environment: 'production' }
  expect(viewer).toMatchObject({ embed: { ...embed, timeZone: 'Europe/Berlin', steps: 'DAY' } })
  expect(dashboard).toMatchObject({ title: 'Payments at a glance' })
  const names = [charted, listed, ofTeam, latest].map((list) => list?.nodes.map(({ name }) => name))
  expect(names).toEqual([['checkout'], ['checkout', 'search'], [], ['checkout']])
  const own = { query: '{ services { nodes { name } } }' }
  expect((await askEmbedded(api, made, { body: own })).status).toBe(403)

  await revokeEmbed(api, made.id)
  expect((await askEmbedded(api, made)).status).toBe(401)
})

it('is embedded with what its numbers are held against: those of the window as long, right before', async () => {
  const next = { from: week.to, to: '2026-03-16T00:00:00Z' }
  const made = await makeEmbed(api, { part: 'DASHBOARD', dashboard: 'payments', ...next })
  const question = `query ($week: WindowInput!) { service(name: "checkout") { metrics(window: $week) {
    deploymentFrequency { perWeek sampleSize } leadTimeForChanges { medianSeconds } changeFailureRate { rate } } } }`
  const { service } = await api.data<{ readonly service: { readonly metrics: object } }>(question, { week })
  expect(service.metrics).toMatchObject({ deploymentFrequency: { sampleSize: expect.any(Number) } })
  const data = (await askEmbedded(api, made)).body.data as unknown as Record<string, Nodes>
  expect(data['charted']?.nodes[0]).toMatchObject({ before: service.metrics })
  expect(data['listed']?.nodes[0]).toMatchObject({ name: 'checkout', before: service.metrics })
  const alone = await makeEmbed(api, { part: 'METRIC', metric: 'leadTimeForChanges', service: 'checkout', ...next })
  const { leadTimeForChanges } = service.metrics as Record<string, object>
  expect((await askEmbedded(api, alone)).body.data).toMatchObject({ service: { before: { leadTimeForChanges } } })
})

it('says in its embed that it is gone', async () => {
  const made = await makeEmbed(api, { part: 'DASHBOARD', dashboard: 'payments' })
  expect(await applyCatalogue(api, 'dashboards: []\n')).toEqual([])
  const { data } = (await askEmbedded(api, made)).body
  const nothing = { nodes: [] }
  expect(data).toMatchObject({ dashboard: null, charted: nothing, listed: nothing, ofTeam: nothing, latest: nothing })
  expect(await applyCatalogue(api, block('yaml'))).toEqual([])
})

it('follows a service that is renamed, and answers null where there is no dashboard', async () => {
  expect(await applyCatalogue(api, 'services:\n  - name: till\n    aliases: [checkout]\n')).toEqual([])
  const question =
    '{ dashboard(name: "payments") { variables { services } rows { parts { service services } } } gone: dashboard(name: "x") { name } }'
  const answer = await api.data<{ readonly dashboard: object; readonly gone: null }>(question, {})
  expect(answer.gone).toBeNull()
  expect(answer.dashboard).toMatchObject({ variables: { services: ['till', 'search'] } })
  expect(JSON.stringify(answer.dashboard)).not.toContain('checkout')
})
