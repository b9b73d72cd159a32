/** The page of an embed in a frame: the same element as in a page elsewhere, with what the address says. */
import '../styles.css'
import { tokenOfFragment } from '../session.ts'
import './element.ts'

/** The public id in `/embed/ID`. */
const [, publicId = ''] = /^\/embed\/([^/]+)$/.exec(window.location.pathname) ?? []

function show(): void {
  const element = document.createElement('leadline-embed')
  element.setAttribute('src', window.location.origin)
  element.setAttribute('embed', decodeURIComponent(publicId))
  element.setAttribute('token', tokenOfFragment(window.location.hash) ?? '')
  document.querySelector('#embed')?.replaceChildren(element)
}

window.addEventListener('hashchange', show)
show()
