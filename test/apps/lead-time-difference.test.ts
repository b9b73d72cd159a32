import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../support/graphql-api.ts'
import { root } from '../support/source-files.ts'
import { commit, live, request, taleNow } from '../support/tale.ts'

const page = readFileSync(join(root, 'docs/why.md'), 'utf8')
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? ''

/** Changes of a service as the page tells them: day of being live, hours of coding and of review. */
type Row = readonly [string, number, number]
const rows = [...page.matchAll(/^\| (2026-\d\d-\d\d) \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(
  ([, date = '', coding, review]): Row => [date, Number(coding), Number(review)],
)

function told(service: string, changes: readonly Row[]): object[] {
  const where = { environment: 'production', service }
  const sha = (number: number): string => `${service}-${number}`
  const ships = changes.flatMap(([date, coding, review], index) => {
    const at = Date.parse(`${date}T20:00:00Z`)
    const before = (hours: number): string => new Date(at - hours * 3_600_000).toISOString()
    return [
      commit(sha(index + 1), sha(index), before(coding + review), { service }),
      request(index + 1, [sha(index + 1)], before(0), { service, openedAt: before(review) }),
      live(`v${index + 1}`, before(0), { ...where, sha: sha(index + 1) }),
    ]
  })
  return [commit(sha(0), null, '1 09:00', { service }), live('v0', '1 12:00', { ...where, sha: sha(0) }), ...ships]
}

/** Slow work that has less of the first week than of the second. */
const slow: readonly Row[] = ['03', '05', '09', '10', '11', '12', '13', '14', '15'].map((date, index) => [
  `2026-03-${date}`,
  10 + index,
  20,
])

let api: Api

beforeAll(async () => {
  api = await startApi(() => taleNow)
  await api.tell(...told('shop', rows), ...told('slow', slow), ...told('few', rows.slice(0, 7)))
  for (const name of ['shop', 'slow']) {
    const question = 'mutation ($n: String!) { serviceUpdate(name: $n, team: "pair") { userErrors { code } } }'
    await api.ask(question, { n: name }, api.tokens.admin)
  }
  await api.drain()
}, 60_000)
afterAll(() => api?.close())

const w = { from: '2026-03-09T00:00:00Z', to: '2026-03-16T00:00:00Z' }
const before = { from: '2026-03-02T00:00:00Z', to: w.from }

interface Sample {
  readonly seconds: number
  readonly change: { readonly id: string; readonly number: number }
  readonly deployment: { readonly service: { readonly name: string } }
  readonly stages: readonly { readonly stage: string; readonly seconds: number }[]
}

async function keptIn(window: object): Promise<readonly Sample[]> {
  const question = `query ($w: WindowInput!) { team(name: "pair") { metrics(window: $w) { pooled { leadTimeForChanges {
    samples(first: 100) { nodes { seconds change { id number } deployment { service { name } } stages { stage seconds } } } } } } } }`
  const { team } = await api.data<{
    team: { metrics: { pooled: { leadTimeForChanges: { samples: { nodes: Sample[] } } } } }
  }>(question, { w: window })
  const sorted = team.metrics.pooled.leadTimeForChanges.samples.nodes.toSorted(
    (a, b) => a.seconds - b.seconds || a.change.number - b.change.number,
  )
  const away = Math.floor(sorted.length / 5)
  return sorted.slice(away, sorted.length - away)
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const inStage = (stage: string) => (sample: Sample) =>
  sample.stages.reduce((sum, each) => sum + (each.stage === stage ? each.seconds : 0), 0)

describe('why lead time changed', () => {
  it('is for the worked example what the page prints', async () => {
    expect(rows).toHaveLength(10)
    const { leadTimeDifference } = await api.data<{ leadTimeDifference: unknown }>(block('graphql'))
    expect(leadTimeDifference).toEqual(JSON.parse(block('json')))
  })

  it('is of a team what its samples give, to the millisecond', async () => {
    const { leadTimeDifference: found } = await api.data<{ leadTimeDifference: Team }>(
      `query ($w: WindowInput!) { leadTimeDifference(team: "pair", window: $w) { unavailableReason clear interval { low high level }
        differenceSeconds withinSeconds mixSeconds tailSeconds medianDifferenceSeconds reversedByMix stageMovedMost
        stages { stage beforeSeconds afterSeconds differenceSeconds }
        services { service { name } before { keptSize share meanSeconds } after { keptSize meanSeconds } withinSeconds mixSeconds }
        came { service { name } change { id } deployment { service { name } } seconds stageSeconds } gone { change { id } } } }`,
      { w },
    )
    const [was, is] = [await keptIn(before), await keptIn(w)]
    expect([was.length, is.length]).toEqual([5, 8])
    const near = (value: number) => expect.closeTo(value, 2)
    for (const { stage, beforeSeconds, afterSeconds } of found.stages)
      expect([beforeSeconds, afterSeconds]).toEqual([
        near(mean(was.map(inStage(stage)))),
        near(mean(is.map(inStage(stage)))),
      ])
    expect(found.differenceSeconds).toEqual(
      near(mean(is.map((each) => each.seconds)) - mean(was.map((each) => each.seconds))),
    )
    const inWhole = (seconds: readonly number[]) => seconds.reduce((sum, each) => sum + Math.round(each * 1_000), 0)
    const whole = inWhole([found.differenceSeconds])
    expect(inWhole(found.stages.map(({ differenceSeconds }) => differenceSeconds))).toBe(whole)
    expect(inWhole([found.withinSeconds, found.mixSeconds])).toBe(whole)
    expect(inWhole([found.differenceSeconds, found.tailSeconds])).toBe(inWhole([found.medianDifferenceSeconds]))
    expect(
      found.services.map(({ service, before: old, after: now }) => [service.name, old.keptSize, now.keptSize]),
    ).toEqual(
      ['shop', 'slow'].map((name) => [
        name,
        ...[was, is].map((kept) => kept.filter((each) => each.deployment.service.name === name).length),
      ]),
    )
    expect(found).toMatchObject({ unavailableReason: null, reversedByMix: false, interval: { level: 0.9 } })
    const ids = new Set(is.map(({ change }) => change.id))
    expect(found.came.length).toBeGreaterThan(0)
    for (const { change, service, deployment } of found.came) {
      expect(ids).toContain(change.id)
      expect(deployment.service.name).toBe(service.name)
    }
  })

  it('is not told of too few, and says how many there are', async () => {
    const { leadTimeDifference } = await api.data<{ leadTimeDifference: unknown }>(
      'query ($w: WindowInput!) { leadTimeDifference(service: "few", window: $w) { unavailableReason unavailableBecause differenceSeconds clear stages { stage } came { seconds } after { sampleSize medianSeconds } } }',
      { w },
    )
    expect(leadTimeDifference).toEqual({
      unavailableReason: 'TOO_FEW',
      unavailableBecause: 'The window has 2 lead times and the one before it 5; each needs at least 5.',
      differenceSeconds: null,
      clear: null,
      stages: [],
      came: [],
      after: { sampleSize: 2, medianSeconds: 27_000 },
    })
  })

  it.each([
    ['', 'BAD_USER_INPUT'],
    ['service: "shop", team: "pair",', 'BAD_USER_INPUT'],
    ['service: "shop", against: NONE,', 'BAD_USER_INPUT'],
    ['service: "shop", definition: { preset: GITLAB },', 'BAD_DEFINITION'],
    ['service: "nobody",', 'UNKNOWN_SERVICE'],
    ['team: "nobody",', 'UNKNOWN_TEAM'],
  ])('refuses (%s): %s', async (words, code) => {
    const { body } = await api.ask(`query ($w: WindowInput!) { leadTimeDifference(${words} window: $w) { clear } }`, {
      w,
    })
    expect(body.errors).toMatchObject([{ extensions: { code } }])
  })

  it('by other definitions rests on what they count', async () => {
    const question = (definition: string) =>
      api.data<{ leadTimeDifference: Pick<Team, 'stages' | 'differenceSeconds'> }>(
        `query ($w: WindowInput!) { leadTimeDifference(service: "shop", window: $w, definition: ${definition}) { differenceSeconds stages { stage differenceSeconds } } }`,
        { w },
      )
    const { leadTimeDifference: opened } = await question('{ start: PR_OPENED }')
    // 2, 3 and 4 hours, then 6, 7 and 8.
    expect(opened).toMatchObject({ differenceSeconds: 4 * 3_600, stages: [{ stage: 'REVIEW' }] })
    const { leadTimeDifference: byDeployment } = await question('{ unit: DEPLOYMENT }')
    expect(byDeployment.differenceSeconds).toBe(5 * 3_600)
  })

  it('asks no more for a team than for a service', async () => {
    const statements = async (of: string): Promise<string[]> => {
      api.statements.length = 0
      await api.data(
        `query ($w: WindowInput!) { leadTimeDifference(${of}, window: $w) { clear came { change { id } deployment { id } } gone { change { id } deployment { id } } } }`,
        { w },
      )
      return api.statements.filter((name) => /^(fact|change|deployment|last-live|stream)/.test(name)).toSorted()
    }
    const team = await statements('team: "pair"')
    expect(team).toEqual(await statements('service: "shop"'))
    expect(team).not.toHaveLength(0)
  })
})

interface Team {
  readonly differenceSeconds: number
  readonly medianDifferenceSeconds: number
  readonly tailSeconds: number
  readonly withinSeconds: number
  readonly mixSeconds: number
  readonly stages: readonly {
    readonly stage: string
    readonly beforeSeconds: number
    readonly afterSeconds: number
    readonly differenceSeconds: number
  }[]
  readonly services: readonly {
    readonly service: { readonly name: string }
    readonly before: { readonly keptSize: number }
    readonly after: { readonly keptSize: number }
  }[]
  readonly came: readonly {
    readonly change: { readonly id: string }
    readonly service: { readonly name: string }
    readonly deployment: { readonly service: { readonly name: string } }
  }[]
}
