/**
 * Attributes that sources of our own put on a deployment, an artifact or an incident, to say what the fields of the contract cannot. Anybody may post
 * them; what holds another value than these is an attribute like any other.
 */

/** What the live time of a report is, where it is more or less than its sender's word: one of `seenLiveRules` or `unseenLiveRules`. */
export const liveRuleAttribute = 'leadline.liveRule'
/**
 * `CONFIG_MERGE`: the configuration commit came onto its line then. `BRANCH_MERGE`: the commit itself came onto a branch.
 * `TAG`: a tag was made then. `TAGGED_COMMIT`: the tag does not say when it was made, so the time of its commit. The nearer
 * to what was live the earlier in this list.
 */
export const unseenLiveRules = ['CONFIG_MERGE', 'BRANCH_MERGE', 'TAG', 'TAGGED_COMMIT'] as const
export type UnseenLiveRule = (typeof unseenLiveRules)[number]
/**
 * `ROLLOUT`: it took all of the traffic then. `HEALTH`: the reconciler found it healthy. `SYNC`: the reconciler had applied it;
 * whether it was healthy is not known.
 */
export const seenLiveRules = ['ROLLOUT', 'HEALTH', 'SYNC'] as const
export type SeenLiveRule = (typeof seenLiveRules)[number]
/**
 * Which of several things that one source watches says it: an Application and a Rollout of one cluster may both tell of one
 * arrival, as two sources may. A text of the source's own.
 */
export const reporterAttribute = 'leadline.reporter'
/** How the stated `sha` was found: of a deployment one of `linkMethods`; of an artifact where it was read, such as `OCI_LABEL`. */
export const linkMethodAttribute = 'leadline.linkMethod'
/**
 * A sha in the image's tag, full or short; a git tag of the same name; a git tag that is spelt alike; the commit for which the commit
 * of the configuration says that it was made (the trailers `Argocd-reference-commit-*`).
 */
export const linkMethods = [
  'TAG_FULL_SHA',
  'TAG_SHORT_SHA',
  'TAG_GIT_TAG',
  'TAG_LIKE_GIT_TAG',
  'ARGOCD_REFERENCE',
] as const
/** How sure that is: HIGH or MEDIUM. */
export const linkConfidenceAttribute = 'leadline.linkConfidence'
/**
 * On an artifact whose `publishedAt` nobody knows: that very instant, ISO 8601, by which it was published at the latest. It finds
 * the artifact of a tag, and counts as no time of a build.
 */
export const publishedByAttribute = 'leadline.publishedBy'
/** `true`: nothing of it ran at that place before; the run made all of it. */
export const madeAnewAttribute = 'leadline.madeAnew'
/** `true`: what was deployed was built by others, so that the commit of the configuration is the change. */
export const thirdPartyAttribute = 'leadline.thirdParty'
/**
 * Of a sync: `repository@sha` of the commits for which the applied commit of the configuration says that it was made, with a space
 * between several. That commit may be later than the one which asked for the version of this service, and be made for another.
 */
export const referencedCommitsAttribute = 'leadline.referencedCommits'
/** Of a sync: the folder of the configuration repository that was applied; `.` is all of it. Of a bump: the file that asks for the version. */
export const configPathAttribute = 'config.path'
/** Of an incident: the alert that it is. What one alert fires again within ten minutes of its end is one incident. */
export const alertAttribute = 'leadline.alert'
/** Where a tool rendered what was applied: `repository@sha` of the rendered commit, and of the one that was written by hand. */
export const hydratedCommitAttribute = 'leadline.hydratedCommit'
export const dryCommitAttribute = 'leadline.dryCommit'
