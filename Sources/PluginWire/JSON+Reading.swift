/// Text that is no JSON.
public struct JSONFailure: Error {
    /// The octet at which reading ended.
    public let offset: Int
}

extension JSON {
    /// Reads one value; only white space may follow.
    public init(_ bytes: [UInt8]) throws(JSONFailure) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.value()
        guard reader.isAtEnd else { throw reader.failure }
    }
}

private struct JSONReader {
    let bytes: [UInt8]
    private var at = 0
    /// How many lists and objects are open: each costs stack.
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var failure: JSONFailure { JSONFailure(offset: at) }

    var isAtEnd: Bool {
        mutating get {
            skipSpace()
            return at == bytes.count
        }
    }

    private mutating func skipSpace() { while at < bytes.count, bytes[at] <= 0x20 { at += 1 } }

    private mutating func peek() throws(JSONFailure) -> UInt8 {
        skipSpace()
        guard at < bytes.count else { throw failure }
        return bytes[at]
    }

    mutating func value() throws(JSONFailure) -> JSON {
        depth += 1
        defer { depth -= 1 }
        guard depth < 200 else { throw failure }
        switch try peek() {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: JSON) throws(JSONFailure) -> JSON {
        guard bytes[at...].starts(with: text.utf8) else { throw failure }
        at += text.utf8.count
        return value
    }

    private mutating func number() throws(JSONFailure) -> JSON {
        let start = at
        while at < bytes.count, "+-.0123456789eE".utf8.contains(bytes[at]) { at += 1 }
        guard at > start else { throw failure }
        let text = String(decoding: bytes[start..<at], as: UTF8.self)
        return Int(text).map(JSON.integer) ?? .number(text)
    }

    private mutating func array() throws(JSONFailure) -> [JSON] {
        at += 1
        var list: [JSON] = []
        while try peek() != UInt8(ascii: "]") {
            list.append(try value())
            if try peek() == UInt8(ascii: ",") { at += 1 }
        }
        at += 1
        return list
    }

    private mutating func object() throws(JSONFailure) -> [String: JSON] {
        at += 1
        var members: [String: JSON] = [:]
        while try peek() != UInt8(ascii: "}") {
            guard bytes[at] == UInt8(ascii: "\"") else { throw failure }
            let key = try string()
            guard try peek() == UInt8(ascii: ":") else { throw failure }
            at += 1
            members[key] = try value()
            if try peek() == UInt8(ascii: ",") { at += 1 }
        }
        at += 1
        return members
    }

    private mutating func string() throws(JSONFailure) -> String {
        at += 1
        var output: [UInt8] = []
        var copied = at
        while true {
            guard at < bytes.count else { throw failure }
            if bytes[at] == UInt8(ascii: "\"") { break }
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            output += bytes[copied..<at]
            try escape(into: &output)
            copied = at
        }
        output += bytes[copied..<at]
        at += 1
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func escape(into output: inout [UInt8]) throws(JSONFailure) {
        guard at + 1 < bytes.count else { throw failure }
        at += 2
        switch bytes[at - 1] {
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "u"):
            var unit = try hex4()
            if unit & 0xFC00 == 0xD800, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") {
                at += 2
                unit = 0x10000 + ((unit & 0x3FF) << 10) + (try hex4() & 0x3FF)
            }
            output += Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
        default: output.append(bytes[at - 1])  // " \ /
        }
    }

    private mutating func hex4() throws(JSONFailure) -> UInt32 {
        guard at + 4 <= bytes.count, let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16) else {
            throw failure
        }
        at += 4
        return value
    }
}
