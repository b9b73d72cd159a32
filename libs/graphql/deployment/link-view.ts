import type { Link } from '#domain/stream-history'
import type { LinkType } from './link.type.ts'

export function linkView(link: Link): LinkType {
  return {
    from: link.from,
    to: link.to,
    method: link.method,
    confidence: link.confidence,
    at: link.at ?? null,
    deliveries: link.statements,
    missing: link.missing,
    mend: link.mend ?? null,
  }
}
