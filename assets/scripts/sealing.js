// Seals answers to the server's public key: this device can lock them and cannot open them again.
const ABOUT = new TextEncoder().encode('feedback device answers 1')
const BLOCK = 4096

export async function seal(answers, { key, keyId }) {
  const server = await crypto.subtle.importKey('raw', bytes(key), { name: 'ECDH', namedCurve: 'P-256' }, false, [])
  const own = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  const sender = new Uint8Array(await crypto.subtle.exportKey('raw', own.publicKey))
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: server }, own.privateKey, 256)
  const secret = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const salt = new Uint8Array([...sender, ...bytes(key)])
  const cipher = await crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: ABOUT }, secret, { name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const additionalData = new TextEncoder().encode(keyId)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, cipher, padded(answers))
  return JSON.stringify({ key: keyId, from: text(sender), iv: text(iv), sealed: text(new Uint8Array(sealed)) })
}

// The length of what is sealed must not tell how much was written.
function padded(answers) {
  const plain = new TextEncoder().encode(JSON.stringify(answers))
  const whole = new Uint8Array(Math.ceil(plain.length / BLOCK) * BLOCK).fill(32)
  whole.set(plain)
  return whole
}

export const randomId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, '0')).join('')
const bytes = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0))
const text = (array) => btoa(Array.from(array, (each) => String.fromCharCode(each)).join(''))
