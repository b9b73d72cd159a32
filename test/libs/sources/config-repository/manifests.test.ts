import { describe, expect, it } from 'vitest'
import { isWorkload, workloadReferences } from '#sources/config-repository/manifests'

const containers = [
  { name: 'api', image: 'registry.example/acme/api:v1' },
  { name: 'proxy', image: 'envoyproxy/envoy:v1.30' },
]
const initContainers = [{ name: 'migrate', image: 'registry.example/acme/api:v1' }]
const pod = { initContainers, containers }

describe('images of workloads', () => {
  it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'Rollout', 'Service'])('%s', (kind) => {
    const manifest = { kind, metadata: { name: 'shop', namespace: 'prod' }, spec: { template: { spec: pod } } }
    expect(isWorkload(manifest)).toBe(true)
    expect(workloadReferences(manifest)).toMatchObject([
      {
        key: `${kind}/prod/shop/migrate`,
        image: 'registry.example/acme/api',
        tag: 'v1',
        names: ['api', 'shop', 'migrate'],
      },
      { key: `${kind}/prod/shop/api`, tag: 'v1', places: ['prod'] },
      { key: `${kind}/prod/shop/proxy`, image: 'envoyproxy/envoy', tag: 'v1.30' },
    ])
  })

  it('CronJob and Pod', () => {
    const cron = {
      kind: 'CronJob',
      metadata: { name: 'tidy' },
      spec: { jobTemplate: { spec: { template: { spec: pod } } } },
    }
    expect(workloadReferences(cron).map(({ key }) => key)).toEqual([
      'CronJob/tidy/migrate',
      'CronJob/tidy/api',
      'CronJob/tidy/proxy',
    ])
    expect(workloadReferences({ kind: 'Pod', metadata: { name: 'one' }, spec: pod })).toHaveLength(3)
  })

  it('are none where an image names no version, and of what is no workload', () => {
    const bare = {
      kind: 'Deployment',
      spec: { template: { spec: { containers: [{ image: 'nginx' }, { name: 'x' }, null, 'y'] } } },
    }
    expect(workloadReferences(bare)).toEqual([])
    expect(isWorkload({ kind: 'Service', spec: { ports: [] } })).toBe(false)
    expect(isWorkload({ kind: 'Deployment', spec: 'no' })).toBe(false)
  })
})
