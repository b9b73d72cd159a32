import { Args, ArgsType, Context, Field, ID, Mutation, Query, Resolver } from '@nestjs/graphql'
import { whyNotPosted } from '#access/one-sender'
import { isScope, scopes as known, scopesFor } from '#access/scope'
import { namesOfRepositories } from '#storage/stores/repository-sources'
import { listTokens, revokeToken } from '#storage/stores/tokens'
import type { Asked } from '../asked.ts'
import type { Outside } from '../outside.ts'
import { globalId, parseGlobalId } from '../relay/global-id.ts'
import { badName, userError } from '../relay/user-error.ts'
import type { UserErrorType } from '../relay/user-error.type.ts'
import { DateTime } from '../scalars/date-time.ts'
import { newToken } from './new-token.ts'
import { tokenView } from './token-view.ts'
import { TokenPayloadType, TokenType } from './token.type.ts'

@ArgsType()
class TokenCreateArgs {
  @Field(() => String, { description: 'What it is for, to know it by in lists.' })
  readonly name!: string

  @Field(() => String, { nullable: true, description: 'The source that it sends for; api when left out.' })
  readonly source?: string | null

  @Field(() => [String], { description: 'What it lets its holder do: ingest, ingest:*, read, import or admin.' })
  readonly scopes!: readonly string[]

  @Field(() => DateTime, { nullable: true, description: 'When it ends; never when left out.' })
  readonly expiresAt?: number | null
}

function errorsOf({ name, source, scopes, expiresAt }: TokenCreateArgs, now: number): UserErrorType[] {
  const errors = [badName(name, 'name'), badName(source ?? 'api', 'source')].filter((error) => error !== null)
  const strange = scopes.filter((scope) => !isScope(scope))
  if (scopes.length === 0 || strange.length > 0) {
    errors.push(userError('BAD_SCOPE', `Give scopes among ${known.join(', ')}.`, 'scopes'))
  }
  if (typeof expiresAt === 'number' && expiresAt <= now) {
    errors.push(userError('IN_THE_PAST', 'A token must end in the future.', 'expiresAt'))
  }
  return errors
}

async function takenName(
  { writes, repositories }: Outside,
  { source, scopes }: TokenCreateArgs,
): Promise<UserErrorType[]> {
  const name = source ?? 'api'
  if (!scopesFor('ingest').some((scope) => scopes.includes(scope))) return []
  const read = await namesOfRepositories(writes, repositories.systems)
  return read.has(name) ? [userError('NAME_TAKEN', whyNotPosted(name), 'source')] : []
}

@Resolver()
export class TokenResolver {
  @Query(() => [TokenType], { description: 'All tokens, the newest first; at most 1,000. Never what one is shown as.' })
  async tokens(@Context() { outside, now, viewer }: Asked): Promise<TokenType[]> {
    const rows = await listTokens(outside.db)
    return rows.map((row) => tokenView(row, { now, asker: viewer.tokenId }))
  }

  @Mutation(() => TokenPayloadType, { description: 'Makes a token; its text is answered this once.' })
  async tokenCreate(@Args() words: TokenCreateArgs, @Context() { outside, now }: Asked): Promise<TokenPayloadType> {
    const userErrors = errorsOf(words, now)
    if (userErrors.length === 0) userErrors.push(...(await takenName(outside, words)))
    if (userErrors.length > 0) return { id: null, token: null, userErrors }
    const { name, source, scopes, expiresAt } = words
    const made = await newToken(outside.writes, {
      name,
      source: source ?? 'api',
      scopes: [...new Set(scopes)].filter((scope) => isScope(scope)),
      expiresAt: expiresAt ?? null,
    })
    return { id: globalId('Token', made.publicId), token: made.text, userErrors: [] }
  }

  @Mutation(() => TokenPayloadType, { description: 'Revokes a token; it is refused from now on.' })
  async tokenRevoke(
    @Args('id', { type: () => ID, description: 'Its id, as making it answered or `npx leadline token list` shows.' })
    id: string,
    @Context() { outside }: Asked,
  ): Promise<TokenPayloadType> {
    const parsed = parseGlobalId(id)
    const publicId = parsed?.type === 'Token' ? (parsed.parts[0] ?? '') : id
    const found = await revokeToken(outside.writes, publicId)
    const userErrors = found ? [] : [userError('NOT_FOUND', 'There is no token with this id.', 'id')]
    return { id: found ? globalId('Token', publicId) : null, token: null, userErrors }
  }
}
