import type { Entry, Operation, Resource, Source } from './payload.ts'
import { isWorkload } from './subject.ts'
import { gitSource, isPackage, overridesOf, type Placed, placedOf } from './version.ts'

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

/** A chart or manifests of a registry changed beside a commit or images that did not, and those are what the version is told by. */
function isOnlyPackages(then: readonly Placed[], now: readonly Placed[]): boolean {
  if (then.length !== now.length || !isAlike(then, now, origin) || text(overridesOf(then)) !== text(overridesOf(now)))
    return false
  const { images, versions } = overridesOf(now)
  if (gitSource(now) === undefined && images.length + versions.length === 0) return false
  return now.every((placed, at) => isPackage(placed) || placed.revision === then[at]?.revision)
}

/**
 * What a sync did to the one before it, where their sources alone tell it: nothing, other values under the same revision, or another
 * chart under the same commit. Null where versions must tell.
 */
export function kindAfter(before: Entry | undefined, now: readonly Placed[]): 'REDEPLOY' | 'CONFIG' | null {
  const then = before === undefined ? [] : placedOf(before)
  if (now.some(({ revision }) => revision === undefined)) return null
  if (!isAlike(then, now, ({ revision }) => revision)) return isOnlyPackages(then, now) ? 'CONFIG' : null
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
