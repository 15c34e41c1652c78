public import StrataInfoset

/// What went wrong, for a program: who is to blame, and, more and more precisely, for what.
///
/// SOAP 1.2 writes the code with its subcodes; SOAP 1.1 has one name only and writes the first subcode where there is one, as WCF does.
public struct FaultCode: Sendable, Hashable, CustomStringConvertible {
    /// The codes of SOAP itself, the same in both versions but for their names on the wire.
    public enum Kind: Sendable, Hashable {
        /// The message was wrong (`Client` in SOAP 1.1).
        case sender
        /// The message was right, processing it failed (`Server` in SOAP 1.1).
        case receiver
        /// A header that must be understood was not.
        case mustUnderstand
        /// The envelope is of another version.
        case versionMismatch
        /// An encoding style is not supported (SOAP 1.2).
        case dataEncodingUnknown
        /// A code of somebody else's; SOAP 1.1 allows it.
        case other(ExpandedName)
    }

    /// The code itself.
    public var kind: Kind
    /// The subcodes, outermost first.
    public var subcodes: [ExpandedName]

    /// A code with its subcodes, outermost first.
    public init(_ kind: Kind, subcodes: [ExpandedName] = []) {
        self.kind = kind
        self.subcodes = subcodes
    }

    /// The message was wrong, in this way.
    public static func sender(_ subcodes: ExpandedName...) -> FaultCode { FaultCode(.sender, subcodes: subcodes) }
    /// Processing failed, in this way.
    public static func receiver(_ subcodes: ExpandedName...) -> FaultCode { FaultCode(.receiver, subcodes: subcodes) }

    /// Whether it has that name as its code or among its subcodes.
    public func contains(_ name: ExpandedName) -> Bool { kind == .other(name) || subcodes.contains(name) }

    /// The name of the code itself in a SOAP version.
    public func name(in envelope: EnvelopeVersion) -> ExpandedName {
        let names = envelope.names ?? .soap12
        return switch kind {
        case .sender: names.sender
        case .receiver: names.receiver
        case .mustUnderstand: names.mustUnderstandCode
        case .versionMismatch: names.versionMismatch
        // SOAP 1.1 has no such code; the sender is to blame.
        case .dataEncodingUnknown: envelope == .soap11 ? names.sender : names.dataEncodingUnknown
        case .other(let name): name
        }
    }

    /// The local names of code and subcodes, with slashes between.
    public var description: String {
        let first =
            switch kind {
            case .sender: "Sender"
            case .receiver: "Receiver"
            case .mustUnderstand: "MustUnderstand"
            case .versionMismatch: "VersionMismatch"
            case .dataEncodingUnknown: "DataEncodingUnknown"
            case .other(let name): name.localName
            }
        return ([first] + subcodes.map(\.localName)).joined(separator: "/")
    }
}
