internal import StrataCore
internal import StrataInfoset

/// HTTP Basic (RFC 7617): the fields of both sides.
enum BasicAuthentication {
    /// The value of an Authorization field.
    static func authorization(_ credentials: HTTPCredentials) -> String {
        "Basic " + Base64.encode(Array("\(credentials.userName):\(credentials.password)".utf8))
    }

    /// The value of a WWW-Authenticate field.
    static func challenge(realm: String) -> String {
        var quoted = ""
        for scalar in realm.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted.unicodeScalars.append("\\") }
            if scalar.value >= 32, scalar.value != 127 { quoted.unicodeScalars.append(scalar) }
        }
        return "Basic realm=\"\(quoted)\", charset=\"UTF-8\""
    }

    /// User name and password from an Authorization field; `nil` when it is no well-formed Basic.
    static func parse(_ value: UnsafeRawBufferPointer) -> (userName: String, password: String)? {
        let scheme = Array("basic".utf8)
        guard value.count > scheme.count, zip(value, scheme).allSatisfy({ ($0 | 32) == $1 }), value[scheme.count] == 32 else { return nil }
        var rest = value[(scheme.count)...]
        while rest.first == 32 { rest = rest.dropFirst() }
        guard let octets = Base64.decode(rest), let colon = octets.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        guard let userName = String(validating: octets[..<colon], as: UTF8.self),
            let password = String(validating: octets[(colon + 1)...], as: UTF8.self)
        else { return nil }
        guard isPrintable(userName), isPrintable(password) else { return nil }
        return (userName, password)
    }

    /// No control characters (RFC 7617, 2), those beyond ASCII included.
    private static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// Whether one of the WWW-Authenticate values asks for Basic in a well-formed way (RFC 9110, 11.6.1).
    static func isChallenge(_ values: [String]) -> Bool {
        for value in values {
            guard let challenges = challenges(Array(value.utf8)) else { return false }
            if challenges.contains("basic") { return true }
        }
        return false
    }

    /// The schemes of a list of challenges, in lower case; `nil` when the list is malformed.
    private static func challenges(_ b: [UInt8]) -> [String]? {
        var schemes: [String] = []
        var parameters: Set<String> = []
        var at = 0
        func peek() -> UInt8? { at < b.count ? b[at] : nil }
        func space() { while let c = peek(), c == 32 || c == 9 { at += 1 } }
        func token() -> String? {
            let start = at
            while let c = peek(), HTTPHeaders.isToken(c) { at += 1 }
            return at > start ? String(decoding: b[start..<at], as: UTF8.self).lowercased() : nil
        }
        func quoted() -> Bool {
            at += 1
            while let c = peek() {
                at += 1
                if c == 34 { return true }
                if c == 92 {
                    guard peek() != nil else { return false }
                    at += 1
                }
            }
            return false
        }
        while true {
            while let c = peek(), c == 32 || c == 9 || c == 44 { at += 1 }
            if at == b.count { return schemes }
            guard let name = token() else { return nil }
            let afterName = at
            space()
            if peek() == 61, !schemes.isEmpty {  // a parameter of the challenge at hand
                at += 1
                space()
                guard parameters.insert(name).inserted else { return nil }
                if peek() == 34 {
                    guard quoted() else { return nil }
                } else if token() == nil {
                    return nil
                }
                space()
                guard peek() == nil || peek() == 44 else { return nil }
                continue
            }
            guard at > afterName || peek() == nil || peek() == 44 else { return nil }
            schemes.append(name)
            parameters = []
            // What follows is a token68, a parameter or the next element.
            let start = at
            while let c = peek(), HTTPHeaders.isToken(c) || c == 47 { at += 1 }
            if at == start { continue }
            let end = at
            while peek() == 61 { at += 1 }
            let padded = at
            space()
            if peek() == nil || peek() == 44, padded > end || b[start..<end].contains(47) || padded == end {
                continue  // a token68
            }
            at = start
        }
    }
}
