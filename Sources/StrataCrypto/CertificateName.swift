internal import COpenSSL

/// A name that a certificate must speak for.
public enum CertificateName: Sendable, Hashable, CustomStringConvertible {
    /// A host name or an IP address, as `Certificate.speaks(for:)` compares it (RFC 9525).
    case host(String)
    /// A mail address: one of the mail addresses of the certificate; the domain in any case of letters, what stands before it exactly
    /// (RFC 5280 section 7.5).
    case email(String)
    /// A user principal name, `alice@example.org`: what WCF's UPN identity names, an `otherName` of the form 1.3.6.1.4.1.311.20.2.3; in
    /// any case of letters.
    case userPrincipalName(String)

    /// The name itself.
    public var text: String {
        switch self {
        case .host(let text), .email(let text), .userPrincipalName(let text): text
        }
    }

    public var description: String {
        switch self {
        case .host(let name): OpenSSL.printable(name)
        case .email(let address): "email:\(OpenSSL.printable(address))"
        case .userPrincipalName(let name): "UPN:\(OpenSSL.printable(name))"
        }
    }
}

extension Certificate {
    /// Whether the certificate speaks for a name. The subject's own parts are never looked at, only the alternative names.
    public func speaks(for name: CertificateName) -> Bool {
        switch name {
        case .host(let host):
            return speaks(for: host)
        case .email(let address):
            OpenSSL.start()
            guard address.contains("@") else { return false }
            defer { OpenSSL.clearErrors() }
            let flags = UInt32(X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)
            return address.withCString { X509_check_email(storage.pointer, $0, address.utf8.count, flags) == 1 }
        case .userPrincipalName(let name):
            guard name.contains("@") else { return false }
            let wanted = name.lowercased()
            return subjectAlternativeNames.contains {
                if case .userPrincipalName(let own) = $0 { own.lowercased() == wanted } else { false }
            }
        }
    }
}
