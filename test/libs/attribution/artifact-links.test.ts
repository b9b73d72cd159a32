import { describe, expect, it } from 'vitest'
import { ArtifactIndex } from '#attribution/artifact-links'
import type { ArtifactEvent, DeploymentEvent } from '#domain/delivery-event'
import type { ArtifactState } from '#domain/entity-state'
import { fold } from '#domain/fold'

const image = 'registry.example.com/shop/api'
const repository = 'git.example.com/acme/api'
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const sha = (letter: string): string => letter.repeat(40)

type Said = Partial<ArtifactEvent> & Pick<ArtifactEvent, 'publishedAt'>

function artifact(...said: readonly Said[]): ArtifactState {
  const told = said.map((words): ArtifactEvent => ({ type: 'artifact', source: 'registry', image, ...words }))
  const rows = told.map((event) => ({ event, hash: JSON.stringify(event), recordedAt: 0 }))
  const [state, again] = [fold(rows), fold(rows.toReversed())]
  expect(again).toEqual(state)
  return state
}

function shaOf(artifacts: readonly ArtifactState[], named: Partial<DeploymentEvent>, at = 1_000): string | undefined {
  const event: DeploymentEvent = {
    type: 'deployment',
    source: 'ci',
    service: 'api',
    environment: 'production',
    ...named,
  }
  return new ArtifactIndex(artifacts, () => repository).linkOf(event, at)?.sources[0]?.sha
}

describe('an artifact with several tags', () => {
  const one = artifact(
    { digest: digest('1'), tag: '1.4.0', publishedAt: 100, sha: sha('a') },
    { digest: digest('1'), tag: 'latest', publishedAt: 101 },
  )

  it('is found by each of them', () => {
    expect(shaOf([one], { image, tag: '1.4.0' })).toBe(sha('a'))
    expect(shaOf([one], { image, tag: 'latest' })).toBe(sha('a'))
    expect(shaOf([one], { image, tag: '1.3.0' })).toBeUndefined()
  })

  it('had each tag from its own time on: one that moves names what it named then', () => {
    const two = artifact({ digest: digest('2'), tag: 'latest', publishedAt: 200, sha: sha('b') })
    const back = artifact(
      { digest: digest('1'), tag: 'latest', publishedAt: 101, sha: sha('a') },
      { digest: digest('1'), tag: 'latest', publishedAt: 300 },
    )
    const found = [150, 250, 350].map((at) => shaOf([two, back], { image, tag: 'latest' }, at))
    expect(found).toEqual([sha('a'), sha('b'), sha('a')])
    expect(shaOf([two, back], { image, tag: 'latest' }, 100)).toBeUndefined()
  })

  it('was published when it was first, not when it was tagged again', () => {
    const index = new ArtifactIndex([one], () => repository)
    const event: DeploymentEvent = {
      type: 'deployment',
      source: 'ci',
      service: 'api',
      environment: 'production',
      digest: digest('1'),
    }
    expect(index.linkOf(event, 1_000)?.publishedAt).toBe(100)
  })

  it('was built at no known time where it is only known that it was there by then', () => {
    const publishedBy = { 'leadline.publishedBy': new Date(100).toISOString() }
    const found = artifact({ digest: digest('1'), tag: '1.4.0', publishedAt: 100, attributes: publishedBy })
    const pushed = artifact(
      { digest: digest('1'), tag: '1.4.0', publishedAt: 100, attributes: publishedBy },
      { digest: digest('1'), tag: '1.4.0', publishedAt: 90 },
    )
    const event: DeploymentEvent = {
      type: 'deployment',
      source: 'ci',
      service: 'api',
      environment: 'production',
      image,
      tag: '1.4.0',
    }
    const times = [found, pushed].map(
      (one) => new ArtifactIndex([one], () => repository).linkOf(event, 100)?.publishedAt,
    )
    expect(times).toEqual([null, 90])
  })
})

it('of several platforms leads from its index to the commit of a platform', () => {
  const index = artifact({ digest: digest('9'), tag: '2.0.0', inputs: [digest('7'), digest('8')], publishedAt: 100 })
  const platform = artifact({ digest: digest('8'), publishedAt: 99, sha: sha('c') })
  expect(shaOf([index, platform], { digest: digest('9') })).toBe(sha('c'))
  expect(shaOf([index, platform], { image, tag: '2.0.0' })).toBe(sha('c'))
})
