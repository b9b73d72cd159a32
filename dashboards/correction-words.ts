/** What a correction would move, in words. Pure. */
import type { Certainty, MetricAnswers, Quality } from './answers.ts'
import type { Correction } from './corrections-of.ts'
import { plural, shortVersion, stretch } from './format.ts'
import { type MetricName, metricNames, type MetricView, viewMetric } from './metric-view.ts'
import { type DeployedAnswer, deploymentMoved, type Moved, named } from './moved-words.ts'
import { kindWords } from './words.ts'

interface CountedAnswer {
  readonly externalId: string
  readonly title: string | null
  readonly classification: string
  readonly restoredAt: string | null
  readonly failures: readonly { readonly deployment: { readonly version: string } }[]
}
export interface MoveAnswer {
  readonly service: { readonly name: string }
  readonly environment: { readonly name: string }
  readonly before: MetricAnswers
  readonly after: MetricAnswers
  readonly deploymentCount: number
  readonly deployments: readonly Moved<DeployedAnswer>[]
  readonly incidentCount: number
  readonly incidents: readonly Moved<CountedAnswer>[]
}
export interface PreviewAnswer {
  readonly userErrors: readonly { readonly message: string }[]
  readonly moves: readonly MoveAnswer[]
}

/** What the button of a correction says, and the head of what it opens. */
export function correctionTitle({ form }: Correction): string {
  return {
    DEPLOYMENT: 'Not this deployment',
    CLASSIFICATION: 'Not an incident',
    SERVICE: 'Wrong service',
    KIND: 'Wrong kind',
    UNDO: 'Undo',
  }[form]
}

/** What the correction is of. */
export function subjectWords(correction: Correction): string {
  switch (correction.form) {
    case 'KIND':
      return `Deployment ${named(shortVersion(correction.deployment.version))}, of kind ${kindWords(correction.deployment.kind).toLowerCase()}`
    case 'UNDO':
      return `What ${correction.override.by} settled${correction.override.settles === null ? '' : `: ${named(correction.override.settles)}`}`
    default:
      return `Incident ${named(correction.incident.title ?? correction.incident.externalId)}`
  }
}

/** What is asked for beside the reason; null where nothing is to be chosen. */
export function questionWords({ form }: Correction): string | null {
  return {
    DEPLOYMENT: 'Which deployment caused it?',
    CLASSIFICATION: 'What is it?',
    SERVICE: 'Which service is it of?',
    KIND: 'What did the deployment do?',
    UNDO: null,
  }[form]
}

/** Asks for the reason, and says with whose name it is kept. */
export function reasonWords(token: string | null): string {
  return `Why? It is kept with the name of your token${token === null ? '' : `: ${named(token)}`}.`
}

/** A number before and after, with what it is of; null where neither would be another. */
function numberMoved(name: MetricName, before: MetricAnswers, after: MetricAnswers): string | null {
  const [was, is] = [viewMetric(name, before), viewMetric(name, after)]
  const text = ({ words, reason }: MetricView): string => words?.text ?? reason ?? 'unknown'
  const whole = (view: MetricView): string => `${text(view)} (${view.samples})`
  if (whole(was) !== whole(is)) return `${is.title}: ${whole(was)} → ${whole(is)}`
  if (was.value === is.value) return null
  return `${is.title}: ${whole(is)}, moved by less than is shown`
}

function classificationWords(classification: string): string {
  return classification.replaceAll('_', ' ')
}

function incidentMoved({ before, after }: Moved<CountedAnswer>, service: string): string {
  const name = named((after ?? before)?.title ?? (after ?? before)?.externalId ?? '')
  if (after === null) return `Incident ${name} no longer concerns ${service}`
  const blamed = after.failures.map(({ deployment }) => named(shortVersion(deployment.version))).join(', ')
  if (before === null)
    return `Incident ${name} concerns ${service}${blamed === '' ? '' : `, and is blamed on deployment ${blamed}`}`
  if (before.classification !== after.classification)
    return `Incident ${name} counts as ${classificationWords(after.classification)}, not as ${classificationWords(before.classification)}`
  const blamedBefore = before.failures.map(({ deployment }) => named(shortVersion(deployment.version))).join(', ')
  if (blamed === blamedBefore) return `Incident ${name} lasts for another time`
  return blamed === ''
    ? `Incident ${name} is blamed on no deployment`
    : `Incident ${name} is blamed on deployment ${blamed}${blamedBefore === '' ? '' : `, not ${blamedBefore}`}`
}

/** What moves of one service. */
export interface MoveWords {
  /** `checkout in production`. */
  readonly place: string
  /** Its numbers in the window, each before and after. */
  readonly numbers: readonly string[]
  /** Deployments and incidents that become something else, at whatever time. */
  readonly records: readonly string[]
}

function moveWords(move: MoveAnswer, timeZone: string): MoveWords {
  const { service, environment, before, after, deployments, deploymentCount, incidents, incidentCount } = move
  const more = deploymentCount - deployments.length + incidentCount - incidents.length
  return {
    place: `${service.name} in ${environment.name}`,
    numbers: metricNames.flatMap((name) => numberMoved(name, before, after) ?? []),
    records: [
      ...incidents.map((moved) => incidentMoved(moved, service.name)),
      ...deployments.map((moved) => deploymentMoved(moved, timeZone)),
      ...(more > 0 ? [`and ${plural(more, 'earlier record')}`] : []),
    ],
  }
}

export interface PreviewWords {
  /** Over the list. */
  readonly said: string
  /** Only services of which something moves. */
  readonly moves: readonly MoveWords[]
}

/** What a preview says; without a move it says that nothing would. */
export function previewWords({ moves }: PreviewAnswer, timeZone: string): PreviewWords {
  const found = moves
    .map((move) => moveWords(move, timeZone))
    .filter(({ numbers, records }) => numbers.length + records.length > 0)
  const frequency: (Certainty & Quality) | undefined = moves[0]?.after.deploymentFrequency
  const window = frequency?.window
  const when = window === undefined ? 'the chosen time' : stretch(window.from, window.to, timeZone)
  if (found.length === 0) return { said: 'Nothing would move.', moves: found }
  const counts = found.some(({ numbers }) => numbers.length > 0)
  return {
    said: counts ? `What moves, ${when}:` : `No number of this time moves (${when}), but these records do:`,
    moves: found,
  }
}
