/// A SOAP fault, in neither version: it is written in the version of the message that carries it (SOAP 1.1 §4.4, SOAP 1.2 part 1 §5.4).
public struct Fault: Sendable, CustomStringConvertible {
    /// What went wrong, for a program.
    public var code: FaultCode
    /// Why, for people, one text a language; never empty.
    public var reasons: [FaultText] {
        didSet {
            if reasons.isEmpty { reasons = [FaultText("")] }
        }
    }
    /// The node that failed, a URI; SOAP 1.1 writes it as `faultactor` where there is no role.
    public var node: String?
    /// The role the node played, a URI; `faultactor` in SOAP 1.1.
    public var role: String?
    /// What the application says about it.
    public var detail: FaultDetail?

    /// With reasons in several languages.
    public init(_ code: FaultCode, reasons: [FaultText], node: String? = nil, role: String? = nil, detail: FaultDetail? = nil) {
        self.code = code
        self.reasons = reasons.isEmpty ? [FaultText("")] : reasons
        self.node = node
        self.role = role
        self.detail = detail
    }

    /// With one English reason.
    public init(_ code: FaultCode, _ reason: String, node: String? = nil, role: String? = nil, detail: FaultDetail? = nil) {
        self.init(code, reasons: [FaultText(reason)], node: node, role: role, detail: detail)
    }

    /// The English reason if there is one, otherwise the first.
    public var reason: String {
        let english = reasons.first { text in
            let language = text.language.lowercased()
            return language == "en" || language.hasPrefix("en-")
        }
        return (english ?? reasons.first)?.text ?? ""
    }

    /// Code and reason, on one line; of a long reason the beginning.
    public var description: String { "\(code.description.excerpt): \(reason.excerpt)" }
}
