/// Owns the octets of `Bytes` values.
///
/// Sendable because the octets are written only before the first `Bytes` value over this object exists (by its creator,
/// which holds the only reference) and are never written while one exists; the pointer itself never changes.
class ByteStorage: @unchecked Sendable {
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

/// Overwrites octets that are about to be freed.
package typealias OctetWipe = @Sendable (UnsafeMutableRawBufferPointer) -> Void

/// Owns octets that are wiped before their memory goes back: secrets on their way through what reads `Bytes`.
///
/// Sendable as the class above is: the octets are written again only in `deinit`, when no other reference exists.
final class WipedByteStorage: ByteStorage, @unchecked Sendable {
    let wipe: OctetWipe

    init(adopting pointer: UnsafeMutableRawBufferPointer, wipe: @escaping OctetWipe) {
        self.wipe = wipe
        super.init(adopting: pointer)
    }

    deinit {
        wipe(pointer)
    }
}
