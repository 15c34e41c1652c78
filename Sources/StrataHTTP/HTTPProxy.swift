/// The HTTP proxy through which a client calls (RFC 9110, 3.7): `http` targets by requests in absolute form, `https` targets through a
/// tunnel (CONNECT) inside which TLS is spoken with the target itself.
///
/// There is no other way to a proxy than naming it here: the variables of the environment are not looked at. Its credentials are shown to it
/// alone, and those of the target never in a CONNECT request; a proxy of plain `http` reads all that passes it, the target's credentials too.
public struct HTTPProxy: Sendable, CustomStringConvertible {
    /// `http://host:port`; WCF's `ProxyAddress`. TLS on the way to the proxy itself is not spoken.
    public var address: String
    /// What the proxy asks for: nothing, Basic or Digest; WCF's `ProxyAuthenticationScheme`.
    public var authenticationScheme = HTTPAuthenticationScheme.anonymous
    /// What the proxy is shown; required with `.basic` and `.digest`.
    public var credentials: HTTPCredentials?
    /// Hosts that are called without the proxy, by name or IP address without a port; `*.example.com` stands for all names below it.
    public var bypassList: [String] = []
    /// Whether hosts of this machine and names without a dot are called without the proxy: false; WCF's `BypassProxyOnLocal`.
    public var bypassesLocal = false

    /// A proxy that asks for no credentials.
    public init(_ address: String) { self.address = address }

    /// The address, and the user name where there is one.
    public var description: String { address + (credentials.map { " as '\($0.userName)'" } ?? "") }

    /// Whether a host, in lower case, is called without the proxy.
    func bypasses(_ host: String) -> Bool {
        if bypassesLocal, host == "localhost" || host == "::1" || !host.contains(where: { $0 == "." || $0 == ":" }) || Self.isLoopback(host)
        {
            return true
        }
        return bypassList.contains { rule in
            let rule = rule.lowercased()
            return rule.hasPrefix("*.") ? host.hasSuffix(rule.dropFirst()) && host.utf8.count >= rule.utf8.count : host == rule
        }
    }

    /// 127.0.0.0/8, in the form of four numbers.
    private static func isLoopback(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
