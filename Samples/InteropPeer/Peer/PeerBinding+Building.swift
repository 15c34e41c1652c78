public import Strata
internal import StrataCrypto
internal import StrataHTTP
internal import StrataTLS
internal import StrataTextEncoding

/// Whom a service knows.
private let alice = OneUser(name: "alice", password: "secret")

extension PeerBinding {
    /// The stack of a service, whose certificate, and the authority it trusts, lie in the folder.
    public func service(certificates: String?) throws -> any Binding {
        let users = HTTPBasicAuthentication(userNameValidator: alice, realm: "peer")
        return try binding(users) {
            let folder = try required(certificates)
            var tls = TLSConfiguration.server(
                try CertificateIdentity(chainFile: folder + "/server.pem", privateKeyFile: folder + "/server.key"))
            tls.trust = .roots(try Certificate.list(file: folder + "/ca.pem"))
            return tls
        }
    }

    /// The stack of a client, which trusts the authority in the folder and no other.
    public func client(certificates: String?, password: String) throws -> any Binding {
        let users = HTTPBasicAuthentication(credentials: HTTPCredentials(userName: "alice", password: password))
        return try binding(users) {
            let folder = try required(certificates)
            var tls = TLSConfiguration.client(trust: .roots(try Certificate.list(file: folder + "/ca.pem")))
            if case .tlsAndCertificate = security {
                tls.identity = try CertificateIdentity(chainFile: folder + "/client.pem", privateKeyFile: folder + "/client.key")
            }
            return tls
        }
    }

    private func binding(_ users: HTTPBasicAuthentication, _ tls: () throws -> TLSConfiguration) throws -> any Binding {
        // As wide as the other peers have them, so that big messages pass.
        var settings = HTTPBindingSettings.defaults
        settings.maxReceivedMessageSize = 64 << 20
        settings.readerQuotas = .maximum

        switch stack {
        case .basicHTTP:
            if case .userName = security { return BasicHTTPBinding(.transportCredentialOnly(users), settings: settings) }
            guard usesTLS else {
                var binding = BasicHTTPBinding(settings: settings)
                binding.transferMode = kind == .stream ? .streamed : .buffered
                return binding
            }
            return BasicHTTPSBinding(HTTPSSecurity(tls: try tls(), clientCredential: credential(users)), settings: settings)
        case .wsHTTP:
            guard usesTLS else { return WSHTTPBinding(.none, settings: settings) }
            return WSHTTPBinding(.transport(HTTPSSecurity(tls: try tls(), clientCredential: credential(users))), settings: settings)
        case .ws2007HTTP:
            guard usesTLS else { return WS2007HTTPBinding(.none, settings: settings) }
            return WS2007HTTPBinding(.transport(HTTPSSecurity(tls: try tls(), clientCredential: credential(users))), settings: settings)
        case .custom(let version, let encoding):
            var text = TextEncoding.Configuration.defaults
            text.messageVersion = version
            text.writeEncoding = encoding
            text.readerQuotas = settings.readerQuotas
            var http = HTTPTransport.Configuration.defaults
            http.maxReceivedMessageSize = settings.maxReceivedMessageSize
            if case .userNameDigest = security {
                http.authenticationScheme = .digest
                http.realm = users.realm
                http.credentials = users.credentials
                http.digestValidator = alice
            }
            return CustomBinding(name) {
                TextEncoding(text)
                HTTPTransport(http)
            }
        }
    }

    private func credential(_ users: HTTPBasicAuthentication) -> HTTPSSecurity.ClientCredential {
        switch security {
        case .tlsAndUserName: .basic(users)
        case .tlsAndCertificate: .certificate
        case .none, .userName, .userNameDigest, .tls: .none
        }
    }

    private func required(_ certificates: String?) throws -> String {
        guard let certificates else { throw UsageError("binding \(name) needs --certificates") }
        return certificates
    }
}

/// Knows one user.
struct OneUser: UserNameValidator, HTTPDigestValidator {
    let name: String
    let password: String

    func validate(userName: String, password: String) async throws {
        // Both are compared, always: how long it takes says nothing about which one was wrong.
        let sameName = ConstantTime.equal(userName, name)
        let samePassword = ConstantTime.equal(password, self.password)
        guard sameName && samePassword else { throw ValidationFailure("unknown user or wrong password") }
    }

    func secret(userName: String, realm: String, algorithm: HTTPDigestAlgorithm) async throws -> HTTPDigestSecret {
        guard ConstantTime.equal(userName, name) else { throw ValidationFailure("unknown user") }
        return .password(password)
    }
}
