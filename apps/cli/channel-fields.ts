import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import type { ChannelChange } from '#alerts/changed-channel'
import type { Command } from 'commander'
import { nameList } from './name-list.ts'

/** What a channel is made of, as it is given at the command line. */
export interface FieldOptions {
  readonly to?: readonly string[]
  readonly url?: string
  readonly urlFile?: string
  readonly secretFile?: string
  readonly tokenFile?: string
  readonly slackChannel?: string
  readonly repository?: string
  readonly allowPrivate?: boolean
}

/** What a file holds, or what is read from the terminal; null where none is named. */
async function heldBy(file: string | undefined): Promise<string | null> {
  if (file === undefined) return null
  const held = (file === '-' ? await text(process.stdin) : await readFile(file, 'utf8')).trim()
  if (held === '') throw new Error(`There is nothing in ${file === '-' ? 'what was sent' : file}.`)
  return held
}

/** What was given, read from files where files were named; null where it was not. */
export async function givenFields(options: FieldOptions): Promise<ChannelChange> {
  const { to, url, urlFile, secretFile, tokenFile, slackChannel, repository, allowPrivate } = options
  const fromInput = [urlFile, secretFile, tokenFile].filter((file) => file === '-').length
  if (fromInput > 1) throw new Error('Only one of --url-file, --secret-file and --token-file can be -.')
  if (url !== undefined && urlFile !== undefined) throw new Error('Give --url or --url-file, not both.')
  return {
    recipients: to ?? null,
    url: url ?? (await heldBy(urlFile)),
    secret: await heldBy(secretFile),
    token: await heldBy(tokenFile),
    slackChannel: slackChannel ?? null,
    repository: repository ?? null,
    allowPrivate: allowPrivate ?? null,
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

/** What is wrong with a field, with how it is given. */
export function fieldFault({ field, message }: { readonly field: string; readonly message: string }): Error {
  const flag = flags[field]
  return new Error(flag === undefined ? message : `${flag}: ${message}`)
}

/** Gives a command the options of all fields; `otherwise` says what the secret of a webhook is without one. */
export function withFields(command: Command, otherwise: string): Command {
  return command
    .option('--to <addresses>', 'mail: to these, with commas between them; may be given several times', nameList)
    .option(
      '--url <address>',
      'webhook, slack, teams: where it is posted to; pagerduty in Europe: https://events.eu.pagerduty.com; github-issue of GitHub Enterprise: https://HOST/api/v3',
    )
    .option('--url-file <file>', 'the same, from a file or - (standard input): the address of a chat is a secret')
    .option('--secret-file <file>', `webhook: file with what it is signed with, as whsec_… (default: ${otherwise})`)
    .option(
      '--token-file <file>',
      'slack: file with the token of a bot; pagerduty: with the integration key; github-issue: with a token; or - (standard input)',
    )
    .option('--slack-channel <id>', 'slack: id of the channel that a bot posts to, such as C0123456789')
    .option('--repository <owner/name>', 'github-issue: where issues are opened')
    .option('--allow-private', 'the address may be of a private network, and http')
}
