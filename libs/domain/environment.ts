/** What an environment is for; only PRODUCTION is in a headline number by default. */
export const tiers = ['PRODUCTION', 'STAGING', 'TESTING', 'DEVELOPMENT', 'EPHEMERAL', 'OTHER'] as const
export type Tier = (typeof tiers)[number]

const tierByName: Readonly<Record<string, Tier>> = {
  prod: 'PRODUCTION',
  prd: 'PRODUCTION',
  live: 'PRODUCTION',
  production: 'PRODUCTION',
  stage: 'STAGING',
  staging: 'STAGING',
  stg: 'STAGING',
  preprod: 'STAGING',
  'pre-prod': 'STAGING',
  'pre-production': 'STAGING',
  preproduction: 'STAGING',
  uat: 'STAGING',
  test: 'TESTING',
  testing: 'TESTING',
  qa: 'TESTING',
  integration: 'TESTING',
  dev: 'DEVELOPMENT',
  development: 'DEVELOPMENT',
}

const ephemeral = /^(?:pr-|preview-|review\/)/i

/** The environment that every preview, review app and pull-request environment is folded into. */
export const ephemeralEnvironment = 'preview'

/** The tier that an environment's name suggests; a rule of the catalogue beats it. */
export function tierOf(name: string): Tier {
  if (name === ephemeralEnvironment || ephemeral.test(name)) return 'EPHEMERAL'
  return tierByName[name.toLowerCase()] ?? 'OTHER'
}

/** The name under which an environment is kept: its own, but one for all ephemeral ones. */
export function environmentName(sent: string): string {
  return ephemeral.test(sent) ? ephemeralEnvironment : sent
}
