import { type Authorship, authorships } from '#domain/stream-history'
import type { Definition } from './definition.ts'
import type { DeploymentFact, Facts } from './facts.ts'
import type { Interval, MeasureScope, UnavailableReason } from './metric.ts'
import { isAtLeast, partsOf } from './population.ts'
import { rateOf } from './rate.ts'

/** One kind's part of a whole; the parts of all kinds add up to it. */
interface Part {
  readonly authorship: Authorship
  readonly sampleSize: number
  readonly interval: Interval | null
  /** A small part says nothing of its kind, and might say something of one person. */
  readonly unavailableReason: UnavailableReason | null
}

export interface LeadTimeByAuthorship extends Part {
  readonly medianSeconds: number | null
}

export interface RateByAuthorship extends Part {
  readonly rate: number | null
  /** How many of `sampleSize` it is; null where they are too few. */
  readonly count: number | null
}

/** Who wrote several changes together: an agent where it wrote one of them, a bot where it wrote all. */
export function together(kinds: readonly Authorship[]): Authorship {
  if (kinds.includes('AGENT')) return 'AGENT'
  if (kinds.every((kind) => kind === 'UNKNOWN')) return 'UNKNOWN'
  return kinds.every((kind) => kind === 'BOT') ? 'BOT' : 'HUMAN'
}

/** Who wrote what each deployment brought; UNKNOWN where no change of it is known, as of a rollback. */
export function authorshipOfDeployments(
  facts: Facts,
  { minimumConfidence }: Definition,
): ReadonlyMap<DeploymentFact, Authorship> {
  const found = new Map<DeploymentFact, Authorship>()
  for (const part of partsOf(facts)) {
    const kinds = new Map<string, Authorship[]>()
    for (const { deploymentKey, authorship, confidence } of part.changes) {
      if (!isAtLeast(confidence, minimumConfidence ?? 'MEDIUM')) continue
      const known = kinds.get(deploymentKey)
      if (known === undefined) kinds.set(deploymentKey, [authorship])
      else known.push(authorship)
    }
    for (const deployment of part.deployments) found.set(deployment, together(kinds.get(deployment.key) ?? []))
  }
  return found
}

/** Those whose deployment brought what the definition takes; all where it takes everybody's. */
export function writtenByThose<T>(
  items: readonly T[],
  deploymentOf: (item: T) => DeploymentFact,
  facts: Facts,
  definition: Definition,
): readonly T[] {
  const { authorship } = definition
  if (authorship === null) return items
  const kinds = authorshipOfDeployments(facts, definition)
  return items.filter((item) => authorship.includes(kinds.get(deploymentOf(item)) ?? 'UNKNOWN'))
}

function reasonFor(size: number, { definition }: MeasureScope): UnavailableReason | null {
  if (size === 0) return 'NO_DATA'
  return size < definition.minN.p50 ? 'TOO_FEW' : null
}

/** Each kind's items, in the order of `authorships`, measured by themselves where they are enough. */
export function byAuthorship<T, N>(
  items: readonly T[],
  kindOf: (item: T) => Authorship,
  scope: MeasureScope,
  measured: (items: readonly T[], enough: boolean) => N,
): (N & Omit<Part, 'interval'>)[] {
  return authorships.map((authorship) => {
    const own = items.filter((item) => kindOf(item) === authorship)
    const unavailableReason = reasonFor(own.length, scope)
    return { ...measured(own, unavailableReason === null), authorship, sampleSize: own.length, unavailableReason }
  })
}

/** A share of deployments, by who wrote what they brought. */
export function rateByAuthorship<T extends { readonly at: number; readonly hit: boolean }>(
  trials: readonly T[],
  kindOf: (trial: T) => Authorship,
  scope: MeasureScope,
): RateByAuthorship[] {
  return byAuthorship(trials, kindOf, scope, (own, isEnough) => {
    if (!isEnough) return { rate: null, count: null, interval: null }
    const { rate, numerator, interval } = rateOf(own, scope.window)
    return { rate, count: numerator, interval }
  })
}
