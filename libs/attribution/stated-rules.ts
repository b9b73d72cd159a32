import type { DeploymentEvent } from '#domain/delivery-event'
import {
  linkConfidenceAttribute,
  linkMethodAttribute,
  linkMethods,
  liveRuleAttribute,
  seenLiveRules,
  unseenLiveRules,
} from '#domain/statement-attributes'
import type { DeploymentState } from '#domain/entity-state'
import type { Confidence, Deployment } from '#domain/stream-history'
import type { ArtifactLink } from './artifact-links.ts'

/**
 * Where the live time of a report is from: what a rollout or a reconciler saw, its sender's word, the end of its run, or what
 * stands for it where nobody saw it live.
 */
export function liveRuleOf(event: DeploymentEvent | undefined): NonNullable<Deployment['liveRule']> {
  const said = event?.attributes?.[liveRuleAttribute]
  const seen = seenLiveRules.find((rule) => rule === said)
  if (seen !== undefined) return seen
  if (event?.liveAt === undefined) return 'FINISHED'
  return unseenLiveRules.find((rule) => rule === said) ?? 'STATED'
}

/** How a report came by the sha that it states: by its own word, unless it says that it found it. */
export function shaLinkOf(event: DeploymentEvent): { readonly method: string; readonly confidence: Confidence } {
  const found = event.attributes?.[linkMethodAttribute]
  const method = linkMethods.find((known) => known === found)
  if (method === undefined) return { method: 'STATED_SHA', confidence: 'HIGH' }
  return { method, confidence: event.attributes?.[linkConfidenceAttribute] === 'HIGH' ? 'HIGH' : 'MEDIUM' }
}

/**
 * A report without the sha that its source only guessed, where an artifact is known to be of certain commits: what is said
 * beats what is guessed.
 */
export function withoutGuess(state: DeploymentState, link: ArtifactLink | null): DeploymentState {
  const { sha, ...event } = state.event
  if (sha === undefined || link === null || link.confidence !== 'HIGH' || link.sources.length === 0) return state
  const { method, confidence } = shaLinkOf(state.event)
  return method === 'STATED_SHA' || confidence === 'HIGH' ? state : { ...state, event }
}
