internal import COpenSSL

/// Host names as users and addresses write them.
package enum HostName {
    /// How names are compared: no wildcard inside a label, none over several labels, no common name.
    package static let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)

    /// The name without an IPv6 address's brackets and zone, and without the final dot of an absolute name.
    package static func bare(_ host: String) -> String {
        var name = Substring(host)
        if name.hasPrefix("["), name.hasSuffix("]") { name = name.dropFirst().dropLast() }
        if name.contains(":"), let zone = name.firstIndex(of: "%") { name = name[..<zone] }
        if name.hasSuffix("."), name.count > 1 { name = name.dropLast() }
        return String(name)
    }
}
