import Strata

/// The names of the contract: those of `ICalc`, which the InteropPeer sample has typed.
enum Names {
    static let calc = "urn:peers:calc"
    static let data = "urn:peers:data"
    static let null = ExpandedName("nil", namespace: "http://www.w3.org/2001/XMLSchema-instance")

    /// `urn:peers:calc/ICalc/<operation>`
    static func action(_ operation: String) -> String { "\(calc)/ICalc/\(operation)" }
}

extension InfosetCursor {
    /// The parameter of that name, unless it is absent or says that it stands for no value.
    func parameter(_ name: String) -> InfosetCursor? {
        child(ExpandedName(name, namespace: Names.calc)).flatMap { ["true", "1"].contains($0.attribute(Names.null)) ? nil : $0 }
    }

    /// The content as a number.
    func integer() throws -> Int32 {
        let text = try string()
        guard let value = Int32(text) else { throw FaultError(.sender("The content of '\(localName)' is no int.")) }
        return value
    }
}

extension InfosetBuilder {
    /// A parameter with text in it, or a null one.
    mutating func parameter(_ name: String, _ text: String?) {
        startElement(ExpandedName(name, namespace: Names.calc))
        if let text { self.text(text) } else { attribute(Names.null, "true", prefix: "i") }
        endElement()
    }
}
