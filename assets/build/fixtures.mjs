// The HTML that GOV.UK Frontend promises for each component, trimmed to what the tests of our macros compare.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const COMPONENTS = [
  'back-link', 'breadcrumbs', 'button', 'character-count', 'checkboxes', 'date-input', 'details', 'error-message', 'error-summary',
  'exit-this-page', 'fieldset', 'file-upload', 'generic-header', 'hint', 'input', 'inset-text', 'label', 'language-navigation',
  'notification-banner', 'pagination', 'panel', 'password-input', 'phase-banner', 'radios', 'select', 'skip-link', 'summary-list',
  'table', 'tag', 'task-list', 'textarea', 'warning-text',
]

export function copyFixtures(root, target) {
  mkdirSync(target, { recursive: true })
  for (const component of COMPONENTS) {
    const source = join(root, 'node_modules', 'govuk-frontend', 'dist', 'govuk', 'components', component, 'fixtures.json')
    const { fixtures } = JSON.parse(readFileSync(source, 'utf8'))
    const kept = fixtures.map(({ name, options, html }) => ({ name, options, html }))
    writeFileSync(join(target, `govuk-${component}.json`), `${JSON.stringify(kept, null, 1)}\n`)
  }
}
