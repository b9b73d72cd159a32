import { whyNotPosted } from '#access/one-sender'
import { scopes, scopesFor } from '#access/scope'
import { makeToken } from '#access/token'
import { nameFault } from '#domain/given-name'
import { namesOfRepositories } from '#storage/stores/repository-sources'
import { addToken, listTokens, revokeToken } from '#storage/stores/tokens'
import { type Command, InvalidArgumentError } from 'commander'
import { readSystems } from '../server/repositories/systems.ts'
import { examples, print, printJson, say, table } from './terminal.ts'
import { withDatabase, withExistingDatabase } from './with-database.ts'

interface CreateOptions {
  readonly source: string
  readonly scope: readonly string[]
  readonly name?: string
  readonly days?: number
  readonly json?: boolean
}

const day = 86_400_000

function scope(value: string, before: readonly string[] = []): string[] {
  if (!scopes.some((known) => known === value)) {
    throw new InvalidArgumentError(`There is no scope "${value}"; there are ${scopes.join(', ')}.`)
  }
  return [...before, value]
}

/** As long as the event contract lets a source be. */
function source(value: string): string {
  if (value === '' || value.length > 100) throw new InvalidArgumentError('It must have 1 to 100 characters.')
  const wrong = nameFault(value)
  if (wrong !== null) throw new InvalidArgumentError(wrong)
  return value
}

function days(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 3_650)
    throw new InvalidArgumentError('It must be 1 to 3650 days.')
  return number
}

async function create(options: CreateOptions): Promise<void> {
  const token = makeToken()
  const expiresAt = options.days === undefined ? null : Date.now() + options.days * day
  const granted = options.scope ?? ['ingest']
  await withDatabase(async (db) => {
    const sends = granted.some((each) => scopesFor('ingest').some((known) => known === each))
    if (sends && (await namesOfRepositories(db, readSystems)).has(options.source))
      throw new Error(whyNotPosted(options.source))
    await addToken(db, {
      publicId: token.publicId,
      secretSha256: token.secretSha256,
      name: options.name ?? options.source,
      source: options.source,
      scopes: [...granted],
      expiresAt,
    })
  })
  if (options.json === true) {
    printJson({
      token: token.text,
      id: token.publicId,
      source: options.source,
      scopes: granted,
      expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    })
    return
  }
  print(token.text)
  say(
    `Shown once. Source ${options.source}, scopes ${granted.join(', ')}${expiresAt === null ? '' : `, until ${new Date(expiresAt).toISOString()}`}.`,
  )
}

function stateOf(token: { readonly revokedAt: number | null; readonly expiresAt: number | null }, now: number): string {
  if (token.revokedAt !== null) return 'revoked'
  return token.expiresAt !== null && token.expiresAt <= now ? 'expired' : 'valid'
}

async function list(options: { json?: boolean }): Promise<void> {
  const tokens = await withExistingDatabase(listTokens)
  const shown = tokens.map((token) => ({
    id: token.publicId,
    name: token.name,
    source: token.source,
    scopes: token.scopes,
    state: stateOf(token, Date.now()),
    createdAt: new Date(token.createdAt).toISOString(),
    lastUsedAt: token.lastUsedAt === null ? null : new Date(token.lastUsedAt).toISOString(),
  }))
  if (options.json === true) return printJson(shown)
  const rows = shown.map(({ id, name, source, scopes: granted, state, lastUsedAt }) => [
    id,
    name,
    source,
    granted.join(','),
    state,
    lastUsedAt ?? 'never',
  ])
  print(table([['ID', 'NAME', 'SOURCE', 'SCOPES', 'STATE', 'LAST USED'], ...rows]))
}

async function revoke(id: string, options: { json?: boolean }): Promise<void> {
  const known = await withExistingDatabase((db) => revokeToken(db, id))
  if (!known) throw new Error(`There is no token ${id}. See: npx leadline token list`)
  if (options.json === true) return printJson({ revoked: id })
  print(`Revoked ${id}. It opens nothing from now on.`)
}

/** `leadline token create|list|revoke`. */
export function tokenCommand(program: Command): void {
  const token = program.command('token').description('Make, list and revoke tokens')
  token
    .command('create')
    .description('Make a token; it is shown once and kept only as a hash')
    .option('--source <name>', 'the source whose events it may post', source, 'api')
    .option('--scope <scope>', `what it may do, repeatable: ${scopes.join(', ')} (default: ingest)`, scope)
    .option('--name <name>', 'what you will know it by')
    .option('--days <number>', 'days until it expires', days)
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      examples(
        'npx leadline token create --source ci',
        'npx leadline token create --source dashboards --scope read --days 90',
      ),
    )
    .action(create)
  token.command('list').description('All tokens, newest first').option('--json', 'for machines').action(list)
  token
    .command('revoke')
    .argument('<id>', 'the six characters after ll_')
    .description('Revoke a token at once')
    .option('--json', 'for machines')
    .action(revoke)
}
