// An answer that cannot be saved is kept on the page, said to be "not saved yet", and sent again until the server has it.
const FIRST_WAIT = 3000
const LONGEST_WAIT = 60000
const PATIENCE = 20000

export function keepTrying(form) {
  const notice = form.querySelector('[data-unsaved]')
  let wait = FIRST_WAIT
  let timer = 0
  let sending = false

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send(event.submitter)
  })

  async function send(submitter) {
    if (sending) return
    clearTimeout(timer)
    sending = true
    const outcome = await attempt(form, submitter)
    sending = false
    if (outcome === 'not saved') return tryLater(submitter)
    notice.replaceChildren()
    outcome === 'answered' ? hand(form, submitter) : location.assign(outcome)
  }

  function tryLater(submitter) {
    if (!notice.firstChild) notice.append(...words(notice, () => send(submitter)))
    timer = setTimeout(() => send(submitter), wait)
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }
}

// The address to go to, 'answered' where the server wants to show this page again, or 'not saved'.
async function attempt(form, submitter) {
  const body = new URLSearchParams(new FormData(form))
  if (submitter?.name) body.append(submitter.name, submitter.value)
  const address = submitter?.hasAttribute('formaction') ? submitter.formAction : form.action
  try {
    const page = await fetch(address, {
      method: 'POST', body, headers: { 'X-Answer-By': 'script' }, signal: AbortSignal.timeout?.(PATIENCE),
    })
    if (page.status >= 500) return 'not saved'
    if (page.status === 204 && page.headers.has('Location')) return page.headers.get('Location')
    return page.redirected ? page.url : 'answered'
  } catch {
    return 'not saved'
  }
}

// The browser sends the form itself, so that the page with its error is shown as any other.
function hand(form, submitter) {
  const copy = submitter?.name && Object.assign(document.createElement('input'), { type: 'hidden', name: submitter.name, value: submitter.value })
  if (copy) form.append(copy)
  if (submitter?.hasAttribute('formaction')) form.action = submitter.formAction
  form.submit()
}

function words(notice, again) {
  const text = Object.assign(document.createElement('p'), { className: 'unsaved__text', textContent: notice.dataset.unsavedText })
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'unsaved__retry', textContent: notice.dataset.unsavedRetry })
  button.addEventListener('click', again)
  return [text, button]
}
