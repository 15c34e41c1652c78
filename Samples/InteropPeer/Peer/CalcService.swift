public import Strata
internal import StrataCrypto
internal import Synchronization

/// The contract `ICalc`, on messages and cursors: each operation takes its parameters out of the body and writes its result.
public final class CalcService: Sendable {
    static let operations = ["Add", "Echo", "EchoTypes", "EchoBytes", "Notify", "NotifyCount", "Fail", "WhoAmI"]

    private let node: SOAPProcessor
    private let notes = Atomic<Int>(0)

    public init(version: MessageVersion) {
        var configuration = SOAPProcessor.Configuration.defaults
        configuration.actions = Set(Self.operations.map { Names.action($0) })
        // A peer to test against: its callers want to see what went wrong.
        configuration.revealsErrors = true
        // Mono's clients send SOAP 1.1 with addressing headers, but the action in `SOAPAction` only.
        configuration.takesActionOfTransport = true
        node = SOAPProcessor(version: version, configuration: configuration)
    }

    /// Answers one request; what is no request for this contract is answered with the fault that the specifications give it.
    public func answer(_ request: Message) async -> Message? {
        await node.process(request) { request in try self.perform(request) }
    }

    private func perform(_ request: Message) throws -> Message? {
        guard let action = request.headers.action, let operation = action.split(separator: "/").last.map(String.init),
            let body = request.bodyContents, body.isNamed(ExpandedName(operation, namespace: Names.calc)), body.next == nil
        else { throw FaultError(.sender("The body is not that of the operation which the action names.")) }
        do {
            return try perform(operation, body, request)
        } catch let error as InvalidValue {
            throw FaultError(.sender("\(error)"))
        } catch let error as InfosetError {
            throw FaultError(.sender(error.reason))
        }
    }

    private func perform(_ operation: String, _ body: InfosetCursor, _ request: Message) throws -> Message? {
        switch operation {
        case "Add":
            let a: Int32 = try body.member("a", in: Names.calc)?.integer() ?? 0
            let b: Int32 = try body.member("b", in: Names.calc)?.integer() ?? 0
            return reply(operation, text: String(a &+ b))
        case "Echo":
            return reply(operation, text: try body.member("text", in: Names.calc)?.string())
        case "EchoTypes":
            let value = try body.member("value", in: Names.calc).flatMap { try AllTypes.read(from: $0) }
            return reply(operation) { AllTypes.write(value, as: $0, to: &$1) }
        case "EchoBytes":
            let data = try body.member("data", in: Names.calc)?.base64()
            return reply(operation) { name, builder in
                builder.startElement(name)
                if let data { builder.bytes(data) } else { builder.null() }
                builder.endElement()
            }
        case "Notify":
            notes.add(1, ordering: .relaxed)
            return nil
        case "NotifyCount":
            return reply(operation, text: String(notes.load(ordering: .relaxed)))
        case "Fail":
            throw failure(try body.member("how", in: Names.calc)?.string() ?? "")
        default:
            return reply(operation, text: Self.caller(of: request))
        }
    }

    private func failure(_ how: String) -> any Error {
        switch how {
        case "typed":
            let detail = FaultDetail { builder in
                builder.startElement(ExpandedName("PeerFault", namespace: Names.data))
                builder.element(ExpandedName("Reason", namespace: Names.data), "asked to")
                builder.element(ExpandedName("Code", namespace: Names.data), "42")
                builder.endElement()
            }
            let code = FaultCode(.other(ExpandedName("Boom", namespace: "urn:peers:codes")))
            return FaultError(Fault(code, "typed fault", detail: detail), action: Names.action("FailPeerFaultFault"))
        case "plain": return FaultError(.sender("plain fault"))
        default: return Unhandled(how: how)
        }
    }

    /// The primary identity of the caller, as the peers write it.
    private static func caller(of request: Message) -> String {
        guard let context = request.properties[SecurityContext.self] else { return "nobody (no security context)" }
        guard let primary = context.primary else { return "" }
        if let user = primary.userName { return user }
        guard let der = primary.certificateChain.first, let certificate = try? Certificate(der: der) else { return "" }
        let thumbprint = certificate.sha1Thumbprint.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined()
        return "\(certificate.subject); \(thumbprint)"
    }

    private func reply(_ operation: String, text: String?) -> Message {
        reply(operation) { name, builder in
            builder.startElement(name)
            if let text { builder.text(text) } else { builder.null() }
            builder.endElement()
        }
    }

    private func reply(_ operation: String, _ write: @escaping @Sendable (ExpandedName, inout InfosetBuilder) -> Void) -> Message {
        Message(version: node.version, action: Names.action(operation + "Response")) { builder in
            builder.startElement(ExpandedName(operation + "Response", namespace: Names.calc))
            write(ExpandedName(operation + "Result", namespace: Names.calc), &builder)
            builder.endElement()
        }
    }
}

/// The error that nobody handles.
struct Unhandled: Error, CustomStringConvertible {
    let how: String
    var description: String { "unhandled: \(how)" }
}
