import { expect, it } from 'vitest'
import { type Facts, factsAfter, readEvents, type Wire } from '../../support/ingest.ts'
import { shuffled } from '../../support/shuffle.ts'

const configRepository = 'git.example/platform/live'
const image = 'registry.example/shop/api'
const proxy = { image: 'registry.example/mesh/proxy', tag: '7' }
const stream = { service: 'api', environment: 'production' }
const iso = (day: number, hour: number, minute = 0): string =>
  new Date(Date.UTC(2026, 2, day, hour, minute)).toISOString()

function bump(tag: string, day: number, hour: number): Wire {
  const named = { image, tag, configRepository, configSha: `k${tag}`, liveAt: iso(day, hour) }
  return {
    type: 'deployment',
    id: `bump ${tag}`,
    ...stream,
    ...named,
    attributes: { 'leadline.liveRule': 'CONFIG_MERGE' },
  }
}

/** What a rollout tells of itself: all of its containers, and nothing of a repository. */
function rollout(tag: string, placement: string, at: string, more: Wire = {}): Wire {
  const said = {
    source: 'rollouts',
    id: `${placement} ${at}`,
    images: [{ image, tag }, proxy],
    finishedAt: at,
    placement,
  }
  const attributes = { 'leadline.liveRule': 'ROLLOUT' }
  return { type: 'deployment', ...stream, ...said, liveAt: at, outcome: 'succeeded', attributes, ...more }
}

/** Days of versions, each asked for in the morning: they take hours, are taken back, passed over, and told again the next day. */
const story: Wire[] = [1, 2].flatMap((week) => {
  const day = week * 5
  const [first, second, third] = [`${week}.0`, `${week}.1`, `${week}.2`]
  return [
    bump(first, day, 9),
    rollout(first, 'eu', iso(day, 10)),
    rollout(first, 'us', iso(day, 21)),
    rollout(first, 'eu', iso(day + 1, 8, 30)),
    bump(second, day + 1, 9),
    rollout(second, 'eu', iso(day + 1, 11), {
      outcome: 'aborted',
      liveAt: undefined,
      attributes: {},
      trafficPercent: 20,
    }),
    bump(third, day + 2, 9),
    rollout(third, 'eu', iso(day + 2, 12)),
    rollout(third, 'us', iso(day + 3, 8)),
    rollout(third, 'eu', iso(day + 3, 8, 50)),
  ]
})

function kinds(facts: Facts): string[] {
  const rows = facts.deployments as readonly Readonly<Record<string, unknown>>[]
  return rows.map(({ version, kind, outcome }) => `${String(version)} ${String(kind)} ${String(outcome)}`)
}

it('a rollout ends what a repository asked for, however long it takes, in whatever order and batches it is told', async () => {
  const whole = await factsAfter([story].map(readEvents))
  const expected = [1, 2].flatMap((week) => [
    `${week}.0 CODE SUCCEEDED`,
    `${week}.0 REDEPLOY SUCCEEDED`,
    `${week}.1 CODE ABORTED`,
    `${week}.2 CODE SUCCEEDED`,
    `${week}.2 REDEPLOY SUCCEEDED`,
  ])
  expect(kinds(whole).toSorted()).toEqual(expected.toSorted())
  const batches = [shuffled(story, 1).map((event) => [event])]
  batches.push([
    story.filter(({ source }) => source === 'rollouts'),
    story.filter(({ source }) => source !== 'rollouts'),
  ])
  for (const [index, each] of batches.entries())
    expect(await factsAfter(each.map(readEvents)), `order ${index}`).toEqual(whole)
})
