import { describe, expect, it } from 'vitest'
import { stageEnvironment } from '#sources/azure-devops/stage-environment'

describe('the environment in the name of a stage', () => {
  it.each([
    ['Production', 'production'],
    ['prod', 'prod'],
    ['Staging', 'staging'],
    ['QA', 'qa'],
    ['Deploy_Prod', 'prod'],
    ['DeployToProd', 'prod'],
    ['deployProduction', 'production'],
    ['Deploy to pre-prod', 'pre-prod'],
    ['Release to production', 'production'],
    ['Deploy stage: UAT', 'uat'],
    ['Deploy_Test', 'test'],
    ['deploy shop prod', 'prod'],
  ])('%s: %s', (name, environment) => {
    expect(stageEnvironment(name)).toEqual({ environment, placement: null })
  })

  it.each([
    ['prod-eu-west', 'prod', 'eu-west'],
    ['Deploy_Prod_EU', 'prod', 'eu'],
    ['DeployProd2', 'prod', '2'],
  ])('%s: %s, in %s', (name, environment, placement) => {
    expect(stageEnvironment(name)).toEqual({ environment, placement })
  })

  it.each([
    'Build',
    'Build_Prod',
    'Test',
    'Integration',
    'Deploy',
    'non_prod',
    'Deploy nonprod',
    '__default',
    '',
    '部署',
  ])('%s: none', (name) => {
    expect(stageEnvironment(name)).toBeNull()
  })
})
