import StrataCore
import StrataInfoset

/// A service on plain messages: what the recordings ask for.
enum PeerCalc {
    static let namespace = "urn:peers:calc"

    static func node(_ version: MessageVersion) -> SOAPProcessor {
        var configuration = SOAPProcessor.Configuration()
        configuration.actions = Set(["Add", "Echo", "Notify", "Fail"].map { "\(namespace)/ICalc/\($0)" })
        configuration.addressFilter = .exact("http://localhost/peer")
        return SOAPProcessor(version: version, configuration: configuration)
    }

    @Sendable static func handle(_ request: Message) async throws -> Message? {
        let operation = String((request.headers.action ?? "").split(separator: "/").last ?? "")
        let name = ExpandedName(operation, namespace: namespace)
        guard let body = request.bodyContents, body.isNamed(name), body.next == nil else {
            throw FaultError(.sender("The body is not one '\(operation)'."))
        }
        func parameter(_ local: String) throws -> String {
            try body.child(ExpandedName(local, namespace: namespace))?.string() ?? ""
        }
        switch operation {
        case "Add":
            guard let a = Int32(try parameter("a")), let b = Int32(try parameter("b")) else { throw FaultError(.sender("no numbers")) }
            let sum = a &+ b
            return Message(version: request.version, action: nil) { builder in
                builder.startElement(ExpandedName("AddResponse", namespace: namespace), prefix: "")
                builder.element(ExpandedName("AddResult", namespace: namespace), "\(sum)")
                builder.endElement()
            }
        case "Notify": return nil
        default:
            let how = try parameter("how")
            guard how == "typed" else {
                if how == "plain" { throw FaultError(.sender("plain fault")) }
                throw CommunicationError(.invalidOperation, "asked to")
            }
            let code = FaultCode(.other(ExpandedName("Boom", namespace: "urn:peers:codes")))
            throw FaultError(Fault(code, "typed fault"), action: "urn:peers:calc/ICalc/FailPeerFaultFault")
        }
    }
}
