public import StrataInfoset

/// Where messages go: a URI, who is expected there, and the headers that every message to it carries.
///
/// On the wire it is an endpoint reference of WS-Addressing (1.0 core §2, or the submission of August 2004 §2).
public struct EndpointAddress: Sendable, Hashable, CustomStringConvertible {
    /// The logical address, an absolute URI.
    public var uri: String
    /// Who is expected there; a client checks it.
    public var identity: EndpointIdentity?
    /// The reference parameters: each becomes a header of every message sent here.
    public var referenceParameters: [InfosetCursor]
    /// The reference properties of August 2004: headers like the parameters, but part of what tells endpoints apart. Version 1.0 has
    /// them no more and writes them as parameters.
    public var referenceProperties: [InfosetCursor]
    /// What else the endpoint reference holds (`Metadata`, extension elements), kept as it stands.
    public var extensions: [InfosetCursor]

    /// An address from its parts; the URI alone is one.
    public init(
        _ uri: String, identity: EndpointIdentity? = nil, referenceParameters: [InfosetCursor] = [],
        referenceProperties: [InfosetCursor] = [], extensions: [InfosetCursor] = []
    ) {
        self.uri = uri
        self.identity = identity
        self.referenceParameters = referenceParameters
        self.referenceProperties = referenceProperties
        self.extensions = extensions
    }

    /// The address that means "back on this connection".
    public static func anonymous(_ version: AddressingVersion) -> EndpointAddress {
        EndpointAddress(version.anonymousAddress ?? AddressingVersion.addressing10.anonymousAddress ?? "")
    }

    /// The address that means "do not send this" (WS-Addressing 1.0).
    public static var none: EndpointAddress { EndpointAddress(AddressingVersion.addressing10.noneAddress ?? "") }

    /// What becomes a header of every message sent here: properties and parameters.
    public var referenceHeaders: [InfosetCursor] { referenceProperties + referenceParameters }

    /// Whether it means "back on this connection", in either version.
    public var isAnonymous: Bool {
        uri == AddressingVersion.addressing10.anonymousAddress || uri == AddressingVersion.august2004.anonymousAddress
    }

    /// Whether it means "do not send this".
    public var isNone: Bool { uri == AddressingVersion.addressing10.noneAddress }

    /// The URI.
    public var description: String { displayURI }

    /// Two addresses are equal when URI, identity, reference properties and parameters are; extensions are not compared
    /// (WS-Addressing 1.0 core §2.3).
    public static func == (a: EndpointAddress, b: EndpointAddress) -> Bool {
        func same(_ path: KeyPath<EndpointAddress, [InfosetCursor]>) -> Bool {
            let (x, y) = (a[keyPath: path], b[keyPath: path])
            return x.count == y.count && zip(x, y).allSatisfy { $0.hasSameContent(as: $1) }
        }
        return a.uri == b.uri && a.identity == b.identity && same(\.referenceParameters) && same(\.referenceProperties)
    }

    /// Hashes URI and identity.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(uri)
        hasher.combine(identity)
    }
}
