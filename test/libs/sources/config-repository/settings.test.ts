import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readRules } from '#sources/config-repository/read-rules'
import { understandingOf } from '#sources/config-repository/settings'

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
    ['rules: [', 'line 1, column 9: this is no YAML'],
    [
      'rules:\n  - path: a\n    enviroment: b\n',
      'line 3, column 5, rules[0].enviroment: there is no such field; here may stand path, image, service, environment, placement, ignore. Did you mean environment?',
    ],
    ['rules:\n  - path: a\n  - image: 7\n', 'line 3, column 12, rules[1].image: '],
    ['environments: [prod]', 'environments'],
    ['rules: 7', 'rules'],
    ['rules:\n  - path: a\n  - path: "("\n', 'line 3, column 5, rule 2'],
    ['patterns: [{line: "no group"}]', 'pattern 1'],
    ['- a', 'the whole'],
    ['rules:\n  - *shop\n', 'line 2, column 5: Unresolved alias'],
    [`rules: &a [1, 1]\npatterns: [${'*a, '.repeat(101)}]`, 'line 2, column 12: Excessive alias count'],
  ])('%s is refused, and it is said where', (text, where) => {
    expect(() => readRules(text)).toThrow(
      expect.objectContaining({ name: 'RuleRefused', message: expect.stringContaining(where) }),
    )
  })
})
