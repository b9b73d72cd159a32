/** What a case may expect, as the product answers it; keys are those of the case format. */
export interface CaseAnswer {
  readonly [key: string]: unknown
}

/** Asks a GraphQL server; throws when the answer has errors. */
export type Ask = <T>(query: string, variables: Readonly<Record<string, unknown>>) => Promise<T>

/** What is asked of one service. */
export interface CaseQuestion {
  readonly service: string
  readonly environment: string
  readonly window: { readonly from: string; readonly to: string; readonly timeZone: string }
  readonly definition: Readonly<Record<string, unknown>>
  readonly asOf: string | null
}

const document = /* GraphQL */ `
  query Case($service: String!, $environment: String!, $window: WindowInput!, $definition: DefinitionInput, $asOf: DateTime) {
    service(name: $service) {
      metrics(environment: $environment, window: $window, definition: $definition, asOf: $asOf) {
        flags { code count }
        deploymentFrequency {
          count perDay perWeek activeDays workingDays medianPerDay daysSinceLast attempts failedAttempts aborted
          byKind { kind count }
          flags { code }
          series(by: DAY) { start count }
        }
        leadTimeForChanges {
          sampleSize medianSeconds p75Seconds p90Seconds meanSeconds insufficient
          band { level }
          flags { code }
          pending { count oldestSinceStartSeconds oldestSinceMergeSeconds }
          samples(first: 100) { totalCount nodes { seconds startedAt liveAt commitSha change { number sha } stages { stage seconds } } }
        }
        changeFailureRate {
          rate failed deployments
          rolledPast { reports { externalId } }
          failures(first: 100) {
            nodes {
              basis confidence seconds restoredAt restoredRule
              incidents { externalId }
              deployment { liveAt reports { externalId } }
              restoredBy { liveAt }
            }
          }
        }
        timeToRestore { sampleSize medianSeconds atLeastSeconds openCount impactSeconds allIncidentsCount samples(first: 100) { nodes { seconds restoredAt } } }
        deploymentReworkRate { rate rework deployments }
      }
      deployments(environment: $environment, window: $window, first: 100) { nodes { reports { source externalId } } }
    }
    incidents(filter: { service: $service, window: $window }, first: 100, asOf: $asOf) {
      nodes { externalId openedAt restoredAt overrides { id } }
    }
  }
`

interface Reports {
  readonly reports: readonly { readonly source: string; readonly externalId: string | null }[]
}

interface Answered {
  readonly service: {
    readonly metrics: {
      readonly flags: readonly { readonly code: string; readonly count: number }[]
      readonly deploymentFrequency: {
        readonly count: number
        readonly perDay: number | null
        readonly perWeek: number | null
        readonly activeDays: number
        readonly workingDays: number
        readonly medianPerDay: number | null
        readonly daysSinceLast: number | null
        readonly attempts: number
        readonly failedAttempts: number
        readonly aborted: number
        readonly byKind: readonly { readonly kind: string; readonly count: number }[]
        readonly series: readonly { readonly start: string; readonly count: number }[]
      }
      readonly leadTimeForChanges: {
        readonly sampleSize: number
        readonly medianSeconds: number | null
        readonly p75Seconds: number | null
        readonly p90Seconds: number | null
        readonly meanSeconds: number | null
        readonly insufficient: boolean
        readonly band: { readonly level: string } | null
        readonly flags: readonly { readonly code: string }[]
        readonly pending: {
          readonly count: number
          readonly oldestSinceStartSeconds: number | null
          readonly oldestSinceMergeSeconds: number | null
        }
        readonly samples: {
          readonly totalCount: number
          readonly nodes: readonly {
            readonly seconds: number
            readonly stages: readonly { readonly stage: string; readonly seconds: number }[]
          }[]
        }
      }
      readonly changeFailureRate: {
        readonly rate: number | null
        readonly failed: number
        readonly deployments: number
        readonly rolledPast: readonly Reports[]
        readonly failures: {
          readonly nodes: readonly {
            readonly basis: string
            readonly confidence: string
            readonly restoredAt: string | null
            readonly restoredRule: string | null
            readonly incidents: readonly { readonly externalId: string }[]
            readonly deployment: Reports & { readonly liveAt: string | null }
            readonly restoredBy: { readonly liveAt: string | null } | null
          }[]
        }
      }
      readonly timeToRestore: {
        readonly sampleSize: number
        readonly medianSeconds: number | null
        readonly atLeastSeconds: number | null
        readonly openCount: number
        readonly impactSeconds: number | null
        readonly allIncidentsCount: number
        readonly samples: {
          readonly nodes: readonly { readonly seconds: number | null; readonly restoredAt: string | null }[]
        }
      }
      readonly deploymentReworkRate: {
        readonly rate: number | null
        readonly rework: number
        readonly deployments: number
      }
    }
    readonly deployments: { readonly nodes: readonly Reports[] }
  } | null
  readonly incidents: {
    readonly nodes: readonly {
      readonly externalId: string
      readonly openedAt: string
      readonly restoredAt: string | null
      readonly overrides: readonly { readonly id: string }[]
    }[]
  }
}

/** Flags that have keys of their own in the case format. */
const ownKeys = new Set(['PROVISIONAL', 'SMALL_SAMPLE', 'LOW_COVERAGE'])

function minutes(seconds: number | null): number | null {
  return seconds === null ? null : seconds / 60
}

function minutesBetween(from: string | null | undefined, to: string | null | undefined): number | null {
  return from === null || to === null || from === undefined || to === undefined
    ? null
    : (Date.parse(to) - Date.parse(from)) / 60_000
}

function localDate(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(instant),
  )
}

type Metrics = NonNullable<Answered['service']>['metrics']

function leadTime(answered: Metrics['leadTimeForChanges']): CaseAnswer {
  return {
    samples: answered.samples.nodes.map((sample) => sample.seconds / 60),
    n: answered.sampleSize,
    p50: minutes(answered.medianSeconds),
    p75: minutes(answered.p75Seconds),
    p90: minutes(answered.p90Seconds),
    mean: minutes(answered.meanSeconds),
    insufficient: answered.insufficient,
    band: answered.band?.level ?? null,
  }
}

function stages(answered: Metrics['leadTimeForChanges']): CaseAnswer {
  const spans = answered.samples.nodes[0]?.stages ?? []
  const sum = (...names: readonly string[]): number =>
    spans.filter((span) => names.includes(span.stage)).reduce((total, span) => total + span.seconds, 0) / 60
  return {
    commitToMerge: sum('CODING', 'REVIEW'),
    mergeToArtifact: sum('BUILD'),
    artifactToConfigCommit: sum('PROMOTE', 'APPROVE'),
    configCommitToLive: sum('RECONCILE', 'ROLLOUT'),
  }
}

/** Ids as the case gives them: without the telling's prefix, each report once. */
function idsOf(deployments: readonly Reports[], prefix: string): string[] {
  return deployments.map(({ reports }) =>
    [...new Set(reports.map((report) => (report.externalId ?? '').slice(prefix.length)))].toSorted().join('+'),
  )
}

function basisOf(incidents: number): string {
  return incidents > 0 ? 'INCIDENT' : 'DEPLOY_TO_REMEDIATION'
}

/** Asks the server everything that a case may expect of one service. `prefix` is what the telling put before each id. */
export async function answerOf(ask: Ask, question: CaseQuestion, prefix: string): Promise<CaseAnswer> {
  const { service, incidents } = await ask<Answered>(document, { ...question })
  if (service === null) throw new Error(`No service ${question.service}`)
  const {
    deploymentFrequency: frequency,
    leadTimeForChanges,
    changeFailureRate,
    timeToRestore,
    deploymentReworkRate,
  } = service.metrics
  const kind = (name: string): number => frequency.byKind.find((entry) => entry.kind === name)?.count ?? 0
  const failures = changeFailureRate.failures.nodes
  const [failure] = failures
  const restored = incidents.nodes.filter((incident) => incident.restoredAt !== null)
  return {
    deployments: frequency.count,
    rollbacks: kind('ROLLBACK'),
    redeploys: kind('REDEPLOY'),
    syncs: kind('DRIFT_CORRECTION'),
    ofWhichConfigOnly: kind('CONFIG'),
    abortedRollouts: frequency.aborted,
    attempts: frequency.attempts,
    attemptsFailed: frequency.failedAttempts,
    attemptSuccess: frequency.attempts === 0 ? null : 1 - frequency.failedAttempts / frequency.attempts,
    buckets: Object.fromEntries(
      frequency.series.map((point) => [localDate(point.start, question.window.timeZone), point.count]),
    ),
    perDay: frequency.perDay,
    perWeek: frequency.perWeek,
    activeDays: frequency.activeDays,
    workingDays: frequency.workingDays,
    medianPerDay: frequency.medianPerDay,
    daysSinceLast: frequency.daysSinceLast,
    leadTimeMin: leadTime(leadTimeForChanges),
    stagesMin: stages(leadTimeForChanges),
    pending: {
      n: leadTimeForChanges.pending.count,
      oldestSinceStart: minutes(leadTimeForChanges.pending.oldestSinceStartSeconds),
      oldestSinceMerge: minutes(leadTimeForChanges.pending.oldestSinceMergeSeconds),
    },
    changeFail: {
      numerator: changeFailureRate.failed,
      denominator: changeFailureRate.deployments,
      rate: changeFailureRate.rate,
      failed: idsOf(
        failures.map((each) => each.deployment),
        prefix,
      ),
      rolledPast: idsOf(changeFailureRate.rolledPast, prefix),
      link: failure === undefined ? null : { method: failure.basis, confidence: failure.confidence },
    },
    rework: {
      numerator: deploymentReworkRate.rework,
      denominator: deploymentReworkRate.deployments,
      rate: deploymentReworkRate.rate,
    },
    recoveryMin: {
      samples: timeToRestore.samples.nodes
        .filter((sample) => sample.restoredAt !== null)
        .map((sample) => minutes(sample.seconds)),
      n: timeToRestore.sampleSize,
      open: timeToRestore.openCount,
      p50: minutes(timeToRestore.medianSeconds),
      p50AtLeast: minutes(timeToRestore.atLeastSeconds),
      basis: failure === undefined ? null : basisOf(failure.incidents.length),
      end: failure?.restoredRule ?? null,
    },
    deployToRecoveryMin: minutesBetween(failure?.deployment.liveAt, failure?.restoredAt),
    deployToRemediationMin: minutesBetween(failure?.deployment.liveAt, failure?.restoredBy?.liveAt),
    impactUnionMin: minutes(timeToRestore.impactSeconds),
    allIncidentsRestoreMin: {
      samples: restored.map((incident) => minutesBetween(incident.openedAt, incident.restoredAt)),
      n: timeToRestore.allIncidentsCount,
    },
    flags: [...new Set(service.metrics.flags.map((flag) => flag.code))].filter((code) => !ownKeys.has(code)),
    sources: [...new Set(service.deployments.nodes.flatMap(({ reports }) => reports.map((report) => report.source)))],
    auditEntries: incidents.nodes.reduce((count, incident) => count + incident.overrides.length, 0),
    provisional: service.metrics.flags.some((flag) => flag.code === 'PROVISIONAL'),
  }
}
