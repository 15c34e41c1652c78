extension EndpointAddress {
    /// The URI as errors and records show it: user information, which may hold a password (RFC 3986, 3.2.1), is left out.
    public var displayURI: String {
        guard let scheme = uri.firstRange(of: "://") else { return uri }
        let end = uri[scheme.upperBound...].firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? uri.endIndex
        guard let at = uri[scheme.upperBound..<end].lastIndex(of: "@") else { return uri }
        return uri[..<scheme.upperBound] + "…" + uri[at...]
    }
}
