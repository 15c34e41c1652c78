import PluginWire
import SwiftReader

/// Collects diagnostics about one source text.
struct Complaints {
    let source: SourceText
    private(set) var list: [Diagnostic] = []

    init(_ source: SourceText) { self.source = source }

    var hasErrors: Bool { list.contains { $0.severity == .error } }

    mutating func error(_ message: String, at range: Range<Int>, notes: [Diagnostic.Note] = [], fixIts: [Diagnostic.FixIt] = []) {
        list.append(Diagnostic(.error, message, in: source, at: range, notes: notes, fixIts: fixIts))
    }

    /// The code, or only what is wrong.
    func expansion(_ code: CodeWriter) -> Expansion { Expansion(hasErrors ? "" : code.text, list) }

    // MARK: Arguments

    /// A string that goes into names and orders, which must be known here.
    mutating func string(_ label: String, of attribute: Attribute?) -> String? {
        guard let argument = attribute?[label] else { return nil }
        return string(argument, label)
    }

    mutating func string(_ argument: Argument, _ label: String) -> String? {
        switch argument.value {
        case .string(""):
            error("'\(label)' is empty; write at least one character, or leave it out", at: argument.range)
        case .string(let value): return value
        case .null: return nil
        default: error("'\(label)' must be a string literal without interpolation: macros see source text, not values", at: argument.range)
        }
        return nil
    }

    /// Code for a text that is only repeated: a literal, or the path of a constant.
    mutating func text(_ label: String, of attribute: Attribute?) -> String? {
        guard let argument = attribute?[label] else { return nil }
        switch argument.value {
        case .string(let value): return StringLiteral.quoted(value)
        case .null: return nil
        case .member(let path) where !path.hasPrefix("."): return path
        case .expression(let name) where name.utf8.allSatisfy(\.isIdentifierPart): return name
        default:
            error("'\(label)' must be a string literal or the path of a constant, such as Names.orders", at: argument.range)
            return nil
        }
    }

    mutating func bool(_ label: String, of attribute: Attribute?) -> Bool? {
        guard let argument = attribute?[label] else { return nil }
        if case .bool(let value) = argument.value { return value }
        error("'\(label)' must be 'true' or 'false'", at: argument.range)
        return nil
    }

    mutating func integer(_ label: String, of attribute: Attribute?) -> Int? {
        guard let argument = attribute?[label] else { return nil }
        if case .integer(let value) = argument.value { return value }
        error("'\(label)' must be an integer literal", at: argument.range)
        return nil
    }

    /// `[A.self, B.self]`, as written.
    mutating func types(_ label: String, of attribute: Attribute?) -> String? {
        guard let argument = attribute?[label] else { return nil }
        if case .array(let list) = argument.value {
            for item in list {
                switch item {
                case .member(let text), .expression(let text):
                    if !text.hasSuffix(".self") { error("'\(text)' must be a type: write '\(text).self'", at: argument.range) }
                default: error("'\(label)' must be a list of types, such as [Circle.self]", at: argument.range)
                }
            }
            return list.isEmpty ? nil : argument.text
        }
        error("'\(label)' must be a list of types in square brackets, such as [Circle.self]", at: argument.range)
        return nil
    }

    // MARK: Names

    /// Complains where two of the names are the same. `what` begins the sentence: "two members".
    mutating func refuseTwins(_ names: [(name: String, range: Range<Int>)], _ what: String, hint: String = "") {
        var seen: [String: Range<Int>] = [:]
        for (name, range) in names {
            guard let first = seen[name] else {
                seen[name] = range
                continue
            }
            error(
                "\(what) are called \(StringLiteral.quoted(name)) on the wire\(hint)", at: range,
                notes: [Diagnostic.Note("the other is here", at: first)])
        }
    }
}

extension UInt8 {
    fileprivate var isIdentifierPart: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
