import StrataCore
import StrataInfoset
import StrataTesting
import StrataTextEncoding
import Testing

/// The checks that every encoding passes.
@Suite("Text encoding under the kit", .serialized)
struct ConformanceTests {
    struct Form: Sendable, CustomTestStringConvertible {
        let version: MessageVersion
        let encoding: XMLCharacterEncoding
        var testDescription: String { "\(version), \(encoding.charsetName)" }
    }

    static let forms =
        RoundTripTests.versions.map { Form(version: $0, encoding: .utf8) } + [
            Form(version: .default, encoding: .utf16LittleEndian), Form(version: .soap11, encoding: .utf16BigEndian),
        ]

    static func underTest(_ form: Form) -> EncodingUnderTest {
        var configuration = TextEncoding.Configuration.defaults
        configuration.messageVersion = form.version
        configuration.writeEncoding = form.encoding
        var claims = EncodingUnderTest.Claims.defaults
        claims.carriesAction = form.version.envelope == .soap12
        claims.accepts =
            switch form.version.envelope {
            case .none: ["application/xml", "text/xml", "application/rss+xml"]
            case .soap11: ["text/xml", "TEXT/XML ;"]
            case .soap12: ["application/soap+xml", "application/soap+xml; x=y"]
            }
        claims.refuses += ["application/soap+xml; charset=latin1", form.version.envelope == .soap12 ? "text/xml" : "application/soap+xml"]
        var it = EncodingUnderTest(TextEncoding(configuration), claims)
        it.otherVersions = [TextEncoding(.soap11), TextEncoding(.soap12)]
        return it
    }

    @Test(.timeLimit(.minutes(2)), arguments: forms) func passesTheKit(_ form: Form) async throws {
        try await ConformanceTests.underTest(form).checkAll()
    }
}
