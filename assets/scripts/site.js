// What a page gains where scripts run. Nothing here is needed to answer: every page works without it.
import { CharacterCount } from 'govuk-frontend/dist/govuk/components/character-count/character-count.mjs'
import { Checkboxes } from 'govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs'
import { ErrorSummary } from 'govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs'
import { PasswordInput } from 'govuk-frontend/dist/govuk/components/password-input/password-input.mjs'
import { QuickExit } from './quick-exit.js'
import { keepTrying } from './keep-trying.js'
import { oneAtATime, ownVoice } from './aloud.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const Component of [QuickExit, ErrorSummary, CharacterCount, Checkboxes, PasswordInput]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    new Component(element)
  }
}
for (const form of document.querySelectorAll('form[data-keep-trying]')) keepTrying(form)
for (const button of document.querySelectorAll('[data-speak]')) ownVoice(button)
oneAtATime()
