import { describe, expect, it } from 'vitest'
import { ownersOf, ownersOfGlobs, readCodeowners } from '#catalogue/codeowners'

/** The example of GitHub's own documentation, shortened, with its comments as expectations below. */
const github = `
# This is a comment.
*       @acme/everyone
*.js    @acme/js-owner #This is an inline comment.
*.go docs@example.com
*.txt @acme/octo-team
/build/logs/ @doctocat
docs/*  docs@example.com
apps/ @octocat
/docs/ @acme/docs
/scripts/ @doctocat @octocat
**/logs @acme/logs
/apps/ @octocat
/apps/github
/my\\ folder/ @acme/spaces
/a(b)+c/ @acme/signs
`

describe('CODEOWNERS of GitHub', () => {
  const read = readCodeowners(github, 'github')

  it.each([
    ['README.md', ['@acme/everyone']],
    ['src/deep/in.js', ['@acme/js-owner']],
    ['main.go', ['docs@example.com']],
    ['build/logs/today', ['@acme/logs']],
    ['x/build/logs/today', ['@acme/logs']],
    ['docs/getting-started.md', ['@acme/docs']],
    ['x/docs/a.md', ['@acme/everyone']],
    ['x/apps/y/z.c', ['@octocat']],
    ['apps/web/z.c', ['@octocat']],
    ['apps', ['@acme/everyone']],
    ['apps/github', []],
    ['apps/github/deep/x', []],
    ['scripts/run', ['@doctocat', '@octocat']],
    ['deeply/nested/logs/x', ['@acme/logs']],
    ['my folder/x', ['@acme/spaces']],
    ['a(b)+c/x', ['@acme/signs']],
    ['.github/workflows/ci.yml', ['@acme/everyone']],
    ['MAIN.GO', ['@acme/everyone']],
  ])('gives %s to %j, by the last pattern that matches', (path, owners) => {
    expect(ownersOf(read, path)).toEqual(owners)
  })

  it('keeps folder/* within the folder', () => {
    const within = readCodeowners('docs/* @acme/docs', 'github')
    expect(ownersOf(within, 'docs/a.md')).toEqual(['@acme/docs'])
    expect(ownersOf(within, 'docs/build/a.md')).toEqual([])
  })

  it('leaves out what GitHub leaves out, and says so', () => {
    const { unread } = readCodeowners('* @a/b\n!x @a/c\n[ab].c @a/d\ny someone\n', 'github')
    expect(unread.map(({ line }) => line)).toEqual([2, 3, 4])
    expect(unread[2]?.reason).toContain('someone is no owner')
    expect(ownersOf(readCodeowners('* @a/b\n!x @a/c\n', 'github'), 'x')).toEqual(['@a/b'])
  })

  it('knows no sections: a head of one is a line that is left out', () => {
    expect(readCodeowners('[Docs] @a/docs\n', 'github').unread).toHaveLength(1)
  })
})

const gitlab = `
* @everyone
/only.txt @acme/file

[Documentation] @docs-team
docs/
/README.md @acme/readme
README.md

^[Database][2] @acme/dba
*.sql
!legacy/*.sql

[documentation] @acme/more-docs
guide/
`

describe('CODEOWNERS of GitLab', () => {
  const read = readCodeowners(gitlab, 'gitlab')

  it.each([
    ['src/a.c', ['@everyone']],
    ['only.txt', ['@acme/file']],
    ['docs/a/b.md', ['@everyone', '@docs-team']],
    ['x/docs/a.md', ['@everyone', '@docs-team']],
    ['README.md', ['@everyone', '@docs-team']],
    ['x/README.md', ['@everyone', '@docs-team']],
    ['db/a.sql', ['@everyone', '@acme/dba']],
    ['db/legacy/a.sql', ['@everyone']],
    ['guide/a', ['@everyone', '@acme/more-docs']],
    ['docs', ['@everyone']],
  ])('gives %s to %j: each section adds its owners', (path, owners) => {
    expect(ownersOf(read, path)).toEqual(owners)
  })

  it('matches a file where the pattern ends without a slash, and ranges', () => {
    const plain = readCodeowners('/docs @a/b\n/[ab].c @a/c\n', 'gitlab')
    expect(ownersOf(plain, 'docs/x')).toEqual([])
    expect(ownersOf(plain, 'docs')).toEqual(['@a/b'])
    expect(ownersOf(plain, 'b.c')).toEqual(['@a/c'])
  })
})

describe('the owners of a part of a repository', () => {
  const read = readCodeowners('* @acme/all\n/checkout/ @acme/payments\n/libs/pricing/ @acme/pricing\n', 'github')

  it('are those of its folders, each once', () => {
    expect(ownersOfGlobs(read, [])).toEqual(['@acme/all'])
    expect(ownersOfGlobs(read, ['checkout/**'])).toEqual(['@acme/payments'])
    expect(ownersOfGlobs(read, ['checkout/**', 'libs/pricing/*.ts', 'checkout/api/**'])).toEqual([
      '@acme/payments',
      '@acme/pricing',
    ])
  })
})
