// Makes or uses a passkey. The page says what to ask; the answer goes back in the page's own form.
const form = document.querySelector('[data-passkey]')
const { passkey: way, options } = form.dataset
const note = (name) => form.querySelector(`[data-passkey-${name}]`)

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0))
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')

function asked() {
  const publicKey = JSON.parse(options)
  publicKey.challenge = bytes(publicKey.challenge)
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id)
  for (const list of ['excludeCredentials', 'allowCredentials']) {
    publicKey[list] = (publicKey[list] ?? []).map((each) => ({ ...each, id: bytes(each.id) }))
  }
  return { publicKey }
}

const PARTS = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']

function answered({ id, rawId, type, response }) {
  const parts = PARTS.filter((name) => response[name]).map((name) => [name, text(response[name])])
  return JSON.stringify({
    id,
    rawId: text(rawId),
    type,
    response: Object.fromEntries(parts),
    clientExtensionResults: {},
  })
}

if (window.PublicKeyCredential) note('note').hidden = true

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  try {
    form.elements.answer.value = answered(await navigator.credentials[way](asked()))
  } catch {
    note('refused').hidden = false
    return
  }
  form.submit()
})
