package import PluginWire

/// The macros of the service model.
package enum ContractMacros {
    /// What answers the compiler: the macros by the name that `#externalMacro(module:type:)` gives.
    package static let plugin = MacroPlugin([
        "DataContractMacro": DataContractMacro(),
        "CollectionDataContractMacro": CollectionDataContractMacro(),
        "MessageContractMacro": MessageContractMacro(),
        "ServiceContractMacro": ServiceContractMacro(),
        "DataMemberMacro": MarkerMacro(on: ["var", "let"], of: ["DataContract"], "a stored property of a @DataContract struct"),
        "BaseContractMacro": MarkerMacro(on: ["var", "let"], of: ["DataContract"], "a stored property of a @DataContract struct"),
        "IgnoreDataMemberMacro": MarkerMacro(
            on: ["var", "let", "case"], of: ["DataContract", "MessageContract"],
            "a stored property or a case of a @DataContract, or a stored property of a @MessageContract"),
        "EnumMemberMacro": MarkerMacro(
            on: ["case", "var", "let"], of: ["DataContract"],
            "a case of a @DataContract enum or a static property of a @DataContract OptionSet"),
        "MessageMemberMacro": MarkerMacro(on: ["var", "let"], of: ["MessageContract"], "a stored property of a @MessageContract struct"),
        "OperationMacro": MarkerMacro(on: ["func"], of: ["ServiceContract"], "a method of a @ServiceContract protocol"),
    ])
}
