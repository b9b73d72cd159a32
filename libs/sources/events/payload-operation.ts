import * as z from 'zod'
import { deploymentKinds } from '#domain/delivery-event'
import { caps, common, environment, list, name, reference, service, sha, text, time } from './fields.ts'

const classification = z.enum(['incident', 'alert', 'drill', 'false_positive', 'duplicate'])

export const incident = z
  .strictObject({
    type: z.literal('incident'),
    ...common,
    id: reference('Id of the incident in its system.'),
    service: service.optional(),
    services: list(service, caps.references, 'Services that were hit.').optional(),
    serviceKeys: list(
      service,
      caps.serviceKeys,
      'Other names and ids by which the tool knows the one service: whose incident key one of them is, it hit.',
    ).optional(),
    openedAt: time('When it was opened.'),
    environment: environment.optional().describe('Left out: every production environment of the services.'),
    title: text(caps.title, 'Title.').optional(),
    severity: z.int().min(1).max(5).describe('1 is the worst.').optional(),
    impactStartedAt: time('When users began to suffer.').optional(),
    acknowledgedAt: time('When somebody took it.').optional(),
    mitigatedAt: time('When users stopped to suffer.').optional(),
    resolvedAt: time('When it was resolved; every distinct value is kept.').optional(),
    reopenedAt: time('When it was reopened; every distinct value is kept.').optional(),
    cancelledAt: time('When it turned out to be none.').optional(),
    classification: classification.optional(),
    duplicateOf: reference('Id of the incident that it repeats.').optional(),
    cause: z.enum(['change', 'external', 'infrastructure', 'unknown']).optional(),
    deploymentId: reference('The deployment that caused it.').optional(),
    deploymentSource: name(caps.source, 'Source of that deployment.').optional(),
    causedBySha: sha('Commit that caused it.').optional(),
    fixedBySha: sha('Commit that repaired it.').optional(),
  })
  .describe('An incident. Needs service or services.')

export const override = z
  .strictObject({
    type: z.literal('override'),
    ...common,
    id: reference('Id of the correction.'),
    at: time('When it was decided.'),
    by: name(caps.person, 'Who decided.'),
    reason: name(caps.reason, 'Why.'),
    incidentId: reference('The incident that it speaks of.').optional(),
    incidentSource: name(caps.source, 'Source of that incident.').optional(),
    deploymentId: reference('The deployment that it speaks of.').optional(),
    deploymentSource: name(caps.source, 'Source of that deployment.').optional(),
    noDeployment: z.boolean().describe('With incidentId: no deployment caused it.').optional(),
    service: service.optional().describe('With incidentId: the service that was hit.'),
    kind: z.enum(deploymentKinds).describe('With deploymentId: its kind.').optional(),
    classification: classification.optional().describe('With incidentId: what it was.'),
    revoked: z.boolean().describe('True takes the override back.').optional(),
  })
  .describe('A correction by a person.')
