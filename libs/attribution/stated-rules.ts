import type { DeploymentEvent } from '#domain/delivery-event'
import {
  linkConfidenceAttribute,
  linkMethodAttribute,
  linkMethods,
  liveRuleAttribute,
} from '#domain/statement-attributes'
import type { Confidence, Deployment } from '#domain/stream-history'

/** Where the live time of a report is from. CONFIG_MERGE: nobody saw it live, the configuration commit stands for it. */
export function liveRuleOf(event: DeploymentEvent | undefined): NonNullable<Deployment['liveRule']> {
  if (event?.liveAt === undefined) return 'FINISHED'
  return event.attributes?.[liveRuleAttribute] === 'CONFIG_MERGE' ? 'CONFIG_MERGE' : 'STATED'
}

/** How a report came by the sha that it states: by its own word, unless it says that it found it. */
export function shaLinkOf(event: DeploymentEvent): { readonly method: string; readonly confidence: Confidence } {
  const found = event.attributes?.[linkMethodAttribute]
  const method = linkMethods.find((known) => known === found)
  if (method === undefined) return { method: 'STATED_SHA', confidence: 'HIGH' }
  return { method, confidence: event.attributes?.[linkConfidenceAttribute] === 'HIGH' ? 'HIGH' : 'MEDIUM' }
}
