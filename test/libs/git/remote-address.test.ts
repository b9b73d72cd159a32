import { describe, expect, it } from 'vitest'
import { parseRemoteAddress } from '#git/remote-address'

describe('the address of a repository', () => {
  it.each([
    ['https://git.example/acme/shop.git', 'https://git.example/acme/shop.git', 'https', 'https://git.example'],
    [
      ' https://git.example:8443/a/b?tab=readme#top ',
      'https://git.example:8443/a/b',
      'https',
      'https://git.example:8443',
    ],
    ['http://127.0.0.1:4000/a', 'http://127.0.0.1:4000/a', 'http', 'http://127.0.0.1:4000'],
    ['http://[::1]:4000/a', 'http://[::1]:4000/a', 'http', 'http://[::1]:4000'],
    ['ssh://git@git.example:2222/a/b', 'ssh://git@git.example:2222/a/b', 'ssh', null],
    ['git@git.example:acme/shop.git', 'git@git.example:acme/shop.git', 'ssh', null],
    ['git.example:/srv/shop', 'git.example:/srv/shop', 'ssh', null],
  ])('%s is taken', (sent, url, protocol, origin) => {
    expect(parseRemoteAddress(sent)).toEqual({ url, protocol, origin, credentials: null })
  })

  it.each([
    ['https://ada:se%40cret@git.example/a/b', { username: 'ada', password: 'se@cret' }],
    ['https://token@git.example/a/b', { password: 'token' }],
  ])('gives its credentials apart: %s', (sent, credentials) => {
    expect(parseRemoteAddress(sent)).toMatchObject({ url: 'https://git.example/a/b', credentials })
  })

  it('loses a password that ssh would not take', () => {
    expect(parseRemoteAddress('ssh://git:secret@git.example/a')).toMatchObject({ url: 'ssh://git@git.example/a' })
  })

  it.each([
    '',
    ' ',
    '-x',
    '--upload-pack=touch /tmp/x',
    'ext::sh -c "touch /tmp/x"',
    'ext::sh',
    'fd::17',
    'https::https://git.example/a',
    'git://git.example/a',
    'ftp://git.example/a',
    'http://git.example/a',
    'https://git.example/a\nb',
    'https://git.example/a b',
    'https://',
    'ssh://-oProxyCommand=touch/a',
    '-oProxyCommand=x:a',
    'git@-x:a',
    'git@git.example:-x',
    'file:///srv/git/a',
    '/srv/git/a',
    '../a',
    'C:\\a',
    'acme/shop',
    `https://git.example/${'a'.repeat(3_000)}`,
  ])('refuses %j', (sent) => {
    expect(() => parseRemoteAddress(sent)).toThrow(expect.objectContaining({ code: 'REFUSED_URL' }))
  })

  it('takes a folder of this machine where that is allowed', () => {
    const allowed = { allowFile: true }
    expect(parseRemoteAddress('file:///srv/git/a', allowed)).toMatchObject({ protocol: 'file' })
    expect(() => parseRemoteAddress('file://other/srv', allowed)).toThrow('names a host')
  })

  it('shows no credential when it refuses', () => {
    expect(() => parseRemoteAddress('ftp://ada:secret@git.example/a')).toThrow(/^(?!.*secret)/)
    expect(() => parseRemoteAddress('http://ada:secret@git.example/a')).toThrow(/^(?!.*secret)/)
    expect(() => parseRemoteAddress('https://ada:my secret@git.example/a')).toThrow(/^(?!.*secret)/)
    expect(() => parseRemoteAddress('https://ada:the"\nsecret@git.example/a')).toThrow(/^(?!.*secret)/)
  })
})
