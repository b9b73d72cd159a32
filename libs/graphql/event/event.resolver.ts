import { Args, Context, Mutation, Resolver } from '@nestjs/graphql'
import type { Asked } from '../asked.ts'
import { userError } from '../relay/user-error.ts'
import { Json, type JsonValue } from '../scalars/json.ts'
import { EventsPayloadType } from './event.type.ts'

/** As at the event door. */
const eventLimit = 5_000

@Resolver()
export class EventResolver {
  @Mutation(() => EventsPayloadType, {
    description: 'Records events, as the event door does; valid ones are kept when others are refused.',
  })
  async eventsRecord(
    @Args('events', { type: () => [Json], description: 'Events of the event contract, at most 5,000.' })
    events: readonly JsonValue[],
    @Context() { outside, viewer }: Asked,
  ): Promise<EventsPayloadType> {
    if (events.length > eventLimit) {
      const message = `${events.length} events were sent; at most ${eventLimit} are taken at a time.`
      return { accepted: 0, duplicates: 0, userErrors: [userError('TOO_MANY_EVENTS', message, 'events')] }
    }
    const { accepted, duplicates, rejected } = await outside.recordEvents(viewer, events)
    return {
      accepted,
      duplicates,
      userErrors: rejected.map(({ index, code, field, message }) =>
        userError(code, message, 'events', String(index), ...(field === null ? [] : [field])),
      ),
    }
  }
}
