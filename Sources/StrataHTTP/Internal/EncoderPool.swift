internal import StrataCore
internal import Synchronization

/// Encoders of one stack. HTTP has no sessions, so any encoder may take any message; each is with one user at a time.
final class EncoderPool: Sendable {
    let version: MessageVersion
    private let context: BindingContext
    private let free: Mutex<[any MessageEncoder]>

    init(_ context: borrowing BindingContext) throws(BindingError) {
        let first = try context.makeEncoder()
        version = first.messageVersion
        self.context = context.copy()
        free = Mutex([first])
    }

    func take() throws(BindingError) -> any MessageEncoder {
        if let encoder = free.withLock({ $0.popLast() }) { return encoder }
        return try context.makeEncoder()
    }

    func giveBack(_ encoder: consuming any MessageEncoder) {
        let encoder = encoder
        free.withLock { if $0.count < 16 { $0.append(encoder) } }
    }
}
