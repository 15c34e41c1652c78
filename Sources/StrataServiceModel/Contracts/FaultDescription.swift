public import StrataCore
public import StrataInfoset

/// A fault that an operation declares: callers get it as `TypedFault` of its detail's type.
public struct FaultDescription: Sendable {
    /// The detail element.
    public private(set) var name: ExpandedName
    /// The action of the fault message; by default, as in WCF, the operation's with the name of the detail's Swift type and `Fault` behind
    /// it, or with the name that was said.
    public private(set) var action: String
    let isOf: @Sendable (any Error) -> Bool
    let read: @Sendable (Fault, InfosetCursor, ContractCoding) throws -> any Error
    private let write: @Sendable (any Error, ExpandedName, ContractCoding) -> Fault?
    /// What was said, and what is called upon where nothing was.
    private let said: (action: String?, name: String?, namespace: String?)
    private let typeName: String

    /// The fault whose detail is a value of that type, in an element of the type's own name.
    ///
    /// - Parameters:
    ///   - type: of the detail.
    ///   - action: of the fault message; see `action`.
    ///   - name: of the detail element, which is then in `namespace`.
    ///   - namespace: of the element that `name` names; that of the service contract by default. It says nothing without `name`.
    public static func fault<Detail: ContractValue>(
        _ type: Detail.Type, action: String? = nil, name: String? = nil, namespace: String? = nil
    )
        -> FaultDescription
    {
        let own = Detail.contractName
        return FaultDescription(
            name: name.map { ExpandedName(contract: $0, namespace: namespace ?? own.namespace) } ?? own, action: action ?? "",
            isOf: { $0 is TypedFault<Detail> },
            read: { fault, cursor, coding in
                TypedFault(try cursor.read(as: Detail.self, coding), code: fault.code, reasons: fault.reasons)
            },
            write: { error, element, coding in
                guard let typed = error as? TypedFault<Detail> else { return nil }
                return Fault(
                    typed.code, reasons: typed.reasons, detail: FaultDetail { try $0.write(typed.detail, as: element, coding) })
            }, said: (action, name, namespace),
            // .NET's name of a generic type.
            typeName: "\(Detail.self)".replacing("<", with: "Of_").replacing(", ", with: "_").replacing(">", with: ""))
    }

    /// The same fault of an operation with that default action, of a contract in that namespace.
    func completed(_ defaultAction: String, _ namespace: String) -> FaultDescription {
        var result = self
        if let name = said.name { result.name = ExpandedName(contract: name, namespace: said.namespace ?? namespace) }
        result.action = said.action ?? defaultAction + (said.name ?? typeName + "Fault")
        return result
    }

    /// The fault that says `error`; `nil` for an error of another type.
    func fault(for error: any Error, _ coding: ContractCoding) -> Fault? { write(error, name, coding) }
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
