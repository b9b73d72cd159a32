import * as z from 'zod'
import { fitsPattern } from '#domain/naming/reconciled-place'

const Text = z.string().trim().min(1).max(300)

/** A rule of one source of pipelines: which runs and stages it fits, and what it says of them. In patterns `*` stands for any text. */
export const DeploymentRule = z.strictObject({
  /** Name of the pipeline, or of the definition of a release. */
  pipeline: Text.optional(),
  /** Name of a stage; without it a rule that says an environment means the whole run. */
  stage: Text.optional(),
  branch: Text.optional(),
  /** As it is called there, with the project that it is in. */
  repository: Text.optional(),
  service: Text.optional(),
  environment: Text.optional(),
  /** What it fits deploys nothing. */
  ignore: z.boolean().optional(),
})
export type DeploymentRule = z.infer<typeof DeploymentRule>

export const deploymentPatterns = ['pipeline', 'stage', 'branch', 'repository'] as const
export const deploymentSayings = ['service', 'environment', 'ignore'] as const

const Settings = z.object({
  environment: Text.optional().catch(undefined),
  rules: z.array(z.unknown()).catch([]),
})

/** What the source of pipelines is set to. */
export interface DeploymentSettings {
  /** Of what deploys and names no environment. */
  readonly environment?: string | undefined
  readonly rules: readonly DeploymentRule[]
}

/** Settings as they are stored; a rule of which a part cannot be read says nothing at all. */
export function readDeploymentSettings(stored: unknown): DeploymentSettings {
  const read = Settings.safeParse(stored ?? {})
  if (!read.success) return { rules: [] }
  const rules = read.data.rules.flatMap((rule) => {
    const parsed = DeploymentRule.safeParse(rule)
    return parsed.success ? [parsed.data] : []
  })
  return { environment: read.data.environment, rules }
}

/** What is known of a run, or of a stage of one. */
export interface DeployingFacts {
  readonly pipeline: string | null
  /** All names of the stage; null: the run as a whole. */
  readonly stages: readonly string[] | null
  readonly branch: string | null
  readonly repository: string | null
}

/** What rules say of a run or a stage. */
export interface RuledDeployment {
  readonly service: string | null
  readonly environment: string | null
  /** What it fits deploys nothing, by this rule, counted from 1; null: no rule says so. */
  readonly ignoredBy: number | null
  /** Of a stage: the run as a whole is the deployment, by this rule. */
  readonly wholeRunBy: number | null
}

function fits(rule: DeploymentRule, { pipeline, stages, branch, repository }: DeployingFacts): boolean {
  if (rule.pipeline !== undefined && !fitsPattern(rule.pipeline, pipeline ?? '')) return false
  if (rule.branch !== undefined && !fitsPattern(rule.branch, branch ?? '')) return false
  if (rule.repository !== undefined && !fitsPattern(rule.repository, repository ?? '')) return false
  const { stage } = rule
  return stage === undefined || (stages ?? []).some((name) => fitsPattern(stage, name))
}

/** For each of service, environment and whether it is one, the first rule that fits and says it counts. */
export function ruledDeployment(facts: DeployingFacts, { rules }: DeploymentSettings): RuledDeployment {
  const numbered = rules.map((rule, at) => ({ ...rule, number: at + 1 }))
  const fitting = numbered.filter((rule) => fits(rule, facts))
  const says = fitting.find(({ environment }) => environment !== undefined)
  const drops = fitting.find(({ ignore }) => ignore !== undefined)
  const isOfRun = says !== undefined && says.stage === undefined && facts.stages !== null
  return {
    service: fitting.find(({ service }) => service !== undefined)?.service ?? null,
    environment: isOfRun ? null : (says?.environment ?? null),
    ignoredBy: drops?.ignore === true ? drops.number : null,
    wholeRunBy: isOfRun ? says.number : null,
  }
}
