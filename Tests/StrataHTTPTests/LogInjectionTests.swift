import Foundation
import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataTextEncoding
import Synchronization
import Testing

/// 90: what callers put into path, host, action and user name does not break a line of a log, nor speak to a terminal.
@Suite(.timeLimit(.minutes(1))) struct LogInjectionTests {
    /// Each piece that a sink has written.
    private final class Written: Sendable {
        private let pieces = Mutex<[String]>([])
        var all: [String] { pieces.withLock { $0 } }
        func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
    }

    static let attacks: [(name: String, octets: [UInt8])] = [
        ("escape", Array("\u{1B}[2J".utf8)), ("bell", [7]), ("nul", [0]), ("delete", [127]), ("tab", [9]),
        ("line separator", Array("\u{2028}notice http: forged".utf8)), ("paragraph separator", Array("\u{2029}".utf8)),
        ("next line", Array("\u{85}".utf8)), ("one octet of C1", [0x9B, 0x33, 0x31, 0x6D]), ("right to left", Array("\u{202E}".utf8)),
        ("no UTF-8", [0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80]), ("quote", Array("\" level=\"error".utf8)),
        ("line ends in a URI", Array("%0D%0Anotice%20http:%20forged".utf8)), ("bare line feed", Array("\nnotice http: forged".utf8)),
    ]

    private static func request(
        path: [UInt8] = [], host: [UInt8] = [], action: [UInt8] = [], header: [UInt8] = [], credentials: String = "YWxpY2U6c2VjcmV0"
    ) -> [UInt8] {
        let body = Array(Calc.envelope("hi").utf8)
        var octets = Array("POST /peer".utf8) + path + Array(" HTTP/1.1\r\nHost: localhost".utf8) + host
        octets += Array("\r\nContent-Type: text/xml\r\nAuthorization: Basic \(credentials)\r\nSOAPAction: \"urn:a".utf8) + action
        octets += Array("\"\r\nX-Any: b".utf8) + header + Array("\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8)
        return octets + body
    }

    private static func requests(_ attack: [UInt8]) -> [[UInt8]] {
        let user = Data(Array("mal".utf8) + attack + Array(":secret".utf8)).base64EncodedString()
        return [
            request(path: attack), request(path: Array("/sub/".utf8) + attack), request(host: attack), request(action: attack),
            request(header: attack), request(credentials: user), request(credentials: String(decoding: attack, as: UTF8.self)),
        ]
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse, .surrogate: true
        default: false
        }
    }

    @Test func aRecordStaysOneLine() async throws {
        let (texts, jsons) = (Written(), Written())
        let output = LineOutput { jsons.add(String(decoding: $0, as: UTF8.self)) }
        let records = Records()
        let sink = CombinedDiagnostics(
            TextDiagnostics(level: .trace) { texts.add($0) }, JSONLinesDiagnostics(level: .trace, output: output), records)
        let binding = plainBinding(diagnostics: sink) {
            $0.authenticationScheme = .basic
            $0.userNameValidator = OneUser()
        }
        try await withService(binding, Calc.handler(.soap11)) { listener in
            for (name, attack) in Self.attacks {
                for request in Self.requests(attack) {
                    try await withPeer(port: listener.port) { peer in
                        try await peer.send(request)
                        try await peer.end()
                        #expect(peer.finals.first?.status != nil, "\(name)")
                        #expect(peer.finals.allSatisfy { !$0.head.contains("forged") }, "\(name)")
                    }
                }
            }
        }
        await output.flush()
        let json = jsons.all.joined()
        let count = records.lines.count
        #expect(count >= 4 * Self.attacks.count)
        #expect(texts.all.count == count)
        for text in texts.all {
            #expect(text.hasSuffix("\n") && !text.unicodeScalars.dropLast().contains(where: Self.isHidden), "\(text.debugDescription)")
        }
        let lines = json.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count == count)
        for line in lines {
            #expect(!line.unicodeScalars.contains(where: Self.isHidden), "\(line.debugDescription)")
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            #expect(object?["message"] is String && object?["source"] is String)
        }
        // They were there: what a caller may write at all is shown, escaped.
        #expect(texts.all.contains { $0.contains("mal\\u{2028}notice http'") }, "\(texts.all.filter { $0.contains("mal") })")
        #expect(lines.contains { $0.contains("mal\\u2028notice http'") })
    }
}
