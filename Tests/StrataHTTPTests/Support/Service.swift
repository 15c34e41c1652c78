import StrataCore
@testable import StrataHTTP
import StrataTextEncoding

/// Plain HTTP with SOAP 1.1, as most of these tests want it.
func plainBinding(
    _ version: MessageVersion = .soap11, diagnostics: any Diagnostics = NoDiagnostics(), time: any TimeSource = SystemTime.shared,
    configure: (inout HTTPTransport.Configuration) -> Void = { _ in }
) -> CustomBinding {
    var configuration = HTTPTransport.Configuration.defaults
    configure(&configuration)
    return CustomBinding(time: time, diagnostics: diagnostics) {
        TextEncoding(version)
        HTTPTransport(configuration)
    }
}

/// Opens a service, uses it, and closes it whatever happens.
@discardableResult
func withService<Value>(
    _ binding: some Binding, at path: String = "/peer", host: String = "127.0.0.1", port: UInt16 = 0, scheme: String = "http",
    resources: [Resource] = [], _ handler: @escaping RequestHandler, _ body: (any ChannelListener<any ReplyChannel>) async throws -> Value
) async throws -> Value {
    let listener = try binding.makeReplyListener(at: EndpointAddress("\(scheme)://\(host):\(port)\(path)"), resources: resources)
    try await listener.open(until: .never)
    let serving = Task { try await listener.serve(handler) }
    do {
        let value = try await body(listener)
        if listener.state == .opened { try await listener.close(until: .never) }
        try await serving.value
        return value
    } catch {
        listener.abort()
        try? await serving.value
        throw error
    }
}

extension ChannelListener {
    /// The port it listens at.
    var port: UInt16 {
        let text = address.uri
        guard let colon = text.lastIndex(of: ":") else { return 0 }
        return UInt16(text[text.index(after: colon)...].prefix { $0.isNumber }) ?? 0
    }
}

/// How many connections the services at a port have.
func connections(at port: UInt16) -> Int { HTTPPorts.shared.listening(at: port).reduce(0) { $0 + $1.connectionCount } }

/// Over what a test runs.
enum Carrier: String, Sendable, Codable, CaseIterable {
    case http, https

    /// SOAP 1.1 over it with the certificates of the tests; the service's binding, or its client's.
    func binding(
        isService: Bool, diagnostics: any Diagnostics = NoDiagnostics(), time: any TimeSource = SystemTime.shared,
        configure: (inout HTTPTransport.Configuration) -> Void = { _ in }
    ) throws -> CustomBinding {
        guard self == .https else { return plainBinding(diagnostics: diagnostics, time: time, configure: configure) }
        let certificates = try Certificates.shared.get()
        var configuration = HTTPSTransport.Configuration(tls: isService ? certificates.serverSettings() : certificates.clientSettings())
        configure(&configuration.http)
        return CustomBinding(time: time, diagnostics: diagnostics) {
            TextEncoding(.soap11)
            HTTPSTransport(configuration)
        }
    }
}
