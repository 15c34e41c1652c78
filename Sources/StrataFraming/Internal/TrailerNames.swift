/// The fields that have no meaning in a trailer section and would be dangerous if merged: framing, routing, authentication,
/// request modifiers, response control, and the description of the content (RFC 9110 section 6.5.1).
enum TrailerNames {
    static func isForbidden(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 2: Octets.same(name, "te")
        case 3: Octets.same(name, "age")
        case 4: Octets.same(name, "host") || Octets.same(name, "date") || Octets.same(name, "vary")
        case 5: Octets.same(name, "range")
        case 6: Octets.same(name, "expect") || Octets.same(name, "pragma") || Octets.same(name, "cookie")
        case 7: Octets.same(name, "trailer") || Octets.same(name, "upgrade") || Octets.same(name, "expires") || Octets.same(name, "warning")
        case 8: Octets.same(name, "if-match") || Octets.same(name, "if-range") || Octets.same(name, "location")
        case 10: Octets.same(name, "connection") || Octets.same(name, "set-cookie") || Octets.same(name, "soapaction")
        case 11: Octets.same(name, "retry-after")
        case 12: Octets.same(name, "content-type") || Octets.same(name, "max-forwards")
        case 13:
            Octets.same(name, "authorization") || Octets.same(name, "cache-control") || Octets.same(name, "if-none-match")
                || Octets.same(name, "content-range")
        case 14: Octets.same(name, "content-length")
        case 16: Octets.same(name, "content-encoding") || Octets.same(name, "www-authenticate")
        case 17: Octets.same(name, "transfer-encoding") || Octets.same(name, "if-modified-since")
        case 18: Octets.same(name, "proxy-authenticate")
        case 19:
            Octets.same(name, "proxy-authorization") || Octets.same(name, "authentication-info") || Octets.same(name, "if-unmodified-since")
        default: false
        }
    }
}
