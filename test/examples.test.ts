import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseUrl } from '#dashboards/url-state'
import { type Leadline, startLeadline } from './support/leadline.ts'

const run = promisify(execFile)
const script = resolve('examples/pipeline/report-deployment.mjs')

let leadline: Leadline
const clone = mkdtempSync(join(tmpdir(), 'leadline-example-'))

function commit(subject: string, at: string): void {
  const dates = { GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at }
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@people.example']
  execFileSync('git', [...who, 'commit', '-q', '--allow-empty', '-m', subject], {
    cwd: clone,
    env: { ...process.env, ...dates },
  })
}

/** What the script printed: the answer, and then where to look. */
async function report(service = 'shop', environment = 'production') {
  const { stdout } = await run(process.execPath, [script, service, environment], {
    cwd: clone,
    env: { ...process.env, LEADLINE_URL: leadline.url, LEADLINE_TOKEN: leadline.token },
  })
  const [answer = '', link] = stdout.trimEnd().split('\n')
  return { answer: JSON.parse(answer) as unknown, link: link?.replace(leadline.url, '') }
}

beforeAll(async () => {
  leadline = await startLeadline()
  execFileSync('git', ['init', '-q', clone])
})
afterAll(async () => {
  await leadline.close()
  rmSync(clone, { recursive: true, force: true })
})

describe('examples/pipeline', () => {
  it('reports what a checkout deployed: the second time, exactly the commits in between', async () => {
    const hour = 3_600_000
    const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString()
    commit('Begin', ago(50))
    expect((await report()).answer).toMatchObject({ accepted: 2, rejectedCount: 0 })
    commit('Add prices', ago(30))
    commit('Say "thanks" & <b>more</b>', ago(10))
    expect((await report()).answer).toMatchObject({ accepted: 3, duplicates: 1, rejectedCount: 0 })
    await leadline.idle()
    const { service } = await leadline.ask<{
      service: {
        metrics: {
          leadTimeForChanges: { medianSeconds: number; sampleSize: number }
          deploymentFrequency: { count: number }
        }
      }
    }>(
      '{ service(name: "shop") { metrics(window: {last: "P7D"}) { leadTimeForChanges { sampleSize medianSeconds } deploymentFrequency { count } } } }',
      {},
    )
    expect(service.metrics.deploymentFrequency.count).toBe(2)
    expect(service.metrics.leadTimeForChanges.sampleSize).toBe(2)
    expect(service.metrics.leadTimeForChanges.medianSeconds / 3600).toBeCloseTo(20, 0)
  })

  it.each([
    ['shop', 'production'],
    ['a/b & c', 'staging'],
    ['..', 'production'],
  ])('ends with the address of the page of %s in %s', async (service, environment) => {
    const { link } = await report(service, environment)
    const address = new URL(link?.replace(/^See /, '') ?? '', leadline.url)
    expect(parseUrl(address.pathname, address.search)).toMatchObject({
      page: { name: 'service', service },
      environment,
    })
  })

  it('says how it is used when something is missing, and fails with the answer when it is refused', async () => {
    await expect(run(process.execPath, [script])).rejects.toMatchObject({ code: 2 })
    const nowhere = { ...process.env, LEADLINE_URL: 'http://127.0.0.1:1', LEADLINE_TOKEN: 'll_x' }
    await expect(run(process.execPath, [script, 'shop', 'production'], { env: nowhere })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Nothing answers at http:\/\/127\.0\.0\.1:1 .*LEADLINE_URL/) as string,
    })
    const env = { ...process.env, LEADLINE_URL: leadline.url, LEADLINE_TOKEN: 'll_wrong' }
    await expect(run(process.execPath, [script, 'shop', 'production'], { cwd: clone, env })).rejects.toMatchObject({
      code: 1,
    })
  })
})

describe('examples/query', () => {
  const ask = (...args: string[]) =>
    run(process.execPath, [resolve('examples/query/ask.mjs'), ...args], {
      env: { ...process.env, LEADLINE_URL: leadline.url, LEADLINE_TOKEN: leadline.token },
    })

  it('prints the five metrics of a service, one a line, each with its n', async () => {
    const { stdout } = await ask('shop', 'production')
    expect(stdout.match(/^.+: .+ \(n = \d+.*\)$/gm)).toHaveLength(5)
    expect(stdout).toMatch(/^Change lead time: \d.*s \(n = 2/m)
  })

  it('says that there is no such service, and how it is used', async () => {
    await expect(ask('nobody')).rejects.toMatchObject({ code: 1, stderr: 'There is no service nobody.\n' })
    await expect(ask()).rejects.toMatchObject({ code: 2 })
  })
})

describe('examples/compare', () => {
  const compare = (services: string[], token = leadline.token) =>
    run(process.execPath, [resolve('examples/compare/lead-times.mjs'), ...services], {
      env: { ...process.env, LEADLINE_URL: leadline.url, LEADLINE_TOKEN: token },
    })

  it('prints each service with the time before, and what is too little to tell', async () => {
    const { stdout } = await compare(['shop'])
    expect(stdout).toMatch(/^shop: \d+\.\d h \(n = 2\), before unknown \(\w+\): too little is known to say more\n$/)
    expect((await compare([])).stdout).toContain(stdout)
  })

  it('fails with what the server says', async () => {
    await expect(compare(['nobody'])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('nobody') })
    await expect(compare([], '')).rejects.toMatchObject({ code: 2 })
    await expect(compare([], 'll_wrong')).rejects.toMatchObject({ code: 1 })
  })
})
