import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'
import { inOwnWords, type Tale, taleNow, type Told, toldBy, toldPurely, type Wire } from '../support/tale.ts'
import { changesOnTheirWay } from './changes-on-their-way.ts'
import { goingBack, goingBackFurther } from './going-back.ts'
import { incidentTales, incidentTalesFurther } from './incident-tales.ts'
import { reconcilers, reconcilersFurther } from './reconcilers.ts'
import { rules } from './rules.ts'
import { daysAndCounts, daysAndCountsFurther } from './days-and-counts.ts'
import { doubts } from './doubts.ts'

const traps = [...goingBack, ...reconcilers, ...changesOnTheirWay, ...incidentTales, ...daysAndCounts]
const further = [
  ...goingBackFurther,
  ...reconcilersFurther,
  ...incidentTalesFurther,
  ...daysAndCountsFurther,
  ...doubts,
  ...rules,
]
const tales = [...traps, ...further]
const most = Math.max(...tales.map(({ parts }) => parts.length))

let api: Api
/** What the running system answered after each part of each tale. */
const answers = new Map<Tale, Told[][]>()

const prefixOf = (tale: Tale): string => `tale-${tales.indexOf(tale) + 1}`

function eventsOf(tale: Tale, part: number): Wire[] {
  return inOwnWords(prefixOf(tale), tale.parts[part]?.events ?? [])
}

/** All tales to one database, part by part: what a later part tells comes late. */
beforeAll(async () => {
  api = await startApi(() => taleNow)
  for (let part = 0; part < most; part += 1) {
    await api.tell(...tales.flatMap((tale) => eventsOf(tale, part)))
    for (const tale of tales) {
      const asks = tale.parts[part]?.asks ?? []
      const found = await Promise.all(asks.map((ask) => toldBy(api.data, prefixOf(tale), ask)))
      if (asks.length > 0) answers.set(tale, [...(answers.get(tale) ?? []), found])
    }
  }
}, 60_000)
afterAll(() => api?.close())

function holds(tale: Tale): void {
  for (const [part, { asks }] of tale.parts.entries()) {
    const heard = tale.parts.slice(0, part + 1).flatMap((_, index) => eventsOf(tale, index))
    for (const [index, ask] of asks.entries()) {
      const what = `part ${part + 1}, ${ask.service ?? 'shop'} ${JSON.stringify(ask.definition ?? ask.window ?? '')}`
      const purely = toldPurely(prefixOf(tale), heard, ask)
      expect(purely, what).toEqual({ ...purely, ...ask.expect })
      expect(answers.get(tale)?.[part]?.[index], `${what}, running`).toEqual(purely)
    }
  }
}

describe('the 25 traps', () => {
  it('are all here', () => {
    const numbers = traps.map(({ name }) => Number.parseInt(name, 10)).toSorted((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 25 }, (_, index) => index + 1))
  })

  it.each(traps)('$name', (tale) => holds(tale))
})

describe('further stories', () => {
  it.each(further)('$name', (tale) => holds(tale))
})
