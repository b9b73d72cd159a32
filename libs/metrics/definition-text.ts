import { HOUR } from '#domain/instant'
import type { BlameRule } from '#domain/rules'
import { type ChangeUnit, type Definition, type LeadTimeStart, presetDefinitions } from './definition.ts'
import type { MetricId } from './metric.ts'

const units: Readonly<Record<ChangeUnit, string>> = {
  CHANGE: 'each change once (a merged request, or a commit that no request holds)',
  COMMIT: 'each commit once, merge and squash commits left out',
  DEPLOYMENT: 'each deployment once, with the mean of its changes',
}
const starts: Readonly<Record<LeadTimeStart, string>> = {
  FIRST_COMMIT: 'its first commit was authored',
  COMMITTED: 'it was committed',
  PUSHED: 'it was first pushed',
  PR_OPENED: 'its request was opened',
  MERGED: 'it was merged',
}
const culprits: Readonly<Record<BlameRule, string>> = {
  FIRST_AFTER_TARGET: 'the first deployment after the version that it went back to was last live',
  LAST_BEFORE_ROLLBACK: 'the deployment that was live when it came',
  ALL_BETWEEN: 'every deployment since the version that it went back to was last live',
}

type Leaf = Exclude<keyof Definition, 'preset' | 'minN' | 'maturityDays'>

/** Leaves with the numbers that they move, in the order in which they are told. */
const moved: Readonly<Record<Leaf, readonly MetricId[]>> = {
  kinds: ['deploymentFrequency', 'leadTimeForChanges', 'changeFailureRate', 'timeToRestore', 'deploymentReworkRate'],
  unit: ['leadTimeForChanges'],
  start: ['leadTimeForChanges'],
  arrival: ['deploymentFrequency', 'leadTimeForChanges', 'changeFailureRate', 'timeToRestore', 'deploymentReworkRate'],
  authorship: ['leadTimeForChanges', 'changeFailureRate', 'deploymentReworkRate'],
  labels: ['deploymentFrequency', 'leadTimeForChanges', 'changeFailureRate', 'timeToRestore', 'deploymentReworkRate'],
  excludeWeekend: ['leadTimeForChanges', 'timeToRestore'],
  failedOutcomes: ['changeFailureRate'],
  minimumConfidence: ['leadTimeForChanges', 'changeFailureRate', 'timeToRestore'],
  blame: ['changeFailureRate', 'timeToRestore', 'deploymentReworkRate'],
  blameWindow: ['changeFailureRate', 'timeToRestore', 'deploymentReworkRate'],
  failureSigns: ['changeFailureRate', 'timeToRestore', 'deploymentReworkRate'],
  reworkReasons: ['deploymentReworkRate'],
}
const leaves = Object.keys(moved) as Leaf[]

/** Each leaf as a sentence. */
const told: Readonly<Record<Leaf, (definition: Definition) => string>> = {
  kinds: ({ kinds }) => `Deployments of kinds ${kinds.join(', ')}.`,
  unit: ({ unit }) => `It takes ${units[unit]}.`,
  start: ({ start }) => `It begins when ${starts[start]}.`,
  arrival: ({ arrival }) => `A deployment is live from its ${arrival.toLowerCase()} arrival.`,
  authorship: ({ authorship }) =>
    authorship === null
      ? 'Changes of people and machines alike.'
      : `Changes by ${authorship.join(', ')} only, and deployments of which what they brought is by them.`,
  labels: ({ labels }) => (labels === null ? 'All labels.' : `Only deployments labelled ${labels.join(' or ')}.`),
  excludeWeekend: ({ excludeWeekend }) =>
    excludeWeekend ? 'Durations leave out local Saturdays and Sundays.' : 'Durations are elapsed time.',
  failedOutcomes: ({ failedOutcomes }) =>
    `A deployment that ended FAILED ${failedOutcomes ? 'counts' : 'does not count'} as a change failure.`,
  minimumConfidence: ({ minimumConfidence }) =>
    minimumConfidence === null
      ? 'Links below MEDIUM confidence are left out, but for failures by time alone, which are counted and shown apart.'
      : `Links below ${minimumConfidence} confidence are left out.`,
  blame: ({ blame }) => `A rollback blames ${culprits[blame]}.`,
  blameWindow: ({ blameWindow }) =>
    blameWindow === null
      ? 'Blame by time alone reaches a tenth of the median gap between deployments, 15 minutes to 24 hours.'
      : `Blame by time alone reaches ${blameWindow / HOUR} hours.`,
  failureSigns: ({ failureSigns }) =>
    failureSigns === null
      ? 'All signs make a failure.'
      : `A failure is shown by ${['corrections', ...failureSigns].join(', ')} only.`,
  reworkReasons: ({ reworkReasons }) =>
    reworkReasons === null ? 'All reasons make rework.' : `Rework is by ${reworkReasons.join(', ')} only.`,
}

const isOther = (leaf: Leaf, definition: Definition): boolean =>
  JSON.stringify(definition[leaf]) !== JSON.stringify(presetDefinitions[definition.preset][leaf])

/** The leaves that our own sentence of lead time holds: it is told anew where one of them was chosen otherwise. */
const inLeadTime: readonly Leaf[] = ['unit', 'start', 'arrival']

function leadTime({ unit, start, arrival }: Definition): string {
  return `Lead time takes ${units[unit]}, from when ${starts[start]} to the ${arrival.toLowerCase()} arrival of the first deployment that ships it; the median over those that went live in the window.`
}

/**
 * What the answer of a metric says: its rule by the preset, and each leaf that was chosen otherwise and moves it. What a
 * rollback blames is always said of change failure by our own definitions.
 *
 * @param rule without any choice.
 */
export function definitionText(id: MetricId, rule: string, definition: Definition): string {
  const isOwn = definition.preset === 'LEADLINE'
  const isLead = isOwn && id === 'leadTimeForChanges'
  const first = isLead && inLeadTime.some((leaf) => isOther(leaf, definition)) ? leadTime(definition) : rule
  const isTold = (leaf: Leaf): boolean => {
    if (!moved[leaf].includes(id) || (isLead && inLeadTime.includes(leaf))) return false
    // Other systems tell of who wrote a change in lead times alone.
    if (leaf === 'authorship' && !isOwn && id !== 'leadTimeForChanges') return false
    return isOther(leaf, definition) || (isOwn && leaf === 'blame' && id === 'changeFailureRate')
  }
  return [first, ...leaves.filter(isTold).map((leaf) => told[leaf](definition))].join(' ')
}
