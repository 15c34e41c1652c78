/// One challenge of a WWW-Authenticate field, or the credentials of an Authorization field (RFC 9110, 11.2 to 11.6).
struct Challenge: Equatable {
    /// In lower case.
    var scheme: String
    /// By names in lower case; quotation marks and backslashes undone.
    var parameters: [String: String] = [:]

    /// The challenges of a field's lines; `nil` when one is malformed, a parameter comes twice, or there are more than 16 challenges or
    /// 32 parameters in one. What a token68 says is not kept.
    static func parse(_ lines: [String]) -> [Challenge]? {
        var all: [Challenge] = []
        for line in lines {
            guard line.utf8.count <= 8192, append(Array(line.utf8), to: &all), all.count <= 16 else { return nil }
        }
        return all
    }

    private static func append(_ b: [UInt8], to all: inout [Challenge]) -> Bool {
        let first = all.count
        var at = 0
        func skip(_ comma: Bool = false) { while at < b.count, b[at] == 32 || b[at] == 9 || comma && b[at] == 44 { at += 1 } }
        func token() -> String? {
            let start = at
            while at < b.count, HTTPHeaders.isToken(b[at]) { at += 1 }
            return at > start ? String(decoding: b[start..<at], as: UTF8.self) : nil
        }
        func value() -> String? {
            guard at < b.count, b[at] == 34 else { return token() }
            at += 1
            var octets: [UInt8] = []
            while at < b.count, b[at] != 34 {
                if b[at] == 92 { at += 1 }
                guard at < b.count else { return nil }
                octets.append(b[at])
                at += 1
            }
            guard at < b.count else { return nil }
            at += 1
            return String(validating: octets, as: UTF8.self)
        }
        while true {
            skip(true)
            if at == b.count { return true }
            guard let name = token()?.lowercased() else { return false }
            let end = at
            skip()
            if at < b.count, b[at] == 61, all.count > first {
                at += 1
                skip()
                guard let value = value(), all[all.count - 1].parameters.updateValue(value, forKey: name) == nil,
                    all[all.count - 1].parameters.count <= 32
                else { return false }
                skip()
                guard at == b.count || b[at] == 44 else { return false }
                continue
            }
            guard at > end || at == b.count || b[at] == 44, all.count < 17 else { return false }
            all.append(Challenge(scheme: name))
            // What follows is a token68, or the first parameter, which the next round reads.
            let start = at
            while at < b.count, HTTPHeaders.isToken(b[at]) || b[at] == 47 { at += 1 }
            let padding = at
            while at < b.count, b[at] == 61 { at += 1 }
            let after = at
            skip()
            let isToken68 =
                at > start && (at == b.count || b[at] == 44) && (after > padding || b[start..<padding].contains(47) || after == padding)
            if !isToken68 { at = start }
        }
    }
}
