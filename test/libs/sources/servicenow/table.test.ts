import { describe, expect, it } from 'vitest'
import { changeId, pageSize, type Place, readTablePage, tablePath } from '#sources/servicenow/table'

const from = '2026-03-02 09:00:00'
const place: Place = { from, after: null, offset: 0 }

function rows(count: number, at: string | null): object[] {
  return Array.from({ length: count }, (_, number) => ({
    sys_id: `id-${number}`,
    ...(at !== null && { sys_updated_on: at }),
  }))
}

function queryOf(asked: Place): string | null {
  return new URL(tablePath(asked), 'https://acme.example').searchParams.get('sysparm_query')
}

describe('a page of the table', () => {
  it('is followed by what was updated when its last record was, or later', () => {
    const result = rows(pageSize, '2026-03-02 09:00:07')
    const page = readTablePage({ result }, place, '9999')
    expect(page?.next).toEqual({ from: '2026-03-02 09:00:07', after: null, offset: 0 })
    expect(page?.until).toBe('2026-03-02 09:00:07')
  })

  it('is followed by the rest of a second in which more were updated than it holds, and then by the next second', () => {
    const full = readTablePage({ result: rows(pageSize, from) }, place, undefined)
    const next = { from, after: `id-${pageSize - 1}`, offset: 0 }
    expect(full?.next).toEqual(next)
    expect(queryOf(next)).toBe(
      `sys_updated_on>=${from}^sys_updated_on<=${from}^sys_id>${next.after}^ORDERBYsys_updated_on^ORDERBYsys_id`,
    )
    const rest = readTablePage({ result: rows(3, from) }, next, undefined)
    expect(rest?.next).toEqual({ from: '2026-03-02 09:00:01', after: null, offset: 0 })
    expect(queryOf(place)).toBe(`sys_updated_on>=${from}^ORDERBYsys_updated_on^ORDERBYsys_id`)
  })

  it('of which nothing may be seen is passed over by its number, and never taken for the last one', () => {
    expect(readTablePage({ result: [] }, place, '900')?.next).toEqual({ from, after: null, offset: pageSize })
  })

  it('is read row by row: one without a time hides no other, and no reading is said to have come to it', () => {
    const [timeless, good] = [
      { sys_id: 'a', sys_updated_on: '' },
      { sys_id: 'b', sys_updated_on: from },
    ]
    expect(readTablePage({ result: [good, timeless, null] }, place, undefined)).toEqual({
      records: [good, timeless, null],
      next: null,
      until: from,
    })
    expect(readTablePage({ result: [timeless] }, place, undefined)?.until).toBeNull()
    expect(readTablePage({ result: rows(pageSize, null) }, place, '900')?.next).toMatchObject({ offset: pageSize })
  })

  it('that is none is null', () => {
    expect(readTablePage({ error: 'no' }, place, undefined)).toBeNull()
  })
})

describe('the id of a change', () => {
  const row = { sys_id: 'a', sys_mod_count: '1', sys_updated_on: from }

  it('is another where its end is to be told', () => {
    expect(changeId({ ...row, state: '6' })).toBe(changeId(row))
    expect(changeId({ ...row, known: true })).not.toBe(changeId(row))
  })

  it('tells apart rows that have none of what it is made of', () => {
    expect(changeId({ sys_id: 'a' })).not.toBe(changeId({ sys_id: 'b' }))
    expect(changeId('none')).toBe(changeId('none'))
  })
})
