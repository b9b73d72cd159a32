import * as z from 'zod'
import { deploymentKinds } from '#domain/delivery-event'
import { caps, common, digest, environment, list, name, placement, reference } from './fields.ts'
import { repository, service, sha, text, time } from './fields.ts'

const image = z.strictObject({
  image: name(caps.image, 'Image without tag.'),
  tag: name(caps.name, 'Tag.').optional(),
  digest: digest('Digest.').optional(),
})

export const deployment = z
  .strictObject({
    type: z.literal('deployment'),
    ...common,
    service,
    environment,
    placement: placement.optional(),
    digest: digest('Digest of the image.').optional(),
    sha: sha('Commit that was deployed.').optional(),
    image: name(caps.image, 'Image without tag; with tag it names the version.').optional(),
    tag: name(caps.name, 'Tag.').optional(),
    version: name(caps.version, 'Version of what is no image.').optional(),
    startedAt: time('Start of the run.').optional(),
    finishedAt: time('End of the run; needs outcome.').optional(),
    liveAt: time('When it took traffic; without outcome it means succeeded.').optional(),
    outcome: z
      .enum(['in_progress', 'succeeded', 'failed', 'cancelled', 'aborted'])
      .describe('Required with finishedAt: success is never assumed.')
      .optional(),
    abortReason: z.enum(['analysis_failed', 'inconclusive', 'readiness_timeout', 'manual']).optional(),
    images: list(image, caps.images, 'All images of a service that has several.').optional(),
    repository: repository.optional().describe("Repository of sha, when it is not the service's own."),
    includes: list(
      sha('Commit.'),
      caps.commits,
      'New commits, when the sender knows and the graph does not.',
    ).optional(),
    configRepository: repository.optional(),
    configSha: sha('Last config commit that changed what this service renders.').optional(),
    configRevision: sha(
      'Commit of configRepository that a reconciler applied: where the version is not named, it is what that commit says.',
    ).optional(),
    kind: z.enum(deploymentKinds).describe('Overrides the computed kind.').optional(),
    labels: list(name(caps.label, 'Label.'), caps.labels, 'Labels.').optional(),
    remediates: list(reference('Id.'), caps.references, 'Incidents or deployments that it repairs.').optional(),
    trafficPercent: z.number().min(0).max(100).describe('Share of traffic.').optional(),
  })
  .describe(
    'One run on one placement. Needs one of digest, sha, image with tag, version, configRepository with configRevision; and one of startedAt, finishedAt, liveAt.',
  )

export const rollback = z
  .strictObject({
    type: z.literal('rollback'),
    ...common,
    service,
    environment,
    at: time('When the old version was live again.'),
    deploymentId: reference('The deployment that was undone.').optional(),
    deploymentSource: name(caps.source, 'Source of that deployment.').optional(),
    sha: sha('Commit that is live again.').optional(),
    digest: digest('Digest that is live again.').optional(),
    version: name(caps.version, 'Version that is live again.').optional(),
  })
  .describe('A return to an older version.')

export const flag = z
  .strictObject({
    type: z.literal('flag'),
    ...common,
    key: name(caps.name, 'Key of the flag.'),
    environment,
    at: time('When it was switched.'),
    enabled: z.boolean(),
    service: service.optional(),
    reason: text(
      caps.reason,
      'Why it was switched, as its tool shows it: where it was switched off and this names an incident, that was mitigated.',
    ).optional(),
    incidentId: reference('The incident that it mitigated.').optional(),
    incidentSource: name(caps.source, 'Source of that incident.').optional(),
  })
  .describe('A feature flag was switched.')

export const cutover = z
  .strictObject({
    type: z.literal('cutover'),
    ...common,
    environment,
    placement,
    at: time('When traffic moved.'),
    state: z.enum(['live', 'dark']),
  })
  .describe('A placement starts or stops to serve.')
