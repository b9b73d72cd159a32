import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { parseEvent } from '#sources/events/parse-event'
import { ociRepositoryObject } from '#sources/flux/artifact'
import { helmReleaseObject } from '#sources/flux/helm-release-object'
import { kustomizationObject } from '#sources/flux/kustomization-object'
import { flux } from '#sources/flux/source'
import type { Translation } from '#sources/source'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples')
const isHere = existsSync(samples)
if (!isHere) process.stdout.write('The samples of Flux (../shared/samples) are not here: they are skipped.\n')

const sender = { source: 'flux', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 4, 6) }
const redacted = (body: unknown): unknown =>
  JSON.parse(String(flux.webhook?.redacted?.(Buffer.from(JSON.stringify(body)))))

const objects: Readonly<Record<string, (value: unknown) => Translation>> = {
  Kustomization: (value) => kustomizationObject(value, {}),
  HelmRelease: (value) => helmReleaseObject(value, {}),
  OCIRepository: ociRepositoryObject,
}

/** Kind, outcome, where and what, and how it is timed: of each statement, all of which are taken. */
function said(translation: Translation): string | string[] {
  if ('ignored' in translation) return `ignored: ${translation.ignored}`
  return translation.statements.map((statement) => {
    expect(parseEvent(statement, sender)).toMatchObject({ ok: true })
    const { type, service, environment, placement, outcome, kind, sha, configRevision, digest, version, attributes } =
      statement as Readonly<Record<string, string>>
    const what = configRevision ?? version ?? sha ?? digest
    const rule = (attributes as Readonly<Record<string, string>> | undefined)?.['leadline.liveRule']
    return [type, kind, outcome, rule, [service, environment, placement].filter(Boolean).join('/'), what?.slice(0, 24)]
      .filter((part) => part !== undefined && part !== '')
      .join(' ')
  })
}

function told(name: string): string | string[] {
  const text = readFileSync(join(samples, name), 'utf8')
  if (name.endsWith('.json')) {
    const body: unknown = JSON.parse(text)
    const answer = said(flux.translate(redacted(body), { headers: {}, settings: {} }))
    expect(said(flux.translate(body, { headers: {}, settings: {} }))).toEqual(answer)
    return answer
  }
  const [document] = parseAllDocuments(text)
  const value = (document?.toJS() ?? parse(text)) as { readonly kind?: string }
  // The example shows a part of one.
  const whole = value.kind === undefined ? { ...value, kind: 'Kustomization', metadata: { name: 'web' } } : value
  const read = objects[whole.kind ?? '']
  return read === undefined ? `no object of these: ${whole.kind ?? ''}` : said(read(whole))
}

/** Each file, and the statements that it becomes or why it becomes none. */
const interval =
  'ignored: it says at each interval that all is as it should be; what was applied is told by Progressing'
const becomes: Readonly<Record<string, string | readonly string[]>> = {
  'flux/alert-helmrelease-eventmetadata.yaml': 'no object of these: Alert',
  'flux/event-generic-validation-failed.json': ['deployment failed webapp/apps main/731f7eaddfb6af01cb2'],
  'flux/event-kustomization-error.json': ['deployment failed webapp/apps main/731f7eaddfb6af01cb2'],
  'flux/event-metadata-from-annotations.json':
    'ignored: involvedObject is not as Flux sends it: Invalid input: expected object, received undefined',
  'flux/gitrepository-status-artifact-0.yaml': 'no object of these: GitRepository',
  'flux/helmchart-status-artifact-0.yaml': 'no object of these: HelmChart',
  'flux/helmrelease-status-history.yaml': [
    'deployment succeeded SYNC <release-name>/podinfo podinfo-6.6.1',
    'deployment succeeded SYNC <release-name>/podinfo podinfo-6.6.0',
  ],
  'flux/kustomization-status-history.yaml': [
    'deployment succeeded SYNC web/default v1.0.1@sha1:450796ddb2ab',
    'deployment failed web/default v1.0.0@sha1:67e2c98a60dc',
  ],
  // Tag and digest are placeholders in it.
  'flux/ocirepository-status-artifact-0.yaml': 'ignored: the artifact does not say from which commit it was built',
  'flux/provider-githubdispatch.yaml': 'no object of these: Provider',
  'flux/receiver-cdevents.yaml': 'no object of these: Receiver',
  'flux/setter-appconfig-setters-expected.yaml': 'no object of these: Deployment',
  'flux/setter-appconfig.yaml': 'no object of these: Deployment',
  'flux/constructed/gitrepository-new-artifact.json': 'ignored: a fetched commit is not applied yet',
  'flux/constructed/helmrelease-drift-corrected.json': [
    'deployment DRIFT_CORRECTION succeeded HEALTH checkout/prod/prod-eu1 checkout-3.2.1',
  ],
  'flux/constructed/helmrelease-rollback-succeeded.json':
    'ignored: it takes back a release that failed, and the failure was told',
  'flux/constructed/helmrelease-upgrade-failed.json': [
    'deployment failed HEALTH checkout/prod/prod-eu1 checkout-3.2.2',
  ],
  'flux/constructed/helmrelease-upgrade-succeeded.json': [
    'deployment succeeded HEALTH checkout/prod/prod-eu1 checkout-3.2.1',
  ],
  'flux/constructed/kustomization-health-failed.json': [
    'deployment failed checkout/prod/prod-eu1 main@sha1:a50126cc2d6c72',
  ],
  'flux/constructed/kustomization-oci-succeeded.json': interval,
  'flux/constructed/kustomization-progressing.json': [
    'deployment succeeded SYNC checkout/prod/prod-eu1 main@sha1:a50126cc2d6c72',
  ],
  'flux/constructed/kustomization-status-rollback.yaml': [
    'deployment succeeded SYNC checkout/prod main@sha1:fc935412f46d2b',
    'deployment succeeded SYNC checkout/prod main@sha1:a50126cc2d6c72',
  ],
  'flux/constructed/kustomization-succeeded.json': interval,
  'flux/constructed/ocirepository-new-artifact.json': ['artifact debab933e769ccb0fee0e4b7'],
  // Kustomize's own Kustomization, which is no object of a cluster.
  'tofu-controller/alert-receiver-0.yaml': 'ignored: it is no Kustomization: kind or name is missing',
  'tofu-controller/terraform-manual-plan-0.yaml': 'no object of these: Terraform',
  'tofu-controller/terraform-manual-plan-1.yaml': 'no object of these: Terraform',
}

describe.runIf(isHere)('samples of Flux', () => {
  it('become what the table says, whole and as they are stored', () => {
    const names = ['flux', 'flux/constructed', 'tofu-controller'].flatMap((folder) =>
      readdirSync(join(samples, folder)).flatMap((name) =>
        /\.(?:json|ya?ml)$/.test(name) ? [`${folder}/${name}`] : [],
      ),
    )
    expect(Object.fromEntries(names.map((name) => [name, told(name)]))).toEqual(becomes)
  })
})
