import { group, plural } from './format.ts'
import type { GapAnswer, StreamCoverageAnswer } from './setup-answers.ts'

/** What is known and what is missing, in words. Pure. */

/** What `open` of the coverage page's address says of a service in an environment. */
export function streamKey(service: string, environment: string): string {
  return JSON.stringify([service, environment])
}

interface GapNouns {
  readonly one: string
  readonly many: string
  readonly lack: string
}

const nouns: Readonly<Record<string, GapNouns>> = {
  MISSING_COMMIT: { one: 'deployment', many: 'deployments', lack: 'without a known commit' },
  COMMIT_NOT_TOLD: { one: 'deployment', many: 'deployments', lack: 'with a commit that nobody told' },
  MISSING_REQUEST: { one: 'change', many: 'changes', lack: 'without a known request' },
  MISSING_OUTCOME: { one: 'deployment', many: 'deployments', lack: 'without an outcome' },
  HELD_BACK_SYNC: { one: 'sync or deployment', many: 'syncs and deployments', lack: 'held back for want of a version' },
  MISSING_LIVE_TIME: { one: 'deployment', many: 'deployments', lack: 'without a known live time' },
  FAILURE_WITHOUT_INCIDENT: { one: 'failure', many: 'failures', lack: 'without an incident' },
  UNLINKED_INCIDENT: { one: 'incident', many: 'incidents', lack: 'without a known deployment' },
}

/** A gap in a few words: `12 of 40 deployments without a known commit`. */
export function gapTitle({ kind, count, of }: Pick<GapAnswer, 'kind' | 'count' | 'of'>): string {
  const words = nouns[kind]
  if (words === undefined) return `${group(count)} of ${group(of)}: ${kind}`
  return `${group(count)} of ${plural(of, words.one, words.many)} ${words.lack}`
}

/** A share of what is known; `of` 0: there was nothing to know. */
export interface KnownShare {
  readonly label: string
  readonly known: number
  readonly of: number
}

/** What a service in an environment is measured by here, in the order of the chain. */
export function knownShares(row: StreamCoverageAnswer): KnownShare[] {
  return [
    { label: 'Commit known', known: row.withCommit, of: row.deployments },
    { label: 'Outcome known', known: Math.min(row.withOutcome, row.withLiveTime), of: row.deployments },
    { label: 'Changes with a request', known: row.withRequest, of: row.changes },
    { label: 'Failures with an incident', known: row.withIncident, of: row.failures },
    { label: 'Incidents with a deployment', known: row.incidentsLinked, of: row.incidents },
  ]
}

/** How many of the rows that are shown have gaps, where they may be the first of more: `3 of the first 100 with gaps`. */
export function gapsShown(rows: readonly Pick<StreamCoverageAnswer, 'gaps'>[], total: number): string {
  const gaps = rows.filter((row) => row.gaps.length > 0).length
  if (rows.length < total) return `${gaps === 0 ? 'none' : group(gaps)} of the first ${group(rows.length)} with gaps`
  return gaps === 0 ? 'nothing is missing' : `${group(gaps)} with gaps`
}

const kinds: Readonly<Record<string, (count: string) => string>> = {
  DEPLOYMENT_WITHOUT_COMMIT: (count) => `${count} of it whose commit nothing tells`,
  COMMIT_NOT_TOLD: (count) => `${count} of it that name commits which nobody told`,
  HELD_BACK_SYNC: (count) => `${count} of it whose version nobody knows`,
  IMAGE_WITHOUT_SERVICE: (count) => `${count} that no deployment runs`,
  REPOSITORY_WITHOUT_SERVICE: (count) => `${count} that no service ships`,
  INCIDENT_WITHOUT_SERVICE: (count) => `${count} of a service of which nothing is deployed`,
  FLAG_WITHOUT_SERVICE: (count) => `${count} of it, of no known service`,
}
const counted: Readonly<Record<string, readonly [string, string]>> = {
  DEPLOYMENT_WITHOUT_COMMIT: ['deployment', 'deployments'],
  COMMIT_NOT_TOLD: ['deployment', 'deployments'],
  HELD_BACK_SYNC: ['sync', 'syncs'],
  IMAGE_WITHOUT_SERVICE: ['image', 'images'],
  REPOSITORY_WITHOUT_SERVICE: ['commit', 'commits'],
  INCIDENT_WITHOUT_SERVICE: ['incident', 'incidents'],
  FLAG_WITHOUT_SERVICE: ['switch', 'switches'],
}

/** What waits for somebody to claim it: `3 deployments of it whose commit nothing tells`. */
export function unattributedWords(kind: string, count: number): string {
  const [one, many] = counted[kind] ?? ['record', 'records']
  const words = plural(count, one, many)
  return kinds[kind]?.(words) ?? words
}

/** Text with what stands between backticks told apart. */
export function codeParts(text: string): readonly { readonly code: boolean; readonly text: string }[] {
  return text.split('`').flatMap((part, index) => (part === '' ? [] : [{ code: index % 2 === 1, text: part }]))
}
