internal import StrataCore
internal import StrataCrypto
internal import StrataInfoset
internal import Synchronization

/// The nonces of one endpoint: each says when it was made and by whom, so that none is kept before somebody has proved to know a password
/// with it. Any thread.
final class DigestNonces: Sendable {
    enum Verdict {
        case fresh(id: String, made: UInt64)
        /// Made here, and too old.
        case stale
        case foreign
    }

    private struct Used {
        var made: UInt64
        var highest: UInt32
        /// Bit `n`: the count that is `n` below the highest was used.
        var below: UInt64
    }
    private struct State {
        var used: [String: Used] = [:]
        /// Nonces made until then whose counts are forgotten: stale, unless they are still in `used`.
        var forgotten: UInt64?
    }

    private let state = Mutex(State())
    private let secret: Bytes
    private let lifetime: Duration
    private let capacity: Int
    private let start = ContinuousClock.now
    private let now: @Sendable () -> Duration

    init(lifetime: Duration, capacity: Int = 10_000, now: (@Sendable () -> Duration)? = nil) throws(CryptoError) {
        secret = try SecureRandom.bytes(32)
        self.lifetime = lifetime
        self.capacity = capacity
        let start = start
        self.now = now ?? { ContinuousClock.now - start }
    }

    private var milliseconds: UInt64 {
        let parts = now().components
        return UInt64(max(0, parts.seconds)) * 1000 + UInt64(max(0, parts.attoseconds)) / 1_000_000_000_000_000
    }

    func make() throws(CryptoError) -> String {
        let body = "\(milliseconds)-" + DigestAuthentication.hexadecimal(try SecureRandom.bytes(12))
        return body + "-" + (try seal(body))
    }

    /// A keyed hash, twice, so that nothing can be put behind it.
    private func seal(_ body: String) throws(CryptoError) -> String {
        let key = DigestAuthentication.hexadecimal(secret)
        return try DigestAuthentication.hash(.sha256, key + DigestAuthentication.hash(.sha256, key + body))
    }

    func judge(_ nonce: String) throws(CryptoError) -> Verdict {
        let parts = nonce.split(separator: "-", omittingEmptySubsequences: false)
        guard nonce.utf8.count <= 200, parts.count == 3, let made = UInt64(parts[0]),
            ConstantTime.equal(try seal("\(parts[0])-\(parts[1])"), String(parts[2]))
        else { return .foreign }
        let age = milliseconds &- made
        guard Duration.milliseconds(Int64(clamping: age)) < lifetime else { return .stale }
        return .fresh(id: nonce, made: made)
    }

    enum Use {
        case first
        case replayed
        case stale
    }

    /// Takes a count once. Called when the response was right, so that nobody else can use counts up.
    func use(_ id: String, made: UInt64, count: UInt32) -> Use {
        state.withLock { state in
            if var used = state.used[id] {
                if count > used.highest {
                    let step = count - used.highest
                    used.below = step >= 64 ? 0 : used.below << UInt64(step)
                    if step <= 64 { used.below |= 1 << UInt64(step - 1) }
                    used.highest = count
                } else {
                    let back = used.highest - count
                    // So far behind that nobody knows whether it was used: another nonce is given, and the caller not refused.
                    if back > 64 { return .stale }
                    guard back >= 1, used.below & (1 << UInt64(back - 1)) == 0 else { return .replayed }
                    used.below |= 1 << UInt64(back - 1)
                }
                state.used[id] = used
                return .first
            }
            if let forgotten = state.forgotten, made <= forgotten { return .stale }
            if state.used.count >= capacity {
                // The older half goes at once: what it costs is shared by many.
                let times = state.used.values.map(\.made).sorted()
                let limit = times[times.count / 2]
                state.used = state.used.filter { $0.value.made > limit }
                state.forgotten = limit
                if made <= limit { return .stale }
            }
            state.used[id] = Used(made: made, highest: count, below: 0)
            return .first
        }
    }
}
