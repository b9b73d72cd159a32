import type { Project } from './payload.ts'

/** A service by default: a project's own name in its address, without the groups that it is in. */
export function serviceOf({ path_with_namespace: path }: Project): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Tags are names inside one repository; a version is one name everywhere. */
export function versionOf({ web_url: url }: Project, tag: string): string {
  return `${url.replace(/^https?:\/\//, '')}@${tag}`
}

/** A link that a browser opens; undefined where it is none. */
export function linkOf(url: string | null | undefined): string | undefined {
  return typeof url === 'string' && /^https?:\/\/\S+$/i.test(url) ? url : undefined
}
