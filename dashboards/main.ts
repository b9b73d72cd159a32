import '@fontsource-variable/inter/wght.css'
import './styles.css'
import { adoptToken } from './session.ts'
import { followTheme } from './theme.ts'

adoptToken(window.location, window.history)
followTheme()
void import('./pages/app.ts')
