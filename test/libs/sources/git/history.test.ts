import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { openRepository } from '#git/repository'
import { type GitEventOptions, gitEvents } from '#sources/git/history'
import { readAll, readAt, type Told } from '../../../support/git-events.ts'
import { type RepositoryWriter, TestRepository } from '../../../support/git-repository.ts'

const host = 'GitHub <noreply@github.com>'

/** What is told, by the labels of the commits. */
async function told(repository: TestRepository, options: Partial<GitEventOptions> = {}): Promise<Map<string, Told>> {
  const { events } = await readAll(repository.path, options)
  return new Map(
    events.map((event) => {
      const [label = ''] = repository.labels([String(event['sha'])])
      return [event.type === 'commit' ? label : `${event.type} ${label}`, event]
    }),
  )
}

const fields = (events: ReadonlyMap<string, Told>, field: string): Record<string, unknown> =>
  Object.fromEntries([...events].flatMap(([label, event]) => (field in event ? [[label, event[field]]] : [])))

describe('what a repository tells', () => {
  it('is every commit once, of all branches, tags and requests', async () => {
    const repository = await TestRepository.create((writer) =>
      writer
        .commit('a')
        .commit('b')
        .commit('release', { branch: 'release', parents: ['a'] })
        .commit('pull', { branch: 'refs/pull/3/head', parents: ['a'] })
        .commit('tagged', { branch: 'gone', parents: ['a'] })
        .ref('refs/tags/v1', 'tagged')
        .commit('hidden', { branch: 'refs/notes/x', parents: [] }),
    )
    await repository.git('update-ref', '-d', 'refs/heads/gone')
    const progress: string[] = []
    const { events, told: end } = await readAll(repository.path, {
      repository: 'git.example/acme/shop',
      onProgress: ({ done, total }) => progress.push(`${done}/${total}`),
    })
    expect(repository.labels(events.map(({ sha }) => String(sha))).toSorted()).toEqual([
      'a',
      'b',
      'pull',
      'release',
      'tagged',
    ])
    expect(new Set(events.map((event) => event['repository']))).toEqual(new Set(['git.example/acme/shop']))
    expect(progress).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
    expect(end.commits).toBe(5)
    expect([...end.refs.keys()]).toEqual(['refs/heads/main', 'refs/heads/release', 'refs/tags/v1', 'refs/pull/3/head'])
  })

  it('has the paths of each commit where they are asked for', async () => {
    const repository = await TestRepository.create((writer) =>
      writer
        .commit('a', { files: { 'api/x': '1' } })
        .commit('b', { files: { 'web/é "y"': '1' } })
        .commit('c'),
    )
    expect(fields(await told(repository, { paths: true }), 'paths')).toEqual({
      a: ['api/x'],
      b: ['web/é "y"'],
      c: [],
    })
    expect(fields(await told(repository), 'paths')).toEqual({})
  })

  it('is nothing of an empty repository', async () => {
    const { events, told: end } = await readAll((await TestRepository.create()).path, {
      releases: { service: 'shop', tags: 'v*' },
    })
    expect(events).toEqual([])
    expect(end).toMatchObject({ commits: 0, requests: 0, reverts: 0 })
  })

  it('begins where it is asked to, and says of a shallow clone what lies before it', async () => {
    const repository = await TestRepository.create((writer) =>
      writer.commit('a', { authoredAt: '2026-01-01T00:00:00Z' }).commit('b', { authoredAt: '2026-02-01T00:00:00Z' }),
    )
    const since = await told(repository, { since: Date.parse('2026-01-15T00:00:00Z') })
    expect(fields(since, 'parents')).toEqual({ b: [repository.sha('a')] })
    const { events } = await readAll(await repository.clone('--depth=1'))
    expect(events.map(({ sha, parents }) => [sha, parents])).toEqual([[repository.sha('b'), [repository.sha('a')]]])
  })

  it('can be left in the middle, and stopped', async () => {
    const repository = await TestRepository.create((writer) => writer.commit('a').commit('b'))
    const opened = await openRepository(repository.path)
    for await (const event of gitEvents(opened, { now: readAt })) {
      expect(event['sha']).toBe(repository.sha('b'))
      break
    }
    const stop = new AbortController()
    stop.abort()
    await expect(gitEvents(opened, { now: readAt, signal: stop.signal }).next()).rejects.toMatchObject({
      code: 'STOPPED',
    })
  })
})

describe('requests', () => {
  const written = (): Promise<TestRepository> =>
    TestRepository.create((writer) =>
      writer
        .commit('base')
        // A merged one: its branch is gone, its head is published.
        .commit('m1', { branch: 'refs/pull/1/head', parents: ['base'] })
        .commit('merge', { parents: ['base', 'm1'], message: 'Merge pull request #1 from ada/one' })
        // A squashed one, with a merge of main in it.
        .commit('s1', { branch: 'refs/pull/2/head', parents: ['base'] })
        .commit('s2', { branch: 'refs/pull/2/head', parents: ['s1', 'merge'] })
        .commit('squash', { message: 'Add two (#2)\n\n* s1', committer: host })
        // A rebased one.
        .commit('r1', {
          branch: 'refs/pull/4/head',
          parents: ['base'],
          message: 'Rebase me',
          authoredAt: '2026-01-05T20:00:00Z',
        })
        .commit('r1 landed', {
          message: 'Rebase me',
          authoredAt: '2026-01-05T20:00:00Z',
          committedAt: '2026-01-06T09:00:00Z',
          committer: host,
        })
        // An open one, built on another open one.
        .commit('o1', { branch: 'refs/pull/5/head', parents: ['squash'] })
        .commit('o2', { branch: 'refs/pull/6/head', parents: ['o1'] })
        .commit('direct', { message: 'Fix issue (#99)' }),
    )

  it('are known by merges, by squashes, and by the heads that hosts publish', async () => {
    const events = await told(await written())
    expect(fields(events, 'pullRequest')).toEqual({
      merge: 1,
      s1: 2,
      squash: 2,
      r1: 4,
      'r1 landed': 4,
      o1: 5,
      o2: 6,
    })
    expect(fields(events, 'attributes')).toEqual({ squash: { 'leadline.requestMerge': 'SQUASH' } })
  })

  it('are known less of a clone without their heads, which says so', async () => {
    const repository = await written()
    const { events, told: end } = await readAll(await repository.clone())
    const numbers = events.flatMap((event) =>
      'pullRequest' in event ? [[repository.labels([String(event['sha'])])[0], event['pullRequest']]] : [],
    )
    expect(Object.fromEntries(numbers)).toEqual({ merge: 1, squash: 2 })
    expect(end).toMatchObject({ requests: 2, squashesAlone: 1 })
    expect((await readAll(repository.path)).told).toMatchObject({ requests: 2, squashesAlone: 0 })
  })
})

describe('reverts', () => {
  const story = (writer: RepositoryWriter, sha: (label: string) => string): RepositoryWriter =>
    writer
      .commit('by sha', { message: `Revert "Add search"\n\nThis reverts commit ${sha('search').slice(0, 12)}.` })
      .commit('again', { message: 'Reapply "Add search"' })
      .commit('by request', { message: 'Revert "Add cart (#7)" (#8)', committer: host })
      .commit('by title', { message: 'Revert "Add basket"' })
      .commit('squashed', { message: `Add more (#9)\n\n* This reverts commit ${sha('undone')}.`, committer: host })
      .commit('unknown', { message: 'Revert "Something of long ago"' })
      .commit('side revert', {
        branch: 'release',
        message: `Undo\n\nThis reverts commit ${sha('side')}.\nAnd this reverts commit ${sha('basket')}.`,
      })
      .commit('inside', {
        branch: 'refs/pull/11/head',
        parents: [sha('undone')],
        message: `Undo\n\nThis reverts commit ${sha('undone')}.`,
      })

  async function written(): Promise<TestRepository> {
    const repository = await TestRepository.create((writer) =>
      writer
        .commit('base')
        .commit('search', { message: 'Add search' })
        .commit('cart', { message: 'Add cart (#7)', committer: host })
        .ref('refs/pull/7/head', 'cart')
        .commit('side', { branch: 'release', parents: ['cart'], message: 'Hotfix' })
        .commit('basket', { message: 'Add basket' })
        .commit('undone', { branch: 'refs/pull/9/head', parents: ['basket'] }),
    )
    return repository
  }

  const expected = (sha: (label: string) => string): Record<string, unknown> => ({
    'by sha': [sha('search')],
    again: [sha('by sha')],
    'by request': [sha('cart')],
    'by title': [sha('basket')],
    squashed: [],
    'side revert': [sha('side')],
  })

  it('are settled by the ladder, on the line of each', async () => {
    const repository = await written()
    const sha = (label: string): string => repository.sha(label)
    await repository.write((writer) => story(writer, sha))
    const events = await told(repository)
    expect(fields(events, 'reverts')).toEqual(expected(sha))
    const attributes = fields(events, 'attributes') as Record<string, Record<string, string>>
    const methods = Object.entries(attributes).flatMap(([label, told]) => {
      const method = told['leadline.revertMethod']
      return method === undefined ? [] : [`${label}: ${method}, ${told['leadline.revertConfidence']}`]
    })
    expect(methods.toSorted()).toEqual([
      'again: TITLE, MEDIUM',
      'by request: REQUEST, HIGH',
      'by sha: TITLE_AND_SHA, HIGH',
      'by title: TITLE, MEDIUM',
      'side revert: SHA, MEDIUM',
    ])
  })

  it('are settled the same when what they revert was told before', async () => {
    const repository = await written()
    const sha = (label: string): string => repository.sha(label)
    const before = await readAll(repository.path)
    await repository.write((writer) => story(writer, sha))
    const events = await told(repository, { known: before.told.refs })
    expect(fields(events, 'reverts')).toEqual(expected(sha))
  })
})

describe('cherry-picks', () => {
  const text = (...changed: string[]): string =>
    [...changed, ...Array.from({ length: 20 }, (_, n) => `${n}`)].join('\n')
  const at = '2026-01-06T09:00:00Z'
  const begin = (writer: RepositoryWriter): RepositoryWriter =>
    writer
      .commit('base', { files: { f: text() } })
      .commit('fix', { files: { f: text('fixed') }, authoredAt: at })
      .commit('same moment', { files: { g: 'other' }, authoredAt: at })
  const pick = (writer: RepositoryWriter): RepositoryWriter =>
    writer.commit('old', { branch: 'release', parents: ['base'], files: { h: 'h' } }).commit('picked', {
      branch: 'release',
      files: { f: text('fixed') },
      authoredAt: at,
      committedAt: '2026-01-08T09:00:00Z',
    })

  it('have the patch id of what they copy; nothing else has one', async () => {
    const repository = await TestRepository.create((writer) => pick(begin(writer)))
    const ids = fields(await told(repository), 'patchId')
    expect(Object.keys(ids).toSorted()).toEqual(['fix', 'picked'])
    expect(ids['fix']).toBe(ids['picked'])
  })

  it('are known too when their original was told before', async () => {
    const repository = await TestRepository.create(begin)
    const { told: before } = await readAll(repository.path)
    await repository.write(pick)
    expect(Object.keys(fields(await told(repository, { known: before.refs }), 'patchId'))).toEqual(['picked'])
  })
})

describe('reading again', () => {
  it('tells what is new, and nothing where nothing is', async () => {
    const repository = await TestRepository.create((writer) => writer.commit('a').commit('b'))
    const first = await readAll(repository.path)
    expect((await readAll(repository.path, { known: first.told.refs })).events).toEqual([])
    await repository.write((writer) => writer.commit('c').commit('side', { branch: 'side', parents: ['a'] }))
    const again = await told(repository, { known: first.told.refs })
    expect([...again.keys()].toSorted()).toEqual(['c', 'side'])
  })

  it('goes on after a force push, and after what was pushed away is gone for good', async () => {
    const repository = await TestRepository.create((writer) => writer.commit('a').commit('b'))
    const { told: before } = await readAll(repository.path)
    await repository.write((writer) => writer.commit('rewritten', { parents: ['a'] }))
    await repository.git('reflog', 'expire', '--expire=now', '--all')
    await repository.git('-c', 'gc.pruneExpire=now', 'gc', '--quiet', '--prune=now')
    await repository.git('prune', '--expire=now')
    const again = await told(repository, { known: before.refs })
    expect([...again.keys()].toSorted()).toEqual(['a', 'rewritten'])
  })

  it('tells commits again whose branch became a request', async () => {
    const repository = await TestRepository.create((writer) =>
      writer.commit('a').commit('work', { branch: 'work', parents: ['a'] }),
    )
    const { told: before } = await readAll(repository.path)
    await repository.write((writer) => writer.ref('refs/pull/3/head', 'work').commit('more'))
    const again = await told(repository, { known: before.refs })
    expect(fields(again, 'pullRequest')).toEqual({ work: 3 })
    expect([...again.keys()].toSorted()).toEqual(['more', 'work'])
  })

  it('knows what a request of before brought by a rebase', async () => {
    const repository = await TestRepository.create((writer) =>
      writer.commit('a').commit('original', {
        branch: 'refs/pull/3/head',
        parents: ['a'],
        message: 'Do it',
        authoredAt: '2026-01-06T09:00:00Z',
      }),
    )
    const { told: before } = await readAll(repository.path)
    await repository.write((writer) =>
      writer.commit('landed', {
        message: 'Do it',
        authoredAt: '2026-01-06T09:00:00Z',
        committedAt: '2026-01-07T09:00:00Z',
      }),
    )
    expect(fields(await told(repository, { known: before.refs }), 'pullRequest')).toEqual({ landed: 3 })
  })

  it('of the same history under another name tells the same', async () => {
    const repository = await TestRepository.create((writer) => writer.commit('a').commit('b'))
    await repository.git('remote', 'add', 'origin', 'git@git.example:acme/old-name.git')
    const before = await readAll(repository.path)
    await repository.git('remote', 'set-url', 'origin', 'git@git.example:acme/new-name.git')
    const after = await readAll(repository.path)
    expect(after.events.map((event) => ({ ...event, repository: 'git.example/acme/old-name' }))).toEqual(before.events)
    expect(after.events[0]?.['repository']).toBe('git.example/acme/new-name')
    expect((await readAll(repository.path, { known: before.told.refs })).events).toEqual([])
  })
})

it('a user with settings of their own is told the same', async () => {
  const repository = await TestRepository.create((writer) =>
    writer.commit('a', { files: { f: 'a\n' } }).commit('b', { files: { f: null, g: 'a\n' } }),
  )
  const plain = await readAll(repository.path, { paths: true })
  for (const [name, value] of [
    ['diff.renames', 'copies'],
    ['diff.noprefix', 'true'],
    ['log.showSignature', 'true'],
    ['log.date', 'relative'],
    ['color.ui', 'always'],
    ['core.quotePath', 'true'],
    ['log.diffMerges', 'on'],
    ['i18n.logOutputEncoding', 'latin1'],
    ['format.pretty', 'oneline'],
  ] as const)
    execFileSync('git', ['-C', repository.path, 'config', name, value])
  expect(await readAll(repository.path, { paths: true })).toEqual(plain)
})
