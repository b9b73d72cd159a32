import type { Embed } from '#access/embed'
import type { Viewer } from '#access/scope'
import type { DashboardQuestion } from '#reports/dashboard-question'
import type { Database } from '#storage/database'
import { questionOfDashboard } from '../dashboard/dashboard-view.ts'

const questions = new WeakMap<Viewer, DashboardQuestion | null>()

/** Looks up what the dashboard asks that an embed is of, as it is today: what it names, and no other service. */
export async function prepareHolder(db: Database, holder: Viewer, { dashboard }: Embed): Promise<void> {
  if (dashboard !== null) questions.set(holder, await questionOfDashboard(db, dashboard))
}

/** Of who holds an embed of a dashboard that there is; null for every other viewer. */
export function questionOfHolder(viewer: Viewer): DashboardQuestion | null {
  return questions.get(viewer) ?? null
}
