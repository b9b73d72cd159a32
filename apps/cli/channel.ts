import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { StatedChannel } from '#alerts/channel'
import { newChannel } from '#graphql/channel/new-channel'
import { tryChannel } from '#graphql/channel/try-channel'
import { leadlineCommand } from '#domain/shell-command'
import type { Database } from '#storage/database'
import { listChannels, removeChannel } from '#storage/stores/channels'
import { outboxState } from '#storage/stores/outbox'
import { type Command, InvalidArgumentError } from 'commander'
import { secretBox } from './secret-box.ts'
import { nameList } from './name-list.ts'
import { examples, harmless, print, printJson, say, table } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'
import { warnWithoutMail } from './without-mail.ts'

interface AddOptions {
  readonly to?: readonly string[]
  readonly url?: string
  readonly secretFile?: string
  readonly allowPrivate?: boolean
  readonly json?: boolean
}

/** Longest time that a test is waited for, and how often it is looked at, in milliseconds. */
const patience = 60_000
const often = 200

function seconds(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 3_600)
    throw new InvalidArgumentError('It must be 1 to 3600 seconds.')
  return number
}

async function statedOf(name: string, { to, url, secretFile, allowPrivate }: AddOptions): Promise<StatedChannel> {
  if ((to === undefined) === (url === undefined))
    throw new Error('Give --to ADDRESS for mail, or --url ADDRESS for a webhook.')
  const secret = secretFile === undefined ? null : (await readFile(secretFile, 'utf8')).trim()
  return to === undefined
    ? { name, kind: 'WEBHOOK', url: url ?? null, secret, allowPrivate: allowPrivate ?? false }
    : { name, kind: 'EMAIL', recipients: to }
}

async function add(name: string, options: AddOptions): Promise<void> {
  const stated = await statedOf(name, options)
  const made = await withExistingDatabase((db) => newChannel(db, secretBox(), stated))
  if ('code' in made) throw new Error(made.message)
  warnWithoutMail(stated.kind)
  const { secret } = made
  if (options.json === true) return printJson({ name, kind: stated.kind, secret })
  if (secret !== null) {
    print(secret)
    say('The secret that each delivery is signed with (Standard Webhooks); shown once.')
  }
  say(`Try it: ${leadlineCommand('channel', 'test', name)}`)
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
    each.kind.toLowerCase(),
    each.to,
    each.deliveredAt === null && each.state === 'works' ? 'new' : each.state,
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

async function remove(name: string, options: { readonly json?: boolean }): Promise<void> {
  const known = await withExistingDatabase((db) => removeChannel(db, name))
  if (!known) throw new Error(`There is no channel ${name}. See: npx leadline channel list`)
  if (options.json === true) return printJson({ removed: name })
  print(`Removed ${name}, with what was on its way there and the reports that went there.`)
}

/** `leadline channel add|list|test|remove`. */
export function channelCommand(program: Command): void {
  const channel = program.command('channel').description('Where Leadline tells people and machines something')
  channel
    .command('add')
    .argument('<name>', 'what it is called')
    .description('Add a channel: mail to people, or signed requests to an address')
    .option('--to <addresses>', 'mail: to these, with commas between them; may be given several times', nameList)
    .option('--url <address>', 'webhook: where it is posted to')
    .option('--secret-file <file>', 'webhook: file with what it is signed with, as whsec_… (default: one is made)')
    .option('--allow-private', 'webhook: the address may be of a private network, and http')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Mail is sent over the server of LEADLINE_SMTP_URL, from LEADLINE_MAIL_FROM.
${examples(
  'npx leadline channel add payments-leads --to ada@example.org,bob@example.org',
  'npx leadline channel add warehouse --url https://hooks.example.org/leadline',
)}`,
    )
    .action(add)
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
    .description('Remove a channel, with what is on its way there')
    .option('--json', 'for machines')
    .action(remove)
}
