/** What a comparison asks, as one document: the page, the command and its files are made of the same answer. */
export const comparisonQuestion = `# Chosen services over a window and the one before: five metrics each, and where lead time goes.
query Compare(
  $services: [String!]
  $team: String
  $environment: String!
  $window: WindowInput!
  $against: ComparisonBase!
) {
  compare(services: $services, team: $team, environment: $environment, window: $window, against: $against) {
    window {
      from
      to
      timeZone
    }
    against {
      from
      to
      timeZone
    }
    rows {
      service {
        name
        team {
          name
        }
      }
      metrics {
        ...Numbers
      }
      before {
        ...Numbers
      }
    }
  }
}

fragment Numbers on Metrics {
  deploymentFrequency {
    ...Certainty
    perWeek
    interval {
      ...Range
    }
  }
  leadTimeForChanges {
    ...Certainty
    medianSeconds
    meanSeconds
    interval {
      ...Range
    }
    stages {
      stage
      sampleSize
      medianSeconds
      meanSeconds
      share
    }
  }
  changeFailureRate {
    ...Certainty
    rate
    failed
    deployments
    interval {
      ...Range
    }
  }
  timeToRestore {
    ...Certainty
    medianSeconds
    openCount
    atLeastSeconds
    interval {
      ...Range
    }
  }
  deploymentReworkRate {
    ...Certainty
    rate
    rework
    deployments
    interval {
      ...Range
    }
  }
}

fragment Certainty on Metric {
  displayName
  definition {
    text
    rulesVersion
  }
  sampleSize
  insufficient
  provisional
  unavailableReason
  coverage
  flags {
    code
    count
    message
  }
}

fragment Range on Interval {
  low
  high
  level
}
`

/** What the window is held against, by the word that addresses and commands use. */
export const comparisonBases = {
  previous: 'PREVIOUS_WINDOW',
  'last-year': 'SAME_WINDOW_LAST_YEAR',
  none: 'NONE',
} as const
export type Against = keyof typeof comparisonBases
