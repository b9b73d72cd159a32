import { type Sql, sql } from '../sql.ts'

export interface CommitBeginningRow {
  readonly repository: string
  readonly sha: string
}

/** Which commits of which repositories have a sha that begins with one of these words of 7 to 64 hex digits in lower case? */
export function commitsBeginning(words: readonly string[], limit: number): Sql {
  return sql`
    /* commits-beginning */
    with words as (
      select unnest(${words}::text[]) as word
    )
    select distinct repository.name as "repository", commit.sha
      from words
      join commit on commit.sha >= words.word and commit.sha < words.word || 'g'
      join repository on repository.id = commit.repository_id
     order by repository.name, commit.sha
     limit ${limit}`
}
