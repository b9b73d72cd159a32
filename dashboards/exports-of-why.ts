/** What *Why?* shows, as tables to keep. Pure. */
import { type Cell, type Table, tableOf } from '../libs/reports/table.ts'
import type { Difference, Mover } from './why-answers.ts'
import { ownDifference } from './why-words.ts'

/** Both windows by stage, then as a whole: the trimmed mean that stages add up to, the tail, and the median. */
export function whyStagesTable({ before, after, stages, ...moved }: Difference): Table {
  const row = (part: string, was: Cell, is: Cell, difference: Cell) => ({
    part,
    before_seconds: was,
    after_seconds: is,
    difference_seconds: difference,
  })
  return tableOf(
    ['part', 'before_seconds', 'after_seconds', 'difference_seconds'],
    [
      ...stages.map((each) => row(each.stage, each.beforeSeconds, each.afterSeconds, each.differenceSeconds)),
      row('TRIMMED_MEAN', before.trimmedMeanSeconds, after.trimmedMeanSeconds, moved.differenceSeconds),
      row('TAIL', null, null, moved.tailSeconds),
      row('MEDIAN', before.medianSeconds, after.medianSeconds, moved.medianDifferenceSeconds),
    ],
  )
}

const serviceColumns = [
  'service',
  'before_kept',
  'before_n',
  'after_kept',
  'after_n',
  'before_mean_seconds',
  'after_mean_seconds',
  'within_seconds',
  'mix_seconds',
  'own_difference_seconds',
] as const

/** What each service did to the pool, and what it did by itself. */
export function whyServicesTable({ services }: Difference): Table {
  return tableOf(
    serviceColumns,
    services.map((each) => ({
      service: each.service.name,
      before_kept: each.before.keptSize,
      before_n: each.before.sampleSize,
      after_kept: each.after.keptSize,
      after_n: each.after.sampleSize,
      before_mean_seconds: each.before.meanSeconds,
      after_mean_seconds: each.after.meanSeconds,
      within_seconds: each.withinSeconds,
      mix_seconds: each.mixSeconds,
      own_difference_seconds: ownDifference(each),
    })),
  )
}

const moverColumns = [
  'window',
  'change_id',
  'change_number',
  'change_sha',
  'change_title',
  'change_url',
  'service',
  'live_at',
  'stage',
  'stage_seconds',
  'lead_time_seconds',
  'moved_seconds',
] as const

/** The changes that moved it, those of the window and those of the one before; empty where no stage moved. */
export function whyChangesTable({ came, gone, stageMovedMost }: Difference): Table {
  const record = (window: 'now' | 'before') => (mover: Mover) => ({
    window,
    change_id: mover.change?.id ?? null,
    change_number: mover.change?.number ?? null,
    change_sha: mover.change?.sha ?? null,
    change_title: mover.change?.title ?? null,
    change_url: mover.change?.url ?? null,
    service: mover.service.name,
    live_at: mover.liveAt,
    stage: stageMovedMost,
    stage_seconds: mover.stageSeconds,
    lead_time_seconds: mover.seconds,
    moved_seconds: mover.movedSeconds,
  })
  const shown = stageMovedMost === null ? [] : [...came.map(record('now')), ...gone.map(record('before'))]
  return tableOf(moverColumns, shown)
}
