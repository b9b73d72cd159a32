import * as z from 'zod'
import { readRulesText } from './config-repository/rules-text.ts'
import { RuleRefused } from './config-repository/settings.ts'
import { deploymentPatterns, DeploymentRule, deploymentSayings } from './deployment-rules.ts'

const StatedRules = z.strictObject({ rules: z.array(DeploymentRule).max(1_000).default([]) })
type StatedRules = z.infer<typeof StatedRules>

/** Each rule must say something; what deploys, and what deploys nothing, must be told by a pattern: else every run would. */
function check({ rules }: StatedRules): void {
  for (const [index, rule] of rules.entries()) {
    const refuse = (why: string): never => {
      throw new RuleRefused(`rule ${index + 1}: ${why}`, ['rules', index])
    }
    const says = deploymentSayings.filter((field) => rule[field] !== undefined)
    const fitsAll = deploymentPatterns.every((field) => rule[field] === undefined)
    if (says.length === 0) refuse(`it says nothing; give one of ${deploymentSayings.join(', ')}`)
    if (rule.ignore === true && says.length > 1) refuse('what is ignored has no service and no environment')
    if (fitsAll && (rule.ignore === true || rule.environment !== undefined))
      refuse(`it would fit every run; say what it fits: ${deploymentPatterns.join(', ')}`)
  }
}

const fields = Object.keys(DeploymentRule.shape)

function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  return path[0] === 'rules' ? fields : ['rules']
}

/**
 * Reads the rules of a source of pipelines as a user writes them, in YAML: `rules`, a list of patterns (`pipeline`, `stage`,
 * `branch`, `repository`) with what they say (`service`, `environment`, `ignore`).
 *
 * @throws RuleRefused that says what is wrong, and where
 */
export function readDeploymentRules(text: string): readonly DeploymentRule[] {
  return readRulesText<StatedRules>(text, { schema: StatedRules, fieldsAt, check }).rules
}
