import { commitsBody, readCommits } from '#sources/gitlab/reading/commits'
import { deploymentBodies } from '#sources/gitlab/reading/deployments'
import { issueBodies, readIssue } from '#sources/gitlab/reading/issues'
import { pipelineBody } from '#sources/gitlab/reading/pipelines'
import { readProject, type ReadProject } from '#sources/gitlab/reading/project'
import { readRequest, requestBody } from '#sources/gitlab/reading/requests'

const project = readProject({
  id: 12_345_678,
  path_with_namespace: 'sample/project',
  web_url: 'https://gitlab.com/sample/project',
  default_branch: 'main',
}) as ReadProject

/** What is read of a row of a list, by how the files begin that hold such rows. */
const readers: Readonly<Record<string, (row: unknown) => readonly object[]>> = {
  'api.rest.deployments': (row) => deploymentBodies(project, row),
  'api.rest.pipeline_details': (row) => [pipelineBody(project, row)],
  'api.rest.mr_commits': (row) => [commitsBody(project, readCommits([row]) ?? [])],
  'api.rest.merge_requests': (row) => {
    const request = readRequest(row)
    return request === null ? [] : [requestBody(project, request, { commits: [], notes: [], required: 1 })]
  },
  'rest.issues': (row) => {
    const issue = readIssue(row)
    const past = { labels: [], states: null, duplicateOf: null }
    return issue === null ? [] : issueBodies(project, issue, past, ['incident'])
  },
}

/** The bodies that reading GitLab makes of a file of its answers; null where the file holds none that it reads. */
export function gitlabRead(file: string, rows: unknown): readonly object[] | null {
  const reader = readers[file.replace(/\.json$/, '')]
  if (reader === undefined || !Array.isArray(rows)) return null
  return rows.flatMap((row: unknown) => reader((row as { readonly data?: unknown }).data ?? row))
}
