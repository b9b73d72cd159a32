import { setTimeout as pause } from 'node:timers/promises'
import { takeChannelAway } from '#graphql/channel/remove-channel'
import { tryChannel } from '#graphql/channel/try-channel'
import type { Database } from '#storage/database'
import { listChannels } from '#storage/stores/channels'
import { outboxState } from '#storage/stores/outbox'
import { type Command, InvalidArgumentError } from 'commander'
import { channelAddCommand } from './channel-add.ts'
import { channelChangeCommand } from './channel-change.ts'
import { harmless, print, printJson, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'

/** Longest time that a test is waited for, and how often it is looked at, in milliseconds. */
const patience = 60_000
const often = 200

function seconds(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 3_600)
    throw new InvalidArgumentError('It must be 1 to 3600 seconds.')
  return number
}

/** Since when it fails, to the minute. */
function stateWords(channel: {
  readonly state: string
  readonly deliveredAt: string | null
  readonly failingSince: string | null
}): string {
  if (channel.failingSince !== null) return `fails since ${channel.failingSince.slice(0, 16)}Z`
  return channel.deliveredAt === null ? 'new' : channel.state
}

async function list(options: { readonly json?: boolean }): Promise<void> {
  const channels = await withExistingDatabase(listChannels)
  const shown = channels.map(({ name, kind, settings, waiting, deliveredAt, failingSince, message }) => ({
    name,
    kind,
    to: typeof settings['to'] === 'string' ? settings['to'] : '',
    state: failingSince === null ? 'works' : 'fails',
    waiting,
    deliveredAt: deliveredAt === null ? null : new Date(deliveredAt).toISOString(),
    failingSince: failingSince === null ? null : new Date(failingSince).toISOString(),
    message,
  }))
  if (options.json === true) return printJson(shown)
  const rows = shown.map((each) => [
    each.name,
    each.kind.toLowerCase().replace('_', '-'),
    each.to,
    stateWords(each),
    String(each.waiting),
    each.message ?? '',
  ])
  print(table([['NAME', 'KIND', 'TO', 'STATE', 'WAITING', 'WHY'], ...rows].map((row) => row.map(harmless))))
}

/** Waits until the process that sends has tried it. */
async function outcomeOf(db: Database, id: string, longest: number): Promise<string | null> {
  const end = performance.now() + longest
  for (;;) {
    const state = await outboxState(db, id)
    if (state === null) throw new Error('The channel was removed meanwhile.')
    if (state.deliveredAt !== null || state.message !== null) return state.message
    if (performance.now() > end)
      return `Nothing was sent within ${longest / 1_000} seconds: is a Leadline with the role all or worker running?`
    await pause(often)
  }
}

async function test(name: string, options: { readonly wait?: number }): Promise<void> {
  const problem = await withExistingDatabase(async (db) => {
    const id = await tryChannel(db, name, Date.now())
    if (id === null) throw new Error(`There is no channel ${name}. See: npx leadline channel list`)
    return outcomeOf(db, id, options.wait === undefined ? patience : options.wait * 1_000)
  })
  if (problem !== null) throw new Error(problem)
  print('It arrived.')
}

interface RemoveOptions {
  readonly withSchedules?: boolean
  readonly json?: boolean
}

async function remove(name: string, { withSchedules = false, json }: RemoveOptions): Promise<void> {
  const stays = await withExistingDatabase((db) => takeChannelAway(db, name, withSchedules))
  if (stays?.code === 'NOT_FOUND') throw new Error(`${stays.message} See: npx leadline channel list`)
  if (stays !== null) throw new Error(`${stays.message} Remove it with them: --with-schedules`)
  if (json === true) return printJson({ removed: name })
  print(`Removed ${name}, with what was on its way there${withSchedules ? ' and the reports that went there' : ''}.`)
}

/** `leadline channel add|change|list|test|remove`. */
export function channelCommand(program: Command): void {
  const channel = program.command('channel').description('Where Leadline tells people and machines something')
  channelAddCommand(channel)
  channelChangeCommand(channel)
  channel
    .command('list')
    .description('All channels, and how they are doing')
    .option('--json', 'for machines')
    .action(list)
  channel
    .command('test')
    .argument('<name>', 'the channel')
    .description('Send a test, and wait until it arrived')
    .option('--wait <seconds>', 'for so long at most (default: 60)', seconds)
    .action(test)
  channel
    .command('remove')
    .argument('<name>', 'the channel')
    .description('Remove a channel, with what is on its way there; not while reports or digests go there')
    .option('--with-schedules', 'end the reports and digests that go there too')
    .option('--json', 'for machines')
    .action(remove)
}
