import { describe, expect, it } from 'vitest'
import { readConfig } from '#config/config'

describe('settings', () => {
  it('work without any', () => {
    expect(readConfig({}, '/srv')).toEqual({
      port: 4000,
      host: '127.0.0.1',
      databaseUrl: null,
      databaseDirectUrl: null,
      isDatabaseDirect: true,
      home: '/srv/.leadline',
      token: null,
      secretKey: null,
      demo: true,
      publicUrl: null,
      mail: null,
      role: 'all',
      logLevel: 'warn',
      searchPath: '',
    })
  })

  it('are all read from the environment', () => {
    const environment = {
      PORT: '0',
      HOST: '0.0.0.0',
      DATABASE_URL: 'postgres://user@pooler/leadline',
      DATABASE_DIRECT_URL: 'postgresql://user@db/leadline',
      LEADLINE_HOME: '/var/lib/leadline',
      LEADLINE_TOKEN: 't'.repeat(32),
      LEADLINE_SECRET_KEY: 'k'.repeat(32),
      LEADLINE_DEMO: '0',
      LEADLINE_ROLE: 'worker',
      LEADLINE_LOG: 'debug',
      LEADLINE_PUBLIC_URL: 'https://Leadline.example.com/',
      LEADLINE_SMTP_URL: 'smtps://me:secret@mail.example.com',
      LEADLINE_MAIL_FROM: 'leadline@example.com',
      PATH: '/usr/bin',
    }
    expect(readConfig(environment, '/srv')).toEqual({
      port: 0,
      host: '0.0.0.0',
      databaseUrl: 'postgres://user@pooler/leadline',
      databaseDirectUrl: 'postgresql://user@db/leadline',
      isDatabaseDirect: false,
      home: '/var/lib/leadline',
      token: 't'.repeat(32),
      secretKey: 'k'.repeat(32),
      demo: false,
      publicUrl: 'https://leadline.example.com',
      mail: { url: 'smtps://me:secret@mail.example.com', from: 'leadline@example.com' },
      role: 'worker',
      logLevel: 'debug',
      searchPath: '/usr/bin',
    })
  })

  it('that are empty count as not set', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '', LEADLINE_TOKEN: '' }, '/srv')).toEqual(readConfig({}, '/srv'))
  })

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig({}, '/srv'))).toBe(true)
  })

  it('use the database of the sessions for all, where no direct one is named', () => {
    expect(readConfig({ DATABASE_URL: 'postgres://db/l' }, '/').databaseDirectUrl).toBe('postgres://db/l')
  })

  it('refuse a direct address of no database', () => {
    expect(() => readConfig({ DATABASE_DIRECT_URL: 'postgres://db/l' }, '/')).toThrow('set DATABASE_URL too')
  })

  it('know that no pooler stands before an external database only where it was said', () => {
    const DATABASE_URL = 'postgres://db/l'
    expect(readConfig({ DATABASE_URL }, '/').isDatabaseDirect).toBe(false)
    expect(readConfig({ DATABASE_URL, DATABASE_DIRECT_URL: DATABASE_URL }, '/').isDatabaseDirect).toBe(true)
  })

  it.each([
    ['PORT', 'http', 'PORT must be a port number, such as 4000'],
    ['PORT', '70000', 'PORT must be at most 65535'],
    ['PORT', '-1', 'PORT'],
    ['PORT', '40.5', 'PORT must be a whole number'],
    ['DATABASE_URL', 'mysql://db', 'DATABASE_URL must be a URL such as postgres://'],
    ['DATABASE_DIRECT_URL', 'db:5432', 'DATABASE_DIRECT_URL must be a URL such as postgres://'],
    ['LEADLINE_TOKEN', 'short', 'LEADLINE_TOKEN must have at least 32 characters; make one with: openssl rand -hex 32'],
    ['LEADLINE_SMTP_URL', 'smtp://user:hunter2%zz@mail.example', 'a % in it is written %25'],
    ['LEADLINE_PUBLIC_URL', 'leadline.example.com', 'LEADLINE_PUBLIC_URL must be an address such as https://'],
    ['LEADLINE_PUBLIC_URL', 'javascript:alert(1)', 'LEADLINE_PUBLIC_URL must be an address such as https://'],
    ['LEADLINE_PUBLIC_URL', 'https://me:pass@example.com', 'LEADLINE_PUBLIC_URL must be an address such as https://'],
    ['LEADLINE_PUBLIC_URL', 'https://example.com/leadline', 'without a path'],
    ['LEADLINE_DEMO', 'no', 'LEADLINE_DEMO must be 0 (start empty) or 1'],
    ['LEADLINE_ROLE', 'boss', 'LEADLINE_ROLE must be one of all, ingest, worker, api'],
    ['LEADLINE_LOG', 'loud', 'LEADLINE_LOG must be one of silent, error, warn, info, debug'],
  ])('%s=%s is refused with what to write instead', (name, value, message) => {
    expect(() => readConfig({ [name]: value }, '/srv')).toThrow(message)
  })

  it('that are wrong are named all at once, and a secret is not repeated', () => {
    const wrong = () => readConfig({ PORT: 'x', LEADLINE_TOKEN: 'hunter2', LEADLINE_ROLE: 'y' }, '/srv')
    expect(wrong).toThrow(/PORT[\s\S]*LEADLINE_TOKEN[\s\S]*LEADLINE_ROLE/)
    expect(wrong).not.toThrow(/hunter2/)
  })
})
