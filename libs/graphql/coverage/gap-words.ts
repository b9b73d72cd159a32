/** For each kind of missing record: what it means for the numbers, and what to do about it. */
export const gapWords = {
  MISSING_COMMIT: {
    meaning:
      'What these deployments shipped is not known: their changes are in no lead time, and going back to one of them is not seen.',
    mend: 'Send the `sha` with the deployment, or an artifact event that joins its digest or tag to a commit; or add the registry of its images as a source, which is asked for their labels.',
  },
  COMMIT_NOT_TOLD: {
    meaning:
      'These deployments name commits that nobody told: their changes are in no lead time, and what they shipped is not known.',
    mend: 'Connect their repository with `npx leadline source add git NAME --url URL`, with `--token-file FILE` where that needs a token, or connect the host that it is on.',
  },
  MISSING_REQUEST: {
    meaning: 'Commits without a request count as changes of their own, without the time of a review.',
    mend: 'Connect GitHub, or post the pull_request events of the repository, with `commits` or `mergeSha`. Nothing is missing where you push without requests.',
  },
  MISSING_OUTCOME: {
    meaning:
      'They began over a day ago and nobody told how they ended: they count neither as deployments nor as failed attempts.',
    mend: 'Let the pipeline post the same deployment again when it ends, with the same `id`, `finishedAt` and `outcome`.',
  },
  HELD_BACK_SYNC: {
    meaning:
      'A reconciler applied commits of a configuration repository, and nobody knows which version they ask for: these syncs are held back and are no deployments yet.',
    mend: 'Connect that repository with `npx leadline source add config-repository NAME --url URL`; what waits is told then. Where it is read already, tell by its `--rules` which of its files are of the service; Argo CD 3.1 and later names the images itself.',
  },
  MISSING_LIVE_TIME: {
    meaning: 'They succeeded at a time that is not known: they stand in no window and end no lead time.',
    mend: 'Send `finishedAt` with `outcome`, or `liveAt`, with the deployment.',
  },
  FAILURE_WITHOUT_INCIDENT: {
    meaning:
      'Only a rollback or a revert shows these failures: recovery is timed from when the deployment went live, not from when users felt it.',
    mend: 'Post incident events of the service, with `openedAt`, `resolvedAt` and, where you know it, `deploymentId`.',
  },
  UNLINKED_INCIDENT: {
    meaning: 'No deployment is found behind these incidents: they are in no change fail rate and in no recovery time.',
    mend: 'Send `deploymentId` or `causedBySha` with the incident, or settle it with an override; that, or a `cause` other than `change`, also tells that no deployment did it.',
  },
} as const
