#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where a socket is: an address and port of IPv4 or IPv6, or the path of a Unix socket.
package enum SocketAddress: Sendable, Hashable, CustomStringConvertible {
    /// `address` in host byte order: 127.0.0.1 is 0x7f000001.
    case ipv4(address: UInt32, port: UInt16)
    /// The sixteen octets as two numbers in host byte order; `scope` is the interface of a link-local address.
    case ipv6(high: UInt64, low: UInt64, port: UInt16, scope: UInt32)
    case unix(path: String)

    /// 127.0.0.1.
    package static func loopback4(port: UInt16) -> SocketAddress { .ipv4(address: 0x7f00_0001, port: port) }
    /// ::1.
    package static func loopback6(port: UInt16) -> SocketAddress { .ipv6(high: 0, low: 1, port: port, scope: 0) }
    /// 0.0.0.0.
    package static func any4(port: UInt16) -> SocketAddress { .ipv4(address: 0, port: port) }
    /// ::, which here means IPv6 alone.
    package static func any6(port: UInt16) -> SocketAddress { .ipv6(high: 0, low: 0, port: port, scope: 0) }

    /// A numeric address, with or without the brackets of a URI, an IPv6 one possibly with `%interface`; `nil` for anything else.
    package init?(ip: String, port: UInt16) {
        guard !ip.utf8.contains(0) else { return nil }  // the system's reader would end there
        var text = Substring(ip)
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        var v4 = in_addr()
        if inet_pton(AF_INET, String(text), &v4) == 1 {
            self = .ipv4(address: UInt32(bigEndian: v4.s_addr), port: port)
            return
        }
        var scope: UInt32 = 0
        if let percent = text.firstIndex(of: "%") {
            let zone = text[text.index(after: percent)...]
            scope = UInt32(zone) ?? if_nametoindex(String(zone))
            guard scope != 0 else { return nil }
            text = text[..<percent]
        }
        var v6 = in6_addr()
        guard inet_pton(AF_INET6, String(text), &v6) == 1 else { return nil }
        self = .init(v6, port: port, scope: scope)
    }

    private init(_ a: in6_addr, port: UInt16, scope: UInt32) {
        let (high, low) = withUnsafeBytes(of: a) {
            (UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)), UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
        }
        self = .ipv6(high: high, low: low, port: port, scope: scope)
    }

    /// What the system filled in; `nil` for a family that is not known here.
    init?(_ storage: UnsafeRawBufferPointer) {
        guard storage.count >= MemoryLayout<sa_family_t>.size else { return nil }
        var copy = sockaddr_storage()
        withUnsafeMutableBytes(of: &copy) { $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: storage.prefix($0.count))) }
        let family = Int32(copy.ss_family)
        let made: SocketAddress? = withUnsafeBytes(of: &copy) { p in
            switch family {
            case AF_INET where storage.count >= MemoryLayout<sockaddr_in>.size:
                let a = p.loadUnaligned(as: sockaddr_in.self)
                return .ipv4(address: UInt32(bigEndian: a.sin_addr.s_addr), port: UInt16(bigEndian: a.sin_port))
            case AF_INET6 where storage.count >= MemoryLayout<sockaddr_in6>.size:
                let a = p.loadUnaligned(as: sockaddr_in6.self)
                return SocketAddress(a.sin6_addr, port: UInt16(bigEndian: a.sin6_port), scope: a.sin6_scope_id)
            case AF_UNIX:
                let offset = MemoryLayout<sockaddr_un>.offset(of: \sockaddr_un.sun_path) ?? 2
                let octets = storage.dropFirst(offset).prefix { $0 != 0 }
                return .unix(path: String(decoding: octets, as: UTF8.self))
            default:
                return nil
            }
        }
        guard let made else { return nil }
        self = made
    }

    /// `nil` for a Unix socket.
    package var port: UInt16? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, _, let port, _): port
        case .unix: nil
        }
    }

    /// The same address with another port; a Unix socket stays as it is.
    package func with(port: UInt16) -> SocketAddress {
        switch self {
        case .ipv4(let a, _): .ipv4(address: a, port: port)
        case .ipv6(let h, let l, _, let s): .ipv6(high: h, low: l, port: port, scope: s)
        case .unix: self
        }
    }

    /// The numeric address without port and brackets, or the path.
    package var host: String {
        switch self {
        case .ipv4(let a, _): return "\(a >> 24).\(a >> 16 & 255).\(a >> 8 & 255).\(a & 255)"
        case .ipv6(let high, let low, _, let scope):
            var octets = (high.bigEndian, low.bigEndian)
            let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { b -> String in
                guard let base = b.baseAddress, inet_ntop(AF_INET6, &octets, base, socklen_t(INET6_ADDRSTRLEN)) != nil else { return "::" }
                return String(cString: base)
            }
            return scope == 0 ? text : "\(text)%\(scope)"
        case .unix(let path): return path
        }
    }

    /// `127.0.0.1:80`, `[::1]:80`, or the path.
    package var description: String {
        switch self {
        case .ipv4(_, let port): "\(host):\(port)"
        case .ipv6(_, _, let port, _): "[\(host)]:\(port)"
        case .unix(let path): path
        }
    }

    /// Whether it reaches this machine only.
    package var isLoopback: Bool {
        switch self {
        case .ipv4(let a, _): a >> 24 == 127
        case .ipv6(let high, let low, _, _): high == 0 && (low == 1 || low >> 24 == 0xffff_7f)
        case .unix: true
        }
    }

    var family: Int32 {
        switch self {
        case .ipv4: AF_INET
        case .ipv6: AF_INET6
        case .unix: AF_UNIX
        }
    }

    func withSockaddr<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) throws(IOError) -> R {
        // One buffer big enough for every family; filled by hand because each sockaddr_* has its own layout.
        var storage = sockaddr_storage()
        let length: Int
        switch self {
        case .ipv4(let address, let port):
            var a = sockaddr_in()
            a.sin_family = sa_family_t(AF_INET)
            a.sin_port = port.bigEndian
            a.sin_addr.s_addr = address.bigEndian
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: a, as: sockaddr_in.self) }
            length = MemoryLayout<sockaddr_in>.size
        case .ipv6(let high, let low, let port, let scope):
            var a = sockaddr_in6()
            a.sin6_family = sa_family_t(AF_INET6)
            a.sin6_port = port.bigEndian
            a.sin6_scope_id = scope
            withUnsafeMutableBytes(of: &a.sin6_addr) {
                $0.storeBytes(of: high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: a, as: sockaddr_in6.self) }
            length = MemoryLayout<sockaddr_in6>.size
        case .unix(let path):
            var a = sockaddr_un()
            a.sun_family = sa_family_t(AF_UNIX)
            let octets = Array(path.utf8)
            guard !octets.contains(0) else {
                throw IOError(.system, "use the socket path", address: path, errno: EINVAL, reason: "it contains NUL")
            }
            guard octets.count < MemoryLayout.size(ofValue: a.sun_path) else {
                throw IOError(.system, "use the socket path", address: path, errno: ENAMETOOLONG)
            }
            withUnsafeMutableBytes(of: &a.sun_path) { $0.copyBytes(from: octets) }
            withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: a, as: sockaddr_un.self) }
            length = MemoryLayout<sockaddr_un>.size
        }
        return withUnsafePointer(to: &storage) { p in
            p.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(length)) }
        }
    }
}
