import StrataCore
import StrataInfoset

/// A message element: stamps what is sent with a name, and reports what is received. It works for every shape of channel.
struct Audit: MessageElement {
    var report: @Sendable (String) -> Void = { print($0) }
    static let header = ExpandedName("Audit", namespace: "urn:example:audit")

    func makeTransform(_ context: borrowing BindingContext) throws(BindingError) -> any MessageTransform {
        Transform(name: context.parameters[AuditName.self], report: report)
    }

    func describe(to description: inout ElementDescription) {
        description.wire.append("a header 'Audit' with the name of the sender")
        description.leavesOpen.append("the name in 'Audit' is what the sender says, nobody proves it")
    }

    private struct Transform: MessageTransform {
        let name: String
        let report: @Sendable (String) -> Void

        func outbound(_ message: inout Message, _ exchange: inout Exchange) throws {
            message.headers.add(MessageHeader(Audit.header, name))
        }

        func inbound(_ message: inout Message, _ exchange: inout Exchange) throws {
            guard let sender = message.headers.first(Audit.header)?.text else { throw FaultError(.sender("a message without audit")) }
            report("audit: '\(message.headers.action ?? "")' from \(sender)")
        }
    }
}

/// A setting of one's own, with its default.
enum AuditName: BindingParameterKey { static var defaultValue: String { "somebody" } }

/// A settings element: leaves the setting for whoever stands beneath.
struct AuditAs: SettingsElement {
    let name: String
    func contribute(to parameters: inout BindingParameters) { parameters[AuditName.self] = name }
    func describe(to description: inout ElementDescription) { description.setting("name", name, default: AuditName.defaultValue) }
}
