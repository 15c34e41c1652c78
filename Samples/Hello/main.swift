import Strata

let text = ExpandedName("text", namespace: "urn:example:hello")
let binding = BasicHTTPBinding()

@Sendable func greet(_ request: Message) throws -> Message? {
    let name = try request.bodyContents?.string() ?? "nobody"
    return Message(version: .soap11, action: "urn:example:hello/response") { $0.element(text, "hello, \(name)") }
}
let node = SOAPProcessor(version: .soap11)
let listener = try binding.makeReplyListener(at: EndpointAddress("http://localhost:0/hello"))
try await listener.open()
let service = Task { try await listener.serve { await node.process($0, handler: greet) } }

let answer = try await binding.withRequestChannel(to: listener.address) { channel in
    let request = Message(version: .soap11, action: "urn:example:hello") { $0.element(text, "world") }
    let reply = try await node.call(request, over: channel)
    return try reply.bodyContents?.string() ?? ""
}
print(answer)

try await listener.close()
try await service.value
