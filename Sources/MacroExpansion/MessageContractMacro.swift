import PluginWire
import SwiftReader

/// `@MessageContract`: a struct whose properties are headers and body members of a message.
struct MessageContractMacro: Macro {
    func expand(_ request: ExpansionRequest) throws(ReadFailure) -> Expansion {
        let type = try Reader.declaration(in: request.declaration)
        var complaints = Complaints(request.declaration)
        guard type.keyword.text == "struct" else {
            complaints.error(
                "@MessageContract stands on a struct; '\(type.name.text)' is \(type.keyword.text.withArticle)", at: type.keyword.range)
            return complaints.expansion(CodeWriter())
        }
        guard type.isOneContract("MessageContract", &complaints) else { return complaints.expansion(CodeWriter()) }
        var code = CodeWriter()
        if let contract = MessageContract(type, request, &complaints) { contract.write(to: &code) }
        return complaints.expansion(code)
    }
}

/// Such a struct.
struct MessageContract {
    private let request: ExpansionRequest
    private let access: String
    private let names: String
    private let headers: [MessageMember]
    private let body: [MessageMember]

    /// `nil` after complaining.
    init?(_ type: Declaration, _ request: ExpansionRequest, _ complaints: inout Complaints) {
        self.request = request
        access = Access.prefix(of: type, in: request.lexicalContext)
        type.refuseHidden("the members of a message contract", &complaints)
        var headers: [MessageMember] = []
        var body: [MessageMember] = []
        for property in type.properties {
            guard let member = MessageMember(property, &complaints) else { continue }
            if member.isHeader { headers.append(member) } else { body.append(member) }
        }
        complaints.refuseTwins(headers.map { ($0.fullName, $0.property.name.range) }, "two headers")
        complaints.refuseTwins(body.map { ($0.fullName, $0.property.name.range) }, "two body members")
        complaints.refuseBesideStream(headers, body)
        let own = Self.names(type, &complaints)
        guard !complaints.hasErrors else { return nil }
        self.headers = headers.sorted { $0.place < $1.place }
        self.body = body.sorted { $0.place < $1.place }
        let known = self.headers.map { "(\($0.quoted), \($0.namespaceCode ?? "nil"))" }.joined(separator: ", ")
        names =
            "MessageContractNames(\(own)\(known.isEmpty ? "" : ", headers: [\(known)]")"
            + "\(body.first?.isStream == true ? ", isStreamed: true" : ""))"
    }

    /// Code for the first arguments of `messageNames`.
    private static func names(_ type: Declaration, _ complaints: inout Complaints) -> String {
        let attribute = type.attribute("MessageContract")
        let isWrapped = complaints.bool("isWrapped", of: attribute) ?? true
        let wrapper = WireName.encoded(complaints.string("wrapperName", of: attribute) ?? type.name.plain)
        let namespace = complaints.text("wrapperNamespace", of: attribute)
        if !isWrapped {
            for label in ["wrapperName", "wrapperNamespace"] {
                if let argument = attribute?[label] {
                    complaints.error(
                        "'\(label)' says nothing here: the body has no wrapper; leave out 'isWrapped: false'", at: argument.range)
                }
            }
        }
        let space = namespace.map { ", namespace: \($0)" } ?? ""
        return "wrapper: \(StringLiteral.quoted(wrapper))\(space)\(isWrapped ? "" : ", isWrapped: false")"
    }

    func write(to code: inout CodeWriter) {
        let conformances = request.missingConformances.joined(separator: ", ")
        code.block("nonisolated extension \(request.extendedType)" + (conformances.isEmpty ? "" : ": \(conformances)")) { code in
            code.line("\(access)static var messageNames: MessageContractNames { \(names) }")
            code.line()
            code.block("\(access)func write(to message: inout OutgoingParts)") { code in
                for member in headers + body { member.writeWriting(to: &code) }
            }
            code.line()
            code.block("\(access)init(from message: inout IncomingParts) throws") { code in
                for member in headers + body { member.writeReading(to: &code) }
            }
        }
    }
}
