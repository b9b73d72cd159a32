import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Analysis } from '#dashboards/analysis'
import { findBrowser, openBrowser, watch } from '../support/browser.ts'
import { buildLeadline, leadline } from '../support/command.ts'
import { temporaryFolder, TestRepository } from '../support/git-repository.ts'
import { until } from '../support/leadline-process.ts'

const hour = 3_600

/** The environment of a user who set nothing; whatever is kept would be found in the folder. */
const bare = (home: string) => ({ LEADLINE_HOME: home, NO_COLOR: '1' })

const at = (day: number, time = '09:00') => `2026-03-${String(day).padStart(2, '0')}T${time}:00Z`

/** Five commits, one of them a merge that brings two. */
function application(): Promise<TestRepository> {
  return TestRepository.create((write) =>
    write
      .commit('a0', { authoredAt: at(1), files: { 'a.txt': '0' } })
      .commit('a1', { authoredAt: at(2), files: { 'a.txt': '1' }, message: 'Count <from> one </script>' })
      .commit('b1', { branch: 'topic', parents: ['a1'], authoredAt: at(3), files: { 'b.txt': '1' } })
      .commit('b2', { branch: 'topic', authoredAt: at(4), files: { 'b.txt': '2' } })
      .commit('a2', {
        parents: ['a1', 'b2'],
        authoredAt: at(5),
        message: 'Merge pull request #7 from shop/topic\n\nTake the topic',
      })
      .commit('a3', { authoredAt: at(6), files: { 'a.txt': '3' } })
      .tag('v1.0', 'a0', { at: at(1, '12:00') })
      .tag('v1.1', 'a2', { at: at(5, '15:00') }),
  )
}

const tagFile = (sha: string) => `image_tag: ${sha}\n`

function configuration(app: TestRepository): Promise<TestRepository> {
  const of = (label: string) => tagFile(app.sha(label))
  return TestRepository.create((write) =>
    write
      .commit('k0', { authoredAt: at(1, '12:00'), files: { 'image-tags/production/api': of('a0') } })
      .commit('k1', {
        authoredAt: at(2, '11:00'),
        files: { 'image-tags/staging/api': of('a1'), 'image-tags/production/else': 'image_tag: v9\n' },
      })
      .commit('k2', { authoredAt: at(2, '21:00'), files: { 'image-tags/production/api': of('a1') } })
      .commit('k3', { authoredAt: at(5, '15:00'), files: { 'image-tags/production/api': of('a2') } })
      .commit('k4', { authoredAt: at(6, '12:00'), files: { 'image-tags/production/broken.yaml': 'image: [' } }),
  )
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true }).map(String)
  } catch {
    return []
  }
}

async function analyze(...args: string[]) {
  const home = join(temporaryFolder('leadline-analyze-'), 'home')
  return { home, ...(await leadline(['analyze', ...args], { env: bare(home) }).ended) }
}

beforeAll(buildLeadline, 300_000)

describe('leadline analyze', () => {
  it('tells the metrics of each environment from two clones, and keeps nothing', async () => {
    const app = await application()
    const config = await configuration(app)
    const { code, out, home } = await analyze(app.path, '--config', config.path, '--json')
    expect(code).toBe(0)
    const { streams, repository, configRepository, skipped, window } = JSON.parse(out) as Analysis
    expect(repository.commits).toBe(6)
    expect(configRepository?.commits).toBe(5)
    expect(window.from).toBe('2026-03-01T12:00:00.000Z')
    expect(streams.map(({ service, environment }) => `${service} in ${environment}`)).toEqual([
      'api in production',
      'api in staging',
    ])
    const production = streams[0]?.metrics
    expect(production?.deploymentFrequency.count).toBe(3)
    // a1 after 12 hours; request 7 (b1, b2) from its first commit, two days and six hours before it was live.
    expect(production?.leadTimeForChanges.sampleSize).toBe(2)
    expect(streams[0]?.slowest.map(({ number, seconds }) => [number, seconds / hour])).toEqual([
      [7, 54],
      [null, 12],
    ])
    expect(streams[1]?.metrics.deploymentFrequency.count).toBe(1)
    expect(skipped.map(({ where }) => where)).toContain('image-tags/production/broken.yaml')
    expect(readdirSync(join(home, '..'))).not.toContain('home')
  })

  it('takes releases from tags where there is no configuration', async () => {
    const app = await application()
    const { code, out } = await analyze(app.path, '--tags', 'v*', '--service', 'shop-api')
    expect(code).toBe(0)
    expect(out).toContain('shop-api in production')
    expect(out).toMatch(/Deployment frequency .*2 deployments/)
    expect(out).toMatch(/54 h|2 d 6 h/)
    expect(out).toContain('#7')
  })

  it.runIf(findBrowser() !== null)('writes a page that draws itself from one file', async () => {
    const app = await application()
    const config = await configuration(app)
    const { home, code, out } = await analyze(app.path, '--config', config.path, '--html', join(app.path, 'api.html'))
    expect({ code, out, home }).toMatchObject({ code: 0, out: '' })
    const html = readFileSync(join(app.path, 'api.html'), 'utf8')
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/)
    const browser = await openBrowser(findBrowser() ?? '')
    try {
      const context = await browser.newContext()
      const seen = watch(context, 'file://')
      const page = await context.newPage()
      await page.goto(pathToFileURL(join(app.path, 'api.html')).href)
      await page.getByRole('heading', { name: 'api in production' }).waitFor()
      await page.locator('canvas').first().waitFor()
      await page.getByText('Count <from> one </script>').first().waitFor()
      const [picture] = await Promise.all([
        page.waitForEvent('download'),
        page
          .getByRole('button', { name: /^Save as PNG/ })
          .first()
          .click(),
      ])
      expect(picture.suggestedFilename()).toMatch(/^api-deploymentFrequency-production-\d{4}-.*\.png$/)
      expect(
        readFileSync(await picture.path())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
      const cards = page.locator('leadline-metric-card')
      const tops = await cards.evaluateAll((all) => all.map((card) => card.getBoundingClientRect().top))
      expect(tops[0]).toBe(tops[1])
      expect(seen).toEqual({ complaints: [], strangers: [] })
    } finally {
      await browser.close()
    }
  })

  it('counts only the changes of a service’s files, and understands files by rules of the user’s', async () => {
    const app = await application()
    const config = await TestRepository.create((write) =>
      write
        .commit('k0', { authoredAt: at(1, '12:00'), files: { 'where/versions': `api ${app.sha('a0')}\n` } })
        .commit('k1', { authoredAt: at(5, '15:00'), files: { 'where/versions': `api ${app.sha('a2')}\n` } }),
    )
    const rules = join(temporaryFolder('leadline-rules-'), 'rules.yaml')
    writeFileSync(
      rules,
      "environment: eu\npatterns:\n  - path: where/versions\n    line: '(?<service>\\w+) (?<tag>\\w+)'\n",
    )
    const { out } = await analyze(
      app.path,
      '--config',
      config.path,
      '--rules',
      rules,
      '--service',
      'api',
      '--path',
      'a.*',
      '--json',
    )
    const { streams } = JSON.parse(out) as Analysis
    expect(streams.map(({ service, environment }) => `${service} in ${environment}`)).toEqual(['api in eu'])
    expect(streams[0]?.slowest.map(({ number, seconds }) => [number, seconds / hour])).toEqual([[null, 78]])
    writeFileSync(rules, 'rules:\n  - path: "("\n')
    const refused = await analyze(app.path, '--config', config.path, '--rules', rules)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain(`${rules}: line 2, column 5, rule 1`)
    expect((await analyze(app.path, '--path', 'a.*')).err).toContain('--service')
  })

  it('says that no deployment was found, and ends with 2', async () => {
    const app = await TestRepository.create((write) => write.commit('a0').commit('a1'))
    const empty = await TestRepository.create((write) => write.commit('k0', { files: { 'README.md': 'Nothing here' } }))
    const { code, out } = await analyze(app.path, '--config', empty.path)
    expect(code).toBe(2)
    expect(out).toContain('No deployment was found.\nIn 1 commit of')
    const tags = await analyze(app.path, '--tags', 'v*')
    expect(tags).toMatchObject({ code: 2, out: expect.stringContaining('has no tags') as string })
  })

  it('says which services share a repository, and takes a folder for its files', async () => {
    const app = await TestRepository.create((write) =>
      write.commit('a', { files: { 'one/f': '1' } }).commit('b', { files: { 'two/f': '1' } }),
    )
    const images = (sha: string) => `images: [{ name: one, newTag: ${sha} }, { name: two, newTag: ${sha} }]\n`
    const config = await TestRepository.create((write) =>
      write
        .commit('k0', { files: { 'envs/prod/kustomization.yaml': images(app.sha('a')) } })
        .commit('k1', { files: { 'envs/prod/kustomization.yaml': images(app.sha('b')) } }),
    )
    expect((await analyze(app.path, '--config', config.path)).out).toContain('one, two are built from one repository')
    const args = ['--config', config.path, '--service', 'two', '--path', 'two', '--json']
    const { streams, notes } = JSON.parse((await analyze(app.path, ...args)).out) as Analysis
    expect(notes).toEqual([])
    expect(streams[0]?.metrics.leadTimeForChanges.sampleSize).toBe(1)
    expect(streams[0]?.coverage).toMatchObject({ deployments: 2, withChanges: 1, withRequest: 0 })
    const unfit = await analyze(app.path, ...args.slice(0, 4), '--path', 'tw')
    expect(unfit.out).toContain("touches a file that fits --path 'tw'")
    const none = await analyze(app.path, '--config', config.path, '--service', 'tow')
    expect(none).toMatchObject({ code: 2, out: expect.stringContaining('Did you mean two?') as string })
  })

  it.each([
    [['/nowhere/at/all'], '/nowhere/at/all'],
    [['--since', 'soon'], '--since soon'],
    [['--time-zone', 'Mars/Base'], 'Mars/Base'],
  ])('%j ends with 1 and says what to mend', async (args, what) => {
    const app = await application()
    const path = args[0]?.startsWith('/') ? [] : [app.path]
    const { code, out, err } = await analyze(...path, ...args)
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain(what)
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('says what to install where there is no git', async () => {
    const app = await TestRepository.create((write) => write.commit('a0'))
    const env = {
      ...bare(join(temporaryFolder('leadline-analyze-'), 'home')),
      PATH: temporaryFolder('leadline-no-git-'),
    }
    const { code, out, err } = await leadline(['analyze', app.path], { env }).ended
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('install git 2.39 or newer')
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('leaves nothing when it is asked to end', async () => {
    const app = await application()
    const passing = temporaryFolder('leadline-tmp-')
    const { child, ended } = leadline(['analyze', app.path], { env: { ...bare(passing), TMPDIR: passing } })
    const [home = ''] = await until('the database to be made', 60, () => {
      const found = readdirSync(passing).filter((name) => name.startsWith('leadline-passing-'))
      return found.length > 0 ? found : null
    })
    await until('the database to run', 60, () =>
      filesBelow(join(passing, home)).some((name) => name.endsWith('postmaster.pid')) ? true : null,
    )
    child.kill('SIGTERM')
    expect((await ended).code).toBe(130)
    expect(readdirSync(passing)).toEqual([])
  })

  it('says that a repository is empty', async () => {
    const app = await TestRepository.create()
    const { code, err } = await analyze(app.path)
    expect(code).toBe(1)
    expect(err).toContain('no commit yet')
  })
})
