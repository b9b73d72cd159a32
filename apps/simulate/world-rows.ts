import { type Cell, type Generator, type Scenario, worldOf } from './cell.ts'
import { changedCell, nullCell } from './cells.ts'
import { manyServices } from './observe.ts'
import { partOf, type RowPlan, yearlyOf } from './row.ts'
import { ofRecipient } from './sum-rows.ts'

const table = 'worlds'

function share(what: string, cell: Cell, measure: RowPlan['measure'], bound: RowPlan['bound']): RowPlan {
  return { table, what, cells: [cell], measure, unit: 'share', bound }
}

/** Worlds in which something happens that is no step. */
export function worldRows(generator: Generator): RowPlan[] {
  const of = `${worldOf(generator)}, 10 a week`
  const world = (scenario: Scenario, weeks = 52): Cell => changedCell(generator, 10, scenario, { weeks })
  const bad = world({ badWeekFactor: 5 }, 9)
  const holiday = world({ isHoliday: true }, 6)
  return [
    share(
      `${of}: drift of 2 % a week found in a year`,
      world({ driftAWeek: 0.02 }),
      partOf('any.leadTimeForChanges'),
      null,
    ),
    share(`${of}: alert on lead time after a single week of x5`, bad, partOf('any.leadTimeForChanges'), {
      atMost: 0.1,
    }),
    share(`${of}: two of them`, bad, partOf('twice.leadTimeForChanges'), { atMost: 0 }),
    share(`${of}: alert on lead time after two weeks off`, holiday, partOf('any.leadTimeForChanges'), { atMost: 0.1 }),
    share(`${of}: alert on frequency after two weeks off`, holiday, partOf('any.deploymentFrequency'), null),
    share(`${of}: alert on silence in two weeks off`, holiday, partOf('any.silence'), null),
    share(`${of}: alert on pending age after two weeks off`, holiday, partOf('any.pendingAge'), { atMost: 0.1 }),
    share(
      `${of}: alert on lead time within 56 days of three times the volume`,
      world({ volume: 3 }, 9),
      partOf('in56.leadTimeForChanges'),
      { atMost: 0.1 },
    ),
    share(`${of}: the same findings in another order of arrival`, nullCell(generator, 10), partOf('arrival.same'), {
      atLeast: 1,
    }),
    ...recipientRows(generator, of),
    ...(generator === 'FIRST' ? ofFormulas(of, world) : ofPeople(of, world)),
  ]
}

function recipientRows(generator: Generator, of: string): RowPlan[] {
  const row = (what: string, name: string, bound: RowPlan['bound']): RowPlan => ({
    table,
    what: `${of}: alerts on lead time of ${manyServices} services a year${what}`,
    cells: [nullCell(generator, 10)],
    measure: ofRecipient(name, manyServices),
    unit: 'a year',
    bound,
  })
  return [row('', 'alerts.leadTimeForChanges', null), row(', one recipient', 'many.leadTime', { atMost: 55 })]
}

/** What only the one knows: when a step ends, and which median it draws from. */
function ofFormulas(of: string, world: (scenario: Scenario, weeks: number) => Cell): RowPlan[] {
  const step = world({ leadTime: 3, untilWeek: 10 }, 24)
  const once = (what: string, name: string): RowPlan =>
    share(`${of}: ${what}`, step, partOf(name, 'any.leadTimeForChanges'), { atLeast: 0.9 })
  return [
    once('of steps x3 for ten weeks that were found, exactly one alert', 'exactly.one'),
    once('the same, and it ended', 'exactly.oneEnded'),
    ...[3, 10, 40].flatMap((perWeek) => [
      share(
        `${worldOf('FIRST')}, ${perWeek} a week: 90 % intervals of the median that hold it`,
        nullCell('FIRST', perWeek),
        partOf('coverage.held', 'coverage.given'),
        { atLeast: 0.85, atMost: 0.95 },
      ),
    ]),
  ]
}

function ofPeople(of: string, world: (scenario: Scenario, weeks: number) => Cell): RowPlan[] {
  const split = world({ splitShare: 0.4 }, 26)
  return [
    share(
      `${of}: alert on lead time in the half year after 40 % split off`,
      split,
      partOf('any.leadTimeForChanges'),
      null,
    ),
    share(`${of}: any alert of it`, split, partOf('any.all'), null),
    {
      table,
      what: `${of}: alerts of what was split off`,
      cells: [split],
      measure: yearlyOf('offshoot.alerts'),
      unit: 'a year',
      bound: null,
    },
  ]
}
