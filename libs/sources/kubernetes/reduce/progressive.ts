import {
  conditions,
  each,
  type Json,
  type Parts,
  message,
  podTemplate,
  present,
  record,
  reference,
  scalars,
  texts,
} from './parts.ts'

function analysisRun(value: unknown): Json {
  return present({ ...scalars(value, 'name', 'status'), message: message(record(value)['message']) })
}

/** Which steps a canary has, without what its analyses are asked with. */
function step(value: unknown): Json {
  const given = record(value)
  return present({
    ...scalars(given, 'setWeight'),
    ...('pause' in given ? { pause: { ...scalars(given['pause'], 'duration'), isPause: true } } : {}),
    ...('analysis' in given ? { analysis: { isAnalysis: true } } : {}),
  })
}

function strategy(value: unknown): Json {
  const given = record(value)
  if ('blueGreen' in given)
    return { blueGreen: scalars(given['blueGreen'], 'activeService', 'previewService', 'autoPromotionEnabled') }
  if (!('canary' in given)) return {}
  const canary = record(given['canary'])
  return {
    canary: {
      ...scalars(canary, 'stableService', 'canaryService'),
      ...present({ steps: each(canary['steps'], step) }),
    },
  }
}

function canaryStatus(value: unknown): Json {
  const given = record(value)
  const weights = record(given['weights'])
  return present({
    ...scalars(given, 'stablePingPong'),
    currentStepAnalysisRunStatus: analysisRun(given['currentStepAnalysisRunStatus']),
    currentBackgroundAnalysisRunStatus: analysisRun(given['currentBackgroundAnalysisRunStatus']),
    weights: present({
      canary: scalars(weights['canary'], 'weight', 'podTemplateHash'),
      stable: scalars(weights['stable'], 'weight', 'podTemplateHash'),
    }),
  })
}

function blueGreenStatus(value: unknown): Json {
  const given = record(value)
  return present({
    ...scalars(given, 'activeSelector', 'previewSelector', 'scaleUpPreviewCheckPoint'),
    prePromotionAnalysisRunStatus: analysisRun(given['prePromotionAnalysisRunStatus']),
    postPromotionAnalysisRunStatus: analysisRun(given['postPromotionAnalysisRunStatus']),
  })
}

/** A Rollout of Argo Rollouts: which version serves, which comes, and how far it is. */
export function reduceRollout({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  return {
    spec: present({
      ...scalars(spec, 'replicas', 'paused', 'progressDeadlineAbort'),
      template: podTemplate(spec['template']),
      workloadRef: reference(spec['workloadRef']),
      strategy: strategy(spec['strategy']),
    }),
    status: present({
      ...scalars(
        status,
        'phase',
        'currentPodHash',
        'stableRS',
        'abort',
        'abortedAt',
        'currentStepIndex',
        'currentStepHash',
      ),
      ...scalars(status, 'promoteFull', 'observedGeneration', 'workloadObservedGeneration', 'controllerPause'),
      message: message(status['message']),
      pauseConditions: each(status['pauseConditions'], (pause) => scalars(pause, 'reason', 'startTime')),
      canary: canaryStatus(status['canary']),
      blueGreen: blueGreenStatus(status['blueGreen']),
      conditions: conditions(status['conditions']),
    }),
  }
}

/** A Canary of Flagger: which workload it leads to traffic, and how far it is. */
export function reduceCanary({ spec: given, status: told }: Json): Parts {
  const spec = record(given)
  const status = record(told)
  return {
    spec: present({
      ...scalars(spec, 'provider'),
      targetRef: reference(spec['targetRef']),
      images: present({
        target: texts(record(spec['images'])['target']),
        primary: texts(record(spec['images'])['primary']),
      }),
    }),
    status: present({
      ...scalars(status, 'phase', 'canaryWeight', 'failedChecks', 'iterations', 'lastAppliedSpec', 'lastPromotedSpec'),
      ...scalars(status, 'lastTransitionTime'),
      conditions: conditions(status['conditions']),
    }),
  }
}
