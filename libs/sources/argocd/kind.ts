import type { Entry, Operation, Resource, Source } from './payload.ts'
import { isWorkload } from './subject.ts'
import { overridesOf, type Placed, placedOf } from './version.ts'

/** Of a source what is the same whenever the same is applied; a branch may be called otherwise meanwhile. */
function withoutBranch({ targetRevision: _revision, ...source }: Source): Source {
  return source
}

function text(value: unknown): string {
  return JSON.stringify(value)
}

function isAlike(a: readonly Placed[], b: readonly Placed[], of: (placed: Placed) => unknown): boolean {
  return a.length > 0 && a.length === b.length && text(a.map(of)) === text(b.map(of))
}

function origin({ source: { repoURL, chart, path } }: Placed): unknown {
  return [repoURL, chart, path]
}

/**
 * What a sync did to the one before it, where their sources alone tell it: nothing, or other values under the same revision.
 * Null where versions must tell.
 */
export function kindAfter(before: Entry | undefined, now: readonly Placed[]): 'REDEPLOY' | 'CONFIG' | null {
  const then = before === undefined ? [] : placedOf(before)
  if (now.some(({ revision }) => revision === undefined)) return null
  if (!isAlike(then, now, ({ revision }) => revision)) return null
  if (isAlike(then, now, ({ source }) => withoutBranch(source))) return 'REDEPLOY'
  const isOnlyValues = isAlike(then, now, origin) && text(overridesOf(then)) === text(overridesOf(now))
  return isOnlyValues ? 'CONFIG' : null
}

/** Whether Argo CD itself set right what somebody had changed by hand. */
export function isSelfHeal({ operation }: Operation): boolean {
  const { initiatedBy, sync } = operation ?? {}
  if ((sync?.autoHealAttemptsCount ?? 0) > 0) return true
  return initiatedBy?.automated === true && (sync?.resources ?? []).length > 0
}

/**
 * Whether a sync made its workloads anew, as in a cluster that was rebuilt. Applied by the server (`serverside-applied`) nothing tells
 * it but that it is the first sync of its application.
 */
export function madeAnew({ syncResult }: Operation, entry: Entry | undefined): boolean {
  const applied = (syncResult?.resources ?? []).filter(({ hookType }) => hookType === undefined)
  if (!applied.some(({ kind }) => isWorkload(kind ?? ''))) return false
  const isOwn = ({ kind }: Resource): boolean => kind !== 'Namespace'
  return applied.filter(isOwn).every(({ message }) => {
    return message === 'created' || (message === 'serverside-applied' && entry?.id === 0)
  })
}

/** Whether a sync that succeeded found everything as it was to be. */
export function changedNothing({ syncResult, operation }: Operation): boolean {
  const resources = (syncResult?.resources ?? []).filter(({ hookType }) => hookType === undefined)
  if (resources.length > 0) return resources.every(({ message }) => message === 'unchanged')
  const options = operation?.sync?.syncOptions ?? []
  return syncResult !== undefined && syncResult.resources === undefined && options.includes('ApplyOutOfSyncOnly=true')
}
