#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import StrataInfoset

/// The simple types by the name that `i:type` has for them. Those of XML Schema that .NET has no type for become the nearest it has.
enum SimpleTypes {
    static let all: [ExpandedName: any ContractValue.Type] = {
        var types: [ExpandedName: any ContractValue.Type] = [
            WireNames.anyType: AnyContractValue.self, WireNames.guid: UUID.self, WireNames.duration: TimeSpan.self,
            WireNames.char: CharacterCode.self, WireNames.anyURI: URL.self, WireNames.base64Binary: Bytes.self,
            DateTimeOffset.contractName: DateTimeOffset.self,
        ]
        let own: [any ContractValue.Type] = [
            Bool.self, Int8.self, Int16.self, Int32.self, Int64.self, UInt8.self, UInt16.self, UInt32.self, UInt64.self, Float.self,
            Double.self, DecimalNumber.self, String.self, DateTime.self, ExpandedName.self,
        ]
        for type in own { types[type.contractName] = type }
        types[ExpandedName("duration", namespace: WireNames.schema)] = TimeSpan.self
        for name in ["integer", "positiveInteger", "negativeInteger", "nonPositiveInteger", "nonNegativeInteger"] {
            types[ExpandedName(name, namespace: WireNames.schema)] = Int64.self
        }
        let texts = [
            "time", "date", "hexBinary", "gYearMonth", "gYear", "gMonthDay", "gDay", "gMonth", "normalizedString", "token", "language",
            "Name", "NCName", "ID", "IDREF", "IDREFS", "ENTITY", "ENTITIES", "NMTOKEN", "NMTOKENS",
        ]
        for name in texts { types[ExpandedName(name, namespace: WireNames.schema)] = String.self }
        return types
    }()
}
