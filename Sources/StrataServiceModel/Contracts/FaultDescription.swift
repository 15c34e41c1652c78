public import StrataCore
public import StrataInfoset

/// A fault that an operation declares: callers get it as `TypedFault` of its detail's type.
public struct FaultDescription: Sendable {
    /// The detail element.
    public let name: ExpandedName
    /// The action of the fault message; by default the operation's with the name of the detail and `Fault` behind it.
    public private(set) var action: String
    let isOf: @Sendable (any Error) -> Bool
    let read: @Sendable (Fault, InfosetCursor, ContractCoding) throws -> any Error
    let write: @Sendable (any Error, ContractCoding) -> Fault?

    /// The fault whose detail is a value of that type, in an element of the type's own name.
    public static func fault<Detail: ContractValue>(
        _ type: Detail.Type, action: String? = nil, name: String? = nil, namespace: String? = nil
    )
        -> FaultDescription
    {
        let own = Detail.contractName
        let element = ExpandedName(name ?? own.localName, namespace: namespace ?? own.namespace)
        return FaultDescription(
            name: element, action: action ?? "",
            isOf: { $0 is TypedFault<Detail> },
            read: { fault, cursor, coding in
                TypedFault(try cursor.read(as: Detail.self, coding), code: fault.code, reasons: fault.reasons)
            },
            write: { error, coding in
                guard let typed = error as? TypedFault<Detail> else { return nil }
                return Fault(
                    typed.code, reasons: typed.reasons, detail: FaultDetail { try $0.write(typed.detail, as: element, coding) })
            })
    }

    func completed(action defaultAction: String) -> FaultDescription {
        var result = self
        if action.isEmpty { result.action = defaultAction + name.localName + "Fault" }
        return result
    }
}

/// A SOAP fault whose detail is a value of a declared type: a service throws it, and a client's call does.
public struct TypedFault<Detail: ContractValue>: Error, Sendable {
    /// The detail.
    public var detail: Detail
    /// The code: that of an error of the sender by default.
    public var code: FaultCode
    /// What it says to people, in one language or several.
    public var reasons: [FaultText]

    /// The reason in the first language.
    public var reason: String { reasons.first?.text ?? "" }

    /// A fault of that detail.
    public init(_ detail: Detail, code: FaultCode = .sender(), reasons: [FaultText]) {
        self.detail = detail
        self.code = code
        self.reasons = reasons
    }

    /// A fault of that detail with a reason in English.
    public init(_ detail: Detail, code: FaultCode = .sender(), _ reason: String) {
        self.init(detail, code: code, reasons: [FaultText(reason)])
    }
}
