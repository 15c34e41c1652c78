internal import StrataCrypto
internal import Synchronization

/// What is known of the peer's certificate. Successors: unasked → accepted | rejected | pending; pending → accepted | rejected.
enum PeerVerdict {
    /// No certificate has been seen.
    case unasked
    /// The application's validator is to say.
    case pending
    case accepted
    case rejected(CertificateRejection)
}

/// Where the application's validator, on a thread of its own, leaves its verdict.
final class VerdictBox: Sendable {
    private let verdict = Mutex<PeerVerdict>(.pending)

    var value: PeerVerdict { verdict.withLock { $0 } }

    func decide(_ value: PeerVerdict) {
        verdict.withLock { $0 = value }
    }
}
