import '@fontsource-variable/inter/wght.css'
import './styles.css'
import { parsePage } from './page-address.ts'
import { fetchPage } from './pages/page-parts.ts'
import { adoptToken } from './session.ts'
import { followTheme } from './theme.ts'

adoptToken(window.location, window.history)
followTheme()
void import('./pages/app.ts')
// At the same time as what surrounds it, which says so where this fails.
fetchPage(parsePage(window.location.pathname, new URLSearchParams(window.location.search))).catch(() => undefined)
