internal import StrataCore
internal import StrataFraming

/// The proxy of one factory, and what it was told of it. Any thread.
final class ProxyRoute: Sendable {
    let address: HTTPAddress
    private let proxy: HTTPProxy
    private let digest: DigestClient?

    init(_ proxy: HTTPProxy, algorithms: [HTTPDigestAlgorithm]) throws(BindingError) {
        func wrong(_ text: String) -> BindingError { BindingError(.invalidConfiguration, text) }
        if proxy.address.lowercased().hasPrefix("https:") {
            throw wrong("the proxy's address '\(proxy.address)' asks for TLS to the proxy, which is not spoken here: use http://")
        }
        address = try HTTPAddress(proxy.address, scheme: "http")
        guard address.target == "/", address.port != 0 else {
            throw wrong("the proxy's address '\(proxy.address)' must be http://host:port, without a path")
        }
        switch (proxy.authenticationScheme, proxy.credentials) {
        case (.anonymous, nil): break
        case (.anonymous, _?): throw wrong("the proxy has credentials and its authenticationScheme is Anonymous: set Basic or Digest")
        case (.basic, let credentials?):
            guard !credentials.userName.utf8.contains(UInt8(ascii: ":")) else {
                throw wrong("a user name of HTTP Basic cannot have a colon (RFC 7617, 2)")
            }
        case (.digest, _?): break
        case (.basic, nil), (.digest, nil):
            throw wrong("the proxy's authenticationScheme is \(proxy.authenticationScheme) without credentials")
        default: throw wrong("the proxy's authenticationScheme '\(proxy.authenticationScheme)' is not known here")
        }
        self.proxy = proxy
        digest = proxy.authenticationScheme == .digest ? proxy.credentials.map { DigestClient($0, algorithms) } : nil
    }

    func bypasses(_ host: String) -> Bool { proxy.bypasses(host) }

    private var space: DigestClient.Space { DigestClient.Space(host: address.host, port: address.port, path: "") }

    /// The value of a Proxy-Authorization field; `nil` where there is nothing to show, or not yet.
    func authorization(method: String, target: String) throws -> String? {
        if let digest { return try digest.authorization(space, method: method, uri: target) }
        return proxy.authenticationScheme == .basic ? proxy.credentials.map(BasicAuthentication.authorization) : nil
    }

    /// Whether a refusal (407) can be answered with other credentials than those that were shown, if any.
    func take(_ refusal: HTTPStatusError, first: Bool) -> Bool {
        guard let digest, let stale = digest.take(refusal.headers.values(of: "Proxy-Authenticate"), space) else { return false }
        return first || stale
    }
}

/// What a proxy answered instead of a tunnel: the cause of the `IOError` of the connection.
struct TunnelRefusal: Error {
    var status: HTTPStatusError
}
