import { leadlineCommand } from '#domain/shell-command'
import { presetAdmin } from './scope.ts'

/**
 * Why no repository may be read under a name; null where it may. What a repository told is taken back when its rules change,
 * and what others said under the same name would go with it.
 *
 * @param tokens that send under the name.
 */
export function whyNotRead(name: string, tokens: readonly { readonly publicId: string }[]): string | null {
  if (name === presetAdmin.source)
    return `${name} is the name of whoever posts without one, and a name is of one sender only; give the repository another one.`
  if (tokens.length === 0) return null
  const ids = tokens.map(({ publicId }) => publicId)
  const [only] = ids.length === 1 ? ids : []
  const revoke = `revoke what nobody needs: ${leadlineCommand('token', 'revoke', only ?? 'ID')}`
  return `Tokens post events as ${name} (${ids.slice(0, 10).join(', ')}), and a name is of one sender only; give the repository another name, or ${revoke}`
}

/** Why nobody posts under the name of a repository that is read. */
export function whyNotPosted(name: string): string {
  return `${name} is a repository that Leadline reads, and a name is of one sender only; choose another name for what posts.`
}
