/// JSON as far as the compiler speaks it.
public indirect enum JSON: Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number that `Int` can hold.
    case integer(Int)
    /// Any other number, as written: no message that the plugin knows has one.
    case number(String)
    /// A string.
    case string(String)
    /// A list.
    case array([JSON])
    /// An object.
    case object([String: JSON])

    /// A member of an object; `nil` for none, and of anything else.
    public subscript(key: String) -> JSON? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// The string that this is.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The integer that this is.
    public var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    /// The list that this is.
    public var array: [JSON]? { if case .array(let value) = self { value } else { nil } }

    /// Members in the order of their keys, so that equal values make equal octets.
    public var text: String {
        var output = ""
        write(to: &output)
        return output
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .integer(let value): output += String(value)
        case .number(let text): output += text
        case .string(let value): Self.quote(value, &output)
        case .array(let list):
            output += "["
            for (i, item) in list.enumerated() {
                if i > 0 { output += "," }
                item.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            for (i, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if i > 0 { output += "," }
                Self.quote(member.key, &output)
                output += ":"
                member.value.write(to: &output)
            }
            output += "}"
        }
    }

    private static func quote(_ value: String, _ output: inout String) {
        output += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
    }
}
