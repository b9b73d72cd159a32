import type { Aside, Cell, Generator, Scenario } from './cell.ts'

const usualFailures = 0.15
/** What is found is counted up to eight weeks; alerts of the ninth have no time to end. */
const weeksAfterStep = 9
const weeksOfNull = 52

function withNull(generator: Generator, perWeek: number): Aside[] {
  const asides: Aside[] = ['NAIVE']
  if (generator === 'FIRST') asides.push('COVERAGE')
  if (perWeek === 10) asides.push('MANY_SERVICES', 'ARRIVAL')
  return asides
}

/** A year in which nothing changes. */
export function nullCell(generator: Generator, perWeek: number, failureShare = usualFailures): Cell {
  return {
    name: `${generator} ${perWeek} null ${failureShare}`,
    generator,
    perWeek,
    weeks: weeksOfNull,
    failureShare,
    scenario: {},
    asides: failureShare === usualFailures ? withNull(generator, perWeek) : [],
    services: null,
  }
}

/** Something changes and stays so. */
export function changedCell(
  generator: Generator,
  perWeek: number,
  scenario: Scenario,
  { weeks = weeksAfterStep, failureShare = usualFailures } = {},
): Cell {
  const name = `${generator} ${perWeek} ${JSON.stringify(scenario)} ${weeks} ${failureShare}`
  return { name, generator, perWeek, weeks, failureShare, scenario, asides: [], services: null }
}

/** Two years of a third of a thousand services. */
export function replayCell(perWeek: number): Cell {
  return { ...nullCell('FIRST', perWeek), name: `replay ${perWeek}`, weeks: 84, asides: [], services: 334 }
}
