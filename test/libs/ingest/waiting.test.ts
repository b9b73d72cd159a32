import { describe, expect, it } from 'vitest'
import { isWaiting } from '#attribution/waiting'
import type { StreamHistory } from '#domain/stream-history'
import { foldAll, historyInMemory, historyInPasses } from '../../support/in-memory.ts'
import { type Facts, factsAfter, readEvents, testNow, type Wire } from '../../support/ingest.ts'
import { seeded } from '../../support/seeded.ts'
import { shuffled } from '../../support/shuffle.ts'

const howMany = Number(process.env['WAITING'] ?? 40)
const MINUTE = 60_000
const DAY = 1_440 * MINUTE
const start = Date.parse('2026-02-02T08:00:00Z')
/** How long a sync waits for its commit: most come at once, some after days, one after all of its time. */
const delays = [3, 3, 3, 5, 40, 26 * 60, 3 * 1_440, 9 * 1_440, 31 * 1_440].map((minutes) => minutes * MINUTE)

const iso = (at: number): string => new Date(at).toISOString()
const serviceOf = (seed: number): string => `till-${seed}`

/** A service of which every version is asked for in a repository, and whose reconciler is often late, or silent. */
function story(seed: number): Wire[] {
  const random = seeded(seed)
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
  const sha = (name: string): string => Buffer.from(`${seed} ${name}`).toString('hex').padEnd(40, '0').slice(0, 40)
  const [service, configRepository] = [serviceOf(seed), `git.example/live/${seed}`]
  const stream = { type: 'deployment', service, environment: 'production', configRepository }
  const events: Wire[] = []
  const commit = (repository: string, name: string, parent: string | null, at: number): void => {
    const parents = parent === null ? [] : [sha(parent)]
    events.push({ type: 'commit', repository, sha: sha(name), parents, authoredAt: iso(at), committedAt: iso(at) })
  }
  for (let index = 0, at = start; index < 16; index += 1, at += pick([0.2, 1, 3, 9]) * DAY) {
    commit(service, `a${index}`, index === 0 ? null : `a${index - 1}`, at - DAY)
    const pushed = { type: 'push', repository: service, branch: 'main', at: iso(at), after: sha(`a${index}`) }
    events.push({ ...pushed, attributes: { 'leadline.branchRole': 'DEFAULT' } })
    commit(configRepository, `k${index}`, index === 0 ? null : `k${index - 1}`, at)
    const placed = random() < 0.2 ? { placement: pick(['eu', 'us']) } : {}
    const asked = {
      ...stream,
      ...placed,
      source: 'repository',
      id: `bump ${index}`,
      sha: sha(`a${index}`),
      repository: service,
    }
    const merged = { liveAt: iso(at), attributes: { 'leadline.liveRule': 'CONFIG_MERGE' } }
    events.push({ ...asked, ...merged, configSha: sha(`k${index}`) })
    if (random() < 0.2) {
      const ended = iso(at + pick([10, 600]) * MINUTE)
      const outcome = pick(['succeeded', 'failed'])
      const run = {
        source: 'ci',
        id: `run ${index}`,
        sha: sha(`a${index}`),
        repository: service,
        outcome,
        finishedAt: ended,
      }
      events.push({ type: 'deployment', service, environment: 'production', ...run })
    }
    if (random() < 0.35) continue
    const begun = at + pick(delays)
    if (begun > testNow - DAY) continue
    const outcome = pick(['succeeded', 'succeeded', 'succeeded', 'failed'])
    const told = { ...stream, source: 'argocd', id: `sync ${index}`, configRevision: sha(`k${index}`), outcome }
    const where = random() < 0.4 ? { placement: pick(['eu', 'us']) } : {}
    const times = { startedAt: iso(begun), finishedAt: iso(begun + MINUTE) }
    events.push({ ...told, ...where, ...times, attributes: { 'leadline.liveRule': 'SYNC' } })
  }
  return events
}

const seeds = Array.from({ length: howMany }, (_, index) => index + 1)
const stories = seeds.map((seed) => readEvents(story(seed)))
const histories = stories.map(
  (posted, index): StreamHistory => historyInMemory(foldAll(posted), serviceOf(index + 1), 'production', testNow),
)

describe(`${howMany} services whose reconciler is late`, { timeout: 120_000 }, () => {
  it('wait, are applied late, and are passed over', () => {
    const deployments = histories.flatMap((history) => history.deployments)
    const late = deployments.filter(
      ({ liveAt, reports }) => liveAt !== null && liveAt - (reports[0]?.at ?? 0) > 2 * DAY,
    )
    expect(deployments.filter(isWaiting).length).toBeGreaterThan(howMany / 2)
    expect(late.length).toBeGreaterThan(howMany / 2)
    expect(deployments.filter(({ outcome }) => outcome === 'CANCELLED').length).toBeGreaterThan(howMany)
  })

  it.each([2, 3, 7])('are in passes of %i reports what they are as a whole', (size) => {
    for (const [index, posted] of stories.entries()) {
      const { waits: _, ...whole } = histories[index] as StreamHistory
      const { waits: __, ...passes } = historyInPasses(
        foldAll(posted),
        serviceOf(index + 1),
        'production',
        testNow,
        size,
      )
      expect(passes, serviceOf(index + 1)).toEqual(whole)
    }
  })

  it('are the same whatever order they are told in, each part projected before the next', async () => {
    const all = stories.flat()
    const whole = await factsAfter([all])
    const mixed = shuffled(all, 11)
    const parts = Array.from({ length: 12 }, (_, part) => mixed.filter((_each, at) => at % 12 === part))
    const again = await factsAfter(parts)
    for (const name of Object.keys(whole) as (keyof Facts)[]) expect(again[name], name).toEqual(whole[name])
  })

  it('have no change that is both live and pending, and every change of what waits is pending', () => {
    for (const { deployments, changes, pending } of histories) {
      const live = new Set(changes.map(({ key }) => key))
      expect(pending.filter(({ key }) => live.has(key))).toEqual([])
      const last = deployments.findLast(({ liveAt }) => liveAt !== null)
      const waiting = deployments.slice(last === undefined ? 0 : deployments.indexOf(last) + 1).filter(isWaiting)
      for (const { key, sha } of waiting.slice(-1))
        expect(pending.filter(({ deploymentKey }) => deploymentKey === key).map((change) => change.sha)).toContain(sha)
    }
  })
})
