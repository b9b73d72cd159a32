import { describe, expect, it } from 'vitest'
import type { DeliveryEvent, DeploymentEvent } from '#domain/delivery-event'
import { at, projectInMemory } from '../../support/stream.ts'

const repository = 'git.example/acme/api'
const configRepository = 'git.example/acme/deploy'
const [one, two] = ['1', '2'].map((digit) => `${digit}${'0'.repeat(39)}`) as [string, string]

const code: DeliveryEvent[] = [one, two].map((sha, index) => {
  const authoredAt = at(`${index + 1} 08:00`)
  return { type: 'commit', source: 'git', repository, sha, authoredAt, parents: index === 0 ? [] : [one] }
})

/** A sync that tells its image, and the commits which the applied commit names. */
function sync(tag: string, day: number, named: string | null, more: Partial<DeploymentEvent> = {}): DeliveryEvent {
  const stream = { source: 'cd', service: 'api', environment: 'prod', configRepository, configRevision: `k${day}` }
  const attributes = { 'leadline.liveRule': 'SYNC', ...(named !== null && { 'leadline.referencedCommits': named }) }
  const times = { startedAt: at(`${day} 09:00`), finishedAt: at(`${day} 09:01`), outcome: 'succeeded' } as const
  return {
    type: 'deployment',
    id: `sync ${day}`,
    ...stream,
    images: [{ image: 'api', tag }],
    ...times,
    attributes,
    ...more,
  }
}

const named = (...shas: readonly string[]): string => shas.map((sha) => `${repository}@${sha}`).join(' ')
const first = sync('v1', 2, null, { sha: one, repository })

function linksOf(events: readonly DeliveryEvent[], given: string | null = repository) {
  const { deployments, waits } = projectInMemory(events, given === null ? {} : { repository: given })
  const last = deployments.at(-1)
  const links = (last?.links ?? []).filter(({ method }) => method === 'ARGOCD_REFERENCE')
  return { sha: last?.sha, kind: last?.kind, links, waits }
}

describe('the commit that the applied commit names', () => {
  it('is that of a new version which tells none, and ships what is new in it', () => {
    const events = [...code, first, sync('v2', 3, `git.example/acme/other@${one} ${named(two)}`)]
    expect(linksOf(events)).toMatchObject({
      sha: two,
      kind: 'CODE',
      links: [{ to: `commit ${repository}@${two}`, confidence: 'MEDIUM', missing: false }],
    })
    expect(projectInMemory(events, { repository }).changes.map(({ sha }) => sha)).toEqual([two])
  })

  it('is waited for where nobody told it', () => {
    const { sha, waits } = linksOf([...code.slice(0, 1), first, sync('v2', 3, named(two))])
    expect(sha).toBe(two)
    expect(waits).toContainEqual(expect.objectContaining({ kind: 'commit', reference: `${repository}@${two}` }))
  })

  it('says nothing of a version that is live already: it was made for another service', () => {
    expect(linksOf([...code, first, sync('v1', 3, named(two))])).toMatchObject({ kind: 'REDEPLOY', links: [] })
  })

  it('says nothing of the first version, of another repository, or against what the version says', () => {
    expect(linksOf([...code, sync('v1', 2, named(two))])).toMatchObject({ sha: null, links: [] })
    const other = sync('v2', 3, `git.example/acme/other@${two}`)
    expect(linksOf([...code, first, other])).toMatchObject({ sha: null, links: [] })
    const stated = sync('v2', 3, named(one), { sha: two, repository })
    expect(linksOf([...code, first, stated])).toMatchObject({ sha: two, links: [] })
  })

  it.each([
    ['of several', named(one, two), repository, 'tell which commit the version was built from'],
    ['of a service of no known repository', named(two), null, 'say of which repository api is built'],
  ])('is a hole with what would mend it %s', (_what, names, given, mend) => {
    const found = linksOf([...code, first, sync('v2', 3, names)], given)
    expect(found).toMatchObject({
      sha: null,
      links: [{ missing: true, mend: expect.stringContaining(mend) as string }],
    })
    expect(found.waits).toContainEqual(expect.objectContaining({ kind: 'artifact', reference: 'api:v2' }))
  })

  it('is nothing that is no commit', () => {
    for (const text of ['', ' ', '@', `${repository}@`, 'x'])
      expect(linksOf([...code, first, sync('v2', 3, text)])).toMatchObject({ sha: null, links: [] })
  })
})

it('says of what was rendered which commit was written by hand', () => {
  const attributes = {
    'leadline.hydratedCommit': `${configRepository}@h1`,
    'leadline.dryCommit': `${configRepository}@d1`,
  }
  const [deployment] = projectInMemory([...code, { ...first, attributes }], { repository }).deployments
  expect(deployment?.links).toContainEqual(
    expect.objectContaining({
      from: `commit ${configRepository}@h1`,
      to: `commit ${configRepository}@d1`,
      method: 'HYDRATED',
      confidence: 'HIGH',
    }),
  )
})
