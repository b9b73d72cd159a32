import type { Embed, EmbedMetric } from '#access/embed'

/** What to put into a page to show an embed. */
export interface Snippets {
  readonly script: string
  readonly iframe: string
  readonly address: string
}

const metricTitles: Readonly<Record<EmbedMetric, string>> = {
  deploymentFrequency: 'Deployment frequency',
  leadTimeForChanges: 'Change lead time',
  changeFailureRate: 'Change fail rate',
  timeToRestore: 'Failed deployment recovery time',
  deploymentReworkRate: 'Deployment rework rate',
}

/** What an embed shows, in words. */
export function embedTitle({
  part,
  metric,
  service,
  dashboard,
}: Pick<Embed, 'part' | 'metric' | 'service' | 'dashboard'>): string {
  if (part === 'DASHBOARD') return `Dashboard ${dashboard}`
  if (part === 'STAGES') return `Stages of lead time of ${service}`
  return metric === null ? `Delivery metrics of ${service}` : `${metricTitles[metric]} of ${service}`
}

/** A text as an attribute of HTML holds it, bounded; signs that would turn the direction of what follows are left out. */
function attribute(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
  const short = Array.from(plain).slice(0, 200).join('')
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return short.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign)
}

const heights = { METRIC: 400, STAGES: 420, SERVICE: 1_180, DASHBOARD: 1_400 } as const

/**
 * The frame may run scripts, and ask Leadline as itself (`allow-same-origin`): it is of another origin than the page, so that
 * neither can reach into the other. Nothing else is let in: no forms, no windows, no navigation of the page around it.
 */
export function snippetsOf(embed: Embed, token: string, origin: string): Snippets {
  const { publicId, part } = embed
  const address = `${origin}/embed/${publicId}#token=${token}`
  const element = `<leadline-embed src="${origin}" embed="${publicId}" token="${token}"></leadline-embed>`
  const frame = [
    `<iframe src="${address}" title="${attribute(embedTitle(embed))}" width="100%" height="${heights[part]}"`,
    '  style="border: 0" loading="lazy" referrerpolicy="no-referrer" sandbox="allow-scripts allow-same-origin"></iframe>',
  ]
  return {
    script: `<script type="module" src="${origin}/embed.js"></script>\n${element}`,
    iframe: frame.join('\n'),
    address,
  }
}
