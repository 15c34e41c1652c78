/// The name of an element or attribute: a namespace name and a local name (Namespaces in XML 1.0, section 2.1).
///
/// The prefix is not part of it. Names of SOAP, WS-Addressing, WS-Security, XML Signature and XML Encryption carry an identifier of
/// a process-wide table and compare as one integer.
public struct ExpandedName: Sendable {
    /// The namespace name; empty for a name in no namespace.
    public let namespace: String
    /// The local name, an NCName.
    public let localName: String
    /// The identifier in the process-wide table, or `NameDictionary.unknown`.
    package let id: UInt32

    /// A name from its parts.
    public init(_ localName: String, namespace: String = "") {
        self.namespace = namespace
        self.localName = localName
        id = NameDictionary.shared.id(namespace: namespace, localName: localName)
    }

    init(_ localName: String, namespace: String, id: UInt32) {
        self.namespace = namespace
        self.localName = localName
        self.id = id
    }
}

extension ExpandedName: Hashable {
    /// Whether both parts are the same code points.
    public static func == (lhs: ExpandedName, rhs: ExpandedName) -> Bool {
        if lhs.id != rhs.id { return false }
        if lhs.id != NameDictionary.unknown { return true }
        return lhs.localName.utf8.elementsEqual(rhs.localName.utf8) && lhs.namespace.utf8.elementsEqual(rhs.namespace.utf8)
    }

    /// Hashes both parts, so that names that a sender makes up do not collide.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        if id != NameDictionary.unknown { return }
        for var part in [localName, namespace] {
            hasher.combine(part.utf8.count)
            part.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        }
    }
}

extension ExpandedName: CustomStringConvertible {
    /// `{namespace}local`, or the local name alone.
    public var description: String { namespace.isEmpty ? localName : "{\(namespace)}\(localName)" }
}
