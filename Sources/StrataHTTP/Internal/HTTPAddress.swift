internal import StrataCore

/// An `http` or `https` address taken apart (RFC 9110, 4.2).
struct HTTPAddress: Hashable, Sendable {
    /// In lower case.
    var scheme: String
    /// A name in lower case or an IP address without brackets; `+` and `*` stand for every host, on a listener.
    var host: String
    /// As written, or the scheme's own; 0 on a listener lets the system choose.
    var port: UInt16
    /// Begins with a slash; not decoded.
    var path: String
    /// With its question mark; empty when there is none.
    var query: String

    init(_ text: String, scheme expected: String) throws(BindingError) {
        func wrong(_ why: String) -> BindingError {
            BindingError(.invalidAddress, "'\(EndpointAddress(text).displayURI)' is no \(expected) address: \(why)")
        }
        for octet in text.utf8 where octet <= 32 || octet >= 127 || octet == UInt8(ascii: "\\") || octet == UInt8(ascii: "\"") {
            throw wrong("a character that no URI has; percent-encode it")
        }
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), text[colon...].hasPrefix("://") else { throw wrong("no scheme") }
        scheme = text[..<colon].lowercased()
        guard scheme == expected else { throw wrong("its scheme is '\(scheme)'") }
        var rest = text[text.index(colon, offsetBy: 3)...]
        guard !rest.utf8.contains(UInt8(ascii: "#")) else { throw wrong("it has a fragment") }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        rest = rest[end...]
        guard !authority.contains("@") else { throw wrong("user information in an address is refused; set credentials instead") }
        var portText: Substring = ""
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { throw wrong("an IPv6 address without its closing bracket") }
            host = authority[authority.index(after: authority.startIndex)..<close].lowercased()
            let after = authority[authority.index(after: close)...]
            guard after.isEmpty || after.hasPrefix(":") else { throw wrong("text behind the host") }
            portText = after.dropFirst()
        } else if let colon = authority.firstIndex(of: ":") {
            host = authority[..<colon].lowercased()
            portText = authority[authority.index(after: colon)...]
        } else {
            host = authority.lowercased()
        }
        guard !host.isEmpty else { throw wrong("no host") }
        if portText.isEmpty {
            port = expected == "https" ? 443 : 80
        } else {
            guard portText.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }), let number = UInt16(portText) else {
                throw wrong("'\(portText)' is no port")
            }
            port = number
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[mark...])
            rest = rest[..<mark]
        } else {
            query = ""
        }
        path = rest.isEmpty ? "/" : String(rest)
    }

    var isDefaultPort: Bool { port == (scheme == "https" ? 443 : 80) }

    /// Host and port as they stand in a Host field.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return isDefaultPort ? name : "\(name):\(port)"
    }

    var target: String { path + query }
    var text: String { "\(scheme)://\(authority)\(path)\(query)" }
    /// As errors and records show it: without the query, in which a key may stand.
    var shown: String { "\(scheme)://\(authority)\(path)\(query.isEmpty ? "" : "?…")" }
}
