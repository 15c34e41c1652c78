extension TextParser {
    /// CR LF and CR become LF, in place; returns the new end.
    func normalizeLineEnds(_ start: Octets, _ stop: Octets) -> Octets {
        var s = start
        while s < stop && s[0] != 0x0D { s += 1 }
        if s == stop { return stop }
        var d = s
        while s < stop {
            if s[0] == 0x0D {
                d[0] = 0x0A
                s += s + 1 < stop && s[1] == 0x0A ? 2 : 1
            } else {
                d[0] = s[0]
                s += 1
            }
            d += 1
        }
        return d
    }

    /// A name that is not plain ASCII, or malformed; sets the offset of the local part and returns the end.
    @inline(never)
    func slowName(_ start: Octets, _ localOffset: inout Int) throws(ParseFailure) -> Octets {
        var p = start
        var first = true
        localOffset = 0
        while true {
            let b = p[0]
            if b < 0x80 {
                let c = characterClasses[Int(b)]
                if b == 0x3A {
                    if first || localOffset != 0 { throw ParseFailure(.namespace, p - base) }
                    p += 1
                    localOffset = p - start
                    first = true
                    continue
                }
                if first ? c & CharacterClass.nameStart == 0 : c & CharacterClass.name == 0 { break }
                p += 1
            } else {
                let length = utf8Length(p)
                if length == 0 { throw ParseFailure(.octets, p - base) }
                let c = codePoint(p, length)
                if first ? !isNameStart(c) : !isNameCharacter(c) {
                    throw ParseFailure(first && localOffset != 0 && isNameCharacter(c) ? .namespace : .malformed, p - base)
                }
                p += length
            }
            first = false
        }
        if !first { return p }
        // Behind a colon it is a name of XML 1.0, but none of Namespaces.
        throw ParseFailure(p >= end ? .unexpectedEnd : localOffset != 0 ? .namespace : p[0] == 0 ? .character : .malformed, p - base)
    }

    /// `p` is at `&`. Writes the character at `d`, which is not behind `p`, and returns the position behind the `;`.
    @inline(never)
    func reference(_ start: Octets, _ d: inout Octets, _ code: inout UInt32) throws(ParseFailure) -> Octets {
        var p = start + 1
        var c: UInt32 = 0
        if p[0] == 0x23 {
            p += 1
            let isHexadecimal = p[0] == 0x78
            if isHexadecimal { p += 1 }
            let digits = p
            while true {
                let b = p[0]
                let value: UInt32
                if b >= 0x30 && b <= 0x39 {
                    value = UInt32(b) - 0x30
                } else if isHexadecimal && b >= 0x61 && b <= 0x66 {
                    value = UInt32(b) - 0x57
                } else if isHexadecimal && b >= 0x41 && b <= 0x46 {
                    value = UInt32(b) - 0x37
                } else {
                    break
                }
                c = c &* (isHexadecimal ? 16 : 10) &+ value
                if c > 0x10FFFF { throw ParseFailure(.character, start - base) }
                p += 1
            }
            if p == digits || p[0] != 0x3B { throw ParseFailure(p >= end ? .unexpectedEnd : .entity, start - base) }
            guard isXMLCharacter(c) else { throw ParseFailure(.character, start - base) }
            p += 1
        } else if p[0] == 0x6C && p[1] == 0x74 && p[2] == 0x3B {
            c = 0x3C
            p += 3
        } else if p[0] == 0x67 && p[1] == 0x74 && p[2] == 0x3B {
            c = 0x3E
            p += 3
        } else if p[0] == 0x61 && p[1] == 0x6D && p[2] == 0x70 && p[3] == 0x3B {
            c = 0x26
            p += 4
        } else if p[0] == 0x71 && p[1] == 0x75 && p[2] == 0x6F && p[3] == 0x74 && p[4] == 0x3B {
            c = 0x22
            p += 5
        } else if p[0] == 0x61 && p[1] == 0x70 && p[2] == 0x6F && p[3] == 0x73 && p[4] == 0x3B {
            c = 0x27
            p += 5
        } else {
            var q = p
            while characterClasses[Int(q[0])] & CharacterClass.name != 0 { q += 1 }
            throw ParseFailure(q >= end ? .unexpectedEnd : .entity, start - base)
        }
        d += encodeCodePoint(c, d)
        code = c
        return p
    }

    /// Text from `t`, clean up to `s0`, that needs decoding or checking. Decodes in place: never longer than its source.
    @inline(never)
    func slowText(
        _ t: Octets, _ s0: Octets, endAllowed: Bool, _ decodedEnd: inout Octets, _ flagsOut: inout UInt8
    ) throws(ParseFailure) -> Octets {
        var s = s0
        // Literal octets from `segment` on are not moved to `d` yet.
        var segment = t
        var d = t
        var flags: UInt8 = 0
        while true {
            let b = s[0]
            if b == 0x3C { break }
            if b >= 0x80 {
                repeat {
                    let length = utf8Length(s)
                    if length == 0 { throw ParseFailure(.octets, s - base) }
                    s += length
                } while s[0] >= 0x80
            } else if b == 0x0A || b == 0x09 {
                s += 1
            } else if b == 0x3E {
                if s - segment >= 2 && s[-1] == 0x5D && s[-2] == 0x5D { throw ParseFailure(.malformed, s - base) }
                flags |= NodeFlag.needsEscape
                s += 1
            } else if b == 0x26 {
                if d != segment { d.update(from: segment, count: s - segment) }
                d += s - segment
                var c: UInt32 = 0
                s = try reference(s, &d, &c)
                segment = s
                if c == 0x26 || c == 0x3C || c == 0x3E || c == 13 { flags |= NodeFlag.needsEscape }
            } else if b == 0x0D {
                if d != segment { d.update(from: segment, count: s - segment) }
                d += s - segment
                d[0] = 0x0A
                d += 1
                s += s[1] == 0x0A ? 2 : 1
                segment = s
            } else {
                if s >= end, endAllowed { break }
                throw ParseFailure(s >= end ? .unexpectedEnd : .character, s - base)
            }
            s = scanText(s)
        }
        if d != segment { d.update(from: segment, count: s - segment) }
        d += s - segment
        decodedEnd = d
        flagsOut = flags
        return s
    }

    /// An attribute value from `t`, clean up to `s0`; white space becomes spaces (XML 1.0, section 3.3.3).
    @inline(never)
    func slowAttribute(
        _ t: Octets, _ s0: Octets, _ quote: UInt8, _ decodedEnd: inout Octets, _ flagsOut: inout UInt8
    ) throws(ParseFailure) -> Octets {
        var s = s0
        var segment = t
        var d = t
        var flags: UInt8 = 0
        while true {
            let b = s[0]
            if b == quote { break }
            if b >= 0x80 {
                repeat {
                    let length = utf8Length(s)
                    if length == 0 { throw ParseFailure(.octets, s - base) }
                    s += length
                } while s[0] >= 0x80
            } else if b == 0x0A || b == 0x09 {
                s[0] = 0x20
                s += 1
            } else if b == 0x22 {
                flags |= NodeFlag.needsEscape
                s += 1
            } else if b == 0x27 {
                s += 1
            } else if b == 0x26 {
                if d != segment { d.update(from: segment, count: s - segment) }
                d += s - segment
                var c: UInt32 = 0
                s = try reference(s, &d, &c)
                segment = s
                if c == 0x26 || c == 0x3C || c == 0x22 || c == 9 || c == 10 || c == 13 { flags |= NodeFlag.needsEscape }
            } else if b == 0x0D {
                if d != segment { d.update(from: segment, count: s - segment) }
                d += s - segment
                d[0] = 0x20
                d += 1
                s += s[1] == 0x0A ? 2 : 1
                segment = s
            } else {
                throw ParseFailure(b == 0x3C ? .malformed : s >= end ? .unexpectedEnd : .character, s - base)
            }
            s = scanAttribute(s)
        }
        if d != segment { d.update(from: segment, count: s - segment) }
        d += s - segment
        decodedEnd = d
        flagsOut = flags
        return s + 1
    }

    /// `p` is behind `<!--`; returns the position behind `-->`.
    @inline(never)
    func comment(_ start: Octets, _ decodedEnd: inout Octets) throws(ParseFailure) -> Octets {
        var p = start
        while !(p[0] == 0x2D && p[1] == 0x2D) { p = try character(p) }
        if p[2] != 0x3E { throw ParseFailure(p + 2 >= end ? .unexpectedEnd : .malformed, p - base) }
        decodedEnd = normalizeLineEnds(start, p)
        return p + 3
    }

    /// `p` is behind `<![CDATA[`; returns the position behind `]]>`.
    @inline(never)
    func characterData(_ start: Octets, _ decodedEnd: inout Octets, _ flags: inout UInt8) throws(ParseFailure) -> Octets {
        var p = start
        while !(p[0] == 0x5D && p[1] == 0x5D && p[2] == 0x3E) {
            if p[0] == 0x3C || p[0] == 0x3E || p[0] == 0x26 { flags |= NodeFlag.needsEscape }
            p = try character(p)
        }
        decodedEnd = normalizeLineEnds(start, p)
        return p + 3
    }

    /// `p` is at `<?`; fills the record and returns the position behind `?>`.
    @inline(never)
    func instruction(_ start: Octets, _ nt: inout NameTable, _ record: inout NodeRecord) throws(ParseFailure) -> Octets {
        let target = start + 2
        var localOffset = 0
        var p = try slowName(target, &localOffset)
        if localOffset != 0 { throw ParseFailure(.namespace, target - base) }
        let length = p - target
        if length > min(quotas.maxNameLength, 65535) { throw ParseFailure(.maxNameLength, target - base) }
        if length == 3, target[0] | 0x20 == 0x78, target[1] | 0x20 == 0x6D, target[2] | 0x20 == 0x6C {
            throw ParseFailure(.malformed, target - base)
        }
        let name = nt.intern(base, target - base, length)
        if nt.characterCount > quotas.maxNameTableCharCount { throw ParseFailure(.maxNameTableCharCount, target - base) }
        if !(p[0] == 0x3F && p[1] == 0x3E) {
            if characterClasses[Int(p[0])] & CharacterClass.space == 0 {
                throw ParseFailure(p >= end || (p[0] == 0x3F && p + 1 >= end) ? .unexpectedEnd : .malformed, p - base)
            }
            while characterClasses[Int(p[0])] & CharacterClass.space != 0 { p += 1 }
        }
        let data = p
        while !(p[0] == 0x3F && p[1] == 0x3E) { p = try character(p) }
        let decodedEnd = normalizeLineEnds(data, p)
        record = NodeRecord(
            kind: NodeKind.instruction, name: name, a: UInt32(truncatingIfNeeded: data - base),
            b: UInt32(truncatingIfNeeded: decodedEnd - data))
        return p + 2
    }

    /// One character of comment, CDATA section or instruction; returns the position behind it.
    @inline(__always)
    func character(_ p: Octets) throws(ParseFailure) -> Octets {
        let b = p[0]
        if b >= 0x80 {
            let length = utf8Length(p)
            if length == 0 { throw ParseFailure(.octets, p - base) }
            return p + length
        }
        if b < 0x20 && b != 9 && b != 10 && b != 13 { throw ParseFailure(p >= end ? .unexpectedEnd : .character, p - base) }
        return p + 1
    }
}
