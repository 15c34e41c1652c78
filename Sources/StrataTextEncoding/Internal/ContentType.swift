/// A content type taken apart: media type and parameters (RFC 9110, 8.3.1), the three that matter to XML kept.
struct ContentType {
    /// In lower case.
    var mediaType: String
    /// As sent, unquoted.
    var charset: String?
    /// As sent, unquoted.
    var action: String?

    /// `nil` where it does not follow the grammar, or says one of the known parameters twice.
    init?(_ text: String) {
        var scanner = Scanner(octets: Array(text.utf8))
        scanner.skipSpace()
        guard let type = scanner.token(), scanner.skip(UInt8(ascii: "/")), let subtype = scanner.token() else { return nil }
        mediaType = (type + "/" + subtype).lowercased()
        while true {
            scanner.skipSpace()
            if scanner.isAtEnd { return }
            guard scanner.skip(UInt8(ascii: ";")) else { return nil }
            scanner.skipSpace()
            if scanner.isAtEnd { return }  // an empty parameter is grammar
            if scanner.peek == UInt8(ascii: ";") { continue }
            guard let name = scanner.token(), scanner.skip(UInt8(ascii: "=")) else { return nil }
            guard let value = scanner.peek == UInt8(ascii: "\"") ? scanner.quoted() : scanner.token() else { return nil }
            switch name.lowercased() {
            case "charset":
                guard charset == nil else { return nil }
                charset = value
            case "action":
                guard action == nil else { return nil }
                action = value
            default: break
            }
        }
    }

    /// The parameter value as a quoted string.
    static func quote(_ value: String) -> String {
        var text = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                text.unicodeScalars.append("\\")
                text.unicodeScalars.append(scalar)
            case "\r", "\n", "\0": break  // the encoder has refused to write such a message
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }

    private struct Scanner {
        let octets: [UInt8]
        var at = 0

        var isAtEnd: Bool { at == octets.count }
        var peek: UInt8? { at < octets.count ? octets[at] : nil }

        mutating func skip(_ octet: UInt8) -> Bool {
            guard peek == octet else { return false }
            at += 1
            return true
        }

        mutating func skipSpace() {
            while peek == 32 || peek == 9 { at += 1 }
        }

        mutating func token() -> String? {
            let start = at
            while let octet = peek, Self.isToken(octet) { at += 1 }
            return at > start ? String(decoding: octets[start..<at], as: UTF8.self) : nil
        }

        mutating func quoted() -> String? {
            at += 1
            var value: [UInt8] = []
            while let octet = peek {
                at += 1
                switch octet {
                case UInt8(ascii: "\""): return String(decoding: value, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let next = peek, next >= 32 || next == 9 else { return nil }
                    at += 1
                    value.append(next)
                case 0..<9, 10..<32, 127: return nil
                default: value.append(octet)
                }
            }
            return nil
        }

        static func isToken(_ octet: UInt8) -> Bool {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
            case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"), UInt8(ascii: "'"),
                UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
                UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
                true
            default: false
            }
        }
    }
}
