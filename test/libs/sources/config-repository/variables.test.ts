import { describe, expect, it } from 'vitest'
import { looksLikeVersion, variableName, variableReferences } from '#sources/config-repository/variables'

describe('names of variables', () => {
  it.each([
    ['TAG', null],
    ['IMAGE_TAG', null],
    ['image_tag', null],
    ['imageTag', null],
    ['DOCKER_TAG', null],
    ['DOCKER_IMAGE_VERSION', null],
    ['API_TAG', 'api'],
    ['API_DOCKER_TAG', 'api'],
    ['PUBLISHING_API_IMAGE_TAG', 'publishing-api'],
    ['publishingApiImageTag', 'publishing-api'],
    ['publishing-api-image-tag', 'publishing-api'],
    ['API_IMAGE', 'api'],
    ['API_IMAGE_DIGEST', 'api'],
  ])('%s is of %s', (name, service) => {
    expect(variableName(name)).toMatchObject({ service })
  })

  it.each(['API_URL', 'STAGE', 'K8S_VERSION', 'API_VERSION', 'IMAGES', ''])('%s names none', (name) => {
    expect(variableName(name)).toBeNull()
  })
})

describe('what looks like a version', () => {
  it.each([
    'v1',
    '1.2.3',
    '1690',
    'abc1234',
    'release-1234',
    'main-abc1234-1699999999',
    'sha-abc1234',
    'v1.2.3-rc.1',
    '2024-01-02',
  ])('%s does', (text) => {
    expect(looksLikeVersion(text)).toBe(true)
  })

  it.each(['app', 'latest', 'kube.*', 'fix-login', 'web', ''])('%s does not', (text) => {
    expect(looksLikeVersion(text)).toBe(false)
  })
})

it('reads a file of variables', () => {
  const text = [
    '# tags of production',
    'API_DOCKER_TAG="abc1234"',
    "export WEB_TAG='v2' # the old one",
    'WORKER_IMAGE=registry.example:5000/acme/worker:v3',
    'image_tag = "v4"',
    'API_URL=https://api.example',
    'SOME_TAG=team',
    `digest=sha256:${'0a'.repeat(32)}`,
    'NEXT_TAG=${API_DOCKER_TAG}',
    'nonsense',
  ].join('\n')
  expect(variableReferences(text)).toMatchObject([
    { key: 'API_DOCKER_TAG', tag: 'abc1234', names: ['api'] },
    { key: 'WEB_TAG', tag: 'v2', names: ['web'] },
    { key: 'WORKER_IMAGE', image: 'registry.example:5000/acme/worker', tag: 'v3', names: ['worker', 'worker'] },
    { key: 'image_tag', tag: 'v4', names: [] },
  ])
  expect(variableReferences(text)).toHaveLength(4)
})
