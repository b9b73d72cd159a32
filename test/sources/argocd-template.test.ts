import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { argocdManifest } from '#dashboards/manifest-snippets'
import { argocd } from '#sources/argocd/source'
import { argoApplication, argoNotification } from '../support/argo-cd.ts'
import { root } from '../support/source-files.ts'

const syncs = [
  { at: '2026-03-01T09:00:00Z', revision: 'a'.repeat(40) },
  { at: '2026-03-02T09:00:00Z', revision: 'b'.repeat(40), image: 'registry.example.com/shop/till:1.0.0' },
]

/** As it is told by our template, and by the whole application. */
function bothWays(application: object): readonly [unknown, unknown] {
  const whole = { app: application, context: { argocdUrl: 'https://cd.example.com' } }
  return [argocd.translate(JSON.parse(argoNotification(application))), argocd.translate(whole)]
}

it('says by our template what the whole application says', () => {
  for (const annotations of [undefined, {}, { 'kargo.akuity.io/authorized-stage': 'shop:uat' }]) {
    const application = argoApplication({ name: 'till', path: 'till', syncs, ...(annotations && { annotations }) })
    const [template, whole] = bothWays(application)
    expect(template).toEqual(whole)
    expect(JSON.stringify(whole)).toContain(annotations && Object.keys(annotations).length > 0 ? '"uat"' : '"shop"')
  }
  const [template, whole] = bothWays(argoApplication({ name: 'till', syncs: [] }))
  expect(template).toEqual(whole)
})

const samples = join(root, '../shared/samples/argocd')

it.runIf(existsSync(samples))('says the same of every whole application that others recorded', () => {
  const names = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  for (const name of names) {
    const body = JSON.parse(readFileSync(join(samples, name), 'utf8')) as { readonly app?: object }
    if (body.app === undefined) continue
    const [template, whole] = bothWays(body.app)
    expect(template, name).toEqual(whole)
  }
  expect(names).toHaveLength(37)
})

it('is the template of the README', () => {
  const readme = readFileSync(join(root, 'libs/sources/argocd/README.md'), 'utf8')
  const shown = argocdManifest({ url: 'https://LEADLINE_HOST/webhooks/argocd/cd', secret: 'PASTE_SECRET' })
  expect(readme).toContain(`\`\`\`yaml\n${shown}\`\`\``)
})
