import StrataCore
import StrataInfoset
import StrataServiceModel
import Synchronization

/// An envelope for comparison: the header blocks without regard to their order, and the body.
struct Envelope: Equatable, CustomStringConvertible {
    /// Those of addressing and others, each as `canonical`, sorted.
    let addressing, headers: [String]
    let body: String

    /// - Parameter masked: local names of addressing headers whose text is another each time.
    init(_ root: InfosetCursor, masked: Set<String> = ["MessageID", "To"]) throws {
        var addressing: [String] = []
        var headers: [String] = []
        var body = "no body"
        for part in root.children {
            if part.localName == "Body" { body = try canonical(part) }
            guard part.localName == "Header" else { continue }
            for block in part.children {
                var text = try canonical(block)
                guard block.namespace == "http://www.w3.org/2005/08/addressing" else {
                    headers.append(text)
                    continue
                }
                if masked.contains(block.localName) { text = text.replacing(try block.string(), with: "…") }
                addressing.append(text)
            }
        }
        self.addressing = addressing.sorted()
        self.headers = headers.sorted()
        self.body = body
    }

    var description: String { (addressing + headers + [body]).joined(separator: "\n") }
}

/// Keeps the messages of a host's endpoint.
final class Recording: EndpointBehavior, DispatchMessageInspector {
    private let kept = Mutex<[Message]>([])
    var requests: [Message] { kept.withLock { $0 } }

    func apply(to dispatch: inout DispatchRuntime, of endpoint: EndpointDescription) { dispatch.messageInspectors.append(self) }

    func afterReceiving(_ request: inout Message, _ operation: OperationDescription) throws -> (any Sendable)? {
        let request = request
        kept.withLock { $0.append(request) }
        return nil
    }
}

/// Hosts a service for the duration of `body`.
func withHost<Instance: Sendable>(_ service: HostedService<Instance>, _ body: (ServiceHost) async throws -> Void) async throws {
    let host = try ServiceHost(service)
    try await host.open()
    let running = Task { try await host.run() }
    do { try await body(host) } catch {
        host.abort()
        throw error
    }
    try await host.close()
    try await running.value
}
