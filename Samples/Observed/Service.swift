import Strata

/// Takes an order, or answers with a fault when there is no such thing.
@Sendable func take(_ request: Message) throws -> Message? {
    let wanted = try request.bodyContents?.child(item)?.string() ?? ""
    guard wanted != "unicorn" else { throw FaultError(.sender("there is no \(wanted)")) }
    // Whoever works inside a span may say more about it.
    TraceSpan.current?.set("app.item", .text(wanted))
    return Message(version: .default, action: "urn:example:orders/taken") { $0.element(item, wanted) }
}

/// Orders something, with what must not be in a log: a token, and the number of a card.
func buy(_ wanted: String, at address: EndpointAddress, over binding: CustomBinding) async throws -> String {
    let request = Message(version: .default, action: "urn:example:orders/take") { message in
        message.startElement(order)
        message.element(item, wanted)
        message.element(card, "4111-1111-1111-1111")
        message.element(token, "s3cr3t")
        message.endElement()
    }
    return try await binding.withRequestChannel(to: address) { channel in
        do {
            let reply = try await SOAPProcessor(version: .default).call(request, over: channel)
            return "taken: \(try reply.bodyContents?.string() ?? "")"
        } catch let error as FaultError {
            return "refused: \(error.fault.reason)"
        }
    }
}
