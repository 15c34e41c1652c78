import StrataCore
import StrataDiagnostics
import StrataHTTP
import StrataInfoset
import StrataTLS
import StrataTesting
import StrataTextEncoding
import Testing

/// The checks that every transport passes, over loopback sockets.
struct ConformanceTests {
    enum Form: String, Sendable, CaseIterable {
        case http, httpWithSOAP11, https, withMessageElements, withTracing, streamed, streamedOverTLS
    }

    /// What passes while it is written and read, and over what.
    struct Streaming: Sendable, CustomTestStringConvertible {
        var form: Form
        var mode: TransferMode
        var testDescription: String { "\(form) \(mode)" }

        static let all =
            [Form.streamed, .streamedOverTLS, .withMessageElements].map { Streaming(form: $0, mode: .streamed) }
            + [TransferMode.streamedRequest, .streamedResponse].map { Streaming(form: .http, mode: $0) }
    }

    /// Adds a header on the way down and takes it off on the way up; suspends in between.
    struct Stamp: AsyncMessageElement {
        static let header = ExpandedName("Stamp", namespace: "urn:strata:testing")

        struct Transform: AsyncMessageTransform {
            func outbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
                await Task.yield()
                message.headers.add(MessageHeader(Stamp.header, "it"))
            }
            func inbound(_ message: inout Message, _ exchange: inout Exchange) async throws {
                await Task.yield()
                guard let place = message.headers.lastIndex(where: { $0.name == Stamp.header }) else {
                    throw FaultError(.sender("no stamp"))
                }
                message.headers.remove(at: place)
            }
        }

        func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any AsyncMessageTransform { Transform() }
    }

    static func stack(_ form: Form) throws -> StackUnderTest {
        try stack(form, form == .streamed || form == .streamedOverTLS ? .streamed : .buffered)
    }

    static func stack(_ form: Form, _ mode: TransferMode) throws -> StackUnderTest {
        let time = ManualTime()
        let version: MessageVersion = form == .httpWithSOAP11 ? .soap11 : .default
        func binding(_ transport: any TransportElement) throws -> CustomBinding {
            let upper: [any BindingElement] =
                switch form {
                case .withMessageElements: [Stamp()]
                case .withTracing: [CallTracing(SpanMemory())]
                default: []
                }
            return try CustomBinding(form.rawValue, validating: upper + [TextEncoding(version), transport], time: time)
        }
        let isSecure = form == .https || form == .streamedOverTLS
        var configuration = HTTPTransport.Configuration.defaults
        configuration.transferMode = mode
        if mode != .buffered { configuration.maxReceivedMessageSize = 1 << 30 }
        let (client, service): (any TransportElement, any TransportElement)
        if isSecure {
            let certificates = try Certificates.shared.get()
            var (near, far) = (
                HTTPSTransport.Configuration(tls: certificates.clientSettings()),
                HTTPSTransport.Configuration(tls: certificates.serverSettings())
            )
            (near.http, far.http) = (configuration, configuration)
            (client, service) = (HTTPSTransport(near), HTTPSTransport(far))
        } else {
            (client, service) = (HTTPTransport(configuration), HTTPTransport(configuration))
        }
        var stack = StackUnderTest(
            client: try binding(client), service: try binding(service), version: version, shapes: [.oneWay, .requestReply], time: time
        ) {
            EndpointAddress("\(isSecure ? "https" : "http")://127.0.0.1:0/conformance")
        }
        stack.transferMode = mode
        return stack
    }

    @Test(arguments: Form.allCases) func shapes(_ form: Form) throws {
        try ConformanceTests.stack(form).checkShapes()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func messages(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkMessages()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func backPressure(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkBackPressure()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Streaming.all) func streams(_ streaming: Streaming) async throws {
        let stack = try ConformanceTests.stack(streaming.form, streaming.mode)
        try stack.checkShapes()
        try await stack.checkStreams()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func states(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkStates()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func cancellation(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkCancellation()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func timeout(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkTimeout()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func closeAndAbort(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkCloseAndAbort()
    }

    @Test(.timeLimit(.minutes(1)), arguments: Form.allCases) func faulting(_ form: Form) async throws {
        try await ConformanceTests.stack(form).checkFaulting()
    }
}
