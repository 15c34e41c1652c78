import StrataCrypto
import StrataInfoset

extension Loads {
    /// Everything that keys and certificates are read, made and asked for, each so many times: what the process holds stays the same.
    static func keys(_ count: Int) async throws -> Bool {
        let authority = try CertificateAuthority.make(name: "Load")
        var template = CertificateTemplate.server(names: ["localhost"])
        template.statusResponders = ["http://ocsp.example/"]
        let identity = try authority.issue(template)
        let password = "a password"
        let container = try PKCS12(identity: identity, authorities: [authority.certificate]).encoded(password: password, iterations: 2)
            .exposed
        let key = identity.privateKey
        let rsa = try PrivateKey.generate(.rsa(bits: 2048))
        let (pem, locked) = (String(try key.pem().exposed), String(try rsa.pem(password: password, iterations: 2).exposed))
        let responder = StatusResponder(authority)
        let list = try authority.revocationList(revoking: [try authority.issue(.server()).certificate])
        let der = identity.certificate.der
        let peer = try PrivateKey.generate(.p256).publicKey()
        let octets = Bytes("what is signed")
        func judge(_ policy: RevocationPolicy) async throws {
            let chain = CertificateValidation.chain(.roots([authority.certificate]), revocation: policy)
            try await chain.judge([try Certificate(der: der)], for: .server, name: .host("localhost")).require()
        }
        let repetitions = [
            Repetition("PKCS#12", count) { _ in _ = try PKCS12(container, password: password) },
            Repetition("PKCS#12 with a wrong password", count) { _ in _ = try? PKCS12(container, password: "another") },
            Repetition("PEM keys", count) { _ in _ = try PrivateKey(pem: pem) },
            Repetition("PEM keys under a password", count) { _ in _ = try PrivateKey(pem: locked, password: password) },
            Repetition("keys that are none", count) { _ in _ = try? PrivateKey(der: der) },
            Repetition("certificates with an OCSP answer", count) { _ in try await judge(.online(responder)) },
            Repetition("certificates with a list", count) { _ in try await judge(.offline([list])) },
            Repetition("certificates with a list that is read", count) { _ in
                try await judge(.offline([try RevocationList(der: list.der)]))
            },
            Repetition("signatures", count) { _ in _ = try key.signature(of: octets, .ecdsa(.sha256)) },
            Repetition("shared secrets", count) { _ in _ = try key.sharedSecret(with: peer) },
            Repetition("new keys and certificates", count / 10) { _ in _ = try authority.issue(template) },
        ]
        var holds = true
        for repetition in repetitions where try await !repetition.holds() { holds = false }
        return holds
    }
}
