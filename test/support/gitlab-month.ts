import { DAY, MINUTE } from '#domain/instant'
import { tellIncident } from './gitlab-incidents.ts'
import { GitlabProject } from './gitlab-server.ts'
import { type GitlabHappening, GitlabTelling } from './gitlab-telling.ts'
import { start } from './off-world.ts'

export interface GitlabMonth {
  readonly projects: readonly GitlabProject[]
  readonly happenings: readonly GitlabHappening[]
}

/** A month of two projects: requests, pipelines, deployments, releases and incidents, at random. */
export function gitlabMonth(seed: number, requests: number): GitlabMonth {
  const projects = [new GitlabProject(11, 'acme/shop'), new GitlabProject(12, 'acme/cart')]
  const happenings = projects.flatMap((project) => {
    const telling = new GitlabTelling(project, seed * 100 + project.id)
    for (let number = 1; number <= requests; number += 1) {
      telling.pass(MINUTE, (2 * (start + 27 * DAY - telling.now)) / (requests - number + 1) / 1.5)
      const sha = telling.request(number)
      telling.pipeline(sha)
      const isLive = telling.isSo(0.9) && telling.deploy(sha)
      if (isLive && telling.isSo(0.3)) telling.release(sha, number)
      if (isLive && telling.isSo(0.4)) tellIncident(telling, number)
    }
    return telling.happenings
  })
  return { projects, happenings: happenings.toSorted((a, b) => a.at - b.at) }
}
