/**
 * Attributes that sources of our own put on a deployment, to say what the fields of the contract cannot. Anybody may post
 * them; what holds another value than these is an attribute like any other.
 */

/** Where the stated `liveAt` is from. `CONFIG_MERGE`: the configuration commit came onto its line then; nobody saw it live. */
export const liveRuleAttribute = 'leadline.liveRule'
/** How the stated `sha` was found: one of `linkMethods`. */
export const linkMethodAttribute = 'leadline.linkMethod'
/** A sha in the image's tag, full or short; a git tag of the same name; a git tag that is spelt alike. */
export const linkMethods = ['TAG_FULL_SHA', 'TAG_SHORT_SHA', 'TAG_GIT_TAG', 'TAG_LIKE_GIT_TAG'] as const
/** How sure that is: HIGH or MEDIUM. */
export const linkConfidenceAttribute = 'leadline.linkConfidence'
