import { describe, expect, it } from 'vitest'
import { ReferenceReader } from '#sources/config-repository/references'
import { onlyMovesReferences } from '#sources/config-repository/transport'

const reader = new ReferenceReader()
const moves = (before: string, after: string, path = 'values.yaml'): boolean =>
  onlyMovesReferences({
    before,
    after,
    referencesBefore: reader.read(path, before).references,
    referencesAfter: reader.read(path, after).references,
  })

const digest = (pair: string): string => `sha256:${pair.repeat(32)}`

describe('a change only moves references', () => {
  it.each([
    ['of a tag', 'image:\n  tag: v1\n', 'image:\n  tag: v2\n'],
    ['of a short tag', 'image:\n  tag: 1\n', 'image:\n  tag: 2\n'],
    ['of an image in one line', 'image: acme/api:v1\n', 'image: acme/api:v2\n'],
    ['of tag and digest', `image: acme/api:v1@${digest('0a')}\n`, `image: acme/api:v2@${digest('0b')}\n`],
    ['of several services', 'a:\n  image: x/a:v1\nb:\n  image: x/b:v1\n', 'a:\n  image: x/a:v2\nb:\n  image: x/b:v3\n'],
    [
      'of what repeats the tag',
      'image:\n  tag: v1.0 # v1.0\nlabels:\n  version: v1.0\n',
      'image:\n  tag: v1.1 # v1.1\nlabels:\n  version: v1.1\n',
    ],
    ['of a registry', 'image: old.example/api:v1\n', 'image: new.example/api:v1\n'],
  ])('%s', (_, before, after) => {
    expect(moves(before, after)).toBe(true)
  })

  it.each([
    ['with a setting beside it', 'image:\n  tag: v1\nreplicas: 1\n', 'image:\n  tag: v2\nreplicas: 2\n'],
    ['with a setting of the same text', 'image:\n  tag: 1\nreplicas: 1\n', 'image:\n  tag: 2\nreplicas: 2\n'],
    ['with a line more', 'image:\n  tag: v1\n', 'image:\n  tag: v2\n  pullPolicy: Always\n'],
    ['with a service more', 'a:\n  image: x/a:v1\n', 'a:\n  image: x/a:v2\nb:\n  image: x/b:v1\n'],
    ['that moves nothing', 'image:\n  tag: v1\nreplicas: 1\n', 'image:\n  tag: v1\nreplicas: 2\n'],
    ['at all', 'image:\n  tag: v1\n', 'image:\n  tag: v1\n'],
  ])('not %s', (_, before, after) => {
    expect(moves(before, after)).toBe(false)
  })

  it('not of a chart: what it brings is unknown', () => {
    const release = (version: string): string =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a}\nspec: {chart: {spec: {chart: a, version: ${version}}}}\n`
    expect(moves(release('1.0.0'), release('1.0.1'))).toBe(false)
  })
})
