import Strata
import StrataCrypto
import StrataHTTP
import StrataTLS
import StrataTextEncoding

let echo = ExpandedName("text", namespace: "urn:example:echo")

/// How the service is spoken to: SOAP 1.2 with addressing, as text, over HTTPS, its callers known by user name and password.
func serviceBinding(_ identity: CertificateIdentity, users: any UserNameValidator) -> CustomBinding {
    var https = HTTPSTransport.Configuration(tls: .server(identity))
    https.authenticationScheme = .basic
    https.userNameValidator = users
    return CustomBinding("echo-service") {
        TextEncoding()
        HTTPSTransport(https)
    }
}

/// Answers until the listener is closed.
func serve(_ listener: any ChannelListener<any ReplyChannel>) async throws {
    let node = SOAPProcessor(version: .default)
    try await listener.serve { request in
        await node.process(request) { request in
            let caller = request.properties.security.primary?.userName ?? "nobody"
            let text = try request.bodyContents?.string() ?? ""
            return Message(version: .default, action: "urn:example:echo/response") { $0.element(echo, "\(text), \(caller)") }
        }
    }
}

/// Knows one user.
struct OneUser: UserNameValidator {
    func validate(userName: String, password: String) async throws {
        // Both are compared, always: how long it takes says nothing about which one was wrong.
        let knownUser = ConstantTime.equal(userName, "alice")
        let rightPassword = ConstantTime.equal(password, "open sesame")
        guard knownUser && rightPassword else { throw ValidationFailure("unknown user or wrong password") }
    }
}
