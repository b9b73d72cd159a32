import { latestTime } from '#domain/entity-key'
import { DAY, HOUR, type Instant, MINUTE } from '#domain/instant'
import { type Profile, type Trunk, trunks } from './catalogue.ts'
import { Delivery } from './delivery.ts'
import { randomOf } from './random.ts'
import { type Story, stories } from './stories.ts'
import { type Merge, type Occasion, TrunkWork } from './trunk-work.ts'
import { type WireEvent, wireOf } from './wire-event.ts'
import { World } from './world.ts'
import { busyness, workingDay } from './work-time.ts'

/** Everything that works on one repository. */
interface Line {
  readonly merge: (at: Instant, occasion?: Occasion) => void
  readonly deliveries: ReadonlyMap<string, Delivery>
}

function openLine(world: World, trunk: Trunk): Line {
  const work = new TrunkWork(world, trunk)
  const deliveries = new Map<string, Delivery>()
  const follow = (merge: Merge): void => {
    for (const service of merge.touched) deliveries.get(service.name)?.merged(merge)
  }
  for (const service of trunk.services) deliveries.set(service.name, new Delivery(world, service, work, follow))
  return { deliveries, merge: (at, occasion) => follow(work.merge(at, occasion)) }
}

/** Notes a year of ordinary work. */
function planWork(world: World, trunk: Trunk, line: Line): void {
  const random = randomOf(`days ${trunk.repository}`)
  for (let day = world.from; day < world.to; day += DAY) {
    const merges = random.count((trunk.mergesPerWeek / 5) * busyness(day))
    for (let index = 0; index < merges; index += 1) {
      world.plan(day + random.between(8.5, 17.5) * HOUR, (at) => line.merge(at))
    }
    for (const service of trunk.services) planPromotion(world, service, day, line)
  }
}

function planPromotion(world: World, service: Profile, day: Instant, line: Line): void {
  const weekday = new Date(day).getUTCDay()
  const isDay = service.promotes === 'WEEKLY' ? weekday === 2 : weekday >= 1 && weekday <= 5
  if (service.promotes === 'EACH' || !isDay) return
  const hour = service.promotes === 'WEEKLY' ? 9 : 13
  world.plan(day + hour * HOUR + (service.name.length % 7) * 6 * MINUTE, (at) =>
    line.deliveries.get(service.name)?.promote(at),
  )
}

function planStory(world: World, story: Story, line: Line): void {
  const at = workingDay(world.to, story.daysAgo) + 9 * HOUR + 20 * MINUTE
  const delivery = line.deliveries.get(story.service)
  if (story.what === 'CONFIGURED') world.plan(at, (now) => delivery?.configure(now, 'Raise the limit of memory'))
  else if (story.what === 'EXTERNAL') world.plan(at, (now) => delivery?.external(now))
  else if (story.what === 'SHIPPED') world.plan(at, (now) => line.merge(now, { service: story.service, urgent: true }))
  else {
    const trouble = story.what
    world.plan(at, (now) => line.merge(now, { service: story.service, urgent: true, trouble }))
  }
}

/**
 * A year of twelve invented services, in the wire form of the event contract, in the order of time. The last day told is the one
 * before `now` (UTC); the same day gives the same events to the byte. About 14,000 events.
 */
export function* demoEvents(now: Instant): Generator<WireEvent> {
  const world = new World(now)
  for (const trunk of trunks) {
    const line = openLine(world, trunk)
    planWork(world, trunk, line)
    for (const story of stories) {
      if (trunk.services.some(({ name }) => name === story.service)) planStory(world, story, line)
    }
  }
  world.live()
  const told = world.events.filter((event) => latestTime(event) < world.to)
  for (const event of told.toSorted((a, b) => latestTime(a) - latestTime(b))) yield wireOf(event)
}
