import { InvalidArgumentError } from 'commander'

/** Values of an option that is given several times. */
export function several(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** Repositories (`owner/name`, of GitLab with groups between, of Azure DevOps with spaces) of an option that is given several times. */
export function repository(value: string, before: readonly string[] = []): string[] {
  if (!/^[\w.-]+(?: [\w.-]+)*(?:\/[\w.-]+(?: [\w.-]+)*)+$/.test(value))
    throw new InvalidArgumentError('It must be owner/name, of GitLab group/project, of Azure DevOps project/name.')
  return [...before, value]
}

/** Workflows that deploy (`FILE=ENVIRONMENT`) of an option that is given several times; an empty text: none. */
export function deployingWorkflow(
  value: string,
  before: readonly { readonly workflow: string; readonly environment: string }[] = [],
): { readonly workflow: string; readonly environment: string }[] {
  if (value === '') return []
  const at = value.lastIndexOf('=')
  const [workflow, environment] = [value.slice(0, at).trim(), value.slice(at + 1).trim()]
  if (at < 0 || workflow === '' || environment === '')
    throw new InvalidArgumentError('It must be FILE=ENVIRONMENT, such as deploy.yml=production.')
  return [...before, { workflow, environment }]
}
