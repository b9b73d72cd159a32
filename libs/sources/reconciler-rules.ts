import * as z from 'zod'
import { RuleRefused } from './config-repository/settings.ts'
import { readRulesText } from './config-repository/rules-text.ts'

const Text = z.string().trim().min(1).max(300)

const shape = {
  name: Text.optional(),
  namespace: Text.optional(),
  cluster: Text.optional(),
  path: Text.optional(),
  service: Text.optional(),
  environment: Text.optional(),
  placement: Text.optional(),
  ignore: z.boolean().optional(),
}

const patterns = ['name', 'namespace', 'cluster', 'path'] as const
const says = ['service', 'environment', 'placement'] as const

const StatedRules = z.strictObject({ rules: z.array(z.strictObject(shape)).max(1_000).default([]) })
type StatedRules = z.infer<typeof StatedRules>

/** Each rule must say something, and what is no service must be told by a pattern: else everything would be dropped. */
function check({ rules }: StatedRules): void {
  for (const [index, rule] of rules.entries()) {
    const refuse = (why: string): never => {
      throw new RuleRefused(`rule ${index + 1}: ${why}`, ['rules', index])
    }
    const isSaying = says.some((field) => rule[field] !== undefined)
    if (!isSaying && rule.ignore !== true) refuse(`it says nothing; give ${says.join(', ')} or ignore: true`)
    if (isSaying && rule.ignore === true) refuse('what is ignored has no service, environment or placement')
    if (rule.ignore === true && patterns.every((field) => rule[field] === undefined))
      refuse(`it would ignore everything; say what it fits: ${patterns.join(', ')}`)
  }
}

/**
 * Reads the rules of a reconciler's source as a user writes them, in YAML: `rules`, a list of patterns (`name`, `namespace`, `cluster`,
 * `path`) with what they say (`service`, `environment`, `placement`, `ignore`).
 *
 * @throws RuleRefused that says what is wrong, and where
 */
export function readReconcilerRules(text: string): StatedRules['rules'] {
  const fieldsAt = ([part]: readonly PropertyKey[]): string[] => (part === 'rules' ? Object.keys(shape) : ['rules'])
  return readRulesText<StatedRules>(text, { schema: StatedRules, fieldsAt, check }).rules
}
