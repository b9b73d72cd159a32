/** By which rule it was decided when something was live, in words. A rule that a newer server adds stands as it came. Pure. */
import { plainWords } from './words.ts'

/** What lies between the end of the sync and live, as far as the rule tells. */
export type RolloutKnown = 'seen' | 'healthy' | 'said' | 'unseen' | 'unknown'

export interface LiveRule {
  /** Behind a time: `live 2 Mar 2026, 09:30 (its rollout took all traffic)`. */
  readonly words: string
  readonly meaning: string
  readonly rollout: RolloutKnown
  /** What would tell it better; null where nothing is better. */
  readonly mend: string | null
}

const syncMend =
  'Connect what applies the configuration, such as Argo CD or Flux, on the setup page: it tells of each sync when it began and ended.'

const rules: Readonly<Record<string, LiveRule>> = {
  ROLLOUT: {
    words: 'its rollout took all traffic',
    meaning: 'Progressive delivery gave it all of the traffic then.',
    rollout: 'seen',
    mend: null,
  },
  HEALTH: {
    words: 'found healthy after the sync',
    meaning: 'The reconciler found it healthy then.',
    rollout: 'healthy',
    mend: null,
  },
  SYNC: {
    words: 'the sync ended',
    meaning: 'The reconciler had applied it then; whether it was healthy is not known.',
    rollout: 'unknown',
    mend: 'Let the reconciler tell of health too, or its rollouts: until then the end of the sync counts as live.',
  },
  STATED: {
    words: 'stated by its sender',
    meaning: 'Its sender said when it was live.',
    rollout: 'said',
    mend: null,
  },
  FINISHED: {
    words: 'its run ended',
    meaning: 'Nobody said when it was live: the end of the run that succeeded counts.',
    rollout: 'unknown',
    mend: null,
  },
  CONFIG_MERGE: {
    words: 'the configuration commit; nobody saw it live',
    meaning: 'Nobody saw it live: the commit that changed the configuration stands for it.',
    rollout: 'unseen',
    mend: syncMend,
  },
  BRANCH_MERGE: {
    words: 'its commit came onto the branch; nobody saw it live',
    meaning: 'Nobody saw it live: its commit coming onto the branch stands for it.',
    rollout: 'unseen',
    mend: 'Tell of its deployments: post them, or connect what deploys it on the setup page.',
  },
  TAG: {
    words: 'it was tagged; nobody saw it live',
    meaning: 'Nobody saw it live: the moment of its tag stands for it.',
    rollout: 'unseen',
    mend: 'Tell of its deployments: post them, or connect what deploys it on the setup page.',
  },
  TAGGED_COMMIT: {
    words: 'the commit that was tagged; nobody saw it live',
    meaning: 'Nobody saw it live, and its tag has no time: that of the tagged commit stands for it.',
    rollout: 'unseen',
    mend: 'Tell of its deployments: post them, or connect what deploys it on the setup page.',
  },
}

/** A rule in words; null where nothing went live. */
export function liveRuleOf(rule: string | null): LiveRule | null {
  if (rule === null) return null
  const words = plainWords(rule).toLowerCase()
  return rules[rule] ?? { words, meaning: `By the rule ${rule}.`, rollout: 'said', mend: null }
}
