import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { translateRollout } from '#sources/argo-rollouts/rollout-object'
import { translateCanary } from '#sources/flagger/canary-object'
import { flagger } from '#sources/flagger/source'
import { parseEvent } from '#sources/events/parse-event'
import type { Translation } from '#sources/source'
import { root } from '../support/source-files.ts'

/** Files of other projects that are not part of this repository; absent on most machines, and then not looked at. */
const samples = join(root, '../shared/samples')
const isHere = ['argo-rollouts', 'flagger'].every((system) => existsSync(join(samples, system)))
if (!isHere)
  process.stdout.write('The samples of rollouts and canaries (../shared/samples) are not here: they are skipped.\n')

const sender = { source: 'api', allowAnySource: false, mayImport: false, now: Date.UTC(2026, 5, 1) }

interface Told {
  readonly service: string
  readonly environment: string
  readonly outcome?: string
  readonly abortReason?: string
  readonly images?: readonly { readonly tag?: string }[]
  readonly version?: string
  readonly startedAt?: string
  readonly finishedAt?: string
  readonly liveAt?: string
  readonly trafficPercent?: number
}

function told(name: string, statement: Told): string {
  expect(parseEvent(statement, sender), name).toMatchObject({ ok: true })
  const { service, environment, outcome = '-', abortReason = '', images, version = '' } = statement
  const { startedAt, finishedAt, liveAt, trafficPercent } = statement
  const tags = images?.map(({ tag }) => tag).join() ?? version
  const times = Object.entries({ startedAt, finishedAt, liveAt, trafficPercent })
  return [
    `${service}@${environment} ${tags} ${outcome} ${abortReason}`.trim(),
    ...times.flatMap(([field, value]) => (value === undefined ? [] : [`${field} ${value}`])),
  ].join(', ')
}

/** One line for what a file becomes: outcome, service, environment, versions and times, or why nothing. */
function line(name: string, translation: Translation): string {
  if ('ignored' in translation) return `ignored: ${translation.ignored}`
  return translation.statements.map((statement) => told(name, statement as Told)).join('; ')
}

const noRollout = (kind: string): string => `ignored: an object of the kind ${kind} is no Rollout`
const notSent = '(workloadRef), which was not sent with it'
const late = 'does-not-exist failed, finishedAt 2019-10-28T04:52:55Z'

const rollouts: Readonly<Record<string, string>> = {
  'blue-green-bluegreen-rollout.yaml': 'bluegreen-demo@test green -, startedAt 2019-10-28T04:50:20Z',
  'canary-canary-rollout.yaml': `canary-demo@test ${late}`,
  'canary-canary-rollout2.yaml': `ignored: its containers stand in the ReplicaSet canary-demo-65fb5ffc84 ${notSent}`,
  'canary-canary-rollout3.yaml': `ignored: its containers stand in the Deployment canary-demo-deploy ${notSent}`,
  'canary-canary-rollout4.yaml': `canary-demo-pingpong@test ${late}`,
  'canary-canary-rollout5.yaml': `canary-demo-weights@test ${late}, trafficPercent 20`,
  'canary-canary-rollout6.yaml': `canary-demo-weights-na@test ${late}`,
  'canary-canary-rs.yaml': noRollout('ReplicaSet'),
  'canary-old-rs.yaml': noRollout('ReplicaSet'),
  'canary-stable-rs.yaml': noRollout('ReplicaSet'),
  'experiment-analysis-canary-analysis.yaml': noRollout('AnalysisRun'),
  'experiment-analysis-rollout-experiment-analysis.yaml':
    'rollout-experiment-analysis@test yellow -, startedAt 2019-10-30T16:13:40Z',
  'notif-on-analysis-run-error.yaml': noRollout('ConfigMap'),
  'notif-on-analysis-run-failed.yaml': noRollout('ConfigMap'),
  'notif-on-analysis-run-running.yaml': noRollout('ConfigMap'),
  'notif-on-rollout-aborted.yaml': noRollout('ConfigMap'),
  'notif-on-rollout-completed.yaml': noRollout('ConfigMap'),
  'notif-on-rollout-paused.yaml': noRollout('ConfigMap'),
  'notif-on-rollout-step-completed.yaml': noRollout('ConfigMap'),
  'notif-on-rollout-updated.yaml': noRollout('ConfigMap'),
  'notif-on-scaling-replica-set.yaml': noRollout('ConfigMap'),
  'rollout-aborted-analysisrun.yaml': noRollout('AnalysisRun'),
  'rollout-aborted-rollout.yaml':
    'rollout-background-analysis@default yellow aborted analysis_failed, finishedAt 2020-09-22T09:10:05Z',
  'rollout-aborted-rs1.yaml': noRollout('ReplicaSet'),
  'rollout-aborted-rs2.yaml': noRollout('ReplicaSet'),
}

const ends = 'that ends nothing: only ends are measured'
const noVersion =
  'ignored: it names no version, since Flagger knows none: add image (with tag or digest) or version to the metadata of the webhook'
const unseen = 'ignored: it has no phase yet: its controller has not seen it'

/** Objects of Flagger as files of a cluster, which have no state yet. */
const canaries: Readonly<Record<string, string>> = {
  'canary-status-0.yaml':
    'ignored: metadata is not as Flagger sends it: Invalid input: expected object, received undefined',
  'istio-canary.yaml': unseen,
  'kuma-canary.yaml': unseen,
  'linkerd-canary-steps.yaml': unseen,
  'linkerd-canary.yaml': unseen,
}

/** Events as they are: without a version; and what they become where their user adds one. */
const events: Readonly<Record<string, readonly [plain: string, versioned: string]>> = {
  'event-00-initialized.json': both('Initialized'),
  'event-01-progressing.json': both('Progressing'),
  'event-02-progressing.json': both('Progressing'),
  'event-03-progressing.json': both('Progressing'),
  'event-04-promoting.json': both('Promoting'),
  'event-05-finalising.json': both('Finalising'),
  'event-06-succeeded.json': [
    noVersion,
    'checkout@prod 1.2.3 succeeded, finishedAt 2026-05-04T09:06:00.000Z, liveAt 2026-05-04T09:06:00.000Z, trafficPercent 100',
  ],
  'event-07-progressing.json': [
    noVersion,
    'checkout@prod 1.2.3 aborted analysis_failed, finishedAt 2026-05-04T09:07:00.000Z',
  ],
  'event-08-failed.json': [noVersion, 'checkout@prod 1.2.3 aborted, finishedAt 2026-05-04T09:08:00.000Z'],
}

function both(phase: string): readonly [string, string] {
  const said = `ignored: an event in the phase ${phase} ${ends}`
  return [said, said]
}

describe.runIf(isHere)('samples of other systems', () => {
  it('of Argo Rollouts: each object becomes what the table says', () => {
    const folder = join(samples, 'argo-rollouts')
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
    const told = files.map((name) => {
      const object: unknown = parse(readFileSync(join(folder, name), 'utf8'))
      return [name, line(name, translateRollout(object, {}))]
    })
    expect(Object.fromEntries(told)).toEqual(rollouts)
  })

  it('of Flagger: each object and each event becomes what the tables say, and the gate is refused', () => {
    const folder = join(samples, 'flagger')
    const objects = readdirSync(folder).filter((name) => name.endsWith('.yaml'))
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
    expect(
      Object.fromEntries(objects.map((name) => [name, line(name, translateCanary(parse(read(name)), {}))])),
    ).toEqual(canaries)

    const told = readdirSync(join(folder, 'constructed')).map((name) => {
      const text = read(`constructed/${name}`)
      expect(flagger.webhook?.refusal?.(Buffer.from(text)), name).toBeNull()
      const body = JSON.parse(text) as { readonly metadata: object }
      const versioned = { ...body, metadata: { ...body.metadata, version: '1.2.3' } }
      return [name, [body, versioned].map((each) => line(name, flagger.translate(each)))]
    })
    expect(Object.fromEntries(told)).toEqual(events)
    expect(flagger.webhook?.refusal?.(Buffer.from(read('webhook-gate-payload.json')))).toMatch(/opens no gate/)
  })
})
