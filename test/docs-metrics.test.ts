import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { metricIds } from '#metrics/metric'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/graphql-api.ts'
import { root } from './support/source-files.ts'

/** What a page says of one metric: events, a question, and its answer. */
interface Example {
  readonly heading: string
  readonly events: readonly object[]
  readonly query: string
  readonly answer: unknown
}

const page = readFileSync(join(root, 'docs/metrics.md'), 'utf8')

function block(text: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(text)?.[1] ?? ''
}

const examples = page.split(/^## /m).flatMap((section): Example[] => {
  const [, example] = section.split('**Example.**')
  if (example === undefined) return []
  const events = block(example, 'ndjson').trim().split('\n')
  return [
    {
      heading: section.slice(0, section.indexOf('\n')),
      events: events.map((line) => JSON.parse(line) as object),
      query: block(example, 'graphql'),
      answer: JSON.parse(block(example, 'json')),
    },
  ]
})

let api: Api

beforeAll(async () => {
  api = await startApi(() => Date.parse('2026-06-01T00:00:00Z'))
  await api.tell(...examples.flatMap(({ events }) => events))
}, 60_000)
afterAll(() => api?.close())

describe('the examples of docs/metrics.md', () => {
  it('are one for each of the five metrics', () => {
    const asked = examples.map(({ query }) => metricIds.filter((id) => query.includes(id)))
    expect(asked).toEqual(metricIds.map((id) => [id]))
  })

  it.each(examples)('$heading: the events give the answer that is printed', async ({ query, answer }) => {
    const { service } = await api.data<{ service: { metrics: Readonly<Record<string, unknown>> } }>(query)
    expect(Object.values(service.metrics)).toEqual([answer])
  })
})
