/// Checks a host with an optional port without making strings.
struct AuthorityScan {
    var host: Range<Int>
    var port: Int?
    var hasPort = false
    var isIPv6 = false

    init?(_ b: UnsafeRawBufferPointer) {
        var i = 0
        if b.first == 91 {
            guard let close = b.firstIndex(of: 93), Self.isIPv6(Octets.slice(b, 1..<close)) else { return nil }
            host = 1..<close
            isIPv6 = true
            i = close + 1
        } else {
            while i < b.count {
                if b[i] == 37 {
                    guard i + 2 < b.count, Octets.hex(b[i + 1]) != nil, Octets.hex(b[i + 2]) != nil else { return nil }
                    i += 3
                } else if b[i] != 44, Octets.isRegisteredName(b[i]) {  // the grammar has the comma, but no host has: it is a list
                    i += 1
                } else {
                    break
                }
            }
            guard i > 0 else { return nil }
            host = 0..<i
        }
        guard i < b.count else { return }
        guard b[i] == 58 else { return nil }
        if i + 1 == b.count { return }
        guard b.count - i <= 6, let n = Octets.decimal(Octets.slice(b, i + 1..<b.count)), n <= 65535 else { return nil }
        port = n
        hasPort = true
    }

    /// RFC 3986 section 3.2.2: eight groups, or fewer with one `::`, the last two perhaps as an IPv4 address.
    static func isIPv6(_ b: UnsafeRawBufferPointer) -> Bool {
        var groups = 0
        var gap = false
        var i = 0
        if b.count >= 2, b[0] == 58, b[1] == 58 {
            gap = true
            i = 2
            if i == b.count { return true }
        }
        while true {
            let start = i
            while i < b.count, Octets.hex(b[i]) != nil { i += 1 }
            if i < b.count, b[i] == 46 {
                guard isIPv4(Octets.slice(b, start..<b.count)) else { return false }
                groups += 2
                break
            }
            guard i > start, i - start <= 4 else { return false }
            groups += 1
            if i == b.count { break }
            guard b[i] == 58 else { return false }
            i += 1
            guard i < b.count else { return false }
            if b[i] == 58 {
                guard !gap else { return false }
                gap = true
                i += 1
                if i == b.count { break }
            }
        }
        return gap ? groups <= 7 : groups == 8
    }

    private static func isIPv4(_ b: UnsafeRawBufferPointer) -> Bool {
        var parts = 0
        var i = 0
        while true {
            let start = i
            var n = 0
            while i < b.count, Octets.isDigit(b[i]), i - start < 3 {
                n = n * 10 + Int(b[i]) - 48
                i += 1
            }
            guard i > start, n <= 255, i - start == 1 || b[start] != 48 else { return false }
            parts += 1
            if i == b.count { return parts == 4 }
            guard b[i] == 46, parts < 4 else { return false }
            i += 1
        }
    }
}
