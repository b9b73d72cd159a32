import { readRulesText } from './rules-text.ts'
import { ConfigRules, fieldsOfRules, understandingOf } from './settings.ts'

/**
 * Reads rules as a user writes them, in YAML.
 *
 * @throws RuleRefused that says what is wrong, and where
 */
export function readRules(text: string): ConfigRules {
  return readRulesText<ConfigRules>(text, {
    schema: ConfigRules,
    fieldsAt: ([part]) =>
      part === 'rules' || part === 'patterns' || part === 'flags' ? fieldsOfRules[part] : fieldsOfRules.file,
    check: understandingOf,
  })
}
