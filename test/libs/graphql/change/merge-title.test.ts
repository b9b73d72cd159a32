import { expect, it } from 'vitest'
import { mergeTitle } from '#graphql/change/merge-title'

it.each([
  ['Merge pull request #12 from acme/phone\n\nTelephone\n\nAll of it.', 'Telephone'],
  ['Merge pull request #12 from acme/phone\r\n\r\nTelephone\r\n', 'Telephone'],
  ['Merge pull request #12 from acme/phone', null],
  ["Merge pull request #12 in SHOP/api from phone to main\n\n* commit 'abc':\n  Work", null],
  ["Merge pull request 'Ring (#1) twice' (#12) from phone into main", 'Ring (#1) twice'],
  ['Merged in phone (pull request #12)\n\nTelephone\n\nApproved-by: Ada', 'Telephone'],
  ['Merged PR 12: Telephone', 'Telephone'],
  ["Merge branch 'phone' into 'main'\n\nTelephone\n\nSee merge request acme/shop!12", 'Telephone'],
  ["Merge branch 'phone' into 'main'\n\nSee merge request acme/shop!12", null],
  ['Auto merge of #12 - ada:phone, r=bob\n\nTelephone', 'Telephone'],
  ['Merge #12\n\n12: Telephone r=ada a=bob', 'Telephone'],
  ['Telephone (#12)\n\n* one', 'Telephone'],
  ['Telephone (#11)', 'Telephone (#11)'],
  ['Again: (#12) for all', 'Again: (#12) for all'],
  ['', null],
])('%j: %j', (message, title) => {
  expect(mergeTitle(message, 12)).toBe(title)
})
