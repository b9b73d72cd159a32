import { describe, expect, it } from 'vitest'
import { parseImage, shortImage } from '#domain/naming/image-name'

const digest = `sha256:${'0a'.repeat(32)}`

describe('images', () => {
  it.each([
    ['nginx', { image: 'nginx' }],
    ['nginx:1.27', { image: 'nginx', tag: '1.27' }],
    ['localhost:5000/api', { image: 'localhost:5000/api' }],
    ['registry.example:5000/acme/api:v1', { image: 'registry.example:5000/acme/api', tag: 'v1' }],
    [`acme/api@${digest}`, { image: 'acme/api', digest }],
    [`acme/api:v1@${digest}`, { image: 'acme/api', tag: 'v1', digest }],
  ])('%s', (text, expected) => {
    expect(parseImage(text)).toEqual(expected)
  })

  it.each([
    '',
    ' ',
    'acme/api:',
    'acme/api:${TAG}',
    '$(IMAGE)',
    'acme/\uE000:v1',
    'a b',
    'acme//api:v1',
    'acme/api@sha256:12',
    `sha256:${'0a'.repeat(32)}`,
    'http://x/y',
    'x'.repeat(800),
  ])('%j is none', (text) => {
    expect(parseImage(text)).toBeNull()
  })

  it('are called by the end of their name', () => {
    expect(shortImage('registry.example/acme/api')).toBe('api')
    expect(shortImage('registry.example/acme/api', 2)).toBe('acme/api')
  })
})
