import type { ReactiveController, ReactiveControllerHost } from 'lit'
import type { PageAddress } from '../page-address.ts'

type PageName = Exclude<PageAddress['name'], 'unknown'>

/** What each page is made of: fetched when it is opened, so that no page waits for the others. */
const fetching: Readonly<Record<PageName, () => Promise<unknown>>> = {
  account: () => import('./account.ts'),
  alerting: () => import('./alerting.ts'),
  alerts: () => import('./alerts.ts'),
  change: () => import('./change.ts'),
  changes: () => import('./changes.ts'),
  compare: () => import('./compare.ts'),
  coverage: () => import('./coverage.ts'),
  dashboard: () => import('./dashboard.ts'),
  dashboards: () => import('./dashboards.ts'),
  definitions: () => import('./definitions.ts'),
  deployment: () => import('./deployment.ts'),
  incident: () => import('./incident.ts'),
  incidents: () => import('./incidents.ts'),
  overview: () => import('./overview.ts'),
  running: () => import('./running.ts'),
  service: () => import('./service.ts'),
  setup: () => import('./setup.ts'),
  source: () => import('./source.ts'),
  team: () => import('./team.ts'),
}

/** Fetches what a page is made of; nothing where it is there. Rejected where the server does not have it (any more). */
export async function fetchPage({ name }: PageAddress): Promise<void> {
  if (name !== 'unknown') await fetching[name]()
}

/** Fetches the page that is shown, and tells its host where that did not work. */
export class PageParts implements ReactiveController {
  #shown: PageAddress['name'] = 'unknown'
  #missing: PageAddress['name'] | null = null
  readonly #host: ReactiveControllerHost

  constructor(host: ReactiveControllerHost) {
    this.#host = host
    host.addController(this)
  }

  hostConnected(): void {
    this.#shown = 'unknown'
  }

  /** Whether the page that is shown cannot be drawn: no network, or a server of another version. */
  get isMissing(): boolean {
    return this.#missing === this.#shown
  }

  /** Has this page fetched. */
  show(page: PageAddress): void {
    if (page.name === this.#shown) return
    this.#shown = page.name
    this.#missing = null
    fetchPage(page).catch(() => {
      this.#missing = page.name
      this.#host.requestUpdate()
    })
  }
}
