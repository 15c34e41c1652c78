import StrataBindings
import StrataCore
import StrataCrypto
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import StrataTLS
import Synchronization
import Testing

/// What is reported of calls with secrets in them, through the text sink, at its most talkative; and what the callers' errors say.
struct DiagnosticsTests {
    final class Lines: Sendable {
        private let written = Mutex<[String]>([])
        var all: [String] { written.withLock { $0 } }
        var sink: TextDiagnostics { TextDiagnostics(level: .trace) { line in self.written.withLock { $0.append(line) } } }
    }

    struct Judge: UserNameValidator {
        func validate(userName: String, password: String) async throws {
            guard password == "opensesame" else { throw ValidationFailure("no such user, or a wrong password") }
        }
    }

    static let secrets = ["opensesame", "guessedword", "bearer-7f3a", "body-of-the-message", "b3BlbnNlc2FtZQ"]

    private func message(_ text: String, bearer: String? = nil) -> Message {
        var message = Message(version: .soap11, action: "urn:test") { $0.element(ExpandedName("m", namespace: "urn:test"), text) }
        if let bearer {
            message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: ["Authorization": "Bearer \(bearer)"])
        }
        return message
    }

    @Test(.timeLimit(.minutes(1))) func noSecretIsReported() async throws {
        let certificates = try BindingCertificates.shared.get()
        let lines = Lines()
        var settings = HTTPBindingSettings.defaults
        settings.diagnostics = lines.sink
        func binding(_ tls: TLSConfiguration, _ password: String?) -> BasicHTTPSBinding {
            let basic = HTTPBasicAuthentication(
                credentials: password.map { HTTPCredentials(userName: "alice", password: $0) }, userNameValidator: Judge())
            let credential: HTTPSSecurity.ClientCredential = password == nil ? .none : .basic(basic)
            return BasicHTTPSBinding(HTTPSSecurity(tls: tls, clientCredential: credential), settings: settings)
        }
        let clientTLS = TLSConfiguration.client(trust: .roots([certificates.authority.certificate]))
        let listener = try binding(.server(certificates.server), "").makeReplyListener(at: EndpointAddress("https://127.0.0.1:0/it"))
        try await listener.open()
        let serving = Task {
            try await listener.serve { request in
                struct Failed: Error { let what: String }
                if try request.bodyContents?.string() != "fine" { throw Failed(what: "line one\nerror http: forged") }
                return request
            }
        }
        var errors: [String] = []
        let attempts: [(String?, Message)] = [
            ("opensesame", message("fine")), ("opensesame", message("body-of-the-message")), ("guessedword", message("fine")),
            (nil, message("fine", bearer: "bearer-7f3a")), (nil, message("fine", bearer: "bearer-7f3a\r\nX-Evil: 1")),
        ]
        for (password, message) in attempts {
            let client = binding(clientTLS, password)
            do {
                _ = try await client.withRequestChannel(to: listener.address) { try await $0.request(message) }
            } catch {
                errors.append("\(error) \(String(reflecting: error))")
            }
            errors.append(client.explain().description)
        }
        let withPassword = EndpointAddress("https://alice:opensesame@127.0.0.1:1/it")
        do {
            _ = try await binding(clientTLS, nil).withRequestChannel(to: withPassword) { try await $0.request(message("fine")) }
        } catch { errors.append("\(error)") }
        do throws(BindingError) { _ = try BasicHTTPBinding().makeReplyListener(at: withPassword) } catch { errors.append("\(error)") }
        try await listener.close()
        try await serving.value
        #expect(errors.filter { $0.contains("user information") }.count >= 1)
        #expect(lines.all.contains { $0.contains("401") }, "the refusal is reported: \(lines.all)")
        for text in lines.all + errors {
            for secret in DiagnosticsTests.secrets { #expect(!text.contains(secret), "\(text)") }
        }
        for line in lines.all {
            #expect(line.hasSuffix("\n") && line.unicodeScalars.filter { $0 == "\n" || $0 == "\r" }.count == 1, "\(line)")
            #expect(!line.hasPrefix("error http: forged"))
        }
    }

    @Test func addressesAreShownWithoutUserInformation() {
        let shown = [
            "http://alice:opensesame@host/path@x": "http://…@host/path@x", "http://host/a@b": "http://host/a@b", "urn:it@x": "urn:it@x",
            "http://a@b@host:80?q": "http://…@host:80?q", "inproc:test": "inproc:test",
        ]
        for (uri, expected) in shown { #expect(EndpointAddress(uri).displayURI == expected) }
    }
}
