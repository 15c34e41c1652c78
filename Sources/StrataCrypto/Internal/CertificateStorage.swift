internal import COpenSSL
internal import StrataInfoset

/// Owns one reference to an X509.
final class CertificateStorage: @unchecked Sendable {
    // Sendable: the X509 is never changed after it was handed over, the library guards the extension values that it computes on
    // first use with a lock, and counts references atomically.
    let pointer: OpaquePointer

    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Takes a further reference.
    init(sharing pointer: OpaquePointer) {
        X509_up_ref(pointer)
        self.pointer = pointer
    }

    deinit { X509_free(pointer) }
}

extension Certificate {
    /// The library's object, valid while the certificate lives.
    package var handle: OpaquePointer { storage.pointer }

    /// A certificate over a further reference to the library's object.
    package init(sharing handle: OpaquePointer) {
        self.init(CertificateStorage(sharing: handle))
    }

    /// The certificates of a STACK_OF(X509), which stays the caller's.
    package static func list(stack: OpaquePointer?) -> [Certificate] {
        guard let stack else { return [] }
        return (0..<max(0, OPENSSL_sk_num(stack))).compactMap {
            OPENSSL_sk_value(stack, $0).map { Certificate(sharing: OpaquePointer($0)) }
        }
    }
}

extension DistinguishedName {
    /// For the certificates without a name, which the library does not make.
    static var none: DistinguishedName {
        let name = X509_NAME_new()
        defer { X509_NAME_free(name) }
        return name.map { DistinguishedName($0) } ?? DistinguishedName(description: "", commonName: nil, der: Bytes())
    }
}
