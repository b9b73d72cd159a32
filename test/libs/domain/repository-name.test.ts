import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normaliseRepository } from '#domain/repository-name'

describe('the name of a repository', () => {
  it.each([
    'git.example/Acme/Shop',
    'GIT.Example/Acme/Shop',
    'https://git.example/Acme/Shop',
    'https://git.example/Acme/Shop.git',
    'https://git.example/Acme/Shop.git/',
    'https://git.example:443/Acme/Shop//',
    'https://ada:se:cret@git.example/Acme/Shop.git',
    'ssh://git@git.example:22/Acme/Shop.git',
    'git+ssh://git@git.example/Acme/Shop',
    'git@git.example:Acme/Shop.git',
    'git@git.example:/Acme/Shop.git',
    'git.example:Acme/Shop',
    ' https://git.example/Acme/Shop?tab=readme#top ',
  ])('%s is git.example/Acme/Shop', (sent) => {
    expect(normaliseRepository(sent)).toBe('git.example/Acme/Shop')
  })

  it.each([
    ['https://git.example:8443/a/b', 'git.example:8443/a/b'],
    ['ssh://git@Git.example:2222/a/b.git', 'git.example:2222/a/b'],
    ['https://git.example/group/Sub/name', 'git.example/group/Sub/name'],
    ['Acme/Shop', 'Acme/Shop'],
    ['Acme/Shop.git', 'Acme/Shop'],
    ['http://LOCALHOST/a/b', 'localhost/a/b'],
    ['https://[2001:db8::1]/a/b', '[2001:db8::1]/a/b'],
    ['https://', ''],
    ['.git', ''],
  ])('%s is %s', (sent, name) => {
    expect(normaliseRepository(sent)).toBe(name)
  })

  it.each([
    'https://acme@dev.azure.com/acme/Shop/_git/checkout',
    'git@ssh.dev.azure.com:v3/acme/Shop/checkout',
    'ssh://git@ssh.dev.azure.com/v3/acme/Shop/checkout',
    'acme@vs-ssh.visualstudio.com:v3/acme/Shop/checkout',
    'https://acme.visualstudio.com/Shop/_git/checkout',
    'https://acme.visualstudio.com/DefaultCollection/Shop/_git/checkout',
  ])('%s is one repository of Azure DevOps', (sent) => {
    expect(normaliseRepository(sent)).toBe('dev.azure.com/acme/Shop/_git/checkout')
  })

  it.each(['https://dev.azure.com/acme/_git/Shop', 'https://acme.visualstudio.com/_git/Shop'])(
    '%s is of the project of its own name',
    (sent) => {
      expect(normaliseRepository(sent)).toBe('dev.azure.com/acme/Shop/_git/Shop')
    },
  )

  it('does not change when it is normalised again', () => {
    const part = fc.constantFrom(
      'git',
      '@',
      ':',
      '/',
      '.git',
      '443',
      '22',
      'Host.example',
      '://',
      'https',
      'dev.azure.com',
      'visualstudio.com',
      'ssh.dev.azure.com/v3/',
      '_git',
      'a',
      '?',
      '#',
      ' ',
    )
    const name = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(name, (sent) => {
        const once = normaliseRepository(sent)
        expect(normaliseRepository(once)).toBe(once)
      }),
      { numRuns: 2_000 },
    )
  })
})
