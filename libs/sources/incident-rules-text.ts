import * as z from 'zod'
import { readRulesText } from './config-repository/rules-text.ts'
import { RuleRefused } from './config-repository/settings.ts'
import { incidentPatterns, IncidentRule, incidentSayings } from './incident-rules.ts'

const StatedRules = z.strictObject({ rules: z.array(IncidentRule).max(1_000).default([]) })
type StatedRules = z.infer<typeof StatedRules>

/** Each rule must say something; what is no incident must be told by a pattern: else everything would be dropped. */
function check({ rules }: StatedRules): void {
  for (const [index, rule] of rules.entries()) {
    const refuse = (why: string): never => {
      throw new RuleRefused(`rule ${index + 1}: ${why}`, ['rules', index])
    }
    const says = incidentSayings.filter((field) => rule[field] !== undefined)
    const fitsAll = incidentPatterns.every((field) => rule[field] === undefined)
    if (says.length === 0) refuse(`it says nothing; give one of ${incidentSayings.join(', ')}`)
    if (rule.incident === false && says.length > 1) refuse('what is no incident has no service, environment or class')
    if (rule.incident === false && fitsAll)
      refuse(`it would drop everything; say what it fits: ${incidentPatterns.join(', ')}`)
  }
}

const fields = Object.keys(IncidentRule.shape)

function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  return path[0] === 'rules' ? fields : ['rules']
}

/**
 * Reads the rules of an incident tool's source as a user writes them, in YAML: `rules`, a list of patterns (`key`, `title`, `type`,
 * `labels`) with what they say (`service`, `environment`, `classification`, `incident`).
 *
 * @throws RuleRefused that says what is wrong, and where
 */
export function readIncidentRules(text: string): readonly IncidentRule[] {
  return readRulesText<StatedRules>(text, { schema: StatedRules, fieldsAt, check }).rules
}
