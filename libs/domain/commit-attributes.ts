/**
 * Attributes that sources of our own put on a commit, to say what the fields of the contract cannot. Anybody may post them;
 * what holds another value than these is an attribute like any other.
 */

/** What the commit is to the request that it names. `SQUASH`: the host made it of the request's commits, and merged it so. */
export const requestMergeAttribute = 'leadline.requestMerge'
/** What wrote it beside people, `AGENT` or `BOT`; absent: nothing is known of any. A lower bound: many agents leave no mark. */
export const writtenByAttribute = 'leadline.writtenBy'
/** Which agent or bot. */
export const writerAttribute = 'leadline.writer'
/** By which mark that is known: `AUTHOR`, `COMMITTER`, `CO_AUTHOR`, `TRAILER`, `TEXT`. */
export const writerRuleAttribute = 'leadline.writerRule'
/** How what it reverts was found: `TITLE_AND_SHA`, `REQUEST`, `SHA`, `TITLE`. */
export const revertMethodAttribute = 'leadline.revertMethod'
/** How sure that is: HIGH or MEDIUM. */
export const revertConfidenceAttribute = 'leadline.revertConfidence'
