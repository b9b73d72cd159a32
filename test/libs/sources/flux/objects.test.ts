import { expect, it } from 'vitest'
import { parseEvent } from '#sources/events/parse-event'
import { ociRepositoryObject } from '#sources/flux/artifact'
import { helmReleaseObject } from '#sources/flux/helm-release-object'
import { kustomizationObject } from '#sources/flux/kustomization-object'
import { flux } from '#sources/flux/source'
import type { Translation } from '#sources/source'
import { fluxEvent } from '../../../support/flux-events.ts'

const sender = { source: 'cluster', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 5, 1) }
const commit = (letter: string): string => letter.repeat(40)
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`

type Told = Readonly<Record<string, unknown>>

function told(translation: Translation): Told[] {
  if ('ignored' in translation) return [{ ignored: translation.ignored }]
  for (const statement of translation.statements) expect(parseEvent(statement, sender)).toMatchObject({ ok: true })
  return translation.statements as Told[]
}

interface Entry {
  readonly content: string
  readonly commit: string
  readonly first: string
  readonly last: string
  readonly total?: number
  readonly status?: string
}

const at = (time: string): string => `2026-03-${time}:00Z`

function kustomization(history: readonly Entry[], more: Told = {}): Told {
  return {
    kind: 'Kustomization',
    metadata: { name: 'web', namespace: 'flux-apps', uid: 'u-1' },
    spec: {
      path: './apps/web/production',
      interval: '10m0s',
      sourceRef: { kind: 'GitRepository', name: 'config' },
      ...more,
    },
    status: {
      history: history.map(
        ({ content, commit: letter, first, last, total = 1, status = 'ReconciliationSucceeded' }) => ({
          digest: digest(content),
          firstReconciled: at(first),
          lastReconciled: at(last),
          lastReconciledStatus: status,
          totalReconciliations: total,
          metadata: { revision: `main@sha1:${commit(letter)}` },
        }),
      ),
    },
  }
}

const settings = {
  cluster: 'eu-1',
  repositories: { 'flux-apps/config': 'https://git.example.com/platform/deployments' },
}
const first: Entry = { content: '1', commit: 'a', first: '02T10:00', last: '02T10:00' }

it('tells of new manifests when they were applied for the first time', () => {
  expect(told(kustomizationObject(kustomization([first]), settings))).toMatchObject([
    {
      service: 'web',
      environment: 'production',
      placement: 'eu-1',
      configRepository: 'git.example.com/platform/deployments',
      configRevision: commit('a'),
      finishedAt: '2026-03-02T10:00:00.000Z',
      outcome: 'succeeded',
      attributes: { 'leadline.liveRule': 'SYNC', 'flux.manifests': digest('1') },
    },
  ])
  const [waiting] = told(kustomizationObject(kustomization([first], { wait: true }), settings))
  expect(waiting).toMatchObject({ liveAt: '2026-03-02T10:00:00.000Z', attributes: { 'leadline.liveRule': 'HEALTH' } })
})

it('tells nothing of commits that render to the manifests that are applied already', () => {
  const day = { ...first, commit: 'b', last: '02T18:00', total: 48 }
  const [before] = told(kustomizationObject(kustomization([first]), settings))
  const [after] = told(kustomizationObject(kustomization([day]), settings))
  expect(after).toMatchObject({ id: before?.['id'], finishedAt: before?.['finishedAt'] })
  const month = { ...day, last: '30T10:00', total: 4_032 }
  expect(told(kustomizationObject(kustomization([month]), settings))).toEqual([
    { ignored: 'what it applied was told when it was applied' },
  ])
})

it('knows manifests by their digest where nobody says of which repository they are', () => {
  const statements = told(kustomizationObject(kustomization([first]), {}))
  expect(statements).toMatchObject([{ version: `main@sha1:${commit('a')}`, digest: digest('1') }])
})

it('tells of former manifests that came back, at one time however often it is looked at', () => {
  const newer: Entry = { content: '2', commit: 'b', first: '04T09:00', last: '04T14:50', total: 36 }
  const back: Entry = { ...first, commit: 'c', last: '04T15:00', total: 290 }
  const [returned, replaced] = told(kustomizationObject(kustomization([back, newer]), settings))
  expect(returned).toMatchObject({ configRevision: commit('c'), finishedAt: '2026-03-04T15:00:00.000Z' })
  expect(replaced).toMatchObject({ configRevision: commit('b'), finishedAt: '2026-03-04T09:00:00.000Z' })
  const [later] = told(kustomizationObject(kustomization([{ ...back, last: '04T15:02' }, newer]), settings))
  expect(later?.['id']).toBe(returned?.['id'])
  expect(Date.parse(String(later?.['updatedAt']))).toBeLessThan(Date.parse(String(returned?.['updatedAt'])))
  const [missed] = told(kustomizationObject(kustomization([{ ...back, last: '09T15:00' }, newer]), settings))
  expect(missed).toMatchObject({ id: returned?.['id'], finishedAt: '2026-03-04T14:50:00.000Z' })
  expect(Date.parse(String(missed?.['updatedAt']))).toBeLessThan(Date.parse(String(later?.['updatedAt'])))
})

it('tells of a failure, and not of the trouble of what was live', () => {
  const bad: Entry = { content: '2', commit: 'b', first: '04T09:00', last: '04T09:30', status: 'HealthCheckFailed' }
  expect(told(kustomizationObject(kustomization([bad, { ...first, total: 9 }]), settings))).toMatchObject([
    { outcome: 'failed', finishedAt: '2026-03-04T09:00:00.000Z', configRevision: commit('b') },
    { outcome: 'succeeded', configRevision: commit('a') },
  ])
  const trouble: Entry = { ...bad, content: '1', commit: 'a' }
  expect(told(kustomizationObject(kustomization([trouble, first]), settings))).toMatchObject([{ outcome: 'succeeded' }])
})

it('has only begun where something rolls out by itself, unless it waits for that', () => {
  const holding = (more: Told) => {
    const { status, ...rest } = kustomization([first], more) as { readonly status: object }
    const inventory = { entries: [{ id: 'shop_web_argoproj.io_Rollout' }, { id: 'shop_web__Service' }] }
    return told(kustomizationObject({ ...rest, status: { ...status, inventory } }, settings))
  }
  expect(holding({})).toMatchObject([{ outcome: 'in_progress', startedAt: '2026-03-02T10:00:00.000Z' }])
  expect(holding({ wait: true })).toMatchObject([{ outcome: 'succeeded', liveAt: '2026-03-02T10:00:00.000Z' }])
})

it('says why it tells nothing', () => {
  const why = (value: unknown, set: unknown = settings): unknown =>
    told(kustomizationObject(value, set))[0]?.['ignored']
  expect(why(kustomization([]))).toContain('no history')
  expect(why({ kind: 'Kustomization' })).toContain('name is missing')
  const inventory = {
    entries: [{ id: '_shop__Namespace' }, { id: 'shop_web_kustomize.toolkit.fluxcd.io_Kustomization' }],
  }
  const { status, ...rest } = kustomization([first]) as { readonly status: object }
  expect(why({ ...rest, status: { ...status, inventory } })).toContain('deploy nothing themselves')
  expect(why(kustomization([first]), { rules: [{ path: 'apps/*', ignore: true }] })).toContain('no service')
})

function release(history: readonly Told[], conditions: readonly Told[] = [], spec: Told = {}): Told {
  const usual = { name: 'search', namespace: 'shop', chartName: 'search', chartVersion: '2.4.0', status: 'superseded' }
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' }
  return {
    kind: 'HelmRelease',
    metadata: { name: 'search', namespace: 'flux-apps', uid: 'u-2', labels },
    spec,
    status: { history: history.map((entry) => ({ ...usual, lastDeployed: at('02T10:00'), ...entry })), conditions },
  }
}

it('tells of releases of Helm under the ids of their events, with their end where it is known', () => {
  const message = 'Helm upgrade succeeded for release shop/search.v2 with chart search@2.4.1'
  const done = { type: 'Released', status: 'True', lastTransitionTime: at('03T10:02'), message }
  const history = [
    { version: 2, status: 'deployed', chartVersion: '2.4.1', lastDeployed: at('03T10:00') },
    { version: 1 },
  ]
  const known = { repositories: { 'flux-system/apps': 'git.example.com/platform/deployments' } }
  const [second, before] = told(helmReleaseObject(release(history, [done]), known))
  expect(second).toMatchObject({
    version: 'search-2.4.1',
    configRepository: 'git.example.com/platform/deployments',
    startedAt: '2026-03-03T10:00:00.000Z',
    liveAt: '2026-03-03T10:02:00.000Z',
    attributes: { 'leadline.liveRule': 'HEALTH' },
  })
  expect(before).toMatchObject({ startedAt: '2026-03-02T10:00:00.000Z', attributes: { 'leadline.liveRule': 'SYNC' } })
  const ofEvent = flux.translate(
    fluxEvent({
      kind: 'HelmRelease',
      name: 'search',
      uid: 'u-2',
      reason: 'UpgradeSucceeded',
      message,
      timestamp: at('03T10:02'),
    }),
  )
  expect(told(ofEvent)[0]).toMatchObject({ id: second?.['id'], version: 'search-2.4.1', service: 'search' })
  const [unwatched] = told(helmReleaseObject(release(history, [done], { upgrade: { disableWait: true } }), known))
  expect(unwatched).toMatchObject({ attributes: { 'leadline.liveRule': 'SYNC' } })
})

it('takes what Helm takes back by itself for part of the failure', () => {
  const same = { configDigest: digest('7') }
  const failed = { version: 2, status: 'failed', chartVersion: '2.4.1', lastDeployed: at('03T10:00') }
  for (const remedy of [{ action: 'rollback' }, {}]) {
    const history = [
      { version: 3, status: 'deployed', lastDeployed: at('03T10:05'), ...same, ...remedy },
      failed,
      { version: 1, ...same },
    ]
    expect(told(helmReleaseObject(release(history), {}))).toMatchObject([
      { outcome: 'failed', version: 'search-2.4.1' },
      { outcome: 'succeeded', version: 'search-2.4.0' },
    ])
  }
  const tested = { version: 1, status: 'deployed', testHooks: { smoke: { phase: 'Failed' } } }
  expect(told(helmReleaseObject(release([tested]), {}))).toMatchObject([{ outcome: 'failed' }])
  const begun = { version: 1, status: 'pending-install' }
  expect(told(helmReleaseObject(release([begun]), {}))).toMatchObject([{ outcome: 'in_progress' }])
  expect(told(helmReleaseObject(release([{ version: 1, status: 'uninstalled' }]), {}))).toEqual([
    { ignored: 'it has released nothing' },
  ])
})

it('leads from the digest of manifests to the commit that they were built from', () => {
  const metadata = {
    'org.opencontainers.image.source': 'https://git.example.com/acme/web.git',
    'org.opencontainers.image.revision': `main@sha1:${commit('d')}`,
  }
  const artifact = { revision: `1.5.0@${digest('9')}`, lastUpdateTime: at('02T09:59'), metadata }
  const object = {
    kind: 'OCIRepository',
    spec: { url: 'oci://registry.example.com/manifests/web' },
    status: { artifact },
  }
  expect(told(ociRepositoryObject(object))).toMatchObject([
    {
      type: 'artifact',
      image: 'registry.example.com/manifests/web',
      tag: '1.5.0',
      digest: digest('9'),
      sha: commit('d'),
    },
  ])
})
