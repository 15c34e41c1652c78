import StrataInfoset

/// Names and namespaces that .NET's data contracts use.
enum WireNames {
    static let schema = "http://www.w3.org/2001/XMLSchema"
    static let instance = "http://www.w3.org/2001/XMLSchema-instance"
    static let serialization = "http://schemas.microsoft.com/2003/10/Serialization/"
    static let arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
    /// Followed by the name of a CLR namespace.
    static let types = "http://schemas.datacontract.org/2004/07/"
    static let system = types + "System"

    static let null = ExpandedName("nil", namespace: instance)
    static let type = ExpandedName("type", namespace: instance)
    static let id = ExpandedName("Id", namespace: serialization)
    static let reference = ExpandedName("Ref", namespace: serialization)

    static let boolean = ExpandedName("boolean", namespace: schema)
    static let byte = ExpandedName("byte", namespace: schema)
    static let short = ExpandedName("short", namespace: schema)
    static let int = ExpandedName("int", namespace: schema)
    static let long = ExpandedName("long", namespace: schema)
    static let unsignedByte = ExpandedName("unsignedByte", namespace: schema)
    static let unsignedShort = ExpandedName("unsignedShort", namespace: schema)
    static let unsignedInt = ExpandedName("unsignedInt", namespace: schema)
    static let unsignedLong = ExpandedName("unsignedLong", namespace: schema)
    static let float = ExpandedName("float", namespace: schema)
    static let double = ExpandedName("double", namespace: schema)
    static let decimal = ExpandedName("decimal", namespace: schema)
    static let string = ExpandedName("string", namespace: schema)
    static let dateTime = ExpandedName("dateTime", namespace: schema)
    static let base64Binary = ExpandedName("base64Binary", namespace: schema)
    static let anyURI = ExpandedName("anyURI", namespace: schema)
    static let qualifiedName = ExpandedName("QName", namespace: schema)
    static let anyType = ExpandedName("anyType", namespace: schema)
    static let guid = ExpandedName("guid", namespace: serialization)
    static let duration = ExpandedName("duration", namespace: serialization)
    static let char = ExpandedName("char", namespace: serialization)

    /// The namespaces that names of collections and generic types do not tell apart.
    static func isBuiltIn(_ namespace: String) -> Bool { namespace == schema || namespace == serialization }
    /// The namespace of a collection of a type.
    static func collection(of namespace: String) -> String { isBuiltIn(namespace) ? arrays : namespace }
}
