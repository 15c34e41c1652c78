extension Lexer {
    mutating func skipBackticks() throws(ReadFailure) {
        let start = at
        at += 1
        while byte() != UInt8(ascii: "`") {
            guard at < bytes.count, byte() != UInt8(ascii: "\n") else {
                throw ReadFailure(message: "identifier without closing backtick", range: start..<start + 1)
            }
            at += 1
        }
        at += 1
    }

    mutating func scanNumber() -> Token.Kind {
        var kind = Token.Kind.integer
        let hex = starts(with: "0x")
        while true {
            let b = byte()
            if b.isIdentifierBody {
                let exponent = hex ? b | 0x20 == UInt8(ascii: "p") : b | 0x20 == UInt8(ascii: "e")
                at += 1
                if exponent, !starts(with: "0b") {
                    kind = .float
                    if byte() == UInt8(ascii: "-") || byte() == UInt8(ascii: "+") { at += 1 }
                }
            } else if b == UInt8(ascii: "."), byte(1).isDigit, kind == .integer {
                kind = .float
                at += 1
            } else {
                return kind
            }
        }
    }

    /// `#"raw"#`, `#/regex/#` or `#word`.
    mutating func scanPound() throws(ReadFailure) -> Token.Kind {
        var hashes = 0
        while byte(hashes) == UInt8(ascii: "#") { hashes += 1 }
        if byte(hashes) == UInt8(ascii: "\"") {
            at += hashes
            try skipString(hashes: hashes)
            return .string
        }
        if byte(hashes) == UInt8(ascii: "/"), skipRegex(hashes: hashes) { return .regex }
        at += 1
        while byte().isIdentifierBody { at += 1 }
        return .pound
    }

    /// From the opening quote (`at` stands behind any hashes) to behind the closing delimiter.
    mutating func skipString(hashes: Int) throws(ReadFailure) {
        let start = at - hashes
        let multiline = starts(with: "\"\"\"") && !(hashes > 0 && closesOnThisLine(hashes: hashes))
        at += multiline ? 3 : 1
        while true {
            guard at < bytes.count, multiline || byte() != UInt8(ascii: "\n") else {
                throw ReadFailure(message: "string literal without end", range: start..<start + 1)
            }
            if byte() == UInt8(ascii: "\\"), hasHashes(hashes, ahead: 1) {
                at += 1 + hashes
                if byte() == UInt8(ascii: "(") { try skipInterpolation() } else { at += 1 }
            } else if multiline ? starts(with: "\"\"\"") : byte() == UInt8(ascii: "\""),
                hasHashes(hashes, ahead: multiline ? 3 : 1)
            {
                at += (multiline ? 3 : 1) + hashes
                return
            } else {
                at += 1
            }
        }
    }

    /// `#"""#` is a one-line literal holding one quote; `#"""` at a line's end opens a multi-line one.
    private func closesOnThisLine(hashes: Int) -> Bool {
        var ahead = 1
        while at + ahead < bytes.count, byte(ahead) != UInt8(ascii: "\n") {
            if byte(ahead) == UInt8(ascii: "\""), hasHashes(hashes, ahead: ahead + 1) { return true }
            ahead += 1
        }
        return false
    }

    private func hasHashes(_ count: Int, ahead: Int) -> Bool {
        for i in 0..<count where byte(ahead + i) != UInt8(ascii: "#") { return false }
        return true
    }

    private mutating func skipInterpolation() throws(ReadFailure) {
        let start = at
        depth += 1
        defer { depth -= 1 }
        guard depth < Reader.deepest else { throw ReadFailure(message: "interpolations nested too deeply", range: start..<start + 1) }
        var brackets = 0
        repeat {
            guard at < bytes.count else { throw ReadFailure(message: "interpolation without end", range: start..<start + 1) }
            switch byte() {
            case UInt8(ascii: "("):
                brackets += 1
                at += 1
            case UInt8(ascii: ")"):
                brackets -= 1
                at += 1
            case UInt8(ascii: "\""):
                try skipString(hashes: 0)
            case UInt8(ascii: "#"):
                _ = try scanPound()
            case UInt8(ascii: "/") where starts(with: "/*"):
                try skipBlockComment()
            default:
                at += 1
            }
        } while brackets > 0
    }

    /// A bare `/` opens a regex only where an operand may stand.
    var regexMayStartHere: Bool {
        guard let last = tokens.last else { return false }
        switch last.kind {
        case .punctuation:
            return "=(,[{:;?&|!".utf8.contains(bytes[last.range.lowerBound])
        case .identifier:
            return bytes[last.range].elementsEqual("return".utf8)
        default:
            return false
        }
    }

    /// Consumes a regex literal, or nothing and answers false.
    mutating func skipRegex(hashes: Int) -> Bool {
        var ahead = hashes + 1
        if hashes == 0, [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), 0].contains(byte(1)) { return false }
        while at + ahead < bytes.count, hashes > 0 || byte(ahead) != UInt8(ascii: "\n") {
            if byte(ahead) == UInt8(ascii: "\\") {
                ahead += 2
            } else if byte(ahead) == UInt8(ascii: "/"), hasHashes(hashes, ahead: ahead + 1) {
                at += ahead + 1 + hashes
                return true
            } else {
                ahead += 1
            }
        }
        return false
    }
}
