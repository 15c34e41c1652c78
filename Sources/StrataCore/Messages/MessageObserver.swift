/// Sees the octets of each message where an encoder makes or reads them: what a message log stands on.
///
/// Called on the threads that do the work, connections' loops included: return at once, and keep no pointer.
public protocol MessageObserver: Sendable {
    /// One message's octets, before a transport compresses them and after it has inflated them; also of those that turn out to be none.
    ///
    /// - Parameters:
    ///   - octets: valid during the call only. Of a message whose body streams those up to the body's contents; of one that is received
    ///     also what of the contents has come with them, which may be all of it.
    ///   - direction: whether this side made them.
    ///   - contentType: as it is sent or was received; `nil` where the transport has none.
    ///   - isStreamed: whether the body streams, so that these octets end anywhere in it.
    func observe(_ octets: UnsafeRawBufferPointer, _ direction: MessageDirection, contentType: String?, isStreamed: Bool)
}

/// Which way a message goes, seen from here.
public enum MessageDirection: String, Sendable, Hashable {
    /// Made here.
    case sent
    /// Made by the peer.
    case received
}

/// The observers of a stack. `BindingContext.makeEncoder()` puts them around its encoders; without any, nothing is put there.
public enum MessageObserversParameter: BindingParameterKey {
    public static var defaultValue: [any MessageObserver] { [] }
}
