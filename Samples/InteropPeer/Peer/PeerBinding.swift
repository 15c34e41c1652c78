internal import Strata

/// A binding by the name that all peers give it.
public struct PeerBinding: Sendable {
    /// What it is made of.
    enum Stack: Sendable {
        case basicHTTP
        case wsHTTP
        case ws2007HTTP
        /// Element by element.
        case custom(MessageVersion, XMLCharacterEncoding)
    }

    enum Security: Sendable {
        case none
        /// HTTP Basic without TLS.
        case userName
        /// HTTP Digest without TLS.
        case userNameDigest
        case tls
        case tlsAndUserName
        case tlsAndCertificate
    }

    /// A contract of the peers.
    public enum Kind: String, Sendable {
        case calc, stream
    }

    public let name: String
    let stack: Stack
    let security: Security
    /// Which of the peers' contracts is spoken over it. That of streams over streamed bodies, the other over such as are held in memory.
    public let kind: Kind

    init(_ name: String, _ stack: Stack, _ security: Security = .none, kind: Kind = .calc) {
        self.name = name
        self.stack = stack
        self.security = security
        self.kind = kind
    }

    public static let all: [PeerBinding] = [
        PeerBinding("basic", .basicHTTP),
        PeerBinding("ws-none", .wsHTTP),
        PeerBinding("ws2007-none", .ws2007HTTP),
        PeerBinding("text-s12a10", .custom(.soap12Addressing10, .utf8)),
        PeerBinding("text-s11a10", .custom(.soap11Addressing10, .utf8)),
        PeerBinding("text-s12a04", .custom(.soap12AddressingAugust2004, .utf8)),
        PeerBinding("text-s12", .custom(.soap12, .utf8)),
        PeerBinding("text-s12a10-utf16", .custom(.soap12Addressing10, .utf16LittleEndian)),
        PeerBinding("basic-https", .basicHTTP, .tls),
        PeerBinding("ws-https", .wsHTTP, .tls),
        PeerBinding("basic-https-clientcert", .basicHTTP, .tlsAndCertificate),
        PeerBinding("basic-httpauth-basic", .basicHTTP, .userName),
        PeerBinding("basic-httpauth-digest", .custom(.soap11, .utf8), .userNameDigest),
        PeerBinding("basic-https-basic", .basicHTTP, .tlsAndUserName),
        PeerBinding("basic-streamed", .basicHTTP, kind: .stream),
    ]

    public static func named(_ name: String) throws -> PeerBinding {
        guard let row = all.first(where: { $0.name == name }) else {
            throw UsageError("no binding is named '\(name)'; there are \(all.map(\.name).joined(separator: ", "))")
        }
        return row
    }

    public var scheme: String { usesTLS ? "https" : "http" }

    var usesTLS: Bool {
        switch security {
        case .none, .userName, .userNameDigest: false
        case .tls, .tlsAndUserName, .tlsAndCertificate: true
        }
    }
}
