internal import COpenSSL

/// Octets that must stay secret: never printed, compared in constant time, wiped when the last reference goes.
///
/// A copy that is made of them (`withUnsafeBytes`) is the caller's to wipe.
public final class SecretBytes: @unchecked Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    // Sendable: `storage` is written in `init` alone and freed in `deinit`, when no other reference exists.
    private let storage: UnsafeMutableRawBufferPointer

    /// A copy of the octets. The source is the caller's to wipe.
    public init(copying source: UnsafeRawBufferPointer) {
        storage = .allocate(byteCount: source.count, alignment: 16)
        storage.copyMemory(from: source)
    }

    /// A copy of the octets. The source is the caller's to wipe.
    public convenience init(_ octets: [UInt8]) {
        self.init(filling: octets.count) { target in octets.withUnsafeBytes { target.copyMemory(from: $0) } }
    }

    /// The UTF-8 of a text, for passwords.
    public convenience init(_ text: String) {
        var text = text
        let count = text.utf8.count
        self.init(filling: count) { target in text.withUTF8 { target.copyMemory(from: UnsafeRawBufferPointer($0)) } }
    }

    private init(filling count: Int, _ fill: (UnsafeMutableRawBufferPointer) -> Void) {
        storage = .allocate(byteCount: count, alignment: 16)
        fill(storage)
    }

    deinit {
        OPENSSL_cleanse(storage.baseAddress, storage.count)
        storage.deallocate()
    }

    /// The number of octets.
    public var count: Int { storage.count }

    /// Reads the octets in place; the pointer is valid during the call.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(storage))
    }

    /// Whether both hold the same octets; takes the same time wherever they differ.
    public static func == (a: SecretBytes, b: SecretBytes) -> Bool {
        a.count == b.count && CRYPTO_memcmp(a.storage.baseAddress, b.storage.baseAddress, a.count) == 0
    }

    public var description: String { "SecretBytes(\(count) octets)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
