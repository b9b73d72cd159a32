import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRules, understandingOf } from '#sources/config-repository/settings'

const readme = readFileSync('libs/sources/config-repository/README.md', 'utf8')

describe('rules of a user', () => {
  it('are read as its page writes them', () => {
    const written = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
    const { environment, rules, patterns } = understandingOf(readRules(written))
    expect(environment).toBe('production')
    expect(rules[0]?.path?.match('stacks/staging/api/values.yaml')).toEqual({ environment: 'staging', service: 'api' })
    expect(rules.map(({ ignored }) => ignored)).toEqual([false, false, true])
    expect(patterns[0]?.line.match('api -> 1.2.3')).toEqual({ service: 'api', tag: '1.2.3' })
  })

  it('may be none', () => {
    expect(readRules('')).toEqual({ rules: [], patterns: [] })
  })

  it.each([
    ['rules: [', 'at line 1'],
    ['environments: [prod]', 'environments'],
    ['rules: 7', 'rules'],
    ['rules: [{path: "("}]', 'rule 1'],
    ['patterns: [{line: "no group"}]', 'pattern 1'],
    ['- a', 'the whole'],
  ])('%s is refused, and it is said where', (text, where) => {
    expect(() => readRules(text)).toThrow(where)
  })
})
