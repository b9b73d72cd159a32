import type { PushEvent } from './delivery-event.ts'

/** Attribute that sources of our own put on a push, to say what the fields of the contract cannot. Anybody may post it. */
export const branchRoleAttribute = 'leadline.branchRole'
/** The branch is its repository's default one: what it has and no deployment had yet waits. */
export const defaultBranchRole = 'DEFAULT'

/** Whether a push moved the default branch of its repository, as far as its sender says. */
export function movesDefaultBranch(event: PushEvent): boolean {
  return event.attributes?.[branchRoleAttribute] === defaultBranchRole
}
