import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql'
import type { Database } from '#storage/database'
import { type Channel, channelNamed, listChannels } from '#storage/stores/channels'
import type { Asked } from '../asked.ts'
import { userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { changeKeptChannel } from './change-channel.ts'
import { ChannelInput, ChannelPayloadType, ChannelType, ChannelUpdateInput } from './channel.type.ts'
import { newChannel } from './new-channel.ts'
import { takeChannelAway } from './remove-channel.ts'
import { tryChannel } from './try-channel.ts'

function view({ settings, ...channel }: Channel): ChannelType {
  return { ...channel, to: typeof settings['to'] === 'string' ? settings['to'] : '' }
}

function refused(...userErrors: readonly UserErrorType[]): ChannelPayloadType {
  return { channel: null, secret: null, userErrors }
}

const unknown = userError('NOT_FOUND', 'There is no channel of this name.', 'name')

@Resolver()
export class ChannelResolver {
  @Query(() => [ChannelType], { description: 'All channels by name; at most 1,000.' })
  async channels(@Context() { outside }: Asked): Promise<ChannelType[]> {
    return (await listChannels(outside.db)).map(view)
  }

  @Mutation(() => ChannelPayloadType, { description: 'Makes a channel.' })
  async channelCreate(
    @Args('input', { type: () => ChannelInput, description: 'Whom it tells, and how.' }) input: ChannelInput,
    @Context() { outside }: Asked,
  ): Promise<ChannelPayloadType> {
    const made = await newChannel(outside.writes, outside.secrets, input)
    if ('code' in made) return refused(userError(made.code, made.message, made.field))
    return this.answered(outside.writes, input.name, made.secret)
  }

  @Mutation(() => ChannelPayloadType, {
    description:
      'Changes where and how a channel tells; its rules, reports and history stay. What is not given up yet is tried again; what was given up is not.',
  })
  async channelUpdate(
    @Args('input', { type: () => ChannelUpdateInput, description: 'Its name, and what is to be another.' })
    { name, ...change }: ChannelUpdateInput,
    @Context() { outside, now }: Asked,
  ): Promise<ChannelPayloadType> {
    const made = await changeKeptChannel(outside.writes, outside.secrets, { name, change, now })
    if ('code' in made) return refused(userError(made.code, made.message, made.field))
    return this.answered(outside.writes, name, made.secret)
  }

  @Mutation(() => ChannelPayloadType, {
    description: 'Sends a test over a channel; `failingSince` and `deliveredAt` then say whether it arrived.',
  })
  async channelTest(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Context() { outside, now }: Asked,
  ): Promise<ChannelPayloadType> {
    return (await tryChannel(outside.writes, name, now)) !== null
      ? this.answered(outside.writes, name)
      : refused(unknown)
  }

  @Mutation(() => ChannelPayloadType, {
    description:
      'Removes a channel, with what is on its way there; refused with IN_USE while reports or digests go there, unless they are to end with it. Alert rules lose it.',
  })
  async channelRemove(
    @Args('name', { type: () => String, description: 'Its name.' }) name: string,
    @Args('withSchedules', {
      type: () => Boolean,
      defaultValue: false,
      description: 'Whether the reports and digests that go there end with it.',
    })
    withSchedules: boolean,
    @Context() { outside }: Asked,
  ): Promise<ChannelPayloadType> {
    const stays = await takeChannelAway(outside.writes, name, withSchedules)
    if (stays === null) return refused()
    if (stays.code === 'NOT_FOUND') return refused(unknown)
    return refused(userError(stays.code, `${stays.message} With withSchedules it goes with them.`, 'name'))
  }

  private async answered(db: Database, name: string, secret: string | null = null): Promise<ChannelPayloadType> {
    const channel = await channelNamed(db, name)
    return channel === null ? refused(unknown) : { channel: view(channel), secret, userErrors: [] }
  }
}
