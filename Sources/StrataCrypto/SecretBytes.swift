internal import COpenSSL
public import StrataInfoset

/// Octets that must stay secret: never printed, compared in constant time, wiped when the last reference goes.
///
/// Symmetric keys are of this type, and so is what was decrypted. A copy that is made of them (`withUnsafeBytes`) is the caller's
/// to wipe.
public final class SecretBytes: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The octets as `Bytes` that share the storage, for what reads nothing else: a parser of decrypted XML, say.
    ///
    /// The storage is wiped when neither this object nor a value or slice of those is left. Neither `==` of `Bytes` nor what is copied
    /// out of them is protected: hand them to one reader and let them go.
    public let exposed: Bytes

    /// Makes the secret where it will stay, so that no copy of it has to be wiped.
    ///
    /// - Parameters:
    ///   - capacity: the octets of room, 0 or more.
    ///   - fill: writes into the room, which holds anything at first, and returns how many octets from its start count. When it throws,
    ///     the room is wiped.
    public init<E: Error>(capacity: Int, filling fill: (UnsafeMutableRawBufferPointer) throws(E) -> Int) throws(E) {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
        let count: Int
        do throws(E) {
            count = try fill(room)
        } catch {
            OPENSSL_cleanse(room.baseAddress, room.count)
            room.deallocate()
            throw error
        }
        exposed = Bytes(adopting: room, count: count) { OPENSSL_cleanse($0.baseAddress, $0.count) }
    }

    /// A copy of the octets. The source is the caller's to wipe.
    public convenience init(copying source: UnsafeRawBufferPointer) {
        self.init(capacity: source.count) { target in
            target.copyMemory(from: source)
            return source.count
        }
    }

    /// A copy of the octets. The source is the caller's to wipe.
    public convenience init(_ octets: [UInt8]) {
        self.init(capacity: octets.count) { target in
            octets.withUnsafeBytes { target.copyMemory(from: $0) }
            return octets.count
        }
    }

    /// The UTF-8 of a text, for passwords.
    public convenience init(_ text: String) {
        var text = text
        let count = text.utf8.count
        self.init(capacity: count) { target in
            text.withUTF8 { target.copyMemory(from: UnsafeRawBufferPointer($0)) }
            return count
        }
    }

    /// A new key: that many octets that nobody can foretell.
    ///
    /// - Throws: `failed` when the system has no randomness to give.
    public static func random(count: Int) throws(CryptoError) -> SecretBytes { try SecureRandom.secret(count) }

    /// The number of octets.
    public var count: Int { exposed.count }

    /// Reads the octets in place; the pointer is valid during the call.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try exposed.withUnsafeBytes(body)
    }

    /// Whether both hold the same octets; takes the same time wherever they differ.
    public static func == (a: SecretBytes, b: SecretBytes) -> Bool { ConstantTime.equal(a.exposed, b.exposed) }

    public var description: String { "SecretBytes(\(count) octets)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ByteWriter {
    /// An empty writer of secrets: every allocation is wiped before it is freed, also when it has been handed over as `Bytes`.
    package static func wiped() -> ByteWriter { ByteWriter(wiping: { OPENSSL_cleanse($0.baseAddress, $0.count) }) }
}
