import { describe, expect, it } from 'vitest'
import { type DeploymentRule, readDeploymentSettings, ruledDeployment } from '#sources/deployment-rules'
import { readDeploymentRules } from '#sources/deployment-rules-text'

const stage = { pipeline: 'checkout-ci', stages: ['s7', 'Ship it'], branch: 'main', repository: 'Shop/checkout' }
const run = { ...stage, stages: null }
const none = { service: null, environment: null, ignoredBy: null, wholeRunBy: null }

describe('rules of what deploys', () => {
  it.each<[what: string, rules: DeploymentRule[], said: object]>([
    ['a stage by its name', [{ stage: 's7', environment: 'live' }], { environment: 'live' }],
    ['a stage by the name that is shown', [{ stage: 'Ship*', environment: 'live' }], { environment: 'live' }],
    [
      'of several the first',
      [
        { stage: 's7', environment: 'a' },
        { stage: 's*', environment: 'b' },
      ],
      { environment: 'a' },
    ],
    [
      'each thing by the first that says it',
      [
        { branch: 'main', service: 'checkout' },
        { stage: 's7', service: 'other', environment: 'live' },
      ],
      { service: 'checkout', environment: 'live' },
    ],
    ['none of another branch', [{ branch: 'release/*', stage: 's7', environment: 'live' }], {}],
    ['none of another repository', [{ repository: 'Shop/web', environment: 'live' }], {}],
    ['a whole run', [{ pipeline: 'checkout-*', environment: 'live' }], { wholeRunBy: 1 }],
    [
      'nothing',
      [
        { stage: 's9', environment: 'live' },
        { pipeline: '*-ci', ignore: true },
      ],
      { ignoredBy: 2 },
    ],
    [
      'what is not to be ignored before',
      [
        { stage: 's7', ignore: false },
        { pipeline: '*', ignore: true },
      ],
      {},
    ],
  ])('say of a stage: %s', (_, rules, said) => {
    expect(ruledDeployment(stage, { rules })).toEqual({ ...none, ...said })
  })

  it('say of a run what is said without a stage', () => {
    const rules = [
      { stage: 's7', environment: 'staging' },
      { pipeline: 'checkout-*', environment: 'live' },
    ]
    expect(ruledDeployment(run, { rules })).toEqual({ ...none, environment: 'live' })
  })

  it('say nothing where a part cannot be read', () => {
    const stored = {
      environment: 'live',
      rules: [{ stage: 's7', environment: 7 }, { stage: 's8', environment: 'live' }, 1],
    }
    expect(readDeploymentSettings(stored)).toEqual({
      environment: 'live',
      rules: [{ stage: 's8', environment: 'live' }],
    })
    expect(readDeploymentSettings('x')).toEqual({ rules: [] })
  })

  it.each([
    ['rules:\n  - stage: x', /rule 1: it says nothing; give one of service, environment, ignore/],
    ['rules:\n  - environment: live', /rule 1: it would fit every run/],
    ['rules:\n  - ignore: true', /rule 1: it would fit every run/],
    ['rules:\n  - stage: x\n    ignore: true\n    service: y', /what is ignored has no service/],
    ['rules:\n  - stages: x', /line 2, column 5, rules\[0\]\.stages: there is no such field.*Did you mean stage\?/],
  ])('%s is refused', (text, why) => {
    expect(() => readDeploymentRules(text)).toThrow(why)
  })

  it('are read as they are written', () => {
    expect(readDeploymentRules('rules:\n  - service: checkout\n  - stage: x\n    environment: live')).toEqual([
      { service: 'checkout' },
      { stage: 'x', environment: 'live' },
    ])
  })
})
