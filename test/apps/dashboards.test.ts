import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { applyCatalogue } from '../support/apply-catalogue.ts'
import { type Api, shortWeek, startApi } from '../support/graphql-api.ts'

const page = readFileSync('docs/dashboards.md', 'utf8')

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''
}

let api: Api
beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-03-20T00:00:00Z'))
  await api.tell(...shortWeek('checkout'), ...shortWeek('search'))
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

it('follows a service that is renamed, and answers null where there is no dashboard', async () => {
  expect(await applyCatalogue(api, 'services:\n  - name: till\n    aliases: [checkout]\n')).toEqual([])
  const question =
    '{ dashboard(name: "payments") { variables { services } rows { parts { service services } } } gone: dashboard(name: "x") { name } }'
  const answer = await api.data<{ readonly dashboard: object; readonly gone: null }>(question, {})
  expect(answer.gone).toBeNull()
  expect(answer.dashboard).toMatchObject({ variables: { services: ['till', 'search'] } })
  expect(JSON.stringify(answer.dashboard)).not.toContain('checkout')
})
