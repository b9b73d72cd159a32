/** Tries a channel, and waits until it is known what became of that. */
import { ApiProblem, ask } from './api.ts'
import type { ChannelsAnswer, ChannelTestAnswer, ListedChannel } from './channel-answers.ts'
import { notArrived, testOutcome } from './channel-words.ts'
import channelTest from './queries/channel-test.graphql?raw'
import channelsQuery from './queries/channels.graphql?raw'
import type { Tested } from './source-tests.ts'

/** How often it is looked, and for how long, in milliseconds. */
const pause = 500
const patience = 20_000

async function channelNow(name: string): Promise<ListedChannel | null> {
  const { data } = await ask<ChannelsAnswer>(channelsQuery, {})
  return data.channels.find((channel) => channel.name === name) ?? null
}

async function outcomeOf(before: ListedChannel): Promise<Tested> {
  const end = performance.now() + patience
  for (;;) {
    const now = await channelNow(before.name)
    if (now === null) return { passed: false, said: 'The channel was removed meanwhile.' }
    const outcome = testOutcome(before, now)
    if (outcome !== null) return outcome
    if (performance.now() > end) return notArrived(now)
    await new Promise((resolve) => {
      setTimeout(resolve, pause)
    })
  }
}

/** Sends a test over a channel. */
export async function testChannel(name: string): Promise<Tested> {
  try {
    const { channel, userErrors } = (await ask<ChannelTestAnswer>(channelTest, { name })).data.channelTest
    if (channel === null) return { passed: false, said: userErrors[0]?.message ?? 'The channel was removed meanwhile.' }
    return await outcomeOf(channel)
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    return { passed: false, said: error.message }
  }
}
