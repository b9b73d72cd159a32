import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { flaggerManifest, rolloutsManifest } from '#dashboards/manifest-snippets'
import { argoRollouts } from '#sources/argo-rollouts/source'
import { flagger } from '#sources/flagger/source'
import { goTemplate } from '../support/go-template.ts'
import { root } from '../support/source-files.ts'

const host = 'https://LEADLINE_HOST/webhooks'
const manifest = rolloutsManifest({ url: `${host}/argo-rollouts/eu-1`, secret: 'PASTE_SECRET' })
const [, configuration] = parseAllDocuments(manifest).map((each) => each.toJS() as unknown)
const { data } = configuration as { readonly data: Readonly<Record<string, string>> }

/** Names of the events, each with the template that is sent for it. */
const templates = Object.entries(data).flatMap(([key, text]) => {
  const event = /^template\.leadline-(.+)$/.exec(key)?.[1]
  if (event === undefined) return []
  const { webhook } = parse(text) as { readonly webhook: { readonly leadline: { readonly body: string } } }
  return [[event, webhook.leadline.body] as const]
})

const now = '2026-03-02T10:30:00.123456789Z'
const containers = [
  { name: 'basket', image: 'registry.example.com/shop/basket:2.4.0', env: [{ name: 'KEY', value: 'hunter2' }] },
  { name: 'proxy', image: `registry.example.com/mesh/proxy@sha256:${'5e'.repeat(32)}` },
]
const rollout = {
  metadata: {
    uid: 'u-1',
    name: 'basket',
    namespace: 'production',
    labels: { team: 'a "quoted" one' },
    annotations: { 'rollout.argoproj.io/revision': '7', other: 'hunter2' },
  },
  spec: { template: { spec: { containers } }, progressDeadlineAbort: true },
  status: { stableRS: 'a', currentPodHash: 'a', canary: { weights: { canary: { weight: 20 } } }, conditions: [] },
}
const analysisRuns = [{ metadata: { name: 'r' }, status: { phase: 'Failed', message: 'metric "errors" failed' } }]

/** As it is told by our template, and by the whole object. */
function bothWays(event: string, body: string, object: object, runs?: readonly object[]): readonly [unknown, unknown] {
  const rendered: unknown = JSON.parse(goTemplate(body, { rollout: object, ...(runs && { analysisRuns: runs }) }, now))
  const whole = { event, at: now, cluster: '', rollout: object, analysisRuns: runs ?? null }
  return [argoRollouts.translate(rendered), argoRollouts.translate(whole)]
}

describe('the manifest for Argo Rollouts', () => {
  it.each(templates)('says of the event %s what the whole object says', (event, body) => {
    const [template, whole] = bothWays(event, body, rollout, analysisRuns)
    expect(template).toEqual(whole)
    expect(whole).toMatchObject({ statements: [{ id: 'u-1/7', service: 'basket' }] })
    expect(goTemplate(body, { rollout }, now)).not.toContain('hunter2')

    const spec = { workloadRef: { kind: 'Deployment', name: 'basket' } }
    const elsewhere = { ...rollout, metadata: { ...rollout.metadata, annotations: undefined }, spec }
    for (const object of [elsewhere, { ...elsewhere, metadata: rollout.metadata }]) {
      const [one, other] = bothWays(event, body, object)
      expect(one).toEqual(other)
      expect(other).toHaveProperty('ignored')
    }
  })

  it('asks for each event by a trigger without a condition', () => {
    const [subscription] = parse(data['subscriptions'] ?? '') as [{ readonly triggers: readonly string[] }]
    expect(subscription.triggers).toHaveLength(templates.length)
    expect(templates).toHaveLength(5)
    const sent = subscription.triggers.map((trigger) => parse(data[`trigger.${trigger}`] ?? '') as unknown)
    expect(sent).toEqual(templates.map(([event]) => [{ send: [`leadline-${event}`] }]))
  })

  it('begins as the README does', () => {
    const first = manifest.slice(0, manifest.indexOf('  trigger.on-rollout-updated'))
    const readme = readFileSync(join(root, 'libs/sources/argo-rollouts/README.md'), 'utf8')
    expect(readme).toContain(`\`\`\`yaml\n${first}\`\`\``)
  })
})

it('tells a Canary of Flagger an address with the secret as its password, as the README does', () => {
  const text = flaggerManifest({ url: `${host}/flagger/eu-1`, secret: 'PASTE_SECRET' })
  expect(readFileSync(join(root, 'libs/sources/flagger/README.md'), 'utf8')).toContain(`\`\`\`yaml\n${text}\`\`\``)
  const { analysis } = parse(text) as {
    readonly analysis: { readonly webhooks: readonly Readonly<Record<string, unknown>>[] }
  }
  const [webhook] = analysis.webhooks
  expect(webhook).toMatchObject({ type: 'event' })
  const url = new URL(String(webhook?.['url']).toLowerCase())
  expect([url.password, url.host, url.pathname]).toEqual(['paste_secret', 'leadline_host', '/webhooks/flagger/eu-1'])
  const event = { eventMessage: 'Promotion completed!', eventType: 'Normal', timestamp: '1772447400000' }
  const metadata = { ...(webhook?.['metadata'] as object), image: 'registry.example.com/shop/basket:1.0.0', ...event }
  const translation = flagger.translate({ name: 'basket', namespace: 'shop', phase: 'Finalising', metadata })
  const placed = { environment: 'ENVIRONMENT_NAME', placement: 'CLUSTER_NAME' }
  expect(translation).toMatchObject({ statements: [placed] })
})

const samples = join(root, '../shared/samples/argo-rollouts')

it.runIf(existsSync(samples))('says the same of every Rollout that others recorded', () => {
  const names = readdirSync(samples).filter((name) => name.endsWith('.yaml'))
  const objects = names.map((name) => parse(readFileSync(join(samples, name), 'utf8')) as { readonly kind: string })
  const rollouts = objects.filter(({ kind }) => kind === 'Rollout')
  expect(rollouts).toHaveLength(9)
  for (const object of rollouts) {
    for (const [event, body] of templates) {
      const [template, whole] = bothWays(event, body, object)
      expect(template, JSON.stringify(object)).toEqual(whole)
    }
  }
})
