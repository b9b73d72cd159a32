/** What is asked of GitHub's GraphQL API; only fields that Enterprise Servers have had for years. */

const commit = `
  fragment commit on Commit {
    oid authoredDate committedDate message
    parents(first: 10) { nodes { oid } }
    author { name email user { login } }
  }`

const memberPage = `
  totalCount
  pageInfo { endCursor hasNextPage }
  nodes { commit { oid ...commit @include(if: $details) } }`

const deployment = `
  fragment deployment on Deployment {
    id databaseId commitOid environment originalEnvironment task payload createdAt
    ref { name }
    statuses(first: 50) { pageInfo { endCursor hasNextPage } nodes { state createdAt environment logUrl } }
  }`

/** Requests by their last change. `details`: their commits whole, where no mirror tells them. */
export const requestsDocument = `
  query Requests($owner: String!, $name: String!, $first: Int!, $after: String, $direction: OrderDirection!, $details: Boolean!) {
    rateLimit { remaining limit resetAt }
    repository(owner: $owner, name: $name) {
      url
      pullRequests(first: $first, after: $after, orderBy: { field: UPDATED_AT, direction: $direction }) {
        totalCount
        pageInfo { endCursor hasNextPage }
        nodes {
          number title url state isDraft createdAt updatedAt mergedAt closedAt
          additions deletions changedFiles headRefName baseRefName headRefOid
          mergeCommit { oid }
          author { login __typename }
          labels(first: 50) { nodes { name } }
          reviews(first: 50) { nodes { state submittedAt author { login __typename } } }
          ready: timelineItems(itemTypes: [READY_FOR_REVIEW_EVENT], last: 1) { nodes { ... on ReadyForReviewEvent { createdAt } } }
          forced: timelineItems(itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT], first: 20) {
            nodes { ... on HeadRefForcePushedEvent { beforeCommit { oid ...commit @include(if: $details) } } }
          }
          commits(first: 50) {${memberPage}}
        }
      }
    }
  }${commit}`

/** The commits of one request beyond the first page. */
export const membersDocument = `
  query Members($owner: String!, $name: String!, $number: Int!, $first: Int!, $after: String, $details: Boolean!) {
    repository(owner: $owner, name: $name) {
      pullRequest(number: $number) { commits(first: $first, after: $after) {${memberPage}} }
    }
  }${commit}`

/** The default branch, newest first. `since` looks at committer dates. */
export const commitsDocument = `
  query Commits($owner: String!, $name: String!, $first: Int!, $after: String, $since: GitTimestamp) {
    repository(owner: $owner, name: $name) {
      url
      defaultBranchRef {
        name
        target {
          ... on Commit {
            history(first: $first, after: $after, since: $since) {
              totalCount
              pageInfo { endCursor hasNextPage }
              nodes { ...commit associatedPullRequests(first: 3) { nodes { number mergedAt } } }
            }
          }
        }
      }
    }
  }${commit}`

/** Deployments in the order in which they were made, which never changes. */
export const deploymentsDocument = `
  query Deployments($owner: String!, $name: String!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      url name
      deployments(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: ASC }) {
        totalCount
        pageInfo { endCursor hasNextPage }
        nodes { ...deployment }
      }
    }
  }${deployment}`

/** Deployments that had not ended when they were read, by their ids. */
export const openDeploymentsDocument = `
  query OpenDeployments($ids: [ID!]!) {
    nodes(ids: $ids) { ... on Deployment { ...deployment repository { url name } } }
  }${deployment}`

/** The statuses of one deployment beyond the first page. */
export const statusesDocument = `
  query Statuses($id: ID!, $first: Int!, $after: String) {
    node(id: $id) {
      ... on Deployment {
        statuses(first: $first, after: $after) {
          pageInfo { endCursor hasNextPage }
          nodes { state createdAt environment logUrl }
        }
      }
    }
  }`

/** Releases, newest first. */
export const releasesDocument = `
  query Releases($owner: String!, $name: String!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      url name
      releases(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
        totalCount
        pageInfo { endCursor hasNextPage }
        nodes { tagName url createdAt publishedAt isDraft isPrerelease tagCommit { oid } }
      }
    }
  }`

/** Issues that bear one of the labels, or that changed since a time, those that did longest ago first. */
function issuesOf(id: string): string {
  return `
  query Issues($owner: String!, $name: String!, $first: Int!, $after: String, $labels: [String!], $since: DateTime) {
    rateLimit { remaining limit resetAt }
    repository(owner: $owner, name: $name) {
      url name
      issues(
        first: $first, after: $after, labels: $labels, filterBy: { since: $since }
        orderBy: { field: UPDATED_AT, direction: ASC }
      ) {
        totalCount
        pageInfo { endCursor hasNextPage }
        nodes {
          ${id} title url createdAt updatedAt
          labels(first: 50) { nodes { name } }
          timelineItems(itemTypes: [LABELED_EVENT, UNLABELED_EVENT, CLOSED_EVENT, REOPENED_EVENT], last: 100) {
            nodes {
              __typename
              ... on LabeledEvent { createdAt label { name } }
              ... on UnlabeledEvent { createdAt label { name } }
              ... on ClosedEvent { createdAt }
              ... on ReopenedEvent { createdAt }
            }
          }
        }
      }
    }
  }`
}

export const issuesDocument = issuesOf('fullDatabaseId')

/** For Enterprise Servers, which had no other number for years, and whose numbers are small. */
export const serverIssuesDocument = issuesOf('databaseId')

/** What a repository holds that could be measured; `merged` searches its merged requests. */
export const surveyDocument = `
  query Survey($owner: String!, $name: String!, $merged: String!, $first: Int!) {
    search(query: $merged, type: ISSUE, first: 1) { issueCount }
    repository(owner: $owner, name: $name) {
      environments(first: $first) { totalCount nodes { name } }
      releases(first: $first, orderBy: { field: CREATED_AT, direction: DESC }) {
        nodes { publishedAt isDraft isPrerelease }
      }
      tags: refs(refPrefix: "refs/tags/", first: 1) { totalCount }
      workflows: object(expression: "HEAD:.github/workflows") { ... on Tree { entries { name } } }
    }
  }`

/** The newest deployments first; a commit is null where it is no more. */
export const surveyDeploymentsDocument = `
  query SurveyDeployments($owner: String!, $name: String!, $first: Int!, $after: String) {
    repository(owner: $owner, name: $name) {
      url name
      deployments(first: $first, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
        pageInfo { endCursor hasNextPage }
        nodes { ...deployment commit { oid } }
      }
    }
  }${deployment}`

/** The repositories that the holder of a token may see. */
export const visibleDocument = `
  query Visible($first: Int!, $after: String) {
    viewer {
      repositories(
        first: $first, after: $after, isArchived: false
        affiliations: [OWNER, COLLABORATOR, ORGANIZATION_MEMBER]
        ownerAffiliations: [OWNER, COLLABORATOR, ORGANIZATION_MEMBER]
      ) {
        pageInfo { endCursor hasNextPage }
        nodes { nameWithOwner }
      }
    }
  }`

export const documents = {
  requestsDocument,
  membersDocument,
  commitsDocument,
  deploymentsDocument,
  openDeploymentsDocument,
  statusesDocument,
  releasesDocument,
  issuesDocument,
  serverIssuesDocument,
  surveyDocument,
  surveyDeploymentsDocument,
  visibleDocument,
}
