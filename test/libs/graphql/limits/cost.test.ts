import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { costOf } from '#graphql/limits/cost'

const schema = buildSchema(`
  interface Named { name: String own: Named }
  type Thing implements Named { name: String own: Named things(first: Int! = 50): ThingConnection! list: [Thing!]! }
  type ThingEdge { node: Thing! }
  type ThingConnection { nodes: [Thing!]! edges: [ThingEdge!]! totalCount: Int! }
  input Rules { blame: String blameWindowHours: Float labels: [String!] }
  type Query { told(asOf: String, definition: Rules): Thing thing: Thing things(first: Int! = 50): ThingConnection! name: String }
`)
const cost = (text: string, variables = {}, name?: string): number => costOf(schema, parse(text), variables, name)

describe('the cost of a document', () => {
  it.each([
    ['a leaf', '{ name }', 0],
    ['an object', '{ thing { name } }', 1],
    ['an object twice', '{ a: thing { name } b: thing { name } }', 2],
    ['a page by its default', '{ things { nodes { name } } }', 51],
    ['a page by its size', '{ things(first: 3) { nodes { name } } }', 4],
    ['a page by edges', '{ things(first: 3) { edges { node { name } } } }', 7],
    ['pages of pages', '{ things(first: 10) { nodes { things(first: 10) { nodes { name } } } } }', 121],
    ['a list without a size', '{ thing { list { name } } }', 6],
    ['fragments', '{ thing { ...F } } fragment F on Thing { own { name } }', 2],
    ['fragments of an interface', '{ thing { ...F } } fragment F on Named { own { own { name } } }', 3],
    ['inline fragments', '{ thing { ... { own { name } } } }', 2],
    ['only totals', '{ things(first: 100) { totalCount } }', 1],
  ])('%s', (_what, text, expected) => {
    expect(cost(text)).toBe(expected)
  })

  it('is higher for what replays the log', () => {
    expect(cost('{ told { name } }')).toBe(1)
    expect(cost('{ told(asOf: "2026-03-01T00:00:00Z") { name } }')).toBe(501)
    for (const [rules, expected] of [
      [{ blame: 'ALL_BETWEEN' }, 501],
      [{ blameWindowHours: 0 }, 501],
      [{ blame: 'FIRST_AFTER_TARGET', labels: ['eu'] }, 1],
      [null, 1],
    ] as const)
      expect(cost('query ($d: Rules) { told(definition: $d) { name } }', { d: rules })).toBe(expected)
    expect(cost('query ($h: Float) { told(definition: { blameWindowHours: $h }) { name } }', { h: 24 })).toBe(501)
    expect(cost('{ told(definition: { blame: LAST_BEFORE_ROLLBACK }) { name } }')).toBe(501)
  })

  it('follows variables, and takes a page for full where one is missing', () => {
    const text = 'query ($n: Int) { things(first: $n) { nodes { name } } }'
    expect(cost(text, { n: 7 })).toBe(8)
    expect(cost(text)).toBe(51)
  })

  it('never falls below nothing for a page of a size that will be refused', () => {
    expect(cost('{ things(first: -5) { nodes { name } } }')).toBeGreaterThan(0)
    expect(cost('{ things(first: 2000000000) { nodes { name } } }')).toBe(501)
  })

  it('is that of the operation that is named, else of the dearest', () => {
    const text = 'query A { thing { name } } query B { things(first: 9) { nodes { name } } }'
    expect(cost(text, {}, 'A')).toBe(1)
    expect(cost(text)).toBe(10)
  })
})
