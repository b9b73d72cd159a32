import { InvalidArgumentError } from 'commander'

/** Values of an option that is given several times. */
export function several(value: string, before: readonly string[] = []): string[] {
  return [...before, value]
}

/** Repositories (`owner/name`, of GitLab with groups between) of an option that is given several times. */
export function repository(value: string, before: readonly string[] = []): string[] {
  if (!/^[\w.-]+(?:\/[\w.-]+)+$/.test(value))
    throw new InvalidArgumentError('It must be owner/name, of GitLab group/project.')
  return [...before, value]
}
