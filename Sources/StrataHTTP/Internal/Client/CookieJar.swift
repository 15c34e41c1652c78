internal import StrataCore
internal import StrataCrypto
internal import Synchronization

/// The cookies of one channel factory (RFC 6265, but for what only browsers need). Any thread.
///
/// There is no list of public suffixes here: a cookie for a whole domain is taken only where the domain has a dot and is no IP address.
final class CookieJar: Sendable {
    private struct Cookie {
        var name: String
        var value: String
        var domain: String
        var isHostOnly: Bool
        var path: String
        var isSecure: Bool
        /// Seconds since 1970; `nil`: as long as the factory.
        var expiry: Int64?
        var number: UInt64
    }
    private struct State {
        var cookies: [Cookie] = []
        var last: UInt64 = 0
    }

    /// Octets of one cookie, of one host, and of all (RFC 6265, 6.1).
    static let maxOctets = 4096
    static let maxPerDomain = 50
    static let maxCount = 300

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// - Parameter now: seconds since 1970.
    init(now: @escaping @Sendable () -> Int64 = { CertificateDate.now.secondsSince1970 }) { self.now = now }

    var count: Int { state.withLock { $0.cookies.count } }

    // MARK: Sending

    /// The value of a Cookie field; `nil` when there is none for the address.
    func field(for address: HTTPAddress) -> String? {
        let now = now()
        let fitting = state.withLock { state in
            state.cookies.removeAll { $0.expiry.map { $0 <= now } ?? false }
            return state.cookies.filter {
                ($0.isHostOnly ? $0.domain == address.host : Self.isHost(address.host, in: $0.domain))
                    && Self.isPath(address.path, under: $0.path) && (!$0.isSecure || address.scheme == "https")
            }
        }
        // The longest path first, then the oldest (5.4).
        let sorted = fitting.sorted { ($0.path.utf8.count, $1.number) > ($1.path.utf8.count, $0.number) }
        return sorted.isEmpty ? nil : sorted.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    }

    // MARK: Receiving

    /// Takes the lines of the Set-Cookie fields in an answer of `origin`; what is not in order is passed over.
    func take(_ lines: [String], from origin: HTTPAddress) {
        for line in lines.prefix(Self.maxPerDomain) where line.utf8.count <= Self.maxOctets * 2 { take(line, from: origin) }
    }

    private func take(_ line: String, from origin: HTTPAddress) {
        var parts = line.split(separator: ";", omittingEmptySubsequences: false)[...]
        guard let pair = parts.popFirst(), let equals = pair.firstIndex(of: "=") else { return }
        let name = Self.trimmed(pair[..<equals])
        let value = Self.trimmed(pair[pair.index(after: equals)...])
        guard !name.isEmpty, name.utf8.allSatisfy(HTTPHeaders.isToken), value.utf8.allSatisfy({ $0 > 31 && $0 < 127 }),
            name.utf8.count + value.utf8.count <= Self.maxOctets
        else { return }
        let now = now()
        var cookie = Cookie(
            name: name, value: value, domain: origin.host, isHostOnly: true, path: Self.folder(of: origin.path), isSecure: false,
            expiry: nil, number: 0)
        var age: Int64?
        var hasPath = false
        for part in parts {
            let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = sides.count == 2 ? Self.trimmed(sides[1]) : ""
            switch Self.trimmed(sides[0]).lowercased() {
            case "domain":
                var domain = value.lowercased()
                if domain.hasPrefix(".") { domain.removeFirst() }
                if domain.isEmpty { continue }
                guard Self.isHost(origin.host, in: domain) else { return }
                // The host itself, or a domain that is more than a single label.
                cookie.isHostOnly = domain == origin.host && (!domain.contains(".") || Self.isAddress(domain))
                guard cookie.isHostOnly || domain.contains(".") else { return }
                cookie.domain = domain
            case "path":
                hasPath = value.hasPrefix("/")
                cookie.path = hasPath ? value : Self.folder(of: origin.path)
            case "secure": cookie.isSecure = true
            case "max-age":
                guard let first = value.utf8.first, first == 45 || (first >= 48 && first <= 57),
                    value.utf8.dropFirst().allSatisfy({ $0 >= 48 && $0 <= 57 })
                else { continue }
                let long: Int64 = first == 45 ? 0 : .max
                age = Int64(value) ?? long
            case "expires": if let date = CookieDate.parse(value) { cookie.expiry = date }
            default: break
            }
        }
        if let age { cookie.expiry = age <= 0 ? .min : age > 400 * 86_400 ? now + 400 * 86_400 : now + age }
        // Only a protected answer may speak for protected cookies; what the names promise must hold.
        guard origin.scheme == "https" || !cookie.isSecure, cookie.path.utf8.allSatisfy({ $0 > 31 && $0 < 127 }) else { return }
        let prefix = name.lowercased()
        if prefix.hasPrefix("__secure-"), !cookie.isSecure { return }
        if prefix.hasPrefix("__host-"), !(cookie.isSecure && cookie.isHostOnly && hasPath && cookie.path == "/") { return }
        store(cookie, isProtected: origin.scheme == "https", now)
    }

    private func store(_ new: Cookie, isProtected: Bool, _ now: Int64) {
        state.withLock { state in
            var cookie = new
            if !isProtected, state.cookies.contains(where: { $0.isSecure && $0.name == new.name && Self.overlaps($0.domain, new.domain) }) {
                return  // an answer in the clear must not put itself before a protected cookie
            }
            state.last += 1
            cookie.number = state.last
            let same = { (c: Cookie) in
                c.name == new.name && c.domain == new.domain && c.path == new.path && c.isHostOnly == new.isHostOnly
            }
            if let at = state.cookies.firstIndex(where: same) { cookie.number = state.cookies.remove(at: at).number }
            if let expiry = cookie.expiry, expiry <= now { return }
            state.cookies.append(cookie)
            state.cookies.removeAll { $0.expiry.map { $0 <= now } ?? false }
            if state.cookies.count(where: { $0.domain == new.domain }) > Self.maxPerDomain,
                let oldest = state.cookies.firstIndex(where: { $0.domain == new.domain })
            {
                state.cookies.remove(at: oldest)
            }
            if state.cookies.count > Self.maxCount { state.cookies.removeFirst() }
        }
    }

    // MARK: Matching

    /// Whether a host is the domain or below it (5.1.3).
    private static func isHost(_ host: String, in domain: String) -> Bool {
        host == domain || (host.hasSuffix("." + domain) && !isAddress(host))
    }

    private static func overlaps(_ a: String, _ b: String) -> Bool { isHost(a, in: b) || isHost(b, in: a) }

    private static func isAddress(_ host: String) -> Bool {
        host.contains(":") || host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || ($0 >= 48 && $0 <= 57) }
    }

    /// Whether a path is at another or below it (5.1.4).
    private static func isPath(_ path: String, under other: String) -> Bool {
        path == other
            || (path.hasPrefix(other) && (other.hasSuffix("/") || path.utf8.dropFirst(other.utf8.count).first == UInt8(ascii: "/")))
    }

    /// The path without its last part (5.1.4).
    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    private static func trimmed(_ text: Substring) -> String {
        let end = text.lastIndex { $0 != " " && $0 != "\t" }
        guard let end else { return "" }
        return String(text[...end].drop { $0 == " " || $0 == "\t" })
    }
}
