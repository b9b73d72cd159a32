import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { kargoManifest } from '#dashboards/manifest-snippets'
import { kargo } from '#sources/kargo/source'
import { root } from '../support/source-files.ts'

const image = { repoURL: 'registry.example.com/shop/checkout', tag: '1.4.0', digest: `sha256:${'5d'.repeat(32)}` }
const config = { repoURL: 'https://git.example.com/platform/deployments.git', id: 'c1'.repeat(20) }

/** What the expressions of the step stand for. */
const values: Readonly<Record<string, unknown>> = {
  'now()': '2026-03-02T10:04:05Z',
  'ctx.project': 'shop',
  'ctx.stage': 'prod',
  'ctx.promotion': 'prod.01kjpzv280zyxwvtsrqpnmkjhg.1a2b3c4',
  'ctx.targetFreight.name': '1a2b3c4',
  'ctx.targetFreight.origin.name': 'checkout',
  'ctx.meta.promotion.rollback': null,
  'ctx.meta.promotion.actor': 'admin',
  'success()': true,
  'imageFrom("registry.example.com/shop/checkout")': image,
  'commitFrom("https://git.example.com/platform/deployments.git")': config,
}

it('tells by our step of a deployment with its digest and its configuration commit', () => {
  const [, steps = ''] = kargoManifest({
    url: 'https://leadline.example.com/webhooks/kargo/x',
    secret: 'llwh_1',
  }).split('---\n')
  const [step] = parse(steps) as readonly { readonly config: { readonly body: string } }[]
  const [, quoted = ''] = /^\$\{\{ quote\((.*)\) \}\}\n$/s.exec(step?.config.body ?? '') ?? []
  const body = Object.entries(values).reduce((text, [name, value]) => text.replace(name, JSON.stringify(value)), quoted)
  const told = kargo.webhook?.redacted?.(Buffer.from(JSON.stringify(JSON.parse(body)))) ?? Buffer.from('')
  expect(kargo.translate(JSON.parse(told.toString()))).toMatchObject({
    statements: [
      { type: 'artifact', digest: image.digest, tag: '1.4.0' },
      {
        type: 'deployment',
        service: 'checkout',
        environment: 'prod',
        configRepository: 'git.example.com/platform/deployments',
        configRevision: config.id,
        startedAt: '2026-03-02T10:00:00.000Z',
        liveAt: '2026-03-02T10:04:05.000Z',
        outcome: 'succeeded',
      },
    ],
  })
})

it('is in the README as the setup page shows it', () => {
  const readme = readFileSync(join(root, 'libs/sources/kargo/README.md'), 'utf8')
  const url = 'https://LEADLINE_HOST/webhooks/kargo/SOURCE'
  expect(readme).toContain(kargoManifest({ url, secret: 'PASTE_SECRET' }))
})
