import type { StatedChannel } from '#alerts/stated-channel'
import { newChannel } from '#graphql/channel/new-channel'
import { leadlineCommand } from '#domain/shell-command'
import { type Command, Option } from 'commander'
import { fieldFault, type FieldOptions, givenFields, withFields } from './channel-fields.ts'
import { secretBox } from './secret-box.ts'
import { examples, print, printJson, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'
import { warnWithoutMail } from './without-mail.ts'

interface AddOptions extends FieldOptions {
  readonly kind?: string
  readonly json?: boolean
}

const kinds: Readonly<Record<string, StatedChannel['kind']>> = {
  email: 'EMAIL',
  webhook: 'WEBHOOK',
  slack: 'SLACK',
  teams: 'TEAMS',
  pagerduty: 'PAGERDUTY',
  'github-issue': 'GITHUB_ISSUE',
}

/** The kind that is said; mail and webhooks are known by what they are made of. */
function kindOf({ kind, to, url, urlFile }: AddOptions): StatedChannel['kind'] {
  const said = kinds[kind ?? '']
  if (said !== undefined) return said
  if ((to === undefined) === (url === undefined && urlFile === undefined))
    throw new Error('Give --to ADDRESS for mail, --url ADDRESS for a webhook, or --kind for another.')
  return to === undefined ? 'WEBHOOK' : 'EMAIL'
}

async function add(name: string, options: AddOptions): Promise<void> {
  const { allowPrivate, ...given } = await givenFields(options)
  const stated: StatedChannel = { name, kind: kindOf(options), ...given, allowPrivate: allowPrivate ?? false }
  const made = await withExistingDatabase((db) => newChannel(db, secretBox(), stated))
  if ('code' in made) throw fieldFault(made)
  warnWithoutMail(stated.kind)
  const { secret } = made
  if (options.json === true) return printJson({ name, kind: stated.kind, secret })
  if (secret !== null) {
    print(secret)
    say('The secret that each delivery is signed with (Standard Webhooks); shown once.')
  }
  say(`Try it: ${leadlineCommand('channel', 'test', name)}`)
}

/** `leadline channel add`. */
export function channelAddCommand(channel: Command): void {
  const command = channel
    .command('add')
    .argument('<name>', 'what it is called')
    .description('Add a channel: mail to people, a chat, on-call, or signed requests to an address')
    .addOption(
      new Option('--kind <kind>', 'what it is (default: email with --to, webhook with --url)').choices(
        Object.keys(kinds),
      ),
    )
  withFields(command, 'one is made')
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Mail is sent over the server of LEADLINE_SMTP_URL, from LEADLINE_MAIL_FROM. docs/channels.md says where addresses and tokens come from.
${examples(
  'npx leadline channel add payments-leads --to ada@example.org,bob@example.org',
  'npx leadline channel add warehouse --url https://hooks.example.org/leadline',
  'npx leadline channel add shop-chat --kind slack --token-file slack-token.txt --slack-channel C0123456789',
  'npx leadline channel add shop-team --kind teams --url-file workflow-url.txt',
  'npx leadline channel add on-call --kind pagerduty --token-file pagerduty-key.txt',
  'npx leadline channel add shop-issues --kind github-issue --repository acme/shop --token-file github-token.txt',
)}`,
    )
    .action(add)
}
