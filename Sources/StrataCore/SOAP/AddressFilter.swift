/// Which `To` a node answers to.
public struct AddressFilter: Sendable {
    private let accepts: @Sendable (_ to: String, _ properties: MessageProperties) -> Bool

    /// A filter of one's own: sees the `To` of a message and what travels beside it.
    public init(_ accepts: @escaping @Sendable (_ to: String, _ properties: MessageProperties) -> Bool) { self.accepts = accepts }

    /// Any address.
    public static var any: AddressFilter { AddressFilter { _, _ in true } }

    /// One of these addresses. Scheme and host compare without regard to case, the port with its scheme's default, everything
    /// else octet by octet; a path that could be read in two ways (`..`, an encoded `/` or letter, an unencoded octet above 127)
    /// never matches.
    ///
    /// - Parameters:
    ///   - addresses: absolute URIs.
    ///   - comparesHost: whether host and port count; `false` for a listener that is reached under several names.
    public static func exact(_ addresses: String..., comparesHost: Bool = true) -> AddressFilter {
        exact(addresses, comparesHost: comparesHost)
    }

    /// One of these addresses, compared as above.
    ///
    /// - Parameters:
    ///   - addresses: absolute URIs.
    ///   - comparesHost: whether host and port count; `false` for a listener that is reached under several names.
    public static func exact(_ addresses: [String], comparesHost: Bool = true) -> AddressFilter {
        let known = addresses.compactMap { ComparableAddress($0, comparesHost: comparesHost) }
        return AddressFilter { to, _ in
            guard let address = ComparableAddress(to, comparesHost: comparesHost) else { return false }
            return known.contains(address)
        }
    }

    /// One of these addresses, or one whose path begins with the path of one of them, in whole segments.
    ///
    /// - Parameters:
    ///   - addresses: absolute URIs.
    ///   - comparesHost: whether host and port count; `false` for a listener that is reached under several names.
    public static func prefix(_ addresses: String..., comparesHost: Bool = true) -> AddressFilter {
        prefix(addresses, comparesHost: comparesHost)
    }

    /// One of these addresses or beneath one, compared as above.
    ///
    /// - Parameters:
    ///   - addresses: absolute URIs.
    ///   - comparesHost: whether host and port count; `false` for a listener that is reached under several names.
    public static func prefix(_ addresses: [String], comparesHost: Bool = true) -> AddressFilter {
        let known = addresses.compactMap { ComparableAddress($0, comparesHost: comparesHost) }
        return AddressFilter { to, _ in
            guard let address = ComparableAddress(to, comparesHost: comparesHost) else { return false }
            return known.contains { $0.isPrefix(of: address) }
        }
    }

    /// The address under which the transport took the message in (`properties.via`): `To` may not name another.
    public static func via(comparesHost: Bool = true) -> AddressFilter {
        AddressFilter { to, properties in
            guard let via = properties.via.flatMap({ ComparableAddress($0, comparesHost: comparesHost) }) else { return false }
            return ComparableAddress(to, comparesHost: comparesHost) == via
        }
    }

    /// Whether a message to that address is this node's.
    public func matches(_ to: String, _ properties: MessageProperties = MessageProperties()) -> Bool { accepts(to, properties) }
}
