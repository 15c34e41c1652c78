public import StrataInfoset

/// Octets in, octets out, with a handshake that has a result: what TLS, or an upgrade of your own, is to a byte stream.
///
/// An author of a stream upgrade implements it; the transport that owns the connection calls it. It never sees a socket,
/// is confined to the connection's loop and is not `Sendable`. Throw `StreamTransformError`: the connection then fails
/// after whatever was appended to `output` (an alert, say) has been offered to the peer.
public protocol StreamTransform: AnyObject {
    /// Where the handshake stands.
    var state: StreamTransformState { get }

    /// Who the peer is, once `state` is `.established`; `nil` for a peer that has not said.
    var remoteIdentity: RemoteIdentity? { get }

    /// Whether the peer's own end mark (close_notify, in TLS) has been seen: the clear stream has ended, whatever the connection does.
    var peerHasEnded: Bool { get }

    /// Begins the handshake; a client appends its first octets to `output`.
    func start(output: ByteWriter) throws(StreamTransformError)

    /// Takes octets of the peer, appends clear octets to `clear` and octets for the peer to `output`.
    ///
    /// Nothing reaches `clear` before the handshake is done and the verdict on the peer is in. `input` is valid during the call.
    func receive(_ input: UnsafeRawBufferPointer, clear: ByteWriter, output: ByteWriter) throws(StreamTransformError)

    /// Takes clear octets to send and returns how many it took; the caller keeps the rest and offers it again.
    ///
    /// It takes none while the handshake is under way.
    func send(_ clear: UnsafeRawBufferPointer, output: ByteWriter) throws(StreamTransformError) -> Int

    /// The peer has ended its stream. Throws `.truncated` where the transform has an end mark of its own that was not seen.
    func inputEnded() throws(StreamTransformError)

    /// Says the end to the peer (close_notify, in TLS).
    func finish(output: ByteWriter)

    /// Called once, when `state` has become `.awaitingVerdict`: start judging the peer, and call `resume`, on any thread, when done.
    func beginVerdict(resume: @escaping @Sendable () -> Void)

    /// Called on the loop after `resume`: goes on with the handshake, or throws `.certificateRejected`.
    func continueHandshake(clear: ByteWriter, output: ByteWriter) throws(StreamTransformError)
}

extension StreamTransform {
    public var peerHasEnded: Bool { false }
}

/// Where the handshake of a stream transform stands. Successors: handshaking → awaitingVerdict | established | failed;
/// awaitingVerdict → handshaking | established | failed; established → failed.
public enum StreamTransformState: Sendable, Hashable {
    /// Octets go to and fro; nothing clear is delivered.
    case handshaking
    /// The peer is being judged; the handshake rests.
    case awaitingVerdict
    /// Clear octets flow both ways.
    case established
    /// It threw; nothing more comes of it.
    case failed
}
