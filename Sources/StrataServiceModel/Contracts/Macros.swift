// What is written at a contract. Each makes a conformance that a person can also write by hand: the protocols are in this room.

/// Makes a type fit to stand in a message, with the members, names and order that .NET's `DataContract` gives it.
///
/// What it becomes depends on what it is:
/// - a struct: each stored property is a member, unless it is marked ``IgnoreDataMember()``. A property of the type `ExtensionData` keeps the
///   members that the contract does not know;
/// - a struct that says `: OptionSet`: its static properties that are marked ``EnumMember(_:value:)`` are flags;
/// - an enum without associated values: its cases are values. As in .NET the first has the number 0, unless raw values or
///   ``EnumMember(_:value:)`` say otherwise, and the one with 0 is left out with `emitsDefault: false`;
/// - an enum whose cases carry one value each: a place for the type of the first case or, with `i:type`, of one of the others.
///
/// - Parameters:
///   - name: on the wire; the type's own by default. For a generic type the names of its arguments are added, or put in the places of `{0}`,
///     `{1}` and the digest of their namespaces in that of `{#}`.
///   - namespace: a string literal or the path of a constant. .NET's types have that of their .NET namespace,
///     `http://schemas.datacontract.org/2004/07/My.Types`, so write it: the default is that of types in none.
///   - knownTypes: what may stand in members of type `object`.
///   - isValueType: whether .NET has it as a struct, which matters for the names of collections of optionals.
@attached(
    extension, conformances: MemberContract, ContractEnumeration, ContractFlags, PolymorphicContract,
    names: named(contractName), named(knownTypes), named(traits), named(ContractNames), named(write(to:_:)), named(init(from:)),
    named(init(from:_:)), named(valueName), named(init(valueName:)), named(zero), named(valueNames))
public macro DataContract(
    name: String? = nil, namespace: String? = nil, knownTypes: [Any.Type] = [], isValueType: Bool = false
) = #externalMacro(module: "StrataMacros", type: "DataContractMacro")

/// Says how a property of a data contract goes on the wire.
///
/// - Parameters:
///   - name: on the wire; the property's own by default. A character that no XML name may have is written as `_xHHHH_`.
///   - order: members without one come first, by name; then the others by order, then by name.
///   - isRequired: whether a message without it is refused. A property with neither a default value nor an optional type is required anyway.
///   - emitsDefault: whether it is written when it is zero, false, nil and the like.
@attached(peer)
public macro DataMember(name: String? = nil, order: Int? = nil, isRequired: Bool? = nil, emitsDefault: Bool = true) =
    #externalMacro(module: "StrataMacros", type: "DataMemberMacro")

/// Keeps a property, or a case of an enum, off the wire. A property needs a default value then.
@attached(peer)
public macro IgnoreDataMember() = #externalMacro(module: "StrataMacros", type: "IgnoreDataMemberMacro")

/// Marks the property that holds the contract that this one inherits from: its members come first, in its namespace.
@attached(peer)
public macro BaseContract() = #externalMacro(module: "StrataMacros", type: "BaseContractMacro")

/// Says what a case or a flag is called on the wire; by default as in Swift. `value` is the number of a case in .NET.
@attached(peer)
public macro EnumMember(_ name: String? = nil, value: Int? = nil) = #externalMacro(module: "StrataMacros", type: "EnumMemberMacro")

/// Makes a collection with names of its own of a struct with one array, set or dictionary, as .NET's `CollectionDataContract`.
///
/// `DictionaryEntries` in place of a dictionary keeps the order of the entries. The names default to those of a collection without a contract.
@attached(
    extension, conformances: CollectionContract, DictionaryContract,
    names: named(contractName), named(itemElement), named(entryElement), named(keyElement), named(valueElement), named(items),
    named(entries), named(init(items:)), named(init(entries:)))
public macro CollectionDataContract(
    name: String? = nil, namespace: String? = nil, itemName: String? = nil, keyName: String? = nil, valueName: String? = nil
) = #externalMacro(module: "StrataMacros", type: "CollectionDataContractMacro")

/// Makes a struct the whole of a message: each stored property is a ``MessageHeader(name:namespace:mustUnderstand:relay:actor:isRepeated:)`` or a
/// ``MessageBodyMember(name:namespace:order:)``. A method takes or returns it alone.
///
/// - Parameters:
///   - isWrapped: whether there is one element around the body members.
///   - wrapperName: its name; the type's own by default.
///   - wrapperNamespace: its namespace; that of the service contract by default.
@attached(extension, conformances: MessageContractType, names: named(messageNames), named(write(to:)), named(init(from:)))
public macro MessageContract(isWrapped: Bool = true, wrapperName: String? = nil, wrapperNamespace: String? = nil) =
    #externalMacro(module: "StrataMacros", type: "MessageContractMacro")

/// A header of a message contract; its namespace is that of the service contract by default.
///
/// With `isRepeated` the property is an array, and each item a header block of its own (.NET's `MessageHeaderArray`); otherwise an array is
/// one header with items in it.
@attached(peer)
public macro MessageHeader(
    name: String? = nil, namespace: String? = nil, mustUnderstand: Bool = false, relay: Bool = false, actor: String? = nil,
    isRepeated: Bool = false
) = #externalMacro(module: "StrataMacros", type: "MessageMemberMacro")

/// A body member of a message contract; its namespace is that of the service contract by default. Ordered as members of data contracts are.
@attached(peer)
public macro MessageBodyMember(name: String? = nil, namespace: String? = nil, order: Int? = nil) =
    #externalMacro(module: "StrataMacros", type: "MessageMemberMacro")

/// Makes `<Name>Contract`, which hosts and factories take, and `<Name>Client` of a protocol; each of its methods is an operation.
///
/// Names on the wire are those in Swift unless others are said. WCF's are usually written otherwise, and nothing is guessed: a C# interface
/// `ICalc` with a method `Add` needs `name: "ICalc"` and `@Operation(name: "Add")`.
/// A protocol that refines another contract has the operations of that too, with the name and namespace they had there.
///
/// - Parameters:
///   - name: part of the actions; the protocol's own by default.
///   - namespace: of actions and elements; `http://tempuri.org/` by default, as in WCF. A string literal or the path of a constant.
///   - sessionMode: whether it wants a session; allowed by default, or what the contracts that it refines want.
///   - callback: what the client serves on the same channel: `(any Callback).self`; by default that of the one contract that it refines.
///   - knownTypes: what may stand in members of type `object` in the messages of all its operations, as .NET's `ServiceKnownType`; those of
///     contracts that it refines have their own.
@attached(peer, names: suffixed(Contract), suffixed(Client))
@attached(extension, names: arbitrary)
public macro ServiceContract(
    name: String? = nil, namespace: String? = nil, sessionMode: SessionMode? = nil, callback: Any.Type? = nil,
    knownTypes: [Any.Type] = []
) = #externalMacro(module: "StrataMacros", type: "ServiceContractMacro")

/// Says how a method of a service contract goes on the wire.
///
/// - Parameters:
///   - name: of its elements and part of its action; the method's own by default.
///   - action: by default `namespace/contract/name`, or `urn:contract/name` without a namespace; `*` takes what no other operation takes.
///   - replyAction: by default that with `Response` behind it; `*` leaves it to the reply.
///   - isInitiating: whether a session may begin with it.
///   - isTerminating: whether the session ends with it.
///   - resultName: of the result's element; by default the name with `Result` behind it. The parts of a tuple are called by their labels.
///   - parameterNames: names on the wire of parameters that are called otherwise in Swift.
///   - knownTypes: what may stand in members of type `object` in its messages, besides those of the contract.
@attached(peer)
public macro Operation(
    name: String? = nil, action: String? = nil, replyAction: String? = nil, isInitiating: Bool = true, isTerminating: Bool = false,
    resultName: String? = nil, parameterNames: [String: String] = [:], knownTypes: [Any.Type] = []
) = #externalMacro(module: "StrataMacros", type: "OperationMacro")

/// A method that has no reply.
@attached(peer)
public macro OneWay() = #externalMacro(module: "StrataMacros", type: "OperationMacro")

/// The details of the faults that a method declares. One type with an action, or another name for the detail, stands in an attribute of its own.
///
/// - Parameters:
///   - details: the types of the details.
///   - action: of the fault message; as in WCF it is by default the operation's with the name of the type and `Fault` behind it, and with `name`
///     alone where that is said. A type that is called otherwise in .NET says its action.
///   - name: of the detail element, in place of that of the data contract.
///   - namespace: of the element that `name` names; that of the service contract by default.
@attached(peer)
public macro Faults(_ details: Any.Type..., action: String? = nil, name: String? = nil, namespace: String? = nil) =
    #externalMacro(module: "StrataMacros", type: "OperationMacro")
