import * as z from 'zod'
import { readRulesText } from './config-repository/rules-text.ts'
import { RuleRefused } from './config-repository/settings.ts'
import { flagPatterns, FlagRule, flagSayings } from './flag-rules.ts'

const StatedRules = z.strictObject({ rules: z.array(FlagRule).max(1_000).default([]) })
type StatedRules = z.infer<typeof StatedRules>

/** Each rule must say something; what is ignored must be told by a pattern: else everything would be dropped. */
function check({ rules }: StatedRules): void {
  for (const [index, rule] of rules.entries()) {
    const refuse = (why: string): never => {
      throw new RuleRefused(`rule ${index + 1}: ${why}`, ['rules', index])
    }
    const says = flagSayings.filter((field) => rule[field] !== undefined)
    const fitsAll = flagPatterns.every((field) => rule[field] === undefined)
    if (says.length === 0) refuse(`it says nothing; give one of ${flagSayings.join(', ')}`)
    if (rule.ignore === true && says.length > 1) refuse('what is ignored has no service and no environment')
    if (rule.ignore === true && fitsAll)
      refuse(`it would drop everything; say what it fits: ${flagPatterns.join(', ')}`)
  }
}

const fields = Object.keys(FlagRule.shape)

function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  return path[0] === 'rules' ? fields : ['rules']
}

/**
 * Reads the rules of a source of flags as a user writes them, in YAML: `rules`, a list of patterns (`key`, `project`, `tag`, `in`)
 * with what they say (`service`, `environment`, `ignore`).
 *
 * @throws RuleRefused that says what is wrong, and where
 */
export function readFlagRules(text: string): readonly FlagRule[] {
  return readRulesText<StatedRules>(text, { schema: StatedRules, fieldsAt, check }).rules
}
