import type { ChannelChange } from '#alerts/changed-channel'
import { leadlineCommand } from '#domain/shell-command'
import { changeKeptChannel } from '#graphql/channel/change-channel'
import { channelNamed } from '#storage/stores/channels'
import type { Command } from 'commander'
import { fieldFault, type FieldOptions, givenFields, withFields } from './channel-fields.ts'
import { secretBox } from './secret-box.ts'
import { examples, print, printJson, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'
import { warnWithoutMail } from './without-mail.ts'

interface ChangeOptions extends FieldOptions {
  readonly json?: boolean
}

function isNothing(given: ChannelChange): boolean {
  return Object.values(given).every((value) => value === null)
}

async function change(name: string, { json, ...options }: ChangeOptions): Promise<void> {
  const given = await givenFields(options)
  const { made, channel } = await withExistingDatabase(async (db) => ({
    made: await changeKeptChannel(db, secretBox(), { name, change: given, now: Date.now() }),
    channel: await channelNamed(db, name),
  }))
  if ('code' in made && made.code === 'NOT_FOUND') throw new Error(`${made.message} See: npx leadline channel list`)
  if ('code' in made)
    throw isNothing(given) ? new Error(`${made.message} See: npx leadline channel change --help`) : fieldFault(made)
  warnWithoutMail(channel?.kind)
  const { secret } = made
  const shown = channel?.settings['to']
  const to = typeof shown === 'string' ? shown : ''
  if (json === true) return printJson({ name, kind: channel?.kind, to, secret })
  print(`Changed ${name}: it goes to ${to}. Its rules, reports and history stay.`)
  if (secret !== null) {
    print(secret)
    say('The secret that each delivery is signed with from now on (Standard Webhooks); shown once.')
  }
  say(`Try it: ${leadlineCommand('channel', 'test', name)}`)
}

/** `leadline channel change`. */
export function channelChangeCommand(channel: Command): void {
  withFields(
    channel
      .command('change')
      .argument('<name>', 'the channel')
      .description(
        'Change where and how a channel tells; what is not given stays, and so do its rules, reports and history',
      ),
    'it stays',
  )
    .option('--no-allow-private', 'it may be of the public network alone, and https')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Its name and kind stay; what did not arrive so far is tried again within minutes. Incidents and issues that are open at another service or
repository stay open there: close them by hand.
${examples(
  'npx leadline channel change payments-leads --to ada@example.org,carol@example.org',
  'npx leadline channel change shop-issues --token-file github-token.txt',
  'npx leadline channel change shop-chat --slack-channel C9876543210',
)}`,
    )
    .action(change)
}
