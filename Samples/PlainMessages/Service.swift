import Strata
import Synchronization

/// A service on messages and cursors: each operation takes its parameters out of the body and writes its result.
final class CalcService: Sendable {
    private let node: SOAPProcessor
    private let notes = Atomic<Int>(0)

    init(version: MessageVersion) {
        var configuration = SOAPProcessor.Configuration.defaults
        configuration.actions = Set(["Add", "Echo", "Notify", "NotifyCount", "Fail"].map(Names.action))
        node = SOAPProcessor(version: version, configuration: configuration)
    }

    /// Answers one request; what is no request for this contract is answered with the fault that the specifications give it.
    func answer(_ request: Message) async -> Message? {
        await node.process(request) { request in try self.perform(request) }
    }

    private func perform(_ request: Message) throws -> Message? {
        guard let action = request.headers.action, let operation = action.split(separator: "/").last.map(String.init),
            let body = request.bodyContents, body.isNamed(ExpandedName(operation, namespace: Names.calc)), body.next == nil
        else { throw FaultError(.sender("The body is not that of the operation which the action names.")) }
        switch operation {
        case "Add":
            let a = try body.parameter("a")?.integer() ?? 0
            let b = try body.parameter("b")?.integer() ?? 0
            return reply(operation, String(a &+ b))
        case "Notify":
            notes.add(1, ordering: .relaxed)
            return nil
        case "NotifyCount": return reply(operation, String(notes.load(ordering: .relaxed)))
        case "Fail": throw FaultError(failure())
        default: return reply(operation, try body.parameter("text")?.string())
        }
    }

    private func failure() -> Fault {
        let detail = FaultDetail { builder in
            builder.startElement(ExpandedName("PeerFault", namespace: Names.data))
            builder.element(ExpandedName("Reason", namespace: Names.data), "asked to")
            builder.element(ExpandedName("Code", namespace: Names.data), "42")
            builder.endElement()
        }
        return Fault(FaultCode(.other(ExpandedName("Boom", namespace: "urn:peers:codes"))), "typed fault", detail: detail)
    }

    private func reply(_ operation: String, _ text: String?) -> Message {
        Message(version: node.version, action: Names.action(operation + "Response")) { builder in
            builder.startElement(ExpandedName(operation + "Response", namespace: Names.calc))
            builder.parameter(operation + "Result", text)
            builder.endElement()
        }
    }
}
