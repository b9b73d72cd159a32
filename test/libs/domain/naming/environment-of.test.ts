import { describe, expect, it } from 'vitest'
import { environmentOf } from '#domain/naming/environment-of'

/** `environment/placement`, with `-` for what nothing tells. */
function told(path: string, hints: readonly string[] = []): string {
  const { environment, placement } = environmentOf(path, hints)
  return `${environment ?? '-'} ${placement ?? '-'}`
}

describe('the environment of a file', () => {
  it.each([
    ['envs/prod/api.yaml', 'prod -'],
    ['environments/staging/values.yaml', 'staging -'],
    ['apps/api/overlays/production/kustomization.yaml', 'production -'],
    ['image-tags/production/api', 'production -'],
    ['image-tags/integration/publishing-api', 'integration -'],
    ['production.env', 'production -'],
    ['.env.production', 'production -'],
    ['charts/api/values-prod.yaml', 'prod -'],
    ['charts/api/values.prod.yaml', 'prod -'],
    ['charts/api/prod-values.yaml', 'prod -'],
    ['charts/api/values_production.json', 'production -'],
    ['charts/api/values-dev.yaml.gotmpl', 'dev -'],
    ['charts/api/values-pre-prod.yaml', 'pre-prod -'],
    ['apps/api-staging.yaml', 'staging -'],
    ['api-production/deployment.yaml', 'production -'],
    ['environments/eu-live-2/api.yaml', 'live eu-live-2'],
    ['overlays/canary/kustomization.yaml', 'canary -'],
    ['envs/pr-123/api.yaml', 'pr-123 -'],
    ['Prod/api.yaml', 'Prod -'],
  ])('of %s is %s', (path, expected) => {
    expect(told(path)).toBe(expected)
  })

  it.each([
    ['apps/api/base/kustomization.yaml', '- -'],
    ['apps/api/deployment.yaml', '- -'],
    ['apps/dev-portal/deployment.yaml', '- -'],
    ['apps/test-runner.yaml', '- -'],
    ['apps/live-chat/values.yaml', '- -'],
    ['apps/stage-manager/values.yaml', '- -'],
    ['charts/api/values-non-prod.yaml', '- -'],
    ['nonprod/api.yaml', '- -'],
    ['README', '- -'],
  ])('is not told by %s', (path, expected) => {
    expect(told(path)).toBe(expected)
  })

  it.each([
    ['image-tags/production/live-chat', 'production -'],
    ['envs/prod/test-runner/values.yaml', 'prod -'],
    ['test/envs/prod/api.yaml', 'prod -'],
    ['production/dev-portal/values.yaml', 'production -'],
  ])('is the one that the folders mean: %s', (path, expected) => {
    expect(told(path)).toBe(expected)
  })
})

describe('the placement of a file', () => {
  it.each([
    ['clusters/prod-eu/api.yaml', 'prod prod-eu'],
    ['clusters/aws-prod-eu-west-1/api.yaml', 'prod aws-prod-eu-west-1'],
    ['clusters/production/api.yaml', 'production -'],
    ['clusters/eu-1/production/api.yaml', 'production eu-1'],
    ['envs/prod/clusters/blue/api.yaml', 'prod blue'],
    ['envs/prod-eu/api.yaml', 'prod prod-eu'],
    ['environments/eu/prod/api.yaml', 'prod eu'],
    ['envs/prod/eu-west-1/api.yaml', 'prod eu-west-1'],
    ['prod/europe-west4/api.yaml', 'prod europe-west4'],
    ['prod-us/api.yaml', 'prod prod-us'],
    ['eu-prod/api.yaml', 'prod eu-prod'],
    ['values/prod-us.yaml', 'prod prod-us'],
    ['clusters/blue/api.yaml', '- blue'],
  ])('%s is %s', (path, expected) => {
    expect(told(path)).toBe(expected)
  })
})

describe('what stands inside a file', () => {
  it.each([
    ['production', 'production -'],
    ['shop-prod', 'prod -'],
    ['./apps/overlays/staging', 'staging -'],
    ['values-uat.yaml', '- -'],
    ['dev-portal', '- -'],
    ['default', '- -'],
  ])('%s tells %s where the path tells nothing', (hint, expected) => {
    expect(told('apps/api.yaml', [hint])).toBe(expected)
  })

  it('never beats the path', () => {
    expect(told('envs/staging/api.yaml', ['production'])).toBe('staging -')
  })
})

describe('the template of a path', () => {
  it.each([
    ['envs/prod/api.yaml', 'envs/staging/api.yaml'],
    ['charts/api/values-prod.yaml', 'charts/api/values-dev.yaml'],
    ['clusters/prod-eu/api.yaml', 'clusters/staging-us/api.yaml'],
    ['production.env', 'staging.env'],
    ['api-production/values.yaml', 'api-staging/values.yaml'],
    ['environments/eu/prod/api.yaml', 'environments/us/staging/api.yaml'],
  ])('is the same in all environments: %s, %s', (one, other) => {
    expect(environmentOf(one).template).toBe(environmentOf(other).template)
    expect(environmentOf(one).template).toContain('*')
  })

  it('leaves the names that may be the service', () => {
    expect(environmentOf('apps/api/overlays/prod/kustomization.yaml').rest).toEqual([
      'apps',
      'api',
      'overlays',
      'kustomization',
    ])
    expect(environmentOf('api-production/deployment.yaml').rest).toEqual(['api', 'deployment'])
    expect(environmentOf('image-tags/production/publishing-api').rest).toEqual(['image-tags', 'publishing-api'])
    expect(environmentOf('charts/api/values-prod.yaml').rest).toEqual(['charts', 'api', 'values'])
  })
})
