import type { ChartConfiguration } from 'chart.js'
import { timeOf } from '../empty-window.ts'
import { bucketLabel, duration, moment, plural, shortVersion } from '../format.ts'
import { classificationText } from '../incident-words.ts'
import type { TimelineDeployment, TimelineIncident } from '../timeline-answers.ts'
import { basisWords, kindWords, outcomeWords } from '../words.ts'
import { fontOf, tooltipLook } from './axes.ts'
import type { DataTable, Frame, Palette } from './palette.ts'

/** What stands in a line of its own, from the top down; a line that would be empty is left out. */
const lanes = [
  'Incidents',
  'Not counted',
  'Failed in use',
  'Failed runs',
  'Rollbacks',
  'Other',
  'Deployments that held',
] as const
type Lane = (typeof lanes)[number]

/** Shapes, so that no colour is needed to tell the lines apart. */
const shapes: Readonly<Record<Lane, string>> = {
  Incidents: 'triangle',
  'Not counted': 'star',
  'Failed in use': 'crossRot',
  'Failed runs': 'cross',
  Rollbacks: 'rectRot',
  Other: 'rect',
  'Deployments that held': 'circle',
}

/** Something that happened. */
export interface TimelinePoint {
  readonly id: string
  readonly is: 'DEPLOYMENT' | 'INCIDENT'
  readonly lane: Lane
  readonly at: string
  /** Of an incident, when it was restored; null while it is open, and for deployments. */
  readonly until: string | null
  readonly name: string
  readonly words: string
}

const counted: ReadonlySet<string> = new Set(['CODE', 'CONFIG'])

function laneOf({ kind, outcome, failure }: TimelineDeployment): Lane {
  if (failure !== null) return 'Failed in use'
  if (outcome === 'FAILED' || outcome === 'ABORTED') return 'Failed runs'
  if (kind === 'ROLLBACK') return 'Rollbacks'
  return counted.has(kind) ? 'Deployments that held' : 'Other'
}

function pointOf(deployment: TimelineDeployment): TimelinePoint[] {
  const at = timeOf(deployment)
  if (at === null) return []
  const { id, kind, outcome, failure, version } = deployment
  const failed = failure === null ? '' : `; failed in use: ${basisWords(failure.basis)}`
  const words = `${kindWords(kind)}, ${outcomeWords(outcome).toLowerCase()}${failed}`
  return [{ id, is: 'DEPLOYMENT', lane: laneOf(deployment), at, until: null, name: shortVersion(version), words }]
}

function incidentPoint(incident: TimelineIncident): TimelinePoint {
  const { id, title, externalId, source, classification, openedAt, restoredAt } = incident
  const lasted =
    restoredAt === null
      ? 'still open'
      : `restored after ${duration((Date.parse(restoredAt) - Date.parse(openedAt)) / 1_000).text}`
  const words = `${classificationText(classification)}; told by ${source}, ${lasted}`
  const lane = classification === 'incident' ? 'Incidents' : 'Not counted'
  return { id, is: 'INCIDENT', lane, at: openedAt, until: restoredAt, name: title ?? externalId, words }
}

/** All that happened, by time. A deployment without any time stands nowhere. */
export function timelinePoints(
  deployments: readonly TimelineDeployment[],
  incidents: readonly TimelineIncident[],
): TimelinePoint[] {
  return [...deployments.flatMap(pointOf), ...incidents.map(incidentPoint)].toSorted(
    (a, b) => Date.parse(a.at) - Date.parse(b.at),
  )
}

interface Span {
  readonly from: string
  readonly to: string
}

/** What happened along the time of a window, a line for each kind of thing. `starts`: first moments of its steps, for the axis. */
export function deliveryTimeline(
  points: readonly TimelinePoint[],
  window: Span,
  starts: readonly string[],
  { by, timeZone, palette }: Frame,
): ChartConfiguration<'line', { x: number; y: number }[]> {
  const shown = lanes.filter((lane) => points.some((point) => point.lane === lane)).toReversed()
  const [from, to] = [Date.parse(window.from), Date.parse(window.to)]
  return {
    type: 'line',
    data: { datasets: [pointSet(points, shown, palette), spanSet(points, shown, window, palette)] },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', intersect: true },
      scales: {
        x: {
          type: 'linear',
          min: from,
          max: to,
          grid: { display: false },
          border: { color: palette.grid },
          afterBuildTicks: (scale) => {
            scale.ticks = starts.map((start) => ({ value: Date.parse(start) }))
          },
          ticks: {
            color: palette.muted,
            font: fontOf(palette),
            maxRotation: 0,
            autoSkipPadding: 16,
            callback: (value) => bucketLabel(new Date(Number(value)).toISOString(), by, timeZone),
          },
        },
        y: laneAxis(shown, palette),
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          ...tooltipLook(palette),
          filter: ({ datasetIndex }) => datasetIndex === 0,
          callbacks: {
            title: ([item]) => points[item?.dataIndex ?? -1]?.name ?? '',
            label: ({ dataIndex }) => linesOf(points[dataIndex], timeZone),
          },
        },
      },
    },
  }
}

function laneAxis(shown: readonly Lane[], palette: Palette) {
  return {
    type: 'linear' as const,
    min: -0.6,
    max: shown.length - 0.4,
    border: { display: false },
    grid: { color: palette.grid, drawTicks: false },
    afterBuildTicks: (scale: { ticks: { value: number }[] }) => {
      scale.ticks = shown.map((_, value) => ({ value }))
    },
    ticks: {
      color: palette.ink,
      font: fontOf(palette, 12),
      padding: 8,
      autoSkip: false,
      callback: (value: string | number) => shown[Number(value)] ?? '',
    },
  }
}

function pointSet(points: readonly TimelinePoint[], shown: readonly Lane[], palette: Palette) {
  const colours: Readonly<Partial<Record<Lane, string>>> = {
    'Deployments that held': palette.series,
    Rollbacks: palette.series,
    Other: palette.series,
    'Not counted': palette.muted,
  }
  const colour = ({ lane }: TimelinePoint) => colours[lane] ?? palette.warning
  return {
    label: 'What happened',
    data: points.map(({ at, lane }) => ({ x: Date.parse(at), y: shown.indexOf(lane) })),
    showLine: false,
    pointStyle: points.map(({ lane }) => shapes[lane]) as ('circle' | 'cross')[],
    pointBackgroundColor: points.map(colour),
    pointBorderColor: points.map(colour),
    pointBorderWidth: points.map(({ lane }) => (/^(?:cross|star)/.test(shapes[lane]) ? 2 : 0)),
    pointRadius: 5,
    pointHoverRadius: 7,
    pointHitRadius: 8,
    clip: 8 as const,
  }
}

/** How long each incident that counts lasted; an open one runs to the end of the window. */
function spanSet(points: readonly TimelinePoint[], shown: readonly Lane[], { to }: Span, palette: Palette) {
  const incidents = points.filter(({ lane }) => lane === 'Incidents')
  return {
    label: 'How long incidents lasted',
    data: incidents.flatMap(({ at, until, lane }) => {
      const y = shown.indexOf(lane)
      const end = Math.min(Date.parse(until ?? to), Date.parse(to))
      return [
        { x: Date.parse(at), y },
        { x: end, y },
        { x: end, y: Number.NaN },
      ]
    }),
    borderColor: palette.warning,
    borderWidth: 3,
    pointRadius: 0,
    pointHitRadius: 0,
    spanGaps: false,
  }
}

function linesOf(point: TimelinePoint | undefined, timeZone: string): string[] {
  return point === undefined ? [] : [moment(point.at, timeZone), point.words]
}

/** The points as rows, in their order. */
export function timelineTable(points: readonly TimelinePoint[], { timeZone }: Pick<Frame, 'timeZone'>): DataTable {
  return {
    columns: ['Time', 'Line', 'What', 'Remarks'],
    rows: points.map(({ at, lane, name, words }) => [moment(at, timeZone), lane, name, words]),
  }
}

/** The points in one sentence. */
export function timelineSummary(points: readonly TimelinePoint[]): string {
  if (points.length === 0) return 'Nothing happened in this window.'
  const counts = lanes.toReversed().flatMap((lane) => {
    const count = points.filter((point) => point.lane === lane).length
    return count === 0 ? [] : [`${lane.toLowerCase()} ${count}`]
  })
  return `${plural(points.length, 'entry', 'entries')} by time: ${counts.join(', ')}.`
}
