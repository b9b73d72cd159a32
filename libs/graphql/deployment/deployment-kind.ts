import { enumeration } from '../relay/enumeration.ts'

export const DeploymentKind = enumeration('DeploymentKind', 'What a deployment did.', {
  CODE: 'Brought another version.',
  CONFIG: 'Changed only the configuration of the version that was live.',
  ROLLBACK: 'Went back to a version that had been live before.',
  REDEPLOY: 'Deployed once more what was live already.',
  BOOTSTRAP: 'Filled a new or rebuilt placement with what was live elsewhere.',
  DRIFT_CORRECTION: 'Put back what somebody had changed by hand.',
  PLATFORM: 'Synced many services at once without a new version of any.',
})

export const DeploymentOutcome = enumeration('DeploymentOutcome', 'How a deployment ended.', {
  IN_PROGRESS: 'It has not ended.',
  SUCCEEDED: 'It went live.',
  FAILED: 'It broke before it was live.',
  CANCELLED: 'Somebody stopped it.',
  ABORTED: 'Progressive delivery stopped it before full traffic.',
})

export const ChangesUnavailableReason = enumeration(
  'ChangesUnavailableReason',
  'Why it is not known, or not wholly known, which changes a deployment brought.',
  {
    NO_COMMIT: 'Nothing tells which commit its version was built from.',
    MISSING_COMMIT: 'Its commit, or one between it and what was live before, is not known.',
    NO_PREDECESSOR: 'Nothing with a known commit was live here before it, so that all its history would be new.',
  },
)

export const Confidence = enumeration('Confidence', 'How sure a link is.', {
  HIGH: 'Stated by a system that knows, or the same identity on both sides.',
  MEDIUM: 'Follows from a reference that leaves little doubt.',
  LOW: 'Rests on nearness in time alone.',
})
