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
    /// Fields of a request that elements above want to read.
    let wantedFields: [String]
    /// Asked once: where nobody counts, an event costs one look at this.
    private let counts: Bool

    init(
        _ given: EndpointAddress, _ address: HTTPAddress, _ configuration: HTTPTransport.Configuration, _ tls: TLSContext?,
        _ encoders: EncoderPool,
        _ resources: [Resource], _ diagnostics: any Diagnostics, wantedFields: [String]
    ) {
        self.given = given
        self.address = address
        self.configuration = configuration
        self.tls = tls
        self.encoders = encoders
        self.resources = resources
        self.diagnostics = diagnostics
        self.wantedFields = wantedFields
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
