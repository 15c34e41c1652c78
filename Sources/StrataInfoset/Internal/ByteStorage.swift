/// Owns the octets of `Bytes` values.
///
/// Sendable because the octets are written only before the first `Bytes` value over this object exists (by its creator,
/// which holds the only reference) and are never written afterwards; the pointer itself never changes.
final class ByteStorage: @unchecked Sendable {
    let pointer: UnsafeMutableRawBufferPointer

    init(capacity: Int) {
        pointer = .allocate(byteCount: capacity, alignment: 16)
    }

    /// Takes over an allocation made with `allocate(byteCount:alignment:)`.
    init(adopting pointer: UnsafeMutableRawBufferPointer) {
        self.pointer = pointer
    }

    deinit {
        pointer.deallocate()
    }
}
