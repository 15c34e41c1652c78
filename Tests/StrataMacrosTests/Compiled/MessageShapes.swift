import StrataServiceModel

// What the article on message contracts shows.

/// A header and a body member; around the body stands one element `Order`.
@MessageContract(wrapperName: "Order", wrapperNamespace: "urn:example:desk")
struct OrderMessage: Sendable {
    @MessageHeader(name: "Reader", namespace: "urn:example:desk") var reader: String
    @MessageBodyMember(name: "Isbn", namespace: "urn:example:desk", order: 1) var isbn: String
    @MessageBodyMember(name: "Copies", namespace: "urn:example:desk", order: 2) var copies: Int32 = 1
}

/// Without a wrapper: the member is the body.
@MessageContract(isWrapped: false)
struct Receipt: Sendable {
    @MessageBodyMember(name: "Number", namespace: "urn:example:desk") var number: Int32
}

@ServiceContract(namespace: "urn:example:desk")
protocol Desk: Sendable {
    @Operation(name: "Order") func order(message: OrderMessage) async throws -> Receipt
    /// What no other operation takes.
    @Operation(action: "*", replyAction: "*") func other(message: Message) async throws -> Message
}

struct FrontDesk: Desk {
    func order(message: OrderMessage) async throws -> Receipt { Receipt(number: message.reader == "ann" ? message.copies : 0) }

    func other(message: Message) async throws -> Message {
        let name = message.bodyContents?.localName ?? "nothing"
        return Message(version: message.version, action: "urn:example:answer") { body in
            body.element(ExpandedName("heard", namespace: "urn:example"), name)
        }
    }
}
