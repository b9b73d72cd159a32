import { describe, expect, it } from 'vitest'
import { isThirdParty } from '#sources/config-repository/third-party'

const at = { path: 'apps/values.yaml', key: 'image' }

describe('what others built', () => {
  it.each([
    ['redis', true],
    ['bitnami/redis', true],
    ['docker.io/library/redis', true],
    ['quay.io/jetstack/cert-manager-controller', true],
    ['registry.k8s.io/ingress-nginx/controller', true],
    ['ghcr.io/else/tool', true],
    ['ghcr.io/Acme/shop', false],
    ['acme/shop', false],
    ['registry.acme.example/shop', false],
    ['localhost:5000/shop', false],
    ['123.dkr.ecr.eu-west-1.amazonaws.com/shop', false],
  ])('image %s: %s', (image, others) => {
    expect(isThirdParty({ ...at, image, tag: '1' }, 'github.com/acme/live')).toBe(others)
  })

  it.each([
    ['https://charts.jetstack.io', true],
    ['https://acme.github.io/charts', false],
    ['oci://ghcr.io/acme/charts', false],
    [undefined, false],
  ])('chart of %s: %s', (repository, others) => {
    const chart = { ...at, chart: 'some', ref: '1.0.0', ...(repository === undefined ? {} : { repository }) }
    expect(isThirdParty(chart, 'github.com/acme/live')).toBe(others)
  })

  it('is nothing of which only a tag is said', () => {
    expect(isThirdParty({ ...at, tag: '1' }, 'github.com/acme/live')).toBe(false)
  })
})
