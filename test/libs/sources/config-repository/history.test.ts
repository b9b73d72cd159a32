import { describe, expect, it } from 'vitest'
import { openRepository } from '#git/repository'
import { contentPattern, type ContentPattern } from '#sources/config-repository/content-pattern'
import { type ConfigHistory, type ConfigHistoryOptions, readConfigHistory } from '#sources/config-repository/history'
import { placeRule, type PlaceRule } from '#sources/config-repository/place-rule'
import { TestRepository, type RepositoryWriter } from '../../../support/git-repository.ts'

const tag = (version: string): string => `image_tag: ${version}\n`
const kustomization = (...images: readonly (readonly [string, string])[]): string =>
  `images:\n${images.map(([name, version]) => `- name: registry.example/acme/${name}\n  newTag: "${version}"\n`).join('')}`

async function read(repository: TestRepository, options: ConfigHistoryOptions = {}): Promise<ConfigHistory> {
  return readConfigHistory(await openRepository(repository.path), options)
}

async function history(
  write: (writer: RepositoryWriter) => void,
  options: ConfigHistoryOptions = {},
): Promise<ConfigHistory> {
  return read(await TestRepository.create(write), options)
}

/** `message service@environment tags` of every bump. */
const told = ({ commits }: ConfigHistory): string[] =>
  commits.flatMap(({ message, bumps }) =>
    bumps.map(({ service, environment, placement, moved }) =>
      [
        message,
        `${service}@${environment}${placement === null ? '' : `/${placement}`}`,
        ...moved.map((one) => one.tag ?? one.ref ?? ''),
      ].join(' '),
    ),
  )

describe('a configuration repository', () => {
  it('is a history of deployments', async () => {
    const result = await history((git) =>
      git
        .commit('start', {
          files: { 'image-tags/staging/api': tag('v1'), 'image-tags/production/api': tag('v1'), 'README.md': 'hi' },
        })
        .commit('staging', { files: { 'image-tags/staging/api': tag('v2') } })
        .commit('notes', { files: { 'README.md': 'ho' } })
        .commit('production', {
          files: { 'image-tags/production/api': tag('v2') },
          committedAt: '2026-02-01T12:00:00Z',
        }),
    )
    expect(told(result)).toEqual([
      'start api@production v1',
      'start api@staging v1',
      'staging api@staging v2',
      'production api@production v2',
    ])
    expect(result.commits.at(-1)?.bumps[0]).toMatchObject({ at: Date.UTC(2026, 1, 1, 12), previous: [{ tag: 'v1' }] })
    expect(result.commits.map(({ transport }) => transport)).toEqual([false, true, false, true])
    expect(result.commits[2]).toMatchObject({ paths: ['README.md'], bumps: [] })
    expect(result).toMatchObject({ skipped: [], unplaced: [], assumedEnvironment: null, tip: result.commits[3]?.sha })
  })

  it('is timed by the merge, not by the commit on a branch', async () => {
    const result = await history((git) =>
      git
        .commit('start', { files: { 'prod/api.yaml': tag('v1') } })
        .commit('on a branch', {
          branch: 'bump',
          parents: ['start'],
          files: { 'prod/api.yaml': tag('v2') },
          committedAt: '2026-02-01T09:00:00Z',
        })
        .commit('beside', { files: { 'README.md': 'x' } })
        .commit('merge', {
          parents: ['beside', 'on a branch'],
          files: { 'prod/api.yaml': tag('v2') },
          committedAt: '2026-02-03T10:00:00Z',
        }),
    )
    expect(told(result)).toEqual(['start api@prod v1', 'merge api@prod v2'])
    expect(result.commits.at(-1)).toMatchObject({ transport: true, bumps: [{ at: Date.UTC(2026, 1, 3, 10) }] })
    expect(result.commits.at(-1)?.parents).toHaveLength(2)
  })

  it('tells several services and environments of one commit', async () => {
    const result = await history((git) =>
      git
        .commit('start', {
          files: { 'overlays/staging/kustomization.yaml': kustomization(['api', '1.0'], ['web', '1.0']) },
        })
        .commit('release', {
          files: {
            'overlays/staging/kustomization.yaml': kustomization(['api', '1.10'], ['web', '1.1']),
            'clusters/prod-eu/kustomization.yaml': kustomization(['api', '1.0']),
          },
        }),
    )
    expect(told(result).slice(2)).toEqual([
      'release api@prod/prod-eu 1.0',
      'release api@staging 1.10',
      'release web@staging 1.1',
    ])
  })

  it('may move its layout, be reverted and lose a service', async () => {
    const result = await history((git) =>
      git
        .commit('start', { files: { 'prod/api.yaml': 'image: registry.example/acme/api:v1\n' } })
        .commit('move', {
          files: {
            'prod/api.yaml': null,
            'apps/api/envs/production/values.yaml': 'image:\n  repository: registry.example/acme/api\n  tag: v1\n',
          },
        })
        .commit('bump', {
          files: {
            'apps/api/envs/production/values.yaml': 'image:\n  repository: registry.example/acme/api\n  tag: v2\n',
          },
        })
        .commit('revert', {
          files: {
            'apps/api/envs/production/values.yaml': 'image:\n  repository: registry.example/acme/api\n  tag: v1\n',
          },
        })
        .commit('gone', { files: { 'apps/api/envs/production/values.yaml': null } }),
    )
    expect(told(result)).toEqual([
      'start api@prod v1',
      'bump api@production v2',
      'revert api@production v1',
      'gone api@production',
    ])
  })

  it('assumes production where nothing tells any environment, and says so', async () => {
    const result = await history((git) =>
      git.commit('start', { files: { 'apps/api/kustomization.yaml': kustomization(['api', 'v1']) } }),
    )
    expect(told(result)).toEqual(['start api@production v1'])
    expect(result.assumedEnvironment).toBe('production')
  })

  it('lists what belongs nowhere where others have a place', async () => {
    const result = await history((git) =>
      git
        .commit('start', {
          files: {
            'base/kustomization.yaml': kustomization(['api', 'v1']),
            'prod/kustomization.yaml': kustomization(['web', 'v1']),
            'envs/prod/values.yaml': 'image:\n  tag: v1\n',
          },
        })
        .commit('again', { files: { 'base/kustomization.yaml': kustomization(['api', 'v2']) } }),
    )
    expect(told(result)).toEqual(['start web@prod v1'])
    expect(result.unplaced).toEqual([
      { path: 'base/kustomization.yaml', key: 'images/registry.example/acme/api', missing: 'ENVIRONMENT', changes: 2 },
      { path: 'envs/prod/values.yaml', key: 'image', missing: 'SERVICE', changes: 1 },
    ])
  })

  it("follows the user's rules and patterns first", async () => {
    const rules = [placeRule({ path: 'live/(?<service>[^/]+)[.]txt', environment: 'production' }) as PlaceRule]
    const patterns = [contentPattern({ path: 'live/.*', line: 'version (?<tag>\\S+)' }) as ContentPattern]
    const result = await history((git) => git.commit('start', { files: { 'live/shop.txt': 'version v1\n' } }), {
      rules,
      patterns,
    })
    expect(told(result)).toEqual(['start shop@production v1'])
  })
})

describe('what cannot be read', () => {
  it('is listed, and the rest goes on', async () => {
    const huge = `image_tag: v1\n# ${'x'.repeat(1_100_000)}\n`
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`prod/service-${index}.yaml`, tag('v1')]),
    )
    const result = await history((git) =>
      git
        .commit('start', {
          files: {
            ...files,
            'prod/broken.yaml': 'image: [\n',
            'prod/huge.yaml': huge,
            'prod/link.yaml': { link: '/etc/passwd' },
            'prod/module': { submodule: '1234567890123456789012345678901234567890' },
            'prod/binary.yaml': 'image_tag: v1\0\n',
            'prod/with "quotes" and spaces.yaml': tag('v1'),
            'prod/größe\n.yaml': tag('v1'),
          },
        })
        .commit('again', { files: { 'prod/broken.yaml': 'image: {\n', 'prod/service-7.yaml': tag('v2') } }),
    )
    expect(told(result)).toHaveLength(10_003)
    expect(told(result).at(-1)).toBe('again service-7@prod v2')
    const { sha } = result.commits[0] ?? {}
    expect(result.skipped.map(({ path, reason, times, commit }) => [path, reason, times, commit === sha])).toEqual([
      ['prod/binary.yaml', 'NOT_TEXT', 1, true],
      ['prod/broken.yaml', 'BROKEN', 2, true],
      ['prod/huge.yaml', 'TOO_LARGE', 1, true],
      ['prod/link.yaml', 'LINK', 1, true],
      ['prod/module', 'SUBMODULE', 1, true],
    ])
    expect(result.skipped[1]?.detail).toMatch(/^prod\/broken\.yaml in [0-9a-f]{12}: document 1: /)
  })

  it('stands for what it said before', async () => {
    const result = await history((git) =>
      git
        .commit('start', { files: { 'prod/api.yaml': tag('v1'), 'prod/web.yaml': `${tag('v1')}---\nother: x\n` } })
        .commit('broken', {
          files: { 'prod/api.yaml': 'image_tag: [\n', 'prod/web.yaml': `image_tag: "v2\n---\nimage:\n  tag: v9\n` },
        })
        .commit('mended', { files: { 'prod/api.yaml': tag('v1') } })
        .commit('bumped', { files: { 'prod/api.yaml': tag('v2') } }),
    )
    expect(told(result)).toEqual(['start api@prod v1', 'start web@prod v1', 'broken web@prod v9', 'bumped api@prod v2'])
  })

  it('is all that a partial clone left out', async () => {
    const origin = await TestRepository.create((git) => git.commit('start', { files: { 'prod/api.yaml': tag('v1') } }))
    await origin.git('config', 'uploadpack.allowFilter', 'true')
    const folder = await origin.clone('--bare', '--filter=blob:none')
    const result = await readConfigHistory(await openRepository(folder))
    expect(result.skipped).toMatchObject([{ path: 'prod/api.yaml', reason: 'MISSING' }])
  })

  it('is nothing in a repository of something else', async () => {
    const result = await history((git) =>
      git.commit('start', {
        files: { 'src/main.ts': 'image_tag: v1', 'package.json': '{"version": "1.0.0"}', Makefile: 'TAG=v1' },
      }),
    )
    expect(result).toMatchObject({ skipped: [], unplaced: [], assumedEnvironment: null })
    expect(told(result)).toEqual([])
  })
})

describe('reading again', () => {
  it('goes on where the last reading ended', async () => {
    const repository = await TestRepository.create((git) =>
      git
        .commit('start', { files: { 'prod/api.yaml': tag('v1'), 'prod/web.yaml': tag('v1') } })
        .commit('one', { files: { 'prod/api.yaml': tag('v2') }, committedAt: '2026-02-01T09:00:00Z' }),
    )
    const first = await read(repository)
    await repository.write((git) =>
      git
        .commit('two', {
          files: { 'prod/api.yaml': tag('v3'), 'prod/api.json': '{"image_tag": "v3"}' },
          committedAt: '2026-02-01T09:00:00Z',
        })
        .commit('three', { files: { 'prod/web.yaml': null, 'production/web.yaml': tag('v1') } }),
    )
    const state = JSON.parse(JSON.stringify(first.state)) as typeof first.state
    const second = await read(repository, { state, not: [first.tip ?? ''] })
    const whole = await read(repository)
    expect(told(second)).toEqual(['two api@prod v3'])
    expect([...first.commits, ...second.commits]).toEqual(whole.commits)
    expect(second.state).toEqual(whole.state)
    const third = await read(repository, { state: second.state, not: [second.tip ?? ''] })
    expect(third).toMatchObject({ commits: [], tip: null, state: whole.state })
  })

  it('reports its progress and can be stopped', async () => {
    const repository = await TestRepository.create((git) => {
      for (let index = 0; index < 450; index += 1)
        git.commit(`c${index}`, { files: { 'prod/api.yaml': tag(`v${index}`) } })
    })
    const progress: number[] = []
    await read(repository, { onProgress: ({ commits }) => progress.push(commits) })
    expect(progress).toEqual([200, 400])
    const stop = new AbortController()
    const reading = read(repository, { signal: stop.signal, onProgress: () => stop.abort() })
    await expect(reading).rejects.toThrow()
  })

  it('says what is wrong with an empty repository or a wrong name', async () => {
    await expect(history(() => undefined)).rejects.toMatchObject({ code: 'EMPTY' })
    await expect(history((git) => git.commit('start', {}), { tip: '--output=x' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
