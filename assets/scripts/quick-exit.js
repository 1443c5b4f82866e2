// Leaving at once. The page is hidden first, and the address takes this page's place in the history, so that Back shows no question.
import { ExitThisPage } from 'govuk-frontend/dist/govuk/components/exit-this-page/exit-this-page.mjs'

export class QuickExit extends ExitThisPage {
  exitPage() {
    document.body.classList.add('govuk-exit-this-page-hide-content')
    document.title = '…'
    location.replace(this.$button.href)
  }
}
