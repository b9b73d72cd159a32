import { DAY, type Milliseconds } from '#domain/instant'
import type { Block } from './block.ts'
import { type Test, walk } from './excursion.ts'
import { byThirds } from './fleet.ts'
import { type Direction, leadTimeTest, leastBlocks, type UsualLeadTime, type UsualVariance } from './lead-time.ts'
import { falseAlarmsOf } from './own-history.ts'
import { defaultSensitivity, expectedFalseAlarms, thresholdOf } from './sensitivity.ts'

/** The lead times of one service. */
export interface OwnBlocks {
  readonly blocks: readonly Block[]
  /** Deployments a week. */
  readonly perWeek: number
}

/** What one service raised where nothing changes, at the threshold for the default budget. */
interface Tried {
  /** Deployments a week. */
  readonly perWeek: number
  readonly alarms: number
  readonly time: Milliseconds
}

/** Pieces of six weeks in another order raise so much of the alarms (ADR 15). */
const seenInPieces = 0.75
/** The simulation counts for so many alarms of a fleet, and the fleet for so many of a third of it. */
const [simulationCounts, fleetCounts] = [10, 10]
/** Where false alarms are more they fall slower with the threshold: of people at 40 a week from 0.53 to 0.34 a year, simulated, for 0.6. */
const decayOfMore = 0.65
const mostRaise = 1.5
/** One service counts for so many a year at most: a single one must not move the thresholds of all others. */
const mostAYear = 2
/** Where there is no fleet: between the two generators, one of which needs no raise and the other one twice as much. */
const lonelyRaise = 0.3

/** Without a step that lasted: in other orders it would be many. */
function withoutSteps(blocks: readonly Block[], test: Test<Block, UsualLeadTime>): readonly Block[] {
  let level = blocks
  for (const { usual, since, onsetAt, ended } of walk(blocks, test).alarms) {
    if (ended?.how !== 'NEW_NORMAL') continue
    const step = since.reduce((sum, block) => sum + block.level, 0) / since.length - usual.mean
    level = level.map((block) => (block.from < onsetAt ? block : { ...block, level: block.level - step }))
  }
  return level
}

function triedOf({ blocks, perWeek }: OwnBlocks, variance: UsualVariance): Tried | null {
  const [from, last] = [blocks[leastBlocks]?.from, blocks.at(-1)]
  if (from === undefined || last === undefined) return null
  const threshold = thresholdOf('leadTimeForChanges', perWeek, defaultSensitivity)
  const test = (direction: Direction): Test<Block, UsualLeadTime> =>
    leadTimeTest(direction, 'ALERT', () => threshold, variance)
  const level = withoutSteps(withoutSteps(blocks, test('WORSE')), test('BETTER'))
  const alarms = falseAlarmsOf(level, test('WORSE'))
  const time = last.to - from
  return alarms === null ? null : { perWeek, alarms: Math.min(alarms, (mostAYear * time) / (365 * DAY)), time }
}

/**
 * How often services raise false alarms, as a multiple of what was simulated: drawn to `before`, as few alarms of few services
 * say little (Gamma prior of a Poisson rate: Gelman 2013, Bayesian Data Analysis, §2.6).
 */
function timesSimulated(tried: readonly Tried[], before: { readonly times: number; readonly alarms: number }): number {
  let [alarms, usual] = [0, 0]
  for (const each of tried) {
    alarms += each.alarms
    const expected = expectedFalseAlarms('leadTimeForChanges', each.perWeek, defaultSensitivity)
    usual += (each.time / (365 * DAY)) * seenInPieces * expected
  }
  return (alarms + before.alarms * before.times) / (usual + before.alarms)
}

function raiseFor(times: number): number {
  return Math.min(mostRaise, Math.max(0, Math.log(times) / decayOfMore))
}

/**
 * By how much thresholds of lead time have to be higher in a fleet than where they were simulated, at so many deployments a
 * week: by how many false alarms its own history raises in other orders. Never lower.
 */
export function leadTimeRaise(services: readonly OwnBlocks[], variance: UsualVariance): (perWeek: number) => number {
  const tried = services.flatMap((own) => triedOf(own, variance) ?? [])
  const ofFleet = timesSimulated(tried, { times: 1, alarms: simulationCounts })
  const raise = byThirds(
    tried,
    ({ perWeek }) => perWeek,
    (third) => raiseFor(timesSimulated(third, { times: ofFleet, alarms: fleetCounts })),
  )
  return raise ?? (() => lonelyRaise)
}
