/** What to switch on at GitHub, in the words of its settings; a test holds the keys against what the server reads. */
export const githubEvents: Readonly<Record<string, string>> = {
  push: 'Pushes',
  pull_request: 'Pull requests',
  pull_request_review: 'Pull request reviews',
  deployment: 'Deployments',
  deployment_status: 'Deployment statuses',
  release: 'Releases',
  registry_package: 'Registry packages',
  package: 'Packages',
  workflow_run: 'Workflow runs',
  issues: 'Issues',
}
