import SwiftReader

/// Answers the compiler until it hangs up.
public struct MacroPlugin: Sendable {
    /// By `type:` of `#externalMacro`.
    private let macros: [String: any Macro]

    /// A plugin of these macros.
    public init(_ macros: [String: any Macro]) { self.macros = macros }

    /// Reads requests from stdin and answers them on stdout, which nobody else can write to meanwhile.
    public func run() {
        let pipe = MessagePipe.standard()
        while let bytes = pipe.receive() {
            guard pipe.send(answer(bytes)) else { return }
        }
    }

    /// The answer to one message; to one that it does not know, a diagnostic that says so.
    public func answer(_ bytes: [UInt8]) -> JSON {
        guard let message = try? JSON(bytes), case .object(let members) = message, let (kind, body) = members.first else {
            return Self.refusal("the compiler sent what is no message of the plugin protocol")
        }
        switch kind {
        case "getCapability":
            let capability = JSON.object(["protocolVersion": .integer(7), "features": .array([])])
            return .object(["getCapabilityResult": .object(["capability": capability])])
        case "expandAttachedMacro", "expandFreestandingMacro":
            guard let request = ExpansionRequest(body) else {
                return Self.refusal("the compiler sent a form of '\(kind)' that \(Self.remedy)")
            }
            return expand(request).json
        default:
            return Self.refusal("the compiler sent '\(kind)', a message that \(Self.remedy)")
        }
    }

    /// The expansion of one use of a macro; `typeName` decides which.
    public func expand(_ request: ExpansionRequest) -> Expansion {
        guard let macro = macros[request.typeName] else {
            let message = "the plugin has no macro '\(request.typeName)'"
            return Expansion("", [Diagnostic(.error, message, in: request.use, at: 0..<0)])
        }
        do {
            return try macro.expand(request)
        } catch {
            return Expansion("", [Diagnostic(.error, "\(request.name): \(error.message)", in: request.declaration, at: error.range)])
        }
    }

    private static let remedy = """
        this version of Strata's macros does not know: use the compiler that this version names, or write the conformance by hand
        """

    private static func refusal(_ message: String) -> JSON {
        Expansion("", [Diagnostic(.error, message, in: SourceText(""), at: 0..<0)]).json
    }
}
