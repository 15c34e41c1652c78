/// An immutable, shared, contiguous run of octets; slices share the storage.
///
/// Indices are offsets from the start of the value, also in a slice. Copying a value copies a reference.
public struct Bytes: Sendable {
    let storage: ByteStorage?
    let lower: Int
    /// The number of octets.
    public let count: Int

    init(storage: ByteStorage?, lower: Int, count: Int) {
        self.storage = storage
        self.lower = lower
        self.count = count
    }

    /// No octets.
    public init() {
        self.init(storage: nil, lower: 0, count: 0)
    }

    /// The octets of an array, copied once.
    public init(_ array: [UInt8]) {
        self = array.withUnsafeBytes { Bytes(copying: $0) }
    }

    /// A copy of the octets.
    public init(copying octets: UnsafeRawBufferPointer) {
        guard octets.count > 0 else {
            self.init()
            return
        }
        let storage = ByteStorage(capacity: octets.count)
        storage.pointer.copyMemory(from: octets)
        self.init(storage: storage, lower: 0, count: octets.count)
    }

    /// Takes over an allocation made with `allocate(byteCount:alignment:)`, of which the first `count` octets are the value.
    ///
    /// `wipe` gets the whole of it when the last value that shares it is gone, and before it is freed.
    package init(
        adopting octets: UnsafeMutableRawBufferPointer, count: Int, wiping wipe: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void
    ) {
        precondition(count >= 0 && count <= octets.count, "more octets than were allocated")
        self.init(storage: WipedByteStorage(adopting: octets, wipe: wipe), lower: 0, count: count)
    }

    /// The UTF-8 octets of a string.
    public init(_ string: String) {
        var string = string
        self = string.withUTF8 { Bytes(copying: UnsafeRawBufferPointer($0)) }
    }

    /// What the octets are wiped with in the end; nil when they are no secret.
    var wipe: OctetWipe? { (storage as? WipedByteStorage)?.wipe }

    /// Whether there are no octets.
    public var isEmpty: Bool { count == 0 }

    /// The octet at an offset from the start; traps outside `0..<count` like an array.
    public subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "index out of range")
        guard let storage else { return 0 }
        return storage.pointer[lower + index]
    }

    /// A slice that shares the storage; its own indices start at 0.
    public subscript(range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "range out of bounds")
        return Bytes(storage: storage, lower: lower + range.lowerBound, count: range.count)
    }

    /// Calls `body` with the octets; the pointer is valid during the call only.
    public func withUnsafeBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        guard let storage else { return try body(UnsafeRawBufferPointer(start: nil, count: 0)) }
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeRawBufferPointer(rebasing: storage.pointer[lower..<lower + count]))
    }

    /// Calls `body` with a bounds-checked view of the octets.
    public func withSpan<R, E: Error>(_ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R {
        try withUnsafeBytes { (octets: UnsafeRawBufferPointer) throws(E) -> R in
            try body(Span(_unsafeElements: octets.assumingMemoryBound(to: UInt8.self)))
        }
    }
}

extension Bytes: Sequence {
    /// Yields the octets in order and keeps the storage alive.
    public struct Iterator: IteratorProtocol {
        let bytes: Bytes
        var position = 0

        /// The next octet, or nil at the end.
        public mutating func next() -> UInt8? {
            guard position < bytes.count else { return nil }
            defer { position += 1 }
            return bytes[position]
        }
    }

    /// An iterator over the octets.
    public func makeIterator() -> Iterator { Iterator(bytes: self) }
    /// The number of octets.
    public var underestimatedCount: Int { count }

    /// Calls `body` with the octets as one buffer; never returns nil.
    public func withContiguousStorageIfAvailable<R>(_ body: (UnsafeBufferPointer<UInt8>) throws -> R) rethrows -> R? {
        try withUnsafeBytes { try body($0.assumingMemoryBound(to: UInt8.self)) }
    }
}

extension Bytes: Hashable {
    /// Whether both hold the same octets.
    public static func == (lhs: Bytes, rhs: Bytes) -> Bool {
        guard lhs.count == rhs.count else { return false }
        return lhs.withUnsafeBytes { left in
            rhs.withUnsafeBytes { right in left.elementsEqual(right) }
        }
    }

    /// Hashes the octets.
    public func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension Bytes: CustomStringConvertible {
    /// The number of octets; never their content, which may be secret.
    public var description: String { "\(count) octets" }
}

extension String {
    /// The octets as UTF-8, with invalid sequences replaced.
    public init(_ bytes: Bytes) {
        self = bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    }
}
