import Foundation
import StrataBindings
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import StrataTextEncoding
import Synchronization
import Testing

/// The log of messages over real HTTP: what is in it, and what never is.
@Suite(.timeLimit(.minutes(1))) struct MessageLogTests {
    final class Written: Sendable {
        private let octets = Mutex<[UInt8]>([])
        var text: String { octets.withLock { String(decoding: $0, as: UTF8.self) } }
        var output: LineOutput { LineOutput { made in self.octets.withLock { $0 += made } } }
    }

    final class StoppedTime: TimeSource {
        let moment = Mutex(Duration.zero)
        var now: Duration { moment.withLock { $0 } }
        func schedule(at moment: Duration, _ action: @escaping @Sendable () -> Void) -> TimerToken { TimerToken {} }
    }

    static let secret = "hunter2&<>\""

    private func logged(
        _ configuration: MessageLog.Configuration = .defaults, time: StoppedTime = StoppedTime(), calls: Int = 1,
        _ write: @escaping @Sendable (inout InfosetBuilder) throws -> Void
    ) async throws -> (lines: [Substring], leftOut: Int) {
        let written = Written()
        let output = written.output
        let log = MessageLog(output, configuration, time: time)
        let logged = CustomBinding("logged") {
            log
            TextEncoding(.soap11)
            HTTPTransport()
        }
        let plain = CustomBinding("plain") {
            TextEncoding(.soap11)
            HTTPTransport()
        }
        let listener = try plain.makeReplyListener(at: EndpointAddress("http://127.0.0.1:0/it"))
        try await listener.open()
        let task = Task { try await listener.serve { _ in Message(version: .soap11, action: "urn:r") } }
        for _ in 0..<calls {
            var message = Message(version: .soap11, action: "urn:x", write: write)
            message.properties[HTTPRequestProperty.self] = HTTPRequestProperty(headers: ["Authorization": "Bearer \(1)hunter2"])
            let sent = message
            _ = try await logged.withRequestChannel(to: listener.address) { try await $0.request(sent) }
        }
        try await listener.close()
        try await task.value
        await output.flush()
        return (written.text.split(separator: "\n"), log.leftOut)
    }

    @Test(arguments: [
        "Password", "password", "Nonce", "BinarySecret", "BinarySecurityToken", "CipherValue", "Assertion", "PrivateKey", "Marked",
        "NewPassword", "OldPassword", "PasswordHash", "user_password_2", "access_token", "client_secret", "api_key", "API-Key",
        "SessionToken", "SecretKey", "Proxy-Authorization", "Set-Cookie", "UserCredentials",
    ]) func secretsAreNeverThere(_ name: String) async throws {
        var configuration = MessageLog.Configuration.defaults
        configuration.redactedElements = [ExpandedName("Marked", namespace: "urn:any")]
        let (lines, _) = try await logged(configuration) { builder in
            builder.startElement(ExpandedName("order", namespace: "urn:any"))
            builder.attribute(ExpandedName("password", namespace: ""), Self.secret)
            builder.comment("hunter2")
            builder.startElement(ExpandedName(name, namespace: "urn:any"))
            builder.attribute(ExpandedName("a", namespace: ""), Self.secret)
            builder.element(ExpandedName("inner", namespace: "urn:any"), Self.secret)
            builder.text(Self.secret)
            builder.endElement()
            builder.element(ExpandedName("shown", namespace: "urn:any"), "line\nforged \u{2028} ok")
            builder.endElement()
        }
        #expect(lines.count == 2)
        let sent = try #require(lines.first)
        #expect(!lines.contains { $0.contains("hunter2") } && !sent.contains("\u{2028}"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(sent.utf8)) as? [String: Any])
        #expect(object["direction"] as? String == "sent" && (object["octets"] as? Int ?? 0) > 100)
        let text = try #require(object["message"] as? String)
        #expect(text.contains("[redacted]") && text.contains("line\nforged"))
        let again = try XMLTextReader.read(Bytes(Array(text.utf8)))
        #expect(again.root.name.localName == "Envelope")
        #expect(lines[1].contains("\"direction\":\"received\"") && lines[1].contains("\"contentType\":\"text/xml"))
    }

    /// What only sounds like it is shown, and whose names they are is a setting.
    @Test func namesAreASetting() async throws {
        for name in ["Keyboard", "Pinboard", "Shipping", "Tokens", "Announced"] {
            let (lines, _) = try await logged { $0.element(ExpandedName(name, namespace: "urn:any"), "visible") }
            #expect(lines.first?.contains("visible") == true, "\(name)")
        }
        var configuration = MessageLog.Configuration.defaults
        configuration.redacted = ["Card_*"]
        for (name, isShown) in [("Password", true), ("card-number", false), ("card", false), ("Discard", true)] {
            let (lines, _) = try await logged(configuration) { $0.element(ExpandedName(name, namespace: "urn:any"), "visible") }
            #expect(lines.first?.contains("visible") == isShown, "\(name)")
        }
    }

    @Test func aMarkShowsOnlyWhatIsNotMarked() async throws {
        let (lines, _) = try await logged { $0.element(ExpandedName("Marked", namespace: "urn:any"), "visible") }
        #expect(lines.first?.contains("visible") == true)
    }

    @Test func whatIsTooLargeIsASize() async throws {
        var configuration = MessageLog.Configuration.defaults
        configuration.maxEntrySize = 64
        let (lines, _) = try await logged(configuration) { $0.element(ExpandedName("m", namespace: "urn:any"), "visible") }
        #expect(lines.count == 2 && !lines.contains { $0.contains("visible") || $0.contains("\"message\"") })
    }

    @Test func entriesAreLimited() async throws {
        for isTotal in [true, false] {
            var configuration = MessageLog.Configuration.defaults
            if isTotal { configuration.maxEntries = 3 } else { configuration.maxEntriesPerSecond = 3 }
            let (lines, leftOut) = try await logged(configuration, calls: 4) { $0.element(ExpandedName("m", namespace: "urn:any"), "1") }
            #expect(lines.count == 3 && leftOut == 5)
        }
    }

    /// What is no XML is never written raw, whatever the limits.
    @Test func whatCannotBeReadIsASize() async throws {
        let written = Written()
        let output = written.output
        var parameters = BindingParameters()
        MessageLog(output).contribute(to: &parameters)
        for text in ["hunter2", "<a><Password>hunter2</a>", "<!DOCTYPE a><a>hunter2</a>", ""] {
            for observer in parameters[MessageObserversParameter.self] {
                Array(text.utf8).withUnsafeBytes { observer.observe($0, .received, contentType: "text/\n\"x", isStreamed: false) }
            }
        }
        await output.flush()
        #expect(written.text.split(separator: "\n").count == 4 && !written.text.contains("hunter2"))
    }
}
