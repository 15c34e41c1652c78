/// Octet classes of RFC 9110 and RFC 3986, as two words of bits each, and comparisons in ASCII.
enum Octets {
    @inline(__always) private static func test(_ c: UInt8, _ low: UInt64, _ high: UInt64) -> Bool {
        c < 64 ? low >> UInt64(c) & 1 != 0 : c < 128 && high >> UInt64(c & 63) & 1 != 0
    }

    /// `tchar` (RFC 9110 section 5.6.2).
    @inline(__always) static func isToken(_ c: UInt8) -> Bool { test(c, 0x03ff_6cfa_0000_0000, 0x57ff_ffff_c7ff_fffe) }

    /// What may stand in a registered name but `%` (RFC 3986 section 3.2.2).
    @inline(__always) static func isRegisteredName(_ c: UInt8) -> Bool { test(c, 0x2bff_7fd2_0000_0000, 0x47ff_fffe_87ff_fffe) }

    /// What may stand in a path but `%` (RFC 3986 section 3.3), the slash included.
    @inline(__always) static func isPath(_ c: UInt8) -> Bool { test(c, 0x2fff_ffd2_0000_0000, 0x47ff_fffe_87ff_ffff) }

    @inline(__always) static func isDigit(_ c: UInt8) -> Bool { c &- 48 < 10 }

    @inline(__always) static func isLetter(_ c: UInt8) -> Bool { (c | 32) &- 97 < 26 }

    /// The value of a hexadecimal digit.
    @inline(__always) static func hex(_ c: UInt8) -> Int? {
        switch c {
        case 48...57: Int(c) - 48
        case 65...70: Int(c) - 55
        case 97...102: Int(c) - 87
        default: nil
        }
    }

    @inline(__always) static func isBlank(_ c: UInt8) -> Bool { c == 32 || c == 9 }

    /// An octet that no field value may hold: a control character other than the tabulator (RFC 9110 section 5.5).
    @inline(__always) static func isControl(_ c: UInt8) -> Bool { (c < 32 && c != 9) || c == 127 }

    @inline(__always) static func lower(_ c: UInt8) -> UInt8 { c &- 65 < 26 ? c | 32 : c }

    /// Compares in ASCII without case; `s` is in lower case.
    @inline(__always) static func same(_ b: UnsafeRawBufferPointer, _ s: StaticString) -> Bool {
        guard b.count == s.utf8CodeUnitCount else { return false }
        for i in 0..<b.count where lower(b[i]) != s.utf8Start[i] { return false }
        return true
    }

    /// Compares in ASCII without case.
    static func same(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        guard a.count == b.count else { return false }
        for i in 0..<a.count where lower(a[i]) != lower(b[i]) { return false }
        return true
    }

    static func isToken(_ b: UnsafeRawBufferPointer) -> Bool {
        for c in b where !isToken(c) { return false }
        return b.count > 0
    }

    /// The range without optional whitespace at its ends.
    @inline(__always) static func trimmed(_ b: UnsafeRawBufferPointer, _ r: Range<Int>) -> Range<Int> {
        var a = r.lowerBound
        var z = r.upperBound
        while a < z, isBlank(b[a]) { a += 1 }
        while z > a, isBlank(b[z - 1]) { z -= 1 }
        return a..<z
    }

    @inline(__always) static func slice(_ b: UnsafeRawBufferPointer, _ r: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: b[r])
    }

    /// Digits only, at most 19 of them, without overflow.
    static func decimal(_ b: UnsafeRawBufferPointer) -> Int? {
        guard b.count > 0, b.count <= 19 else { return nil }
        var n = 0
        for c in b {
            guard isDigit(c) else { return nil }
            let (m, o1) = n.multipliedReportingOverflow(by: 10)
            let (s, o2) = m.addingReportingOverflow(Int(c) - 48)
            guard !o1, !o2 else { return nil }
            n = s
        }
        return n
    }

    /// Calls `body` with each element of a comma-separated list that is not empty (RFC 9110 section 5.6.1); commas in quoted
    /// strings do not part. Stops when `body` says so.
    static func elements(_ b: UnsafeRawBufferPointer, _ body: (Range<Int>) -> Bool) {
        var start = 0
        var quoted = false
        var i = 0
        while i <= b.count {
            if i == b.count || (b[i] == 44 && !quoted) {
                let r = trimmed(b, start..<i)
                if !r.isEmpty, !body(r) { return }
                start = i + 1
            } else if b[i] == 34 {
                quoted.toggle()
            } else if b[i] == 92, quoted, i + 1 < b.count {
                i += 1
            }
            i += 1
        }
    }

    /// UTF-8 where it is, else each octet as one character (obs-text, RFC 9110 section 5.5).
    static func text(_ b: UnsafeRawBufferPointer) -> String {
        if let s = String(validating: b, as: UTF8.self) { return s }
        var s = ""
        s.reserveCapacity(b.count * 2)
        for c in b { s.unicodeScalars.append(Unicode.Scalar(c)) }
        return s
    }
}
