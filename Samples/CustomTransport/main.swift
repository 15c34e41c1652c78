import Foundation
import StrataCore
import StrataInfoset
import StrataTesting

// The kit, on this transport: what the core promises to those who use its channels, check by check.
let time = ManualTime()
let tested = try CustomBinding("parcels under test", validating: [SampleEncoding(), ParcelTransport()], time: time)
let stack = StackUnderTest(
    client: tested, service: tested, version: .default, shapes: [.oneWay, .requestReply], time: time
) { EndpointAddress("parcel://127.0.0.1:0") }
let passed = await stack.checks.run { name, failure in
    print(failure.map { "FAILED  \($0)" } ?? "passed  \(name)")
}

// And a call over it.
let binding = CustomBinding("parcels") {
    SampleEncoding()
    ParcelTransport()
}
let listener = try binding.makeReplyListener(at: EndpointAddress("parcel://127.0.0.1:0/greeter"))
try await listener.open()
let service = Task {
    try await listener.serve { request in
        let name = try request.bodyContents?.string() ?? "nobody"
        return Message(version: .default, action: "urn:example:greeting") { $0.element(ExpandedName("text"), "hello, \(name)") }
    }
}
let answer = try await binding.withRequestChannel(to: listener.address) { channel in
    try await channel.request(Message(version: .default, action: "urn:example:greet") { $0.element(ExpandedName("text"), "world") })
}
print(try answer.bodyContents?.string() ?? "")
try await listener.close()
try await service.value
print(binding.explain())
exit(passed ? 0 : 1)
