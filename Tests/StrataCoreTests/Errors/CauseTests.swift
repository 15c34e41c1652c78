import StrataCore
import Testing

@Suite("Causes in the text of an error")
struct CauseTests {
    private struct Rejection: Error, CustomStringConvertible { let description = "expired: the certificate of 'a' is over since 2001" }

    @Test("are said once, however many errors tell of them")
    func once() {
        let rejection = Rejection()
        let inner = StreamTransformError(.certificateRejected, "TLS handshake: \(rejection)", cause: rejection)
        let outer = CommunicationError(.securityRejected, "TLS with a:443 failed: \(inner.message)", cause: inner)
        let outermost = CommunicationError(.faulted, "the channel has faulted", cause: outer)
        for text in ["\(inner)", "\(outer)", "\(outermost)"] {
            #expect(text.ranges(of: "is over since 2001").count == 1, "\(text)")
        }
        #expect(!"\(outer)".contains("cause"))
        #expect("\(outermost)".ranges(of: "(cause:").count == 1)
    }

    @Test("are said where the text does not")
    func added() {
        let error = CommunicationError(.connectionLost, "the connection broke", cause: Rejection())
        #expect("\(error)" == "connectionLost: the connection broke (cause: expired: the certificate of 'a' is over since 2001)")
        // A short reason is in a text by chance.
        let short = CommunicationError(.connectionLost, "code 5", cause: StreamTransformError(.truncated, "5"))
        #expect("\(short)" == "connectionLost: code 5 (cause: truncated: 5)")
        #expect("\(CommunicationError(.closed, "over"))" == "closed: over")
    }
}
