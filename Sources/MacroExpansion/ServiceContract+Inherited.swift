import PluginWire
import SwiftReader

extension ServiceContract {
    /// What a protocol may refine without its being a contract.
    private static let markers: Set<String> = ["Sendable", "SendableMetatype"]
    /// What only classes and actors have.
    private static let kinds: Set<String> = ["AnyObject", "Actor", "AnyActor"]
    /// What is no contract, to anybody's knowledge.
    private static let others: Set<String> = [
        "Equatable", "Hashable", "Comparable", "Codable", "Encodable", "Decodable", "CustomStringConvertible",
        "CustomDebugStringConvertible", "Identifiable", "CaseIterable", "Error",
    ]

    /// The protocols that it refines, as far as they are contracts.
    static func inherited(_ type: Declaration, _ complaints: inout Complaints) -> [String] {
        var names: [String] = []
        var isSendable = false
        for parent in type.inherited {
            guard case .named(let path, let arguments) = parent.shape, arguments.isEmpty else {
                complaints.error("write the protocols that '\(type.name.plain)' refines one by one, with commas", at: parent.range)
                continue
            }
            switch parent.lastName {
            case let last? where markers.contains(last): isSendable = true
            case let last? where kinds.contains(last):
                complaints.error(
                    "the client of '\(type.name.plain)' is a struct: write 'Sendable' for '\(path)'; what serves the contract may be a class "
                        + "or an actor", at: parent.range)
            case let last? where others.contains(last):
                complaints.error(
                    "'\(path)' is no service contract: take it away; what serves '\(type.name.plain)' may have it", at: parent.range)
            default: names.append(path)
            }
        }
        // A contract that is refined is Sendable itself.
        if !isSendable, names.isEmpty, type.inherited.isEmpty {
            let fix = Diagnostic.FixIt(
                "make it Sendable", replace: type.name.range.upperBound..<type.name.range.upperBound, with: ": Sendable")
            complaints.error(
                "a service is called from many tasks: write 'protocol \(type.name.text): Sendable'", at: type.name.range, fixIts: [fix])
        }
        return names
    }
}
