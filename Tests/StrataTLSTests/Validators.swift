import StrataCore
import StrataCrypto
import StrataInfoset
import Synchronization

/// Says what it was made to say, once it is let; remembers what it was asked.
final class TestValidator: CertificateValidator {
    struct Question: Equatable {
        var subjects: [String]
        var role: PeerRole
        var name: String?
    }

    private let asked = Mutex<[Question]>([])
    private let refusal: String?
    private let gate: AsyncStream<Void>
    private let opener: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - refusing: the reason to refuse with, or nil to accept.
    ///   - waiting: whether `open()` is needed before it answers.
    init(refusing: String? = nil, waiting: Bool = false) {
        refusal = refusing
        (gate, opener) = AsyncStream<Void>.makeStream()
        if !waiting { opener.finish() }
    }

    var questions: [Question] { asked.withLock { $0 } }

    func open() { opener.finish() }

    func validate(chain: [Bytes], role: PeerRole, name: String?) async throws {
        let subjects = try chain.map { try Certificate(der: $0).subject.commonName ?? "" }
        asked.withLock { $0.append(Question(subjects: subjects, role: role, name: name)) }
        for await _ in gate {}
        try Task.checkCancellation()
        if let refusal { throw ValidationFailure(refusal) }
    }
}

/// Says yes and counts how often it was asked.
final class Counter: CertificateValidator {
    private let value = Atomic(0)
    var count: Int { value.load(ordering: .acquiring) }
    func add() { value.wrappingAdd(1, ordering: .acquiringAndReleasing) }
    func validate(chain: [Bytes], role: PeerRole, name: String?) async throws { add() }
}
