import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { fluxManifest } from '#dashboards/manifest-snippets'
import { root } from '../../../support/source-files.ts'

const read = (text: string): unknown[] => parseAllDocuments(text).map((document) => document.toJS())

it('is the same on the setup page and in the README', () => {
  const readme = readFileSync(join(root, 'libs/sources/flux/README.md'), 'utf8')
  const [, shown = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? []
  const url = 'https://leadline.example.com/webhooks/flux/production'
  expect(read(fluxManifest({ url, secret: 'llwh_…' }))).toEqual(read(shown))
  expect(read(shown)).toHaveLength(3)
})
