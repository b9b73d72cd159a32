import './styles.css'
import type { Analysis } from './analysis.ts'
import { AnalysisPage } from './pages/analysis.ts'
import { followTheme } from './theme.ts'

/** The file holds its own data: it is opened from a disk, and asks nobody. */
const held = document.getElementById('analysis')?.textContent ?? 'null'
const page = document.querySelector('leadline-analysis')
followTheme()
if (page instanceof AnalysisPage) page.analysis = JSON.parse(held) as Analysis
