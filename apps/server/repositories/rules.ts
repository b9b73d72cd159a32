import { readRules } from '#sources/config-repository/read-rules'
import { ConfigRepositorySettings, RuleRefused } from '#sources/config-repository/settings'

/** Rules as they are kept. */
export type Understood = Readonly<Record<string, unknown>>

/**
 * Rules in YAML as they are to be kept, or what is wrong in them. An environment that they do not tell stays as a source is
 * set to.
 *
 * @param settings of the source; null for a new one.
 */
export function understoodOf(
  text: string,
  settings: unknown,
): { readonly understood: Understood } | { readonly refused: string } {
  const before = settings === null ? undefined : ConfigRepositorySettings.parse(settings).understood.environment
  try {
    const { environment = before, ...rest } = readRules(text)
    return { understood: { ...rest, ...(environment === undefined ? {} : { environment }) } }
  } catch (error) {
    if (!(error instanceof RuleRefused)) throw error
    return { refused: error.message }
  }
}
