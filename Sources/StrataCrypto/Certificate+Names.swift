internal import COpenSSL

extension Certificate {
    /// Whether the certificate speaks for a host (RFC 9525).
    ///
    /// A host name is compared with the DNS names, an IP address (IPv6 with or without brackets, a zone is ignored) with the IP
    /// addresses. A wildcard stands for exactly one whole label, the first. The subject's common name is not looked at.
    public func speaks(for host: String) -> Bool {
        OpenSSL.start()
        let host = HostName.bare(host)
        // A leading dot means "anything below" to the library.
        guard !host.isEmpty, !host.hasPrefix(".") else { return false }
        defer { OpenSSL.clearErrors() }
        if IPAddress.octets(host) != nil { return X509_check_ip_asc(storage.pointer, host, 0) == 1 }
        return host.withCString { X509_check_host(storage.pointer, $0, host.utf8.count, HostName.flags, nil) == 1 }
    }
}
