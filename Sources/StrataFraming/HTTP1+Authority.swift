extension HTTP1 {
    /// A host and a port as they stand in a Host field, an absolute target or a CONNECT target (RFC 3986 section 3.2).
    package struct Authority: Sendable, Hashable {
        /// The host in lower case; an IPv6 address without its brackets.
        package var host: String
        /// The port; nil when it is absent or empty.
        package var port: Int?
        /// Whether the host is an IPv6 address.
        package var isIPv6: Bool

        /// Nil unless the text is a host with or without a port: no user, no path, no list, no zone.
        package init?(_ text: String) {
            var text = text
            let parsed: (String, Int?, Bool)? = text.withUTF8 {
                let b = UnsafeRawBufferPointer($0)
                guard let s = AuthorityScan(b) else { return nil }
                return (Octets.text(Octets.slice(b, s.host)).lowercased(), s.port, s.isIPv6)
            }
            guard let parsed else { return nil }
            (host, port, isIPv6) = parsed
        }

        /// As it is written in a Host field.
        package var text: String { (isIPv6 ? "[\(host)]" : host) + (port.map { ":\($0)" } ?? "") }
    }
}
