// Passkeys: asks the device, puts its answer into the form's `credential` field and sends the form.
// A form says what it wants: data-passkey="create" or "get"; its options stand in the JSON block named by data-options,
// or are fetched from the form's own address (login, where nobody is known yet).

const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

const toText = (buffer) => {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }))

function creation (options, passwordless) {
  const key = { ...options.publicKey }
  key.challenge = toBytes(key.challenge)
  key.user = { ...key.user, id: toBytes(key.user.id) }
  key.excludeCredentials = withIds(key.excludeCredentials)
  key.authenticatorSelection = {
    ...key.authenticatorSelection,
    residentKey: passwordless ? 'required' : 'discouraged',
    requireResidentKey: passwordless
  }
  if (passwordless) key.authenticatorSelection.userVerification = 'required'
  return { publicKey: key }
}

function request (options) {
  const key = { ...options.publicKey }
  key.challenge = toBytes(key.challenge)
  key.allowCredentials = withIds(key.allowCredentials)
  return { publicKey: key }
}

function answer (credential) {
  const { response } = credential
  const out = { clientDataJSON: toText(response.clientDataJSON) }
  if (response.attestationObject) {
    out.attestationObject = toText(response.attestationObject)
    out.transports = response.getTransports?.() ?? []
  } else {
    out.authenticatorData = toText(response.authenticatorData)
    out.signature = toText(response.signature)
    out.userHandle = response.userHandle ? toText(response.userHandle) : null
  }
  return {
    type: credential.type,
    id: credential.id,
    rawId: toText(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: out,
    clientExtensionResults: credential.getClientExtensionResults()
  }
}

async function optionsOf (form) {
  const block = document.getElementById(form.dataset.options ?? '')
  if (block) {
    const data = JSON.parse(block.textContent)
    return data.creation_options ?? data.request_options
  }
  const reply = await fetch(form.action, { headers: { Accept: 'application/json' } })
  if (!reply.ok) throw new Error(`options: ${reply.status}`)
  return (await reply.json()).request_options
}

async function ask (form) {
  const options = await optionsOf(form)
  const credential = form.dataset.passkey === 'create'
    ? await navigator.credentials.create(creation(options, form.elements.passwordless?.checked ?? false))
    : await navigator.credentials.get(request(options))
  form.elements.credential.value = JSON.stringify(answer(credential))
  form.submit()
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const sentence = form.querySelector('[data-passkey-failed]')
  if (!window.PublicKeyCredential) continue
  form.hidden = false
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (sentence) sentence.hidden = true
    try {
      await ask(form)
    } catch {
      // Refused, timed out or not possible on this device: the browser has said so; we offer the other way.
      if (sentence) sentence.hidden = false
    }
  })
}
