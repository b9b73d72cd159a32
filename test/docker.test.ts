import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { root } from './support/source-files.ts'

const Service = z.object({
  image: z.string().optional(),
  build: z.string().optional(),
  environment: z.record(z.string(), z.string().nullable()),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  privileged: z.boolean().optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
})
const Compose = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) })

const read = (name: string): string => readFileSync(join(root, name), 'utf8')

/** What is wrong with a compose file, a line each. */
function faults(text: string): string[] {
  const { services, volumes } = Compose.parse(parse(text))
  const found: string[] = []
  for (const [name, service] of Object.entries(services)) {
    for (const [key, value] of Object.entries(service.environment)) {
      const secret = /password|secret|token/i.test(key) || /:\/\/[^@/]*@/.test(value ?? '')
      if (secret && value !== null && !/\$\{[A-Z_]+:\?[^}]+\}/.test(value))
        found.push(`${name} has a default for ${key}`)
    }
    for (const port of service.ports)
      if (!port.startsWith('127.0.0.1:')) found.push(`${name} opens ${port} to everyone`)
    for (const volume of service.volumes) {
      if (!Object.hasOwn(volumes, volume.split(':')[0] ?? '')) found.push(`${name} keeps ${volume} in no named volume`)
    }
    for (const needed of Object.keys(service.depends_on ?? {})) {
      if (services[needed]?.healthcheck === undefined)
        found.push(`${name} waits for ${needed}, whose health nobody asks`)
    }
    if (service.privileged === true) found.push(`${name} is privileged`)
  }
  return found
}

/** What is wrong with a Dockerfile, a line each. */
function imageFaults(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  const users = lines.filter((line) => line.startsWith('USER '))
  const bases = lines.filter((line) => line.startsWith('FROM '))
  const found: string[] = []
  if (users.length === 0 || /^USER (root|0)\b/.test(users.at(-1) ?? '')) found.push('runs as root')
  if (bases.length < 2) found.push('has one stage only')
  for (const base of bases) {
    if (!/^FROM node:\d+-bookworm-slim( AS \w+)?$/.test(base)) found.push(`${base} is not bookworm-slim with Node`)
  }
  if (!lines.some((line) => /\bnpm ci\b/.test(line))) found.push('does not install what the lock file says')
  if (!lines.some((line) => line.startsWith('HEALTHCHECK '))) found.push('has no health check')
  const last = text.slice(text.lastIndexOf('\nFROM ')).replaceAll(/\\\n\s*/g, '')
  const installed = /^RUN (.*apt-get install .*)$/m.exec(last)?.[1] ?? ''
  for (const needed of ['ca-certificates', 'git', 'openssh-client'])
    if (!installed.split(/\s+/).includes(needed)) found.push(`has no ${needed}, with which repositories are read`)
  if (!installed.includes('rm -rf /var/lib/apt/lists/*')) found.push('keeps the lists of apt')
  return found
}

describe('docker-compose.yml', () => {
  const compose = read('docker-compose.yml')

  it('says that no pooler stands before its database', () => {
    const { environment } = Compose.parse(parse(compose)).services['leadline'] ?? expect.fail('no service leadline')
    expect(environment['DATABASE_URL']).toMatch(/^postgresql:/)
    expect(environment['DATABASE_DIRECT_URL']).toBe(environment['DATABASE_URL'])
  })

  it('is sound: no default password, loopback only, data in volumes, health asked for', () => {
    expect(faults(compose)).toEqual([])
  })

  it('starts Leadline from this repository, on PostgreSQL 15 or newer', () => {
    const { services } = Compose.parse(parse(compose))
    expect(services['leadline']?.build).toBe('.')
    expect(Number(/^postgres:(\d+)/.exec(services['postgres']?.image ?? '')?.[1])).toBeGreaterThanOrEqual(15)
  })

  it.each([
    { fault: 'a password written down', from: /POSTGRES_PASSWORD: .*/, to: 'POSTGRES_PASSWORD: leadline' },
    {
      fault: 'a password with a default',
      from: /POSTGRES_PASSWORD: .*/,
      to: 'POSTGRES_PASSWORD: ${POSTGRES_PASSWORD:-leadline}',
    },
    {
      fault: 'a password in a URL',
      from: /DATABASE_URL: .*/,
      to: 'DATABASE_URL: &database postgresql://leadline:leadline@postgres/leadline',
    },
    { fault: 'a port open to everyone', from: /'127\.0\.0\.1:/, to: "'" },
    { fault: 'data on no volume', from: /- postgres:/, to: '- /tmp/postgres:' },
    { fault: 'no health check', from: /healthcheck:/, to: 'x-healthcheck:' },
  ])('would be refused with $fault', ({ from, to }) => {
    expect(faults(compose.replace(from, to))).not.toEqual([])
  })

  it('would be refused when it is no YAML', () => {
    expect(() => faults(compose.replace('services:', 'services: ['))).toThrow()
  })
})

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile')

  it('builds in stages on bookworm-slim and does not run as root', () => {
    expect(imageFaults(dockerfile)).toEqual([])
  })

  it('copies only what is there', () => {
    const copied = dockerfile
      .split('\n')
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(/\s+/).slice(1, -1))
      .filter((path) => path !== '.')
    expect(copied.map((path) => [path, read(path).length > 0])).toEqual(copied.map((path) => [path, true]))
  })

  it.each([
    { fault: 'root', from: /^USER .*$/m, to: 'USER root' },
    { fault: 'no user', from: /^USER .*$/m, to: '' },
    { fault: 'an image without glibc', from: /bookworm-slim/, to: 'alpine' },
    { fault: 'no git', from: / git /, to: ' ' },
    { fault: 'no ssh', from: /openssh-client/, to: '' },
    { fault: 'lists of apt', from: /rm -rf .*$/m, to: 'true' },
    { fault: 'no lock file', from: /npm ci/g, to: 'npm install' },
  ])('would be refused with $fault', ({ from, to }) => {
    expect(imageFaults(dockerfile.replace(from, to))).not.toEqual([])
  })
})
