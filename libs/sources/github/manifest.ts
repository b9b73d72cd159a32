/** Where an App is registered. */
export interface AppPlace {
  /** Name of the source, and part of the App's. */
  readonly source: string
  /** How GitHub reaches this Leadline, without a slash at the end. */
  readonly publicUrl: string
}

/** What is switched on at GitHub: the events that `translate.ts` reads. */
export const appEvents = [
  'push',
  'pull_request',
  'pull_request_review',
  'deployment',
  'deployment_status',
  'release',
  'registry_package',
  'package',
  'workflow_run',
  'issues',
] as const

/** Nothing is ever written. */
const permissions = {
  metadata: 'read',
  contents: 'read',
  pull_requests: 'read',
  deployments: 'read',
  actions: 'read',
  issues: 'read',
  packages: 'read',
} as const

/** Longest name that GitHub takes. */
const longestName = 34

/** How to register an App of one's own, in the words of GitHub's manifest flow. */
export function appManifest({ source, publicUrl }: AppPlace): Readonly<Record<string, unknown>> {
  return {
    name: `Leadline ${source}`.slice(0, longestName),
    url: publicUrl,
    hook_attributes: { url: `${publicUrl}/webhooks/github/${encodeURIComponent(source)}`, active: true },
    redirect_url: `${publicUrl}/setup/github/callback`,
    setup_url: `${publicUrl}/setup/${encodeURIComponent(source)}`,
    public: false,
    default_permissions: permissions,
    default_events: appEvents,
  }
}

/** The pages that belong to an API: of `https://HOST/api/v3` they are at `https://HOST`. */
export function webOf(api: string): string {
  return api === 'https://api.github.com' ? 'https://github.com' : api.replace(/\/api\/v3$/, '')
}
