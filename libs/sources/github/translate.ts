import type { z } from 'zod'
import { type Delivered, type Statement, type Translation, notAsDocumented } from '../source.ts'
import { runStatements } from './build-statements.ts'
import { type DeploymentFacts, startStatement, statusStatement, whyIgnored } from './deployment-statements.ts'
import { ofIssue } from './incident-statements.ts'
import * as payload from './payload.ts'
import { branchOf, ofBranch, ofTag, tagOf } from './push-statements.ts'
import { ofPackage } from './package-statements.ts'
import { ofRelease } from './release-statements.ts'
import { ofRequest, ofReview } from './request-statements.ts'
import { type GithubSettings, isChosen, readSettings } from './settings.ts'

function said(statement: Statement | null, otherwise: string): Translation {
  return statement === null ? { ignored: otherwise } : { statements: [statement] }
}

function push(delivery: payload.Push): Translation {
  if (delivery.deleted === true || /^0+$/.test(delivery.after)) return { ignored: 'a branch or tag was deleted' }
  const tag = tagOf(delivery.ref)
  if (tag !== null) return said(ofTag(delivery, tag), 'a tag without a commit')
  const branch = branchOf(delivery.ref)
  if (branch === null) return { ignored: `${delivery.ref} is no branch and no tag` }
  return { statements: ofBranch(delivery, branch) }
}

function factsOf({ deployment, repository }: z.infer<typeof payload.DeploymentDelivery>): DeploymentFacts {
  return {
    id: deployment.id,
    repositoryUrl: repository.html_url,
    repositoryName: repository.name,
    sha: deployment.sha,
    ref: deployment.ref ?? null,
    task: deployment.task ?? null,
    environment: deployment.environment,
    payload: deployment.payload,
    createdAt: deployment.created_at,
    isTransient: deployment.transient_environment === true,
  }
}

function started(delivery: z.infer<typeof payload.DeploymentDelivery>, settings: GithubSettings): Translation {
  const facts = factsOf(delivery)
  const reason = whyIgnored(facts, facts.environment, settings)
  return reason === null ? { statements: [startStatement(facts, facts.environment)] } : { ignored: reason }
}

function status(delivery: z.infer<typeof payload.DeploymentStatus>, settings: GithubSettings): Translation {
  const facts = factsOf(delivery)
  const { state, environment, created_at, log_url, target_url } = delivery.deployment_status
  const url = [log_url, target_url].find((link) => /^https?:\/\/\S+$/i.test(link ?? '')) ?? null
  const reported = { state, environment: environment || null, createdAt: created_at, url }
  const reason = whyIgnored(facts, reported.environment ?? facts.environment, settings)
  if (reason !== null) return { ignored: reason }
  return said(statusStatement(facts, reported), 'another deployment took its place, which is no outcome')
}

function release(delivery: payload.Release, settings: GithubSettings): Translation {
  const statements = ofRelease(delivery, settings.releasesDeployTo)
  if (statements.length > 0) return { statements }
  return { ignored: 'a release that is no final one, or that names no commit: the push of its tag does' }
}

function published({ repository, ...delivery }: z.infer<typeof payload.PackageDelivery>): Translation {
  const version = delivery.registry_package ?? delivery.package
  if (version === undefined) return { ignored: 'a package that is no image' }
  const told = ofPackage(version, repository, delivery.action !== 'updated')
  return typeof told === 'string' ? { ignored: told } : { statements: told }
}

function run(delivery: payload.WorkflowRun, settings: GithubSettings): Translation {
  const statements = runStatements(delivery, settings)
  if (statements.length > 0) return { statements }
  return { ignored: `a run that ended as ${delivery.workflow_run.conclusion ?? 'unknown'} says nothing` }
}

function issue(delivery: payload.Issue, { incidentLabels }: GithubSettings): Translation {
  const statements = ofIssue(delivery, incidentLabels)
  if (statements.length > 0) return { statements }
  return { ignored: 'an issue without an incident label, or nothing that changes an incident' }
}

type Reader = (body: unknown, settings: GithubSettings) => Translation

function read<T extends z.ZodType>(
  schema: T,
  translate: (delivery: z.infer<T>, settings: GithubSettings) => Translation,
): Reader {
  return (body, settings) => {
    const parsed = schema.safeParse(body)
    if (parsed.success) return translate(parsed.data, settings)
    return notAsDocumented('GitHub', parsed.error)
  }
}

const readers: Readonly<Record<string, Reader>> = {
  push: read(payload.Push, push),
  pull_request: read(payload.PullRequestDelivery, (delivery) =>
    said(ofRequest(delivery), `${delivery.action} changes nothing of a request that is measured`),
  ),
  pull_request_review: read(payload.Review, (delivery) =>
    said(ofReview(delivery), "only a person's review of somebody else's request counts, when it is submitted"),
  ),
  deployment: read(payload.DeploymentDelivery, started),
  deployment_status: read(payload.DeploymentStatus, status),
  release: read(payload.Release, release),
  registry_package: read(payload.PackageDelivery, published),
  package: read(payload.PackageDelivery, published),
  workflow_run: read(payload.WorkflowRun, run),
  issues: read(payload.Issue, issue),
}

/** A webhook delivery of GitHub in the words of the event contract; the header tells what kind of event it is. */
export function translate(
  body: unknown,
  { headers, settings }: Delivered = { headers: {}, settings: {} },
): Translation {
  const event = headers['x-github-event'] ?? ''
  const reader = Object.hasOwn(readers, event) ? readers[event] : undefined
  if (reader === undefined)
    return { ignored: `the event ${event.slice(0, 100) || '(none)'} says nothing that is measured` }
  const chosen = readSettings(settings)
  const whose = payload.OfRepository.safeParse(body)
  if (whose.success && !isChosen(chosen, whose.data.repository.full_name))
    return { ignored: `the repository ${whose.data.repository.full_name.slice(0, 200)} is not chosen for this source` }
  return reader(body, chosen)
}
