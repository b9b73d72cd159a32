import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { parseEvent } from '#sources/events/parse-event'
import { sources } from '#sources/index'
import { reducedObject } from '#sources/kubernetes/reduced'
import type { Translation } from '#sources/source'
import { gitlabRead } from '../support/gitlab-samples.ts'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples')
const isHere = existsSync(samples)
if (!isHere) process.stdout.write('The samples of other systems (../shared/samples) are not here: they are skipped.\n')

const now = Date.UTC(2026, 10, 22)
const sender = { source: 'sample', allowAnySource: false, mayImport: false, now }

/** Whose door a file of a system comes to. */
const doors: Readonly<Record<string, string>> = {
  'argo-rollouts': 'argo-rollouts',
  argocd: 'argocd',
  'azure-devops': 'azure-devops',
  cdevents: 'cdevents',
  flagger: 'flagger',
  flagsmith: 'flagsmith',
  flux: 'flux',
  gitlab: 'gitlab',
  'gitlab-issues': 'gitlab',
  grafana: 'alertmanager',
  'incident-io': 'incident-io',
  jenkins: 'cdevents',
  jira: 'jira',
  'jira-service-management': 'jira-service-management',
  kargo: 'kargo',
  kubernetes: 'kubernetes',
  opsgenie: 'jira-service-management',
  launchdarkly: 'launchdarkly',
  pagerduty: 'pagerduty',
  prometheus: 'alertmanager',
  provenance: 'provenance',
  registry: 'harbor',
  sentry: 'sentry',
  servicenow: 'servicenow',
  tekton: 'cdevents',
}

/** All files of a system but the page that says where they are from. */
function filesOf(system: string): string[] {
  const names = readdirSync(join(samples, system), { recursive: true, withFileTypes: true })
  return names
    .filter((entry) => entry.isFile() && entry.name !== 'SOURCES.md')
    .map((entry) => join(entry.parentPath, entry.name).slice(join(samples, system).length + 1))
    .toSorted()
}

/** What is delivered to the door becomes what it says as it is stored. */
function delivered(system: string, file: string, text: string): Translation {
  const isOfGitHub = system === 'registry' && /^(?:ghcr|package|registry_package)/.test(file)
  const source = sources.find(({ id }) => id === (isOfGitHub ? 'github' : doors[system]))
  const event = file.startsWith('registry_package') ? 'registry_package' : 'package'
  const headers = isOfGitHub ? { 'x-github-event': event } : {}
  const body = Buffer.from(text)
  const refusal = source?.webhook?.refusal?.(body) ?? null
  if (refusal !== null) return { ignored: `refused: ${refusal}` }
  const stored = String(source?.webhook?.redacted?.(body) ?? text)
  const told = source?.translate(JSON.parse(stored), { headers, settings: {}, receivedAt: now })
  expect(told, file).toEqual(source?.translate(JSON.parse(text), { headers, settings: {}, receivedAt: now }))
  return told ?? { ignored: 'no door' }
}

/** What the agent tells of an object of a cluster, which has an identity there. */
function watched(object: unknown): Translation {
  const { metadata, ...rest } = object as Readonly<Record<string, object>>
  const reduced = reducedObject({ ...rest, metadata: { uid: 'of-a-sample', ...metadata } })
  const kubernetes = sources.find(({ id }) => id === 'kubernetes')
  const told = kubernetes?.translate({ v: 1, cluster: 'sample', objects: [reduced ?? object] })
  return told ?? { ignored: 'no agent' }
}

/** The bodies in a file: some hold a list of them, others one of which its publisher took the vendor's part out. */
function bodiesIn(system: string, file: string, text: string): readonly string[] {
  const value = JSON.parse(text) as unknown
  if (file.startsWith('superplane.')) return [JSON.stringify((value as { readonly data: unknown }).data)]
  const read = doors[system] === 'gitlab' ? gitlabRead(file, value) : null
  if (read !== null) return read.map((body) => JSON.stringify(body))
  if (file === 'signature-vector.json') return [(value as { readonly rawBody: string }).rawBody]
  return file.startsWith('bodies.') ? (value as readonly unknown[]).map((each) => JSON.stringify(each)) : [text]
}

/** What a file says: of manifests each document. */
function translationsOf(system: string, file: string): readonly Translation[] {
  const text = readFileSync(join(samples, system, file), 'utf8')
  if (file.endsWith('.json')) return bodiesIn(system, file, text).map((body) => delivered(system, file, body))
  return parseAllDocuments(text).map((document) => watched(document.toJS() as unknown))
}

/** What became of a file for people, and a hash of all of it: not the least of it changes unseen. */
function lineOf(file: string, told: readonly Translation[]): string {
  const words = told.map((translation) => {
    if ('ignored' in translation) return translation.unreadable === true ? 'unreadable' : 'ignored'
    for (const statement of translation.statements)
      expect(parseEvent(statement, sender), file).toMatchObject({ ok: true })
    return translation.statements.map((statement) => (statement as { readonly type: string }).type).join(' ')
  })
  return `${words.join(', ')} ${createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 12)}`
}

describe.runIf(isHere)('every sample', () => {
  const table = JSON.parse(readFileSync(join(root, 'test/sources/every-sample.json'), 'utf8')) as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >

  it.each(Object.keys(doors))('of %s becomes what the table says, in every field', (system) => {
    const expected = table[system] ?? {}
    const lines = filesOf(system).map((file) => {
      const told = translationsOf(system, file)
      const line = lineOf(file, told)
      if (line !== expected[file]) process.stdout.write(`${system}/${file}: ${JSON.stringify(told, null, 2)}\n`)
      return [file, line] as const
    })
    expect(Object.fromEntries(lines)).toEqual(expected)
  })
})
