import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { StatedChannel } from '#alerts/stated-channel'
import { newChannel } from '#graphql/channel/new-channel'
import { leadlineCommand } from '#domain/shell-command'
import { type Command, Option } from 'commander'
import { nameList } from './name-list.ts'
import { secretBox } from './secret-box.ts'
import { examples, print, printJson, say } from './terminal.ts'
import { withExistingDatabase } from './with-database.ts'
import { warnWithoutMail } from './without-mail.ts'

interface AddOptions {
  readonly kind?: string
  readonly to?: readonly string[]
  readonly url?: string
  readonly urlFile?: string
  readonly secretFile?: string
  readonly tokenFile?: string
  readonly slackChannel?: string
  readonly repository?: string
  readonly allowPrivate?: boolean
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

/** What a file holds, or what is read from the terminal; null where none is named. */
async function heldBy(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null
  const held = (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')).trim()
  if (held === '') throw new Error(`There is nothing in ${file === '-' ? 'what was sent' : file}.`)
  return held
}

/** The kind that is said; mail and webhooks are known by what they are made of. */
function kindOf({ kind, to, url, urlFile }: AddOptions): StatedChannel['kind'] {
  const said = kinds[kind ?? '']
  if (said !== undefined) return said
  if ((to === undefined) === (url === undefined && urlFile === undefined))
    throw new Error('Give --to ADDRESS for mail, --url ADDRESS for a webhook, or --kind for another.')
  return to === undefined ? 'WEBHOOK' : 'EMAIL'
}

async function statedOf(name: string, options: AddOptions): Promise<StatedChannel> {
  const { to, url, urlFile, secretFile, tokenFile, slackChannel, repository, allowPrivate } = options
  const fromInput = [urlFile, secretFile, tokenFile].filter((file) => file === '-').length
  if (fromInput > 1) throw new Error('Only one of --url-file, --secret-file and --token-file can be -.')
  if (url !== undefined && urlFile !== undefined) throw new Error('Give --url or --url-file, not both.')
  return {
    name,
    kind: kindOf(options),
    recipients: to ?? null,
    url: url ?? (await heldBy(urlFile)),
    secret: await heldBy(secretFile),
    token: await heldBy(tokenFile),
    slackChannel: slackChannel ?? null,
    repository: repository ?? null,
    allowPrivate: allowPrivate ?? false,
  }
}

/** How the fields that may be wrong are called here. */
const flags: Readonly<Record<string, string>> = {
  recipients: '--to',
  url: '--url or --url-file',
  secret: '--secret-file',
  token: '--token-file',
  slackChannel: '--slack-channel',
  repository: '--repository',
}

async function add(name: string, options: AddOptions): Promise<void> {
  const stated = await statedOf(name, options)
  const made = await withExistingDatabase((db) => newChannel(db, secretBox(), stated))
  if ('code' in made) {
    const flag = flags[made.field]
    throw new Error(flag === undefined ? made.message : `${flag}: ${made.message}`)
  }
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
  channel
    .command('add')
    .argument('<name>', 'what it is called')
    .description('Add a channel: mail to people, a chat, on-call, or signed requests to an address')
    .addOption(
      new Option('--kind <kind>', 'what it is (default: email with --to, webhook with --url)').choices(
        Object.keys(kinds),
      ),
    )
    .option('--to <addresses>', 'mail: to these, with commas between them; may be given several times', nameList)
    .option(
      '--url <address>',
      'webhook, slack, teams: where it is posted to; pagerduty in Europe: https://events.eu.pagerduty.com; github-issue of GitHub Enterprise: https://HOST/api/v3',
    )
    .option('--url-file <file>', 'the same, from a file or - (standard input): the address of a chat is a secret')
    .option('--secret-file <file>', 'webhook: file with what it is signed with, as whsec_… (default: one is made)')
    .option(
      '--token-file <file>',
      'slack: file with the token of a bot; pagerduty: with the integration key; github-issue: with a token; or - (standard input)',
    )
    .option('--slack-channel <id>', 'slack: id of the channel that a bot posts to, such as C0123456789')
    .option('--repository <owner/name>', 'github-issue: where issues are opened')
    .option('--allow-private', 'the address may be of a private network, and http')
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
