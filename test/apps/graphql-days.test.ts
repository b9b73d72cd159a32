import { readFileSync } from 'node:fs'
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  isAbstractType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricIds } from '#metrics/metric'
import { type Api, week } from '../support/graphql-api.ts'
import { smallWorld } from '../support/graphql-world.ts'

let api: Api

beforeAll(async () => {
  api = await smallWorld()
})
afterAll(() => api.close())

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'))

/** Lists of records make the answer come from facts. */
const besides: Readonly<Record<(typeof metricIds)[number], string>> = {
  deploymentFrequency: 'deployments { totalCount }',
  leadTimeForChanges: 'samples { totalCount }',
  changeFailureRate: 'rolledPast { version }',
  timeToRestore: 'samples { totalCount }',
  deploymentReworkRate: 'samples { totalCount }',
}

/** A field with everything below it that is no list of records. */
function whole(field: GraphQLField<unknown, unknown>): string | null {
  if (field.args.some(isRequiredArgument) && field.name !== 'series') return null
  const call = field.name === 'series' ? 'series(by: DAY)' : field.name
  const type = getNamedType(field.type)
  if (isLeafType(type)) return call
  if (!isObjectType(type) || isAbstractType(type) || type.name.endsWith('Connection')) return null
  const below = Object.values(type.getFields()).flatMap((inner) => {
    const named = getNamedType(inner.type)
    if (isLeafType(named)) return [inner.name]
    return isObjectType(named) && named.name === 'Interval' ? [`${inner.name} { low high level method }`] : []
  })
  return type.name === 'Deployment' ? null : `${call} { ${below.join(' ')} }`
}

function fieldsOf(metric: string): string[] {
  const metrics = schema.getType('Metrics')
  if (!isObjectType(metrics)) throw new Error('Metrics is no object')
  const type = getNamedType(metrics.getFields()[metric]?.type ?? expect.fail(`no ${metric}`))
  if (!isObjectType(type)) throw new Error(`${metric} is no object`)
  return Object.values(type.getFields()).flatMap((field) => whole(field) ?? [])
}

const windows = [
  { name: 'a week of the reporting zone', window: week },
  {
    name: 'from one noon to another',
    window: { from: '2026-03-02T12:30:00Z', to: '2026-03-05T12:30:00Z', timeZone: 'UTC' },
  },
  {
    name: 'a week of another zone',
    window: { from: '2026-03-01T18:30:00Z', to: '2026-03-08T18:30:00Z', timeZone: 'Asia/Kolkata' },
  },
] as const

describe.each(windows)('$name', ({ window }) => {
  it.each(metricIds)('%s answers each field alone as beside the records that made it', async (metric) => {
    const fields = fieldsOf(metric)
    expect(fields.length).toBeGreaterThan(8)
    const ask = async (selection: string): Promise<Record<string, unknown>> => {
      const query = `query ($w: WindowInput!) { service(name: "shop") { metrics(window: $w) { ${metric} { ${selection} } } } }`
      const { service } = await api.data<{ service: { metrics: Record<string, Record<string, unknown>> } }>(query, {
        w: window,
      })
      return service.metrics[metric] ?? expect.fail('no answer')
    }
    const beside = await ask(`${fields.join(' ')} ${besides[metric]}`)
    for (const field of fields) {
      const alone = await ask(field)
      expect(alone, field).toEqual(Object.fromEntries(Object.keys(alone).map((name) => [name, beside[name]])))
    }
  })
})

it('a field that several places of a document select is answered with what all of them need', async () => {
  const fragment = 'fragment F on Service { metrics(window: $w) { deploymentReworkRate { rate } } }'
  const more = 'metrics(window: $w) { leadTimeForChanges { medianSeconds samples { totalCount } } }'
  for (const order of [
    `b: service(name: "shop") { ...F } a: service(name: "shop") { ...F ${more} }`,
    `a: service(name: "shop") { ...F ${more} } b: service(name: "shop") { ...F }`,
  ]) {
    const { a, b } = await api.data<Record<'a' | 'b', { metrics: Record<string, unknown> }>>(
      `query ($w: WindowInput!) { ${order} } ${fragment}`,
      { w: week },
    )
    expect(a.metrics).toMatchObject({ leadTimeForChanges: { medianSeconds: 72_000, samples: { totalCount: 3 } } })
    expect(b.metrics).toEqual({ deploymentReworkRate: expect.anything() })
  }
})
