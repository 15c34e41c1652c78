extension TextParser {
    /// The XML declaration, if there is one (XML 1.0, productions 23 to 26, 32 and 80); returns the position behind it.
    func declaration(_ start: Octets) throws(ParseFailure) -> Octets {
        guard matches(start, "<?xml"), characterClasses[Int(start[5])] & CharacterClass.space != 0 else {
            if mustDeclareEncoding { throw ParseFailure(.encodingMismatch, 0) }
            return start
        }
        var p = start + 5
        guard try pseudoAttribute(&p, "version", isRequired: true) else { return p }
        let quote = p[0]
        let version = p + 1
        p = try literal(p)
        guard p - version == 4, matches(version, "1.0") else {
            throw ParseFailure(isVersion(version, p - 1) && quote != 0 ? .version : .malformed, version - base)
        }
        if try pseudoAttribute(&p, "encoding", isRequired: false) {
            let name = p + 1
            p = try literal(p)
            try checkEncoding(name, p - 1)
        } else if mustDeclareEncoding {
            throw ParseFailure(.encodingMismatch, 0)
        }
        if try pseudoAttribute(&p, "standalone", isRequired: false) {
            let value = p + 1
            p = try literal(p)
            let length = p - 1 - value
            guard length == 3 && matches(value, "yes") || length == 2 && matches(value, "no") else {
                throw ParseFailure(.malformed, value - base)
            }
        }
        p = skipSpace(p)
        guard matches(p, "?>") else { throw ParseFailure(p >= end ? .unexpectedEnd : .malformed, p - base) }
        return p + 2
    }

    /// Compares octets; NUL octets behind the text match nothing.
    private func matches(_ p: Octets, _ word: StaticString) -> Bool {
        var i = 0
        while i < word.utf8CodeUnitCount {
            if p[i] != word.utf8Start[i] { return false }
            i += 1
        }
        return true
    }

    private func skipSpace(_ start: Octets) -> Octets {
        var p = start
        while characterClasses[Int(p[0])] & CharacterClass.space != 0 { p += 1 }
        return p
    }

    /// Whether ` name =` follows; if so `p` is left at the quote, else where it was.
    private func pseudoAttribute(_ p: inout Octets, _ name: StaticString, isRequired: Bool) throws(ParseFailure) -> Bool {
        var q = skipSpace(p)
        guard q != p, matches(q, name) else {
            if isRequired { throw ParseFailure(q >= end ? .unexpectedEnd : .malformed, q - base) }
            return false
        }
        q = skipSpace(q + name.utf8CodeUnitCount)
        guard q[0] == 0x3D else { throw ParseFailure(q >= end ? .unexpectedEnd : .malformed, q - base) }
        q = skipSpace(q + 1)
        guard q[0] == 0x22 || q[0] == 0x27 else { throw ParseFailure(q >= end ? .unexpectedEnd : .malformed, q - base) }
        p = q
        return true
    }

    /// From the opening quote to behind the closing one; only characters that a value of the declaration may have.
    private func literal(_ start: Octets) throws(ParseFailure) -> Octets {
        let quote = start[0]
        var p = start + 1
        while p[0] != quote {
            guard characterClasses[Int(p[0])] & CharacterClass.name != 0 else {
                throw ParseFailure(p >= end ? .unexpectedEnd : .malformed, p - base)
            }
            p += 1
        }
        return p + 1
    }

    /// `1.` and digits.
    private func isVersion(_ start: Octets, _ stop: Octets) -> Bool {
        guard stop - start > 2, matches(start, "1.") else { return false }
        var p = start + 2
        while p < stop {
            if p[0] < 0x30 || p[0] > 0x39 { return false }
            p += 1
        }
        return true
    }

    private func checkEncoding(_ start: Octets, _ stop: Octets) throws(ParseFailure) {
        guard start < stop, start[0] | 0x20 >= 0x61, start[0] | 0x20 <= 0x7A else { throw ParseFailure(.malformed, start - base) }
        let name = String(decoding: UnsafeBufferPointer(start: start, count: stop - start), as: UTF8.self).lowercased()
        let isRight =
            switch encoding {
            case .utf8: name == "utf-8" || name == "utf8"
            case .utf16LittleEndian: name == "utf-16" || name == "utf-16le"
            case .utf16BigEndian: name == "utf-16" || name == "utf-16be"
            }
        if isRight { return }
        let isKnown = name == "utf-8" || name == "utf8" || name == "utf-16" || name == "utf-16le" || name == "utf-16be"
        throw ParseFailure(isKnown ? .encodingMismatch : .encoding, start - base)
    }
}
