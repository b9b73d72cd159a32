import type { Window } from '#domain/window'
import { type LeadTimeDifference, leadTimeDifference } from '#metrics/lead-time-difference'
import type { MeasureScope } from '#metrics/metric'
import { type RecordedSample, timedSamplesOf } from '#metrics/timed-samples'
import type { Asked } from '../asked.ts'
import { serviceLimit } from '../catalogue-reads.ts'
import { windowAgainst } from '../comparison/window-against.ts'
import { definitionFrom } from '../definition/definition-view.ts'
import type { DefinitionInput } from '../definition/definition.input.ts'
import type { Needs } from '../metric/fact-reads.ts'
import { ReadBounds } from '../metric/read-bounds.ts'
import { Refusal } from '../refusal.ts'
import { serviceNamed, teamNamed } from '../service/service-named.ts'
import { streamOf } from '../service/stream-of.ts'
import type { ServiceView } from '../views.ts'
import type { WindowInput } from '../window/window.input.ts'
import { windowFrom } from '../window/window-view.ts'
import { type DifferenceView, differenceView, type Place } from './difference-view.ts'

export interface DifferenceWords {
  readonly service?: string | null
  readonly team?: string | null
  readonly environment: string
  readonly window: WindowInput
  readonly against?: 'NONE' | 'PREVIOUS_WINDOW' | 'SAME_WINDOW_LAST_YEAR' | null
  readonly definition?: DefinitionInput | null
}

/**
 * Why the lead time of a service or a team is another than in the window held against.
 *
 * @throws Refusal where not exactly one of both is named, or it is not known; BAD_DEFINITION for presets of other systems
 */
export async function differenceOfWindows(asked: Asked, words: DifferenceWords): Promise<DifferenceView> {
  const scope = scopeOf(asked, words)
  const against = windowAgainst(scope.window, words.against ?? 'NONE')
  if (against === null)
    throw new Refusal(
      'BAD_USER_INPUT',
      '`against` NONE leaves nothing to explain; name the window to hold it against.',
      {
        field: 'against',
      },
    )
  const places = await placesOf(asked, await servicesOf(asked, words), words.environment)
  new ReadBounds(asked.reads).records(2 * places.length, scope.window, 'Why lead time changed is')
  const found = await measured(asked, places, scope, against)
  const byName = new Map(places.map((place) => [place.service.name, place]))
  return differenceView(found, { window: scope.window, against }, scope.definition, byName)
}

function scopeOf({ now }: Asked, words: DifferenceWords): MeasureScope {
  // Blame moves no lead time, so that its rules need no histories of their own.
  const { definition } = definitionFrom(words.definition)
  if (definition.preset !== 'LEADLINE')
    throw new Refusal(
      'BAD_DEFINITION',
      `Stages are known of our own lead time only, not of that of ${definition.preset}; leave \`preset\` out.`,
      { field: 'definition.preset' },
    )
  return { window: windowFrom(words.window, now), definition, now }
}

async function servicesOf({ reads }: Asked, { service, team }: DifferenceWords): Promise<readonly ServiceView[]> {
  const isOfTeam = typeof team === 'string'
  if (isOfTeam === (typeof service === 'string'))
    throw new Refusal('BAD_USER_INPUT', 'Name either a service or a team, as `service` or as `team`.', {
      field: 'service',
    })
  if (!isOfTeam) return [await serviceNamed(reads, service ?? '', 'service')]
  const { id } = await teamNamed(reads, team, 'team')
  const services = (await reads.catalogue.servicesOfTeam.load(id)) ?? []
  if (services.length <= serviceLimit) return services
  throw new Refusal('TOO_LARGE', `The team has more than ${serviceLimit} services; ask for them one by one.`, {
    field: 'team',
  })
}

async function placesOf({ reads }: Asked, services: readonly ServiceView[], environment: string): Promise<Place[]> {
  const streams = await Promise.all(services.map(({ databaseId }) => streamOf(reads, databaseId, environment)))
  return services.flatMap((service, index) => {
    const stream = streams[index] ?? null
    return stream === null ? [] : [{ service, stream }]
  })
}

/** Narrow rows tell how long each stage was, unless a lead time is cut out of the whole road. */
function needsOf({ definition }: MeasureScope): Needs {
  const isCut = definition.start !== 'FIRST_COMMIT' || definition.excludeWeekend || definition.arrival !== 'LAST'
  return {
    deployments: true,
    history: false,
    later: false,
    asTold: false,
    changes: isCut || definition.unit === 'COMMIT' ? 'WHOLE' : 'NARROW',
    commits: definition.unit === 'COMMIT',
    failures: false,
    incidents: 'NONE',
    pending: false,
  }
}

async function measured(
  { reads }: Asked,
  places: readonly Place[],
  scope: MeasureScope,
  against: Window,
): Promise<LeadTimeDifference<RecordedSample>> {
  const samplesIn = async (window: Window) => {
    const own = { ...scope, window }
    const needs = needsOf(own)
    const samples = await Promise.all(
      places.map(async ({ service, stream }) => {
        const facts = await reads.facts.ofStream({ streamId: stream.id, scope: own, needs })
        return timedSamplesOf(service.name, facts, own)
      }),
    )
    return { window, samples: samples.flat() }
  }
  const [before, after] = await Promise.all([samplesIn(against), samplesIn(scope.window)])
  return leadTimeDifference(before, after, scope.definition)
}
