/** All that `leadline analyze` asks about one service in one environment; the shapes are those of the pages. */
export const streamQuestion = `
query Analysis($service: String!, $environment: String!, $window: WindowInput!, $by: Bucket!) {
  service(name: $service) {
    metrics(environment: $environment, window: $window) {
      deploymentFrequency {
        ...Certainty perWeek count activeDays workingDays daysSinceLast attempts failedAttempts aborted
        byKind { kind count }
        interval { low high level }
        series(by: $by) { start end count perDay }
      }
      leadTimeForChanges {
        ...Certainty medianSeconds p75Seconds p90Seconds changesPerDeployment linesPerChange
        interval { low high level }
        pending { count bound unknownReason oldestSinceStartSeconds oldestSinceMergeSeconds }
        stages { stage sampleSize medianSeconds meanSeconds share }
        series(by: $by) { ...DurationStep }
        samples(first: 5, slowestFirst: true) {
          nodes { seconds liveAt commitSha deployment { version } change { number sha title url } }
        }
      }
      changeFailureRate {
        ...Certainty rate failed deployments confirmedRate byTimeAlone byTimeAloneExpectedByChance
        interval { low high level }
        series(by: $by) { ...RateStep }
      }
      timeToRestore {
        ...Certainty medianSeconds openCount atLeastSeconds impactSeconds allIncidentsMedianSeconds allIncidentsCount
        byRemedy { remedy count medianSeconds }
        interval { low high level }
        series(by: $by) { ...DurationStep }
      }
      deploymentReworkRate {
        ...Certainty rate rework deployments
        interval { low high level }
        series(by: $by) { ...RateStep }
      }
      checks { p50Seconds p90Seconds rerunShare sampleSize }
    }
  }
  coverage(window: $window, service: $service) {
    deployments withCommit withChanges withRequest withLiveTime
    gaps { kind count example mend }
  }
}
fragment Certainty on Metric {
  displayName sampleSize insufficient unavailableReason coverage
  definition { text rulesVersion }
  window { from to }
  flags { code count message }
}
fragment DurationStep on DurationPoint { start end sampleSize medianSeconds p90Seconds interval { low high level } }
fragment RateStep on RatePoint { start end rate numerator denominator interval { low high level } }
`

/** Which services there are, and where each was deployed. */
export const streamsQuestion = `
query Streams($names: [String!], $after: String) {
  services(filter: { names: $names }, first: 500, after: $after) {
    nodes { name environments { name tier } }
    pageInfo { hasNextPage endCursor }
  }
}
`
