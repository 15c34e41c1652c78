import StrataCore
import StrataCrypto
import StrataHTTP
import StrataInProcess
import StrataInfoset
import StrataTLS
import StrataTextEncoding

/// One element as it is unless set, and with each of its settings changed, by the path of the setting.
struct ElementVariants: Sendable {
    let name: String
    let element: any BindingElement
    let changed: [String: any BindingElement]
    /// Puts an element of this kind into a stack.
    let stack: @Sendable (any BindingElement) -> [any BindingElement]

    struct Judge: UserNameValidator {
        func validate(userName: String, password: String) async throws {}
    }

    struct Inspector: CertificateValidator {
        func validate(chain: [Bytes], role: PeerRole, name: String?) async throws {}
    }

    static func variants<Element: BindingElement, Configuration>(
        _ element: Element, _ path: WritableKeyPath<Element, Configuration>, _ changes: [String: @Sendable (inout Configuration) -> Void]
    ) -> [String: any BindingElement] {
        changes.mapValues { change in
            var copy = element
            change(&copy[keyPath: path])
            return copy
        }
    }

    static let quotas: [String: @Sendable (inout XMLQuotas) -> Void] = [
        "maxDepth": { $0.maxDepth = 1 }, "maxStringContentLength": { $0.maxStringContentLength = 1 },
        "maxArrayLength": { $0.maxArrayLength = 1 }, "maxBytesPerRead": { $0.maxBytesPerRead = 1 },
        "maxNameTableCharCount": { $0.maxNameTableCharCount = 1 }, "maxAttributesPerElement": { $0.maxAttributesPerElement = 1 },
        "maxNameLength": { $0.maxNameLength = 1 }, "maxNodes": { $0.maxNodes = 1 },
    ]

    static let text: ElementVariants = {
        var changes: [String: @Sendable (inout TextEncoding.Configuration) -> Void] = [
            "configuration.messageVersion": { $0.messageVersion = .soap11 },
            "configuration.writeEncoding": { $0.writeEncoding = .utf16LittleEndian },
        ]
        for (name, change) in quotas { changes["configuration.readerQuotas." + name] = { change(&$0.readerQuotas) } }
        return ElementVariants(
            name: "TextEncoding", element: TextEncoding(), changed: variants(TextEncoding(), \.configuration, changes)
        ) { [$0, HTTPTransport()] }
    }()

    static let limits: [String: @Sendable (inout HTTPLimits) -> Void] = [
        "maxStartLineLength": { $0.maxStartLineLength = 1 }, "maxFieldLineLength": { $0.maxFieldLineLength = 1 },
        "maxFieldCount": { $0.maxFieldCount = 1 }, "maxFieldBytes": { $0.maxFieldBytes = 1 },
        "maxChunkLineLength": { $0.maxChunkLineLength = 1 }, "maxChunkOverhead": { $0.maxChunkOverhead = 1 },
        "maxTrailerCount": { $0.maxTrailerCount = 1 }, "maxTrailerBytes": { $0.maxTrailerBytes = 1 },
        "maxInterimResponses": { $0.maxInterimResponses = 1 }, "maxInflationRatio": { $0.maxInflationRatio = 1 },
    ]

    static let httpChanges: [String: @Sendable (inout HTTPTransport.Configuration) -> Void] = {
        var changes: [String: @Sendable (inout HTTPTransport.Configuration) -> Void] = [
            "maxReceivedMessageSize": { $0.maxReceivedMessageSize = 1 },
            "transferMode": { $0.transferMode = .streamedRequest },
            "maxBufferSize": { $0.maxBufferSize = 1 },
            "keepAliveEnabled": { $0.keepAliveEnabled = false },
            "digestValidator": { $0.digestValidator = DigestUser() },
            "digestAlgorithms": { $0.digestAlgorithms = [.sha256] },
            "digestNonceLifetime": { $0.digestNonceLifetime = .seconds(7) },
            "decompressionEnabled": { $0.decompressionEnabled = false },
            "compression": { $0.compression = .gzip },
            "authenticationScheme": { $0.authenticationScheme = .basic },
            "realm": { $0.realm = "tests" },
            "userNameValidator": { $0.userNameValidator = Judge() },
            "credentials": { $0.credentials = HTTPCredentials(userName: "alice", password: "opensesame") },
            "preauthenticate": { $0.preauthenticate = false },
            "proxy": { $0.proxy = HTTPProxy("http://proxy.example:3128") },
            "allowCookies": { $0.allowCookies = true },
            "hostNameComparisonMode": { $0.hostNameComparisonMode = .exact },
            "retriesLostConnections": { $0.retriesLostConnections = false },
            "maxOutboundConnectionsPerEndpoint": { $0.maxOutboundConnectionsPerEndpoint = 1 },
            "connectionIdleTimeout": { $0.connectionIdleTimeout = .seconds(1) },
            "connectionLeaseTimeout": { $0.connectionLeaseTimeout = .seconds(1) },
            "maxConnections": { $0.maxConnections = 1 },
            "idleTimeout": { $0.idleTimeout = .seconds(1) },
            "requestInitializationTimeout": { $0.requestInitializationTimeout = .seconds(1) },
            "bodyProgressTimeout": { $0.bodyProgressTimeout = .seconds(1) },
            "minimumBodyProgress": { $0.minimumBodyProgress = 1 },
        ]
        for (name, change) in limits { changes["limits." + name] = { change(&$0.limits) } }
        return changes
    }()

    static func tlsChanges(_ certificates: BindingCertificates) -> [String: @Sendable (inout TLSConfiguration) -> Void] {
        [
            "minimumVersion": { $0.minimumVersion = .tls13 },
            "maximumVersion": { $0.maximumVersion = .tls12 },
            "identity": { $0.identity = certificates.server },
            "identitySource": { $0.identitySource = TLSIdentitySource(certificates.server) },
            "resumesSessions": { $0.resumesSessions = false },
            "trust": { $0.trust = .roots([certificates.authority.certificate]) },
            "trust (validator)": { $0.trust = TLSTrust.systemRoots.and(Inspector()) },
            "clientCertificates": { $0.clientCertificates = .optional },
            "serverName": { $0.serverName = "somebody.example" },
            "checksServerName": { $0.checksServerName = false },
            "applicationProtocols": { $0.applicationProtocols = ["http/1.1"] },
        ]
    }

    static func prefixed<Configuration, Part>(
        _ prefix: String, _ path: any WritableKeyPath<Configuration, Part> & Sendable, _ changes: [String: @Sendable (inout Part) -> Void]
    ) -> [String: @Sendable (inout Configuration) -> Void] {
        var prefixed: [String: @Sendable (inout Configuration) -> Void] = [:]
        for (name, change) in changes { prefixed[prefix + name] = { @Sendable in change(&$0[keyPath: path]) } }
        return prefixed
    }

    static func all() throws -> [ElementVariants] {
        let certificates = try BindingCertificates.shared.get()
        let tls = tlsChanges(certificates)
        let http = HTTPTransport()
        let https = HTTPSTransport(tls: .defaults)
        let hub = InProcessHub("tests")
        let inProcess = InProcessTransport(hub: .shared)
        var inProcessChanged = variants(
            inProcess, \.configuration,
            [
                "configuration.encodes": { $0.encodes = false }, "configuration.messageVersion": { $0.messageVersion = .soap11 },
                "configuration.mailboxCapacity": { $0.mailboxCapacity = 1 },
                "configuration.maxPendingSessions": { $0.maxPendingSessions = 1 },
                "configuration.maxConcurrentRequests": { $0.maxConcurrentRequests = 1 },
            ])
        inProcessChanged["hub"] = InProcessTransport(hub: hub)
        let page = Resource("/page", title: "page", contentType: "text/html", octets: Bytes())
        let other = Resource("/page", title: "another", contentType: "text/html", octets: Bytes())
        return [
            text,
            ElementVariants(
                name: "HTTPTransport", element: http,
                changed: variants(http, \.configuration, prefixed("configuration.", \.self, httpChanges))
            ) { [TextEncoding(), $0] },
            ElementVariants(
                name: "HTTPSTransport", element: https,
                changed: variants(https, \.configuration, prefixed("configuration.http.", \.http, httpChanges)).merging(
                    variants(https, \.configuration, prefixed("configuration.ownTLS.", \.tls, tls))
                ) { first, _ in first }
            ) { [TextEncoding(), $0] },
            ElementVariants(
                name: "TLSSettings", element: TLSSettings(),
                changed: variants(TLSSettings(), \.configuration, prefixed("configuration.", \.self, tls))
            ) { [TextEncoding(), $0, HTTPSTransport()] },
            ElementVariants(name: "InProcessTransport", element: inProcess, changed: inProcessChanged) { [TextEncoding(), $0] },
            ElementVariants(
                name: "PublishedResources", element: PublishedResources([page]),
                changed: ["resources": PublishedResources([other]), "resources (more)": PublishedResources([page, other])]
            ) { [$0, TextEncoding(), HTTPTransport()] },
        ]
    }
}

/// Certificates, made once.
struct BindingCertificates: Sendable {
    static let shared = Result { try BindingCertificates() }

    let authority: CertificateAuthority
    let server: CertificateIdentity
    let client: CertificateIdentity

    private init() throws {
        authority = try CertificateAuthority.make(name: "tests")
        server = try authority.issue(.server(names: ["localhost", "127.0.0.1"]))
        client = try authority.issue(.client(name: "tests client"))
    }
}

private struct DigestUser: HTTPDigestValidator {
    func secret(userName: String, realm: String, algorithm: HTTPDigestAlgorithm) async throws -> HTTPDigestSecret { .password("secret") }
}
