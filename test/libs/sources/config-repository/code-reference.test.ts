import { describe, expect, it } from 'vitest'
import { openRepository } from '#git/repository'
import { builtFrom } from '#sources/config-repository/built-from'
import { hydratedFrom, referenceOf } from '#sources/config-repository/code-reference'
import { referencesOf, statementsOf } from '#sources/config-repository/config-commit'
import { type ConfigHistory, readConfigHistory } from '#sources/config-repository/history'
import { commitLookup } from '#sources/config-repository/version-of'
import { TestRepository, type RepositoryWriter } from '../../../support/git-repository.ts'

const [a, b, c] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string]
const digest = (digit: string): string => `image: r.example/acme/till@sha256:${digit.repeat(64)}\n`
const trailers = (sha: string, url = 'https://git.example/acme/till.git'): string =>
  `Argocd-reference-commit-author: Ada <ada@example.com>\nArgocd-reference-commit-sha: ${sha}\nArgocd-reference-commit-repourl: ${url}`

async function read(write: (git: RepositoryWriter) => void): Promise<ConfigHistory> {
  const { path } = await TestRepository.create(write)
  return readConfigHistory(await openRepository(path))
}

/** `service commit method confidence` of each bump that is told, or why there is none. */
function told({ commits }: ConfigHistory, shas = [a, b, c], given: Readonly<Record<string, string>> = {}): string[] {
  const bumps = commits.flatMap((commit) => commit.bumps)
  const lookups = new Map([['git.example/acme/till', commitLookup(shas, [])]])
  const { resolutions } = builtFrom(bumps, lookups, new Map(Object.entries(given)), referencesOf(commits))
  return bumps.map((bump) => {
    const found = resolutions.get(bump)
    if (found === undefined) return `${bump.service} of no repository`
    const what = 'sha' in found ? `${found.sha[0]} ${found.method} ${found.confidence}` : found.reason
    return `${bump.service} ${what}`
  })
}

describe('what a commit of the configuration says that it was made for', () => {
  it.each([
    ['a sha', `Argocd-reference-commit-sha: ${a}`, { sha: a, repository: null }],
    ['in other letters', `argocd-reference-commit-SHA: ${a.toUpperCase()}`, { sha: a, repository: null }],
    [
      'the last of two',
      `${trailers(a)}\n${trailers('def5678')}`,
      { sha: 'def5678', repository: 'git.example/acme/till' },
    ],
    ['five digits', 'Argocd-reference-commit-sha: abc12', null],
    ['no sha', 'Argocd-reference-commit-sha: ../../etc', null],
    ['a repository alone', 'Argocd-reference-commit-repourl: https://git.example/acme/till', null],
    [
      'an address of ssh',
      trailers(b, 'git@Git.Example:acme/till.git'),
      { sha: b, repository: 'git.example/acme/till' },
    ],
    [
      'a password',
      trailers(b, 'https://me:secret@git.example/acme/till/'),
      { sha: b, repository: 'git.example/acme/till' },
    ],
    ['no address', trailers(b, 'till'), null],
    ['a very long address', trailers(b, `https://git.example/${'x'.repeat(3_000)}`), null],
  ])('%s', (_what, text, expected) => {
    const lines = text.split('\n').map((line) => line.split(/: (.*)/s))
    expect(referenceOf(lines.map(([key = '', value = '']) => ({ key, value })))).toEqual(expected)
  })

  it('is in what the hydrator writes beside its manifests, with the commit that was written by hand', () => {
    const file = {
      drySha: b,
      repoURL: 'https://git.example/acme/deploy',
      references: [{ commit: { sha: a, repoURL: 'https://git.example/acme/till', subject: 'Ring the bell' } }],
    }
    expect(hydratedFrom(JSON.stringify(file))).toEqual({
      reference: { sha: a, repository: 'git.example/acme/till' },
      dry: { sha: b, repository: 'git.example/acme/deploy' },
    })
    for (const other of ['', '{', '[]', '{"references": 5}', '{"drySha": {}, "references": [null, {"commit": []}]}'])
      expect(hydratedFrom(other)).toEqual({ reference: null, dry: null })
  })
})

describe('a bump whose version tells no commit', () => {
  it('is of the commit that its trailers name, and another without trailers of none', async () => {
    const history = await read((git) =>
      git
        .commit('start', { files: { 'prod/till.yaml': digest('1') } })
        .commit(`Bump till\n\n${trailers(a)}`, { files: { 'prod/till.yaml': digest('2') } })
        .commit('Bump till again', { files: { 'prod/till.yaml': digest('3') } }),
    )
    expect(told(history)).toEqual(['till UNKNOWN', 'till a ARGOCD_REFERENCE HIGH', 'till UNKNOWN'])
  })

  it('is of the commit that the commits of its merge name, where they name one', async () => {
    const merge = (...bodies: readonly string[]): Promise<ConfigHistory> =>
      read((git) => {
        git.commit('start', { files: { 'prod/till.yaml': digest('1') } })
        for (const [at, body] of bodies.entries()) {
          const parents = [at === 0 ? 'start' : `bump ${at - 1}\n\n${bodies[at - 1]}`]
          git.commit(`bump ${at}\n\n${body}`, {
            branch: 'bump',
            parents,
            files: { 'prod/till.yaml': digest(`${at + 2}`) },
          })
        }
        const last = `bump ${bodies.length - 1}\n\n${bodies.at(-1)}`
        git.commit('merge', { parents: ['start', last], files: { 'prod/till.yaml': digest(`${bodies.length + 1}`) } })
      })
    expect(told(await merge('By hand', trailers(b)))).toEqual(['till UNKNOWN', 'till b ARGOCD_REFERENCE HIGH'])
    expect(told(await merge(trailers(a), trailers(b)), [a, b], { till: 'git.example/acme/till' })).toEqual([
      'till UNKNOWN',
      'till UNKNOWN',
    ])
  })

  it('of several services is only of those of that repository, and less surely', async () => {
    const history = await read((git) =>
      git.commit(`Bump all\n\n${trailers(a)}`, {
        files: { 'prod/till.yaml': digest('1'), 'prod/bell.yaml': digest('2'), 'prod/shop.yaml': digest('3') },
      }),
    )
    const given = { till: 'git.example/acme/till', bell: 'git.example/Acme/Till', shop: 'git.example/acme/shop' }
    expect(told(history, [a], given)).toEqual([
      'bell a ARGOCD_REFERENCE MEDIUM',
      'shop of no repository',
      'till a ARGOCD_REFERENCE MEDIUM',
    ])
    expect(told(history)).toEqual(['bell of no repository', 'shop of no repository', 'till of no repository'])
  })

  it('is of a commit that begins so, if one does', async () => {
    const twin = `aaaaaaa${'1'.repeat(33)}`
    const history = await read((git) =>
      git.commit(`Bump till\n\n${trailers('aaaaaaa')}`, { files: { 'prod/till.yaml': digest('1') } }),
    )
    expect(told(history)).toEqual(['till a ARGOCD_REFERENCE HIGH'])
    expect(told(history, [a, twin])).toEqual(['till AMBIGUOUS'])
    expect(told(history, [b])).toEqual(['till a ARGOCD_REFERENCE HIGH'])
  })

  it('names the repository of a service of which none was known', async () => {
    const history = await read((git) =>
      git.commit(`Bump\n\n${trailers(a, 'https://git.example/acme/elsewhere')}`, {
        files: { 'prod/till.yaml': digest('1') },
      }),
    )
    const { commits } = history
    const found = builtFrom(
      commits.flatMap(({ bumps }) => bumps),
      new Map(),
      new Map(),
      referencesOf(commits),
    )
    expect([...found.repositories]).toEqual([['till', 'git.example/acme/elsewhere']])
  })
})

describe('a bump whose version tells its commit', () => {
  const bumped = (tag: string, named: string): Promise<ConfigHistory> =>
    read((git) =>
      git.commit(`Bump\n\n${trailers(named)}`, { files: { 'prod/till.yaml': `image: r.example/acme/till:${tag}\n` } }),
    )

  it('keeps it, whatever its trailers name', async () => {
    expect(told(await bumped(b, a))).toEqual(['till b TAG_FULL_SHA HIGH'])
  })

  it('is of neither where it was only guessed and the trailers name another; of that one where they agree', async () => {
    const guess = `1234567${'0'.repeat(33)}`
    expect(told(await bumped('1234567', a), [a, guess])).toEqual(['till AMBIGUOUS'])
    expect(told(await bumped('1234567', guess), [a, guess])).toEqual(['till 1 ARGOCD_REFERENCE HIGH'])
  })

  it('is of the one of several that the trailers name', async () => {
    const twins = ['1', '2'].map((digit) => `abc1234${digit.repeat(33)}`) as [string, string]
    expect(told(await bumped('abc1234', twins[1]), twins)).toEqual(['till a ARGOCD_REFERENCE HIGH'])
    expect(told(await bumped('abc1234', b), [...twins, b])).toEqual(['till AMBIGUOUS'])
  })
})

it('says of rendered manifests what they were rendered from', async () => {
  const metadata = { drySha: b, repoURL: 'https://git.example/acme/deploy', references: [{ commit: { sha: a } }] }
  const { commits } = await read((git) =>
    git.commit('Render', { files: { 'hydrator.metadata': JSON.stringify(metadata), 'prod/till.yaml': digest('1') } }),
  )
  const [rendered] = commits
  const statements = statementsOf(rendered ?? expect.fail('nothing was read'), 'git.example/acme/rendered')
  expect(statements.at(-1)).toMatchObject({
    attributes: {
      'leadline.hydratedCommit': `git.example/acme/rendered@${rendered?.sha}`,
      'leadline.dryCommit': `git.example/acme/deploy@${b}`,
    },
  })
  expect(rendered?.origin?.reference).toEqual({ sha: a, repository: null })
})
