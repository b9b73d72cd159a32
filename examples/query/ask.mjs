#!/usr/bin/env node
// Asks Leadline for the five metrics of a service over the last 90 days.
//
//   LEADLINE_URL=http://127.0.0.1:4000 LEADLINE_TOKEN=ll_… node ask.mjs SERVICE [ENVIRONMENT]
const [service, environment = 'production'] = process.argv.slice(2)
const { LEADLINE_URL: url = 'http://127.0.0.1:4000', LEADLINE_TOKEN: token } = process.env
if (!service || !token) {
  process.stderr.write(
    'Usage: LEADLINE_URL=http://127.0.0.1:4000 LEADLINE_TOKEN=ll_… node ask.mjs SERVICE [ENVIRONMENT]\n',
  )
  process.exit(2)
}

const query = `query ($service: String!, $environment: String!) {
  service(name: $service) {
    metrics(environment: $environment, window: { last: "P90D" }) {
      deploymentFrequency { ...Certainty value: perDay interval { low high } }
      leadTimeForChanges { ...Certainty value: medianSeconds interval { low high } }
      changeFailureRate { ...Certainty value: rate interval { low high } }
      timeToRestore { ...Certainty value: medianSeconds interval { low high } }
      deploymentReworkRate { ...Certainty value: rate interval { low high } }
    }
  }
}
fragment Certainty on Metric { displayName sampleSize unavailableReason }`

const response = await fetch(`${url}/graphql`, {
  method: 'POST',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables: { service, environment } }),
})
const { data, errors, message } = await response.json()
if (!data || errors) {
  process.stderr.write(`${errors?.map((error) => error.message).join('\n') ?? message ?? response.status}\n`)
  process.exit(1)
}
if (data.service === null) {
  process.stderr.write(`There is no service ${service}.\n`)
  process.exit(1)
}
const units = { timeToRestore: 's', leadTimeForChanges: 's', deploymentFrequency: ' a day' }
for (const [metric, { displayName, value, sampleSize, unavailableReason, interval }] of Object.entries(
  data.service.metrics,
)) {
  const range = interval === null ? '' : `, 90 % interval ${interval.low} to ${interval.high}`
  const known = value === null ? unavailableReason : `${value}${units[metric] ?? ''}`
  process.stdout.write(`${displayName}: ${known} (n = ${sampleSize}${range})\n`)
}
