import { describe, expect, it } from 'vitest'
import type { DeploymentEvent, RollbackEvent } from '#domain/delivery-event'
import { type CalledStream, entityOf, renamedReference } from '#domain/entity-key'

const deployment: DeploymentEvent = {
  type: 'deployment',
  source: 'c|i',
  service: 'sh|op\\',
  environment: 'prod',
  placement: 'eu/shop',
  version: 'v1',
  liveAt: 1_000,
}
const rollback: RollbackEvent = { type: 'rollback', source: 'ci', service: 'shop', environment: 'prod', at: 5 }

describe('a reference to a report without an id of its own', () => {
  const rename = ({ service, environment, placement }: CalledStream) => ({
    service: `new ${service}`,
    environment: placement === undefined ? environment : `${environment} ${placement}`,
  })

  it('becomes that of the same report with other names', () => {
    const { entity } = entityOf(deployment)
    expect(renamedReference(entity, rename)).toBe(
      entityOf({ ...deployment, service: 'new sh|op\\', environment: 'prod eu/shop' }).entity,
    )
    const { placement: _, ...anywhere } = deployment
    expect(renamedReference(entityOf(anywhere).entity, rename)).toBe(
      entityOf({ ...anywhere, service: 'new sh|op\\' }).entity,
    )
    expect(renamedReference(entityOf(rollback).entity, rename)).toBe(
      entityOf({ ...rollback, service: 'new shop' }).entity,
    )
  })

  it.each([
    'D5',
    'deployment|ci|D5',
    'deployment|ci',
    'incident|ci|a\\|b\\|c\\|d\\|e',
    'deployment|ci|a\\|b\\|c',
    '',
    '\\',
  ])('stays as it is where it is none: %s', (reference) => {
    expect(renamedReference(reference, rename)).toBe(reference)
  })

  it('stays where the names stay', () => {
    const { entity } = entityOf(deployment)
    expect(renamedReference(entity, (stream) => stream)).toBe(entity)
  })
})
