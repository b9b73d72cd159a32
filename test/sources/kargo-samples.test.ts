import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { parseEvent } from '#sources/events/parse-event'
import { ofKargoObject, translate } from '#sources/kargo/translate'
import { redacted } from '#sources/kargo/redacted'
import type { Translation } from '#sources/source'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples/kargo')
const isHere = existsSync(samples)

const sender = { source: 'api', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 5, 1) }

function said(translation: Translation): string {
  if ('ignored' in translation)
    return `${translation.unreadable === true ? 'unreadable' : 'ignored'}: ${translation.ignored}`
  const words = translation.statements.map((statement) => {
    expect(parseEvent(statement, sender)).toMatchObject({ ok: true })
    const {
      type,
      kind = 'kind computed',
      outcome,
      service,
      environment,
    } = statement as Readonly<Record<string, string>>
    return type === 'deployment' ? `${type} of ${service} in ${environment}, ${kind}, ${outcome}` : type
  })
  return words.join('; ')
}

/** What each file becomes, its documents in order; as it is sent, and as it is stored. */
function told(file: string): string[] {
  const documents = parseAllDocuments(readFileSync(join(samples, file), 'utf8')).map(
    (document) => document.toJS() as unknown,
  )
  return documents.map((document) => {
    const stored: unknown = JSON.parse(redacted(Buffer.from(JSON.stringify(document))).toString())
    expect(translate(stored, { headers: {}, settings: {} })).toEqual(translate(document, { headers: {}, settings: {} }))
    return said(file.endsWith('.json') ? translate(document) : ofKargoObject(document, {}))
  })
}

const nothing = (kind: string): string => `ignored: ${kind} says nothing that is measured: Promotions do`

const promoted = (kind: string): string => `artifact; deployment of checkout in prod, ${kind}, succeeded`

/** Manifests say what shall be; the Stages are of 2023, and tell neither promotions nor times. */
const becomes: Readonly<Record<string, readonly string[]>> = {
  'analysisrun.yaml': [nothing('AnalysisRun')],
  'cluster-promotion-task.yaml': [nothing('ClusterPromotionTask')],
  'constructed/k8s-event-promotion-rollback.json': [promoted('ROLLBACK')],
  'constructed/k8s-event-promotion-succeeded.json': [promoted('kind computed')],
  'e2e-argocd_update-argocd-argocd.yaml': [nothing('ApplicationSet')],
  'e2e-argocd_update-kargo-kargo.yaml': ['Project', 'Warehouse', 'PromotionTask', 'Stage', 'Stage', 'Stage'].map(
    nothing,
  ),
  'e2e-kargo_fixtures-kargo-project.yaml': [nothing('Project')],
  'e2e-kargo_fixtures-kargo-warehouse.yaml': [nothing('Warehouse')],
  'e2e-kargo_promotion_fail-kargo-0_project.yaml': [nothing('Project')],
  'e2e-kargo_promotion_fail-kargo-1_warehouse.yaml': [nothing('Warehouse')],
  'e2e-kargo_promotion_fail-kargo-2_stage.yaml': [nothing('Stage')],
  'promotion-task.yaml': [nothing('PromotionTask')],
  'query-freight-1.yaml': [nothing('Stage')],
  'query-freight-2.yaml': [nothing('Stage')],
  'query-freight-3.yaml': [nothing('Stage')],
  'stage.yaml': [nothing('Stage')],
}

it.runIf(isHere)('every sample of Kargo becomes what the table says', () => {
  const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(json|yaml)$/.test(name),
  )
  expect(Object.fromEntries(files.toSorted().map((file) => [file, told(file)]))).toEqual(becomes)
})
