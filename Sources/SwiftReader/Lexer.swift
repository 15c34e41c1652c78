/// Cuts source text into tokens. Operators stay single characters, so that `Array<Array<Int>>?=nil` needs no splitting later.
struct Lexer {
    let bytes: [UInt8]
    var at = 0
    private(set) var tokens: [Token] = []
    /// How many interpolations are open: each costs stack.
    var depth = 0
    private var newline = true

    init(_ source: SourceText) { bytes = source.bytes }

    static func tokens(of source: SourceText) throws(ReadFailure) -> [Token] {
        var lexer = Lexer(source)
        try lexer.run()
        return lexer.tokens
    }

    func byte(_ ahead: Int = 0) -> UInt8 {
        at + ahead < bytes.count ? bytes[at + ahead] : 0
    }

    func starts(with text: String, ahead: Int = 0) -> Bool {
        var at = at + ahead
        for octet in text.utf8 {
            guard at < bytes.count, bytes[at] == octet else { return false }
            at += 1
        }
        return true
    }

    private mutating func run() throws(ReadFailure) {
        while true {
            try skipTrivia()
            let start = at
            guard at < bytes.count else { return add(.end, from: start) }
            add(try scanToken(), from: start)
        }
    }

    private mutating func add(_ kind: Token.Kind, from start: Int) {
        tokens.append(Token(kind: kind, range: start..<at, newlineBefore: newline))
        newline = false
    }

    private mutating func scanToken() throws(ReadFailure) -> Token.Kind {
        switch byte() {
        case UInt8(ascii: "\""):
            try skipString(hashes: 0)
            return .string
        case UInt8(ascii: "#"):
            return try scanPound()
        case UInt8(ascii: "`"):
            try skipBackticks()
            return .identifier
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            return scanNumber()
        case let b where b.isIdentifierHead || b == UInt8(ascii: "$"):
            at += 1
            while byte().isIdentifierBody { at += 1 }
            return .identifier
        case UInt8(ascii: "/") where regexMayStartHere && skipRegex(hashes: 0):
            return .regex
        default:
            at += starts(with: "...") ? 3 : starts(with: "->") ? 2 : 1
            return .punctuation
        }
    }

    private mutating func skipTrivia() throws(ReadFailure) {
        while at < bytes.count {
            switch byte() {
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                newline = true
                at += 1
            case UInt8(ascii: " "), UInt8(ascii: "\t"), 0x0B, 0x0C, 0:
                at += 1
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
                while at < bytes.count, byte() != UInt8(ascii: "\n") { at += 1 }
            case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
                try skipBlockComment()
            default:
                return
            }
        }
    }

    mutating func skipBlockComment() throws(ReadFailure) {
        let start = at
        var depth = 0
        repeat {
            guard at < bytes.count else { throw ReadFailure(message: "comment without end", range: start..<start + 2) }
            if starts(with: "/*") {
                depth += 1
                at += 2
            } else if starts(with: "*/") {
                depth -= 1
                at += 2
            } else {
                if byte() == UInt8(ascii: "\n") { newline = true }
                at += 1
            }
        } while depth > 0
    }
}

extension UInt8 {
    var isIdentifierHead: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), 0x80...: true
        default: false
        }
    }

    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    var isIdentifierBody: Bool { isIdentifierHead || isDigit }
}
