public import StrataInfoset

/// The names that .NET makes for collections without names of their own.
@usableFromInline enum CollectionNames {
    static func array(of item: any ContractValue.Type) -> ExpandedName {
        let name = item.contractName
        return ExpandedName("ArrayOf" + name.localName, namespace: WireNames.collection(of: name.namespace))
    }

    @usableFromInline static func item(_ item: any ContractValue.Type) -> ExpandedName {
        ExpandedName(item.itemName, namespace: WireNames.collection(of: item.contractName.namespace))
    }

    static func entry(_ key: any ContractValue.Type, _ value: any ContractValue.Type) -> ExpandedName {
        ExpandedName(generic: "KeyValue", of: [key.contractName, value.contractName], namespace: WireNames.arrays)
    }

    static func dictionary(_ key: any ContractValue.Type, _ value: any ContractValue.Type) -> ExpandedName {
        ExpandedName("ArrayOf" + entry(key, value).localName, namespace: WireNames.arrays)
    }
}
