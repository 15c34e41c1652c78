import PluginWire
import SwiftReader

extension Property {
    var isInstanceStorage: Bool { storage != .computed && !isStatic && !modifiers.contains { $0.name == "lazy" } }
    var isStatic: Bool { modifiers.contains { $0.name == "static" || $0.name == "class" } }

    /// The type of what a message holds and an initialiser sets; `nil` after complaining.
    func wireType(_ what: String, _ complaints: inout Complaints) -> TypeReference? {
        guard let type else {
            complaints.error(
                "'\(name.plain)' needs a type: a macro sees source text, not what the compiler infers", at: name.range, fixIts: typeFixIts)
            return nil
        }
        if isLet, initialValue != nil {
            let fix = Diagnostic.FixIt("make it 'var'", replace: keyword, with: "var")
            complaints.error(
                "'let \(name.plain)' with a value cannot be read from a message; make it 'var', or mark it @IgnoreDataMember",
                at: keyword, fixIts: [fix])
        }
        complaints.refuseUnfit(type, as: what)
        return type
    }

    /// What is not in messages has to come from elsewhere.
    func checkIgnored(_ complaints: inout Complaints) {
        if case .optional = type?.shape, !isLet { return }
        guard initialValue == nil else { return }
        complaints.error("'\(name.plain)' is ignored, so nothing gives it a value: write a default value", at: name.range)
    }

    private var typeFixIts: [Diagnostic.FixIt] {
        let inferred: String? =
            switch initialValue {
            case .integer: "Int"
            case .float: "Double"
            case .bool: "Bool"
            case .string: "String"
            default: nil
            }
        guard let inferred else { return [] }
        return [Diagnostic.FixIt("write the type", replace: name.range.upperBound..<name.range.upperBound, with: ": \(inferred)")]
    }
}

extension [Attribute] {
    /// Complains of the second of two attributes of one name: only the first would count.
    func refuseRepeated(_ names: String..., complaints: inout Complaints) {
        for name in names {
            for extra in all(named: name).dropFirst() {
                complaints.error("there is one @\(name) already; write its arguments in one attribute", at: extra.range)
            }
        }
    }
}
