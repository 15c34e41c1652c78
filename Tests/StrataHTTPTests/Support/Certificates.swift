import StrataCore
import StrataCrypto
import StrataTLS

/// One authority and its certificates, made once.
struct Certificates: Sendable {
    static let shared = Result { try Certificates() }

    let authority: CertificateAuthority
    let server: CertificateIdentity
    let client: CertificateIdentity
    let stranger: CertificateIdentity

    private init() throws {
        authority = try CertificateAuthority.make(name: "tests")
        server = try authority.issue(.server(names: ["localhost", "127.0.0.1"]))
        client = try authority.issue(.client(name: "tests client"))
        stranger = try CertificateAuthority.make(name: "others").issue(.client(name: "stranger"))
    }

    func serverSettings(_ policy: ClientCertificatePolicy = .none) -> TLSConfiguration {
        var settings = TLSConfiguration.server(server)
        settings.clientCertificates = policy
        settings.trust = .roots([authority.certificate])
        return settings
    }

    func clientSettings(_ identity: CertificateIdentity? = nil) -> TLSConfiguration {
        .client(trust: .roots([authority.certificate]), identity: identity)
    }
}

/// Takes one user; suspends before it answers when asked to.
struct OneUser: UserNameValidator {
    var suspends = false

    func validate(userName: String, password: String) async throws {
        if suspends { await Task.yield() }
        guard userName == "alice", password == "secret" else { throw ValidationFailure("no such user, or a wrong password") }
    }
}
