import * as z from 'zod'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { ApiClient } from '#apps/server/asking/api-client'
import { Asker } from '#apps/server/azure-devops/asker'
import { DAY, HOUR, MINUTE } from '#domain/instant'
import { azureDevopsMonth, type Hook, type Month, repositoryOf } from '../support/azure-devops-month.ts'
import { type AzureDevopsServer, azureDevopsServer } from '../support/azure-devops-server.ts'
import { end, OffWorld, start } from '../support/off-world.ts'
import { seeded } from '../support/seeded.ts'
import { shuffled } from '../support/shuffle.ts'

const token = 'the-personal-access-token'

let server: AzureDevopsServer
beforeAll(async () => {
  server = await azureDevopsServer(token)
})
afterAll(() => server.close())

async function world(): Promise<OffWorld> {
  const begun = await OffWorld.begin('azure-devops', true)
  begun.pass(end - start)
  onTestFinished(() => begun.api.close())
  return begun
}

/** Incidents some of the merges caused, which another tool tells. */
async function tellIncidents({ api }: OffWorld, { merged, organisation }: Month): Promise<void> {
  const incidents = Object.entries(merged).flatMap(([service, shas]) =>
    shas.flatMap((causedBySha, at) => {
      const build = organisation.builds.find((each) => each['sourceVersion'] === causedBySha)
      const openedAt = Date.parse(String(build?.['finishTime'])) + 30 * MINUTE
      if (at % 4 !== 0) return []
      const times = { openedAt: new Date(openedAt).toISOString(), resolvedAt: new Date(openedAt + HOUR).toISOString() }
      return [{ type: 'incident', id: `${service}-${at}`, service, environment: 'production', causedBySha, ...times }]
    }),
  )
  await api.tell(...incidents)
}

/** All that is answered of what was deployed, and of what rests on it, to the second: a hook tells a vote some moments later. */
async function answers({ api }: OffWorld): Promise<unknown> {
  const window = '{ from: "2026-03-01T00:00:00Z", to: "2026-04-01T00:00:00Z" }'
  const metrics = `metrics(environment: "production", window: ${window}) { deploymentFrequency { count attempts }
    leadTimeForChanges { medianSeconds meanSeconds sampleSize stages { stage medianSeconds } } changeFailureRate { rate failed deployments }
    timeToRestore { medianSeconds } deploymentReworkRate { rate } }`
  const deployments = `deployments(first: 40) { totalCount nodes { sha kind outcome startedAt finishedAt liveAt attributes
    changes(first: 5) { nodes { number title sha openedAt mergedAt firstAuthoredAt labels commits(first: 5) { nodes { sha } } } } } }`
  const told = []
  for (const service of ['shop', 'cart'])
    for (const part of [metrics, deployments]) told.push(await api.data(`{ service(name: "${service}") { ${part} } }`))
  const text = JSON.stringify(told).replaceAll(/(:\d\d)\.\d{3}Z/g, '$1Z')
  return JSON.parse(text.replaceAll(/((?:median|mean)Seconds":\d+)\.\d+/g, '$1'))
}

describe('Azure DevOps', () => {
  it('answers as if it had never been off where hooks were lost, doubled, out of order, and hours long none came', async () => {
    const month = azureDevopsMonth(31, start, 26)
    server.organisation = month.organisation
    const [always, sometimes] = [await world(), await world()]
    const bodies = (hooks: readonly Hook[]): object[] => hooks.map(({ body }) => body)
    await always.deliver(bodies(month.hooks))
    const random = seeded(31_000)
    const isOff = (at: number): boolean => Math.floor((at - start) / (12 * HOUR)) % 5 === 2
    const some = month.hooks.filter(({ at }) => !isOff(at) && random() >= 0.3)
    await sometimes.deliver(bodies(shuffled([...some, ...some.filter(() => random() < 0.3)], 31)))
    for (const each of [always, sometimes]) await tellIncidents(each, month)
    expect(await answers(sometimes)).not.toEqual(await answers(always))
    const begun = performance.now()
    expect(await sometimes.read(server.url, token)).toMatchObject({ problems: [], failing: false })
    const [took, lost] = [Math.round(performance.now() - begun), month.hooks.length - some.length]
    process.stdout.write(
      `Azure DevOps: ${lost} of ${month.hooks.length} hooks of 30 days lost, caught up in ${took} ms with ${server.asked.length} questions\n`,
    )
    always.pass(sometimes.now - always.now)
    expect(lost).toBeGreaterThan(month.hooks.length * 0.3)
    expect(await answers(sometimes)).toEqual(await answers(always))
    // Read beside all hooks, the API says nothing else.
    expect(await always.read(server.url, token)).toMatchObject({ problems: [] })
    sometimes.pass(always.now - sometimes.now)
    expect(await answers(always)).toEqual(await answers(sometimes))
  }, 120_000)

  it('asks again for what is new alone, goes on after a repository that is gone, and where it was cut', async () => {
    const { organisation } = azureDevopsMonth(32, start, 8)
    server.organisation = { ...organisation, repositories: [...organisation.repositories, repositoryOf('gone')] }
    const off = await world()
    const read = () => off.read(server.url, token)
    server.faults.push({ status: 404, path: /repository-of-gone/ }, { status: 500, path: /builds/ })
    const first = await read()
    expect(first).toMatchObject({ failing: false, problems: [{ code: 'UNREACHABLE' }] })
    expect(first.accepted).toBeGreaterThan(0)
    server.organisation = organisation
    expect(await read()).toMatchObject({ problems: [] })
    server.asked.length = 0
    off.pass(5 * MINUTE)
    expect(await read()).toMatchObject({ problems: [], accepted: 0 })
    expect(server.asked.filter((path) => /threads|pushes\/\d/.test(path))).toEqual([])
  }, 60_000)

  it('learns of the environment of a stage whose name says none, also of what was read before it was let', async () => {
    const { organisation } = azureDevopsMonth(34, start, 4)
    const builds = organisation.builds.map((build) => {
      const told = JSON.stringify(build['timelines'])
      const timelines: unknown = JSON.parse(
        told.replaceAll('Deploy_Production', 'EU').replaceAll('Deploy to production', ''),
      )
      return { ...build, timelines }
    })
    const records = builds.map(({ id }: Readonly<Record<string, unknown>>) => ({ owner: { id }, stageName: 'EU' }))
    const environments = [{ id: 1, name: 'eu-production', projectId: organisation.projects[0]?.['id'], records }]
    server.organisation = { ...organisation, builds, environments }
    const off = await world()
    const deployments = (): Promise<unknown> =>
      off.api.data('{ deployments(filter: {}, first: 20) { totalCount nodes { environment { name } } } }')
    server.faults.push({ status: 403, path: /environmentdeploymentrecords/ })
    expect(await off.read(server.url, token)).toMatchObject({ problems: [{ code: 'FORBIDDEN' }] })
    expect(await deployments()).toMatchObject({ deployments: { totalCount: 0 } })
    expect(await off.read(server.url, token)).toMatchObject({ problems: [] })
    const stages = builds.flatMap(({ timelines }) => Object.values(timelines as object))
    const nodes = stages.map(() => ({ environment: { name: 'eu-production' } }))
    expect(await deployments()).toEqual({ deployments: { totalCount: stages.length, nodes } })
  }, 60_000)
})

describe('what Azure DevOps answers', () => {
  const asker = (secret: string): Asker => {
    const settings = { url: server.url, allowPrivate: true, allowHttp: true }
    const credentials = { authorization: `Basic ${Buffer.from(`:${secret}`).toString('base64')}` }
    const forbidden = (host: string): string => `${host} does not let it`
    const { signal } = new AbortController()
    const how = {
      source: 'acme',
      settings,
      credentials,
      title: 'Azure DevOps',
      forbidden,
      clock: () => start,
      signal,
    }
    return new Asker(new ApiClient(how), () => start)
  }
  const anything = z.object({ value: z.array(z.object({ id: z.string() })) })

  it.each([
    [{ status: 429, headers: { 'retry-after': '7' } }, 'RATE_LIMITED', 7_000],
    [{ status: 503 }, 'RATE_LIMITED', MINUTE],
    [{ status: 500 }, 'UNREACHABLE', MINUTE],
    [{ status: 200, body: '{"count":1,"value":[{"id":"p' }, 'UNEXPECTED', 0],
    [{ status: 200, body: '{"value":[{"id":7}]}' }, 'UNEXPECTED', 0],
    [{ status: 302, headers: { location: 'https://spsprodcus5.vssps.visualstudio.com/_signin' } }, 'MOVED', 0],
    [{ status: 203, body: '<html>Sign in</html>' }, 'UNAUTHORIZED', 0],
    [{ status: 403 }, 'FORBIDDEN', 0],
  ])('%j: %s', async (fault, code, pause) => {
    server.faults.push(fault)
    const asked = asker(token).ask('/_apis/projects?api-version=7.1', anything)
    await expect(asked).rejects.toMatchObject({ problem: { code, pause } })
  })

  it.each([
    [{ 'retry-after': '30' }, 30_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(start / 1_000 + 90) }, 90_000],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(start / 1_000 + DAY) }, 15 * MINUTE],
  ])('is taken, and what comes next waits, where it asks for a pause: %j', async (headers, pause) => {
    const one = asker(token)
    server.faults.push({ status: 200, body: '{"value":[{"id":"p1"}]}', headers })
    expect(await one.ask('/_apis/projects?api-version=7.1', anything)).toEqual({ value: [{ id: 'p1' }] })
    server.asked.length = 0
    await expect(one.ask('/_apis/projects?api-version=7.1', anything)).rejects.toMatchObject({
      problem: { code: 'RATE_LIMITED', pause },
    })
    expect(server.asked).toEqual([])
  })

  it('to a token that it does not know is a page to sign in at', async () => {
    const asked = asker('another').ask('/_apis/projects?api-version=7.1', anything)
    await expect(asked).rejects.toMatchObject({ problem: { code: 'UNAUTHORIZED' }, message: /refuses the token/ })
  })
})
