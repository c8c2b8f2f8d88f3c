// A real OpenID Connect provider on loopback: node provider.mjs AUDIENCE ALGORITHM
// Prints its issuer, then serves. POST /rotate replaces its signing key. Sign-in pages are its own development pages.
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import http from 'node:http'
import { Provider } from 'oidc-provider'

const [audience, algorithm = 'ES256'] = process.argv.slice(2)
const makeKey = () => {
  const { privateKey } = algorithm === 'RS256' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: algorithm, use: 'sig' }
}
const makeProvider = (issuer) => new Provider(issuer, {
  clients: [{
    client_id: 'localcascade', token_endpoint_auth_method: 'none', application_type: 'native', redirect_uris: [], response_types: [],
    grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'], id_token_signed_response_alg: algorithm,
  }],
  jwks: { keys: [makeKey()] },
  cookies: { keys: ['test'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  ttl: { AccessToken: 600, DeviceCode: 60 },
  extraTokenClaims: () => ({ org: 'acme' }),
  issueRefreshToken: () => true,
  features: {
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({ scope: '', audience, accessTokenTTL: 600, accessTokenFormat: 'jwt', jwt: { sign: { alg: algorithm } } }),
    },
  },
})

let provider
const server = http.createServer((request, response) => {
  if (request.url === '/rotate') {
    provider = makeProvider(issuer)
    response.end('rotated')
    return
  }
  provider.callback()(request, response)
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`
provider = makeProvider(issuer)
console.log(`listening on ${issuer}`)
