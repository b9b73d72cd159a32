import colours from 'picocolors'
import type { FailureRow, SampleRow } from '#dashboards/evidence-answers'
import { duration, exactStretch, moment, plural, shortSha, shortVersion } from '#dashboards/format'
import { metricFacts } from '#dashboards/metric-facts'
import { noInterval, viewMetric } from '#dashboards/metric-view'
import { countedRework, reworkWords } from '#dashboards/rework-words'
import { shippedTitle } from '#dashboards/shipped-words'
import { basisWords, kindWords, plainWords, remedyWords } from '#dashboards/words'
import { block, harmless, table } from '../terminal.ts'
import { chainText, correctedText } from './chain.ts'
import { type CountedDeployment, type Evidence, evidenceOf, type Explanation } from './explanation.ts'

const widestTitle = 60

function valueLines({ metric, service: { metrics } }: Explanation): string[] {
  const view = viewMetric(metric, metrics)
  const bounds =
    view.interval === null
      ? noInterval(view.sampleSize > 0 && view.sampleSize < 5)
      : `90 % interval ${view.interval.text} (${metrics[metric].interval?.method ?? ''})`
  const value = view.words === null ? (view.reason ?? 'Unknown') : `${colours.bold(view.words.text)}, ${bounds}`
  const facts = metricFacts(metric, metrics).map(({ label, text }) => `${label}: ${text}`)
  const { coverage } = metrics[metric]
  const known = typeof coverage === 'number' ? [`Known of what it rests on: ${Math.floor(coverage * 100)} %`] : []
  return [value, `From ${view.samples}`, ...facts, ...known]
}

/** Where it did go, if never to where was asked. */
function elsewhere({ environment, service: { name, environments } }: Explanation): string[] {
  const isMeant = (known: { readonly name: string; readonly tier: string }): boolean =>
    known.name === environment || known.tier === environment.toUpperCase()
  if (environments.some(isMeant)) return []
  const known = environments.map((one) => one.name).join(', ')
  return [harmless(`${name} was never deployed to ${environment}${known === '' ? '' : `; it was to: ${known}`}.`)]
}

function doubtLines({ metric, service: { metrics } }: Explanation): string[] {
  return viewMetric(metric, metrics).chips.map(({ text, explanation }) => `${text}: ${explanation}`)
}

function changeName({ number, sha }: { readonly number: number | null; readonly sha: string | null }): string {
  return number === null ? shortSha(sha ?? '') : `#${number}`
}

function sampleRow({ seconds, change, liveAt, deployment, stages, flags }: SampleRow, timeZone: string): string[] {
  const longest = stages.toSorted((a, b) => b.seconds - a.seconds)[0]
  return [
    duration(seconds).text,
    change === null ? '' : changeName(change),
    harmless((change?.title ?? '').slice(0, widestTitle)),
    `live ${moment(liveAt, timeZone)} in ${harmless(shortVersion(deployment.version))}`,
    longest === undefined || longest.seconds <= 0
      ? ''
      : `mostly ${plainWords(longest.stage).toLowerCase()}, ${duration(longest.seconds).text}`,
    flags.map(({ code }) => plainWords(code).toLowerCase()).join(', '),
  ]
}

function failureRow(failure: FailureRow, timeZone: string): string[] {
  const { seconds, basis, confidence, incidents, remedy, restoredRule, restoredBy, deployment } = failure
  const names = incidents.map(({ externalId, title }) => title ?? externalId).join(', ')
  const by = restoredBy === null ? '' : `, ${shortVersion(restoredBy.version)}`
  const ended = restoredRule === null ? '' : ` (${plainWords(restoredRule).toLowerCase()})`
  return [
    seconds === null ? 'open' : duration(seconds).text,
    harmless(shortVersion(deployment.version)),
    deployment.liveAt === null ? 'never live' : `live ${moment(deployment.liveAt, timeZone)}`,
    `${basisWords(basis)}, ${confidence.toLowerCase()}`,
    harmless(names === '' ? 'no incident' : names.slice(0, widestTitle)),
    remedy === null ? '' : harmless(`${remedyWords(remedy).toLowerCase()}${by}${ended}`),
  ]
}

function deploymentRow(deployment: CountedDeployment, timeZone: string): string[] {
  const { version, kind, liveAt, labels } = deployment
  return [
    harmless(shortVersion(version)),
    kindWords(kind).toLowerCase(),
    liveAt === null ? '' : `live ${moment(liveAt, timeZone)}`,
    shippedTitle(deployment).toLowerCase(),
    harmless([...countedRework(deployment).map((reason) => reworkWords(reason)), ...labels].join(', ')),
  ]
}

function rowsOf(evidence: Evidence, timeZone: string): string[][] {
  switch (evidence.of) {
    case 'changes':
      return evidence.list.nodes.map((sample) => sampleRow(sample, timeZone))
    case 'failures':
      return evidence.list.nodes.map((failure) => failureRow(failure, timeZone))
    case 'deployments':
      return evidence.list.nodes.map((deployment) => deploymentRow(deployment, timeZone))
  }
}

function listText(evidence: Evidence, timeZone: string): string {
  const { of, list } = evidence
  const shown = list.nodes.length
  const order = of === 'changes' ? 'the slowest first' : 'the latest first'
  const title = `What it was counted from: ${plural(list.totalCount, of.slice(0, -1))}, ${order}`
  if (shown === 0) return block(title, ['None.'])
  const rows = rowsOf(evidence, timeZone).map((row, index) => [String(index + 1), ...row])
  const more =
    list.totalCount > shown ? [`and ${list.totalCount - shown} more: --first shows up to 100, --window a part`] : []
  return block(title, [...table(rows).split('\n'), ...more, '', '--sample 1 shows how the first is known.'])
}

/** The explanation for a terminal. */
export function explanationText(explanation: Explanation): string {
  const { metric, service, opened, environment, corrected } = explanation
  const { displayName, definition, window } = service.metrics[metric]
  const head = colours.bold(colours.cyan(harmless(`${displayName ?? metric} of ${service.name} in ${environment}`)))
  const { timeZone } = window
  const parts = [
    `${head}\n${exactStretch(window.from, window.to, timeZone)} (${timeZone})`,
    [...valueLines(explanation), ...elsewhere(explanation)].join('\n'),
    block(`Definition (rules ${definition?.rulesVersion ?? '?'})`, sentences(definition?.text ?? '')),
  ]
  const doubts = doubtLines(explanation)
  if (doubts.length > 0) parts.push(block('Doubts', doubts))
  const evidence = evidenceOf(explanation)
  if (opened === null) parts.push(listText(evidence, timeZone), ...correctedText(corrected, timeZone))
  else {
    const row = rowsOf(evidence, timeZone)[opened.number - 1] ?? []
    const title = `Sample ${opened.number} of ${evidence.list.totalCount}`
    parts.push(block(title, [row.filter((cell) => cell !== '').join('  ')]), ...chainText(opened, evidence, timeZone))
  }
  // What is copied from a terminal is searched for with plain spaces.
  return parts.join('\n\n').replaceAll('\u00A0', ' ')
}

function sentences(text: string): string[] {
  return text.split(/(?<=\.) (?=[A-Z])/)
}
