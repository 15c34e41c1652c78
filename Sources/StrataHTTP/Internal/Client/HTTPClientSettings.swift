internal import StrataCore
internal import StrataFraming
internal import StrataTLS

/// What a factory was built with.
final class HTTPClientSettings: Sendable {
    let scheme: String
    let configuration: HTTPTransport.Configuration
    let tls: TLSContext?
    let encoders: EncoderPool
    let timeouts: Timeouts
    let time: any TimeSource
    let diagnostics: any Diagnostics
    let proxy: ProxyRoute?
    /// Of this factory alone; `nil` where cookies are not allowed.
    let cookies: CookieJar?
    /// Fields of a reply that elements above want to read.
    let wantedFields: [String]
    private let counts: Bool

    init(
        _ scheme: String, _ configuration: HTTPTransport.Configuration, _ tls: TLSContext?, _ encoders: EncoderPool, _ timeouts: Timeouts,
        _ time: any TimeSource, _ diagnostics: any Diagnostics, proxy: ProxyRoute?, wantedFields: [String]
    ) {
        self.scheme = scheme
        self.configuration = configuration
        self.tls = tls
        self.encoders = encoders
        self.timeouts = timeouts
        self.time = time
        self.diagnostics = diagnostics
        self.proxy = proxy
        cookies = configuration.allowCookies ? CookieJar() : nil
        self.wantedFields = wantedFields
        counts = diagnostics.countsEvents
    }

    /// Adds what belongs to a reply and not to its message.
    func complete(_ message: inout Message, _ head: HTTP1.ResponseHead, _ identity: RemoteIdentity?) {
        message.properties[HTTPResponseProperty.self] = HTTPResponseProperty(status: head.status, headers: HTTPHeaders(head.fields))
        if !wantedFields.isEmpty { CarriedFields.take(wantedFields, from: head.fields, into: &message) }
        if tls != nil { message.properties[SecurityContext.self] = SecurityContext(identity.map { [$0] } ?? []) }
    }

    func count(_ kind: DiagnosticEvent.Kind) {
        if counts { diagnostics.count(DiagnosticEvent(kind, source: "http", side: .client)) }
    }
}
