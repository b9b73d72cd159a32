import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cdevents } from '#sources/cdevents/source'
import { parseEvent } from '#sources/events/parse-event'
import { github } from '#sources/github/source'
import { harbor } from '#sources/harbor/source'
import { provenance } from '#sources/provenance/source'
import type { Source } from '#sources/source'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples')
const isHere = existsSync(samples)
if (!isHere) process.stdout.write('The samples of other systems (../shared/samples) are not here: they are skipped.\n')

const sender = { source: 'api', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 2, 10) }

function filesOf(system: string): string[] {
  return readdirSync(join(samples, system)).filter((name) => name.endsWith('.json') && !name.includes('-schema-'))
}

/** The types of the statements that a file becomes, each of which is taken; or why it becomes none. */
function told(
  system: string,
  name: string,
  headers: Readonly<Record<string, string>> = {},
  source: Source = cdevents,
): string {
  const body: unknown = JSON.parse(readFileSync(join(samples, system, name), 'utf8'))
  const translation = source.translate(body, { headers, settings: {} })
  if ('ignored' in translation) return `ignored: ${translation.ignored}`
  for (const statement of translation.statements)
    expect(parseEvent(statement, sender), name).toMatchObject({ ok: true })
  return translation.statements.map((statement) => String((statement as { readonly type: unknown }).type)).join(', ')
}

/** What each kind of CDEvent becomes, in every version of the specification. Those that are not here are ignored. */
const becomes: Readonly<Record<string, string>> = {
  'artifact.packaged': 'artifact',
  'artifact.published': 'artifact',
  'change.abandoned': 'pull_request',
  'change.created': 'pull_request',
  'change.merged': 'pull_request',
  'incident.detected': 'incident',
  'incident.reported': 'incident',
  'incident.resolved': 'incident',
  'service.deployed': 'deployment',
  'service.rolledback': 'rollback',
  'service.upgraded': 'deployment',
}

/** Kinds that say nothing that is measured: pipelines without a commit, and things that are no delivery. */
const ignored = [
  'approval.closed',
  'approval.created',
  'approval.updated',
  'artifact.deleted',
  'artifact.downloaded',
  'artifact.signed',
  'branch.created',
  'branch.deleted',
  'build.finished',
  'build.queued',
  'build.started',
  'change.reviewed',
  'change.updated',
  'environment.created',
  'environment.deleted',
  'environment.modified',
  'pipelinerun.finished',
  'pipelinerun.queued',
  'pipelinerun.started',
  'repository.created',
  'repository.deleted',
  'repository.modified',
  'service.published',
  'service.removed',
  'taskrun.finished',
  'taskrun.started',
  'testcaserun.finished',
  'testcaserun.queued',
  'testcaserun.skipped',
  'testcaserun.started',
  'testoutput.published',
  'testsuiterun.finished',
  'testsuiterun.queued',
  'testsuiterun.started',
  'ticket.closed',
  'ticket.created',
  'ticket.updated',
]

const nothingOf = (type: string): string => `ignored: a notification of type ${type} says nothing that is measured`

describe.runIf(isHere)('samples of other systems', () => {
  it('of CDEvents: every kind of every version becomes what the table says', () => {
    const found = new Map<string, Set<string>>()
    for (const name of filesOf('cdevents')) {
      const kind = name.replace(/^(?:v[\d.]+(?:-draft)?|cdviz)-|\.json$/g, '').replace('_', '.')
      const answer = told('cdevents', name)
      const said = answer.replace(/dev\.cdevents\.\S+/, 'T')
      found.set(kind, (found.get(kind) ?? new Set()).add(said))
    }
    const expected = [
      ...Object.entries(becomes).map(([kind, type]) => [kind, [type]] as const),
      ...ignored.map((kind) => [kind, ['ignored: a CDEvent of type T says nothing that is measured']] as const),
    ]
    expect(Object.fromEntries([...found].map(([kind, answers]) => [kind, [...answers]]))).toEqual(
      Object.fromEntries(expected),
    )
  })

  it('of Jenkins, whose plugin sends other data under the names of CDEvents, are ignored with their type', () => {
    const reasons = filesOf('jenkins').map((name) => told('jenkins', name))
    expect(reasons).toHaveLength(5)
    for (const reason of reasons)
      expect(reason).toMatch(/^ignored: an event of type dev\.cdevents\.\S+ that holds no CDEvent/)
  })

  it('of Harbor: what was pushed becomes an artifact, all else is ignored with its type', () => {
    const files = filesOf('registry').filter((name) => name.startsWith('harbor-'))
    expect(Object.fromEntries(files.map((name) => [name, told('registry', name, {}, harbor)]))).toEqual({
      'harbor-cloudevents-harbor-artifact-deleted.json': nothingOf('harbor.artifact.deleted'),
      'harbor-cloudevents-harbor-artifact-pushed.json': 'artifact',
      'harbor-cloudevents-harbor-replication-status-changed.json': nothingOf('harbor.replication.status.changed'),
      'harbor-default-delete-artifact.json': nothingOf('DELETE_ARTIFACT'),
      'harbor-default-pull-artifact.json': nothingOf('PULL_ARTIFACT'),
      'harbor-default-push-artifact.json': 'artifact',
      'harbor-default-replication.json': nothingOf('REPLICATION'),
    })
  })

  it('of packages at GitHub: an image becomes an artifact; one without digest or address is ignored', () => {
    const files = filesOf('registry').filter((name) => !name.startsWith('harbor-'))
    const answers = files.map((name) => {
      const event = name.startsWith('registry_package') ? 'registry_package' : 'package'
      return [name, told('registry', name, { 'x-github-event': event }, github)]
    })
    // What was captured was made unknowable: its digests are none any more.
    expect(Object.fromEntries(answers)).toEqual({
      'ghcr-captured-published.2.json': 'ignored: an image without a digest',
      'ghcr-captured-published.3.json': 'ignored: an image without a digest',
      'ghcr-captured-published.4.json': 'ignored: an image without a digest',
      'ghcr-captured-published.5.json': 'ignored: an image without a digest',
      'ghcr-package-event.json': 'ignored: an image without an address (package_url)',
      'package-published.docker.json': 'artifact, artifact',
      'registry_package-published.docker.json': 'artifact, artifact',
    })
  })

  it('of provenance: a subject becomes an artifact of its commit', () => {
    const answers = filesOf('provenance').map((name) => [name, told('provenance', name, {}, provenance)])
    expect(Object.fromEntries(answers)).toEqual({ 'slsa-workflow-v1-example.json': 'artifact' })
  })

  it('of Tekton, whose events are none of CDEvents, are ignored with their type', () => {
    const headers = { 'ce-type': 'dev.tekton.event.taskrun.successful.v1' }
    expect(filesOf('tekton').map((name) => told('tekton', name, headers))).toEqual([
      'ignored: an event of type dev.tekton.event.taskrun.successful.v1 that holds no CDEvent: context and subject were not found',
    ])
  })
})
