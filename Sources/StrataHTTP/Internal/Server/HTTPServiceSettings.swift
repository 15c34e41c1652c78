internal import StrataCore
internal import StrataTLS

/// What a listener was built with.
final class HTTPServiceSettings: Sendable {
    let given: EndpointAddress
    let address: HTTPAddress
    let configuration: HTTPTransport.Configuration
    let tls: TLSContext?
    let encoders: EncoderPool
    let resources: [Resource]
    let diagnostics: any Diagnostics
    /// Asked once: where nobody counts, an event costs one look at this.
    private let counts: Bool

    init(
        _ given: EndpointAddress, _ address: HTTPAddress, _ configuration: HTTPTransport.Configuration, _ tls: TLSContext?,
        _ encoders: EncoderPool,
        _ resources: [Resource], _ diagnostics: any Diagnostics
    ) {
        self.given = given
        self.address = address
        self.configuration = configuration
        self.tls = tls
        self.encoders = encoders
        self.resources = resources
        self.diagnostics = diagnostics
        counts = diagnostics.countsEvents
    }

    func count(_ kind: DiagnosticEvent.Kind) {
        if counts { diagnostics.count(DiagnosticEvent(kind, source: "http", side: .service)) }
    }

    func report(_ level: DiagnosticLevel, _ message: String, _ fields: [(name: String, value: String)] = [], error: (any Error)? = nil) {
        guard diagnostics.isEnabled(level) else { return }
        diagnostics.record(DiagnosticRecord(source: "http", message, fields: fields, error: error), at: level)
    }
}
